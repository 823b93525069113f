// SPDX-License-Identifier: MIT
#include "support/watchdog.h"

#include <execinfo.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace mp::test {
namespace {

constexpr int timed_out_status = 124;  // as timeout(1)

std::chrono::seconds armed{0};
std::array<char, 512> message{};  // composed when armed: the handler may not format

void say(std::string_view text) noexcept {
    while (!text.empty()) {
        const auto written = ::write(STDERR_FILENO, text.data(), text.size());
        if (written <= 0) return;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

// Kills what the test started, children first asked from the kernel; only raw system calls, as in any handler.
void kill_descendants(int pid, int depth) noexcept {
    std::array<char, 64> path{};
    std::snprintf(path.data(), path.size(), "/proc/%d/task/%d/children", pid, pid);
    const int fd = ::open(path.data(), O_RDONLY | O_CLOEXEC);
    if (fd < 0) return;
    std::array<char, 4096> text{};
    const auto length = ::read(fd, text.data(), text.size() - 1);
    ::close(fd);
    for (char* at = text.data(); length > 0 && *at != '\0';) {
        char* end = nullptr;
        const auto child = static_cast<int>(std::strtol(at, &end, 10));
        if (end == at || child <= 0) return;
        if (depth < 8) kill_descendants(child, depth + 1);
        ::kill(child, SIGKILL);
        at = end + std::strspn(end, " ");
    }
}

void bark(int) noexcept {
    say({message.data(), std::strlen(message.data())});
    std::array<void*, 64> frames{};
    ::backtrace_symbols_fd(frames.data(), ::backtrace(frames.data(), static_cast<int>(frames.size())), STDERR_FILENO);
    kill_descendants(::getpid(), 0);
    ::_exit(timed_out_status);
}

void compose_message(std::chrono::seconds limit) {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::snprintf(message.data(), message.size(),
                  "\nwatchdog: %s.%s still runs after %lld s; it is ended with its children. Where it stood:\n",
                  test != nullptr ? test->test_suite_name() : "the program", test != nullptr ? test->name() : "main",
                  static_cast<long long>(limit.count()));
}

void arm(std::chrono::seconds limit) {
    static const bool installed = [] {
        std::array<void*, 1> frame{};
        ::backtrace(frame.data(), 1);  // loads its library now: the handler may not
        struct sigaction action {};
        action.sa_handler = bark;
        action.sa_flags = SA_RESTART;
        return ::sigaction(SIGALRM, &action, nullptr) == 0;
    }();
    if (!installed) std::abort();
    compose_message(limit);
    itimerval timer{};
    timer.it_value.tv_sec = limit.count();
    ::setitimer(ITIMER_REAL, &timer, nullptr);
    armed = limit;
}

class WatchdogListener : public testing::EmptyTestEventListener {
    void OnTestStart(const testing::TestInfo&) override { arm(default_limit()); }
    void OnTestEnd(const testing::TestInfo&) override { arm(std::chrono::seconds(0)); }
};

}  // namespace

std::chrono::seconds default_limit() {
    static const std::chrono::seconds limit = [] {
        const char* text = std::getenv("LIFEGUARD_TEST_LIMIT");
        const long wish = text != nullptr ? std::strtol(text, nullptr, 10) : 0;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
        constexpr long otherwise = 300;
#else
        constexpr long otherwise = 60;
#endif
        return std::chrono::seconds(wish > 0 ? wish : otherwise);
    }();
    return limit;
}

Watchdog::Watchdog(std::chrono::seconds limit) : before_(armed) {
    arm(limit);
}

Watchdog::~Watchdog() {
    arm(before_);
}

void watch_every_test() {
    testing::UnitTest::GetInstance()->listeners().Append(new WatchdogListener);
}

}  // namespace mp::test

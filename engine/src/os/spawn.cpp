// SPDX-License-Identifier: MIT
#include "os/spawn.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <string_view>

#include "mp/exceptions.h"
#include "os/error.h"

namespace mp::os {

namespace {

// The pidfd of a child that has just been started; the reserved descriptor makes room for it.
Pidfd open_child(int pid, Pidfd& reserved) {
    for (;;) {
        try {
            return Pidfd::open(pid);
        } catch (const ProcessLookupError&) {
            reserved.reset();
            return Pidfd::of_the_dead();  // the program ignores SIGCHLD or reaps whatever ends, and was faster
        } catch (...) {
            if (!reserved) {
                // Another thread took the room in this very moment: the start has failed.
                kill_and_reap(pid);
                throw;
            }
            reserved.reset();
        }
    }
}

class Attributes {
public:
    Attributes() { posix_spawnattr_init(&attributes_); }
    ~Attributes() { posix_spawnattr_destroy(&attributes_); }
    Attributes(const Attributes&) = delete;
    Attributes& operator=(const Attributes&) = delete;

    void unblock_signals() {
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK);
    }
    const posix_spawnattr_t* get() const { return &attributes_; }

private:
    posix_spawnattr_t attributes_;
};

class FileActions {
public:
    FileActions() { check(posix_spawn_file_actions_init(&actions_)); }
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;

    void open(int number, const char* path, int flags) {
        check(posix_spawn_file_actions_addopen(&actions_, number, path, flags, 0));
    }
    void move(int from, int to) { check(posix_spawn_file_actions_adddup2(&actions_, from, to)); }
    void close_from(int number) { check(posix_spawn_file_actions_addclosefrom_np(&actions_, number)); }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

private:
    static void check(int code) {
        if (code != 0) throw_error(code, "prepare a start");
    }
    posix_spawn_file_actions_t actions_;
};

std::vector<std::string> merged_environment(const std::vector<std::string>& ours) {
    std::vector<std::string> merged = ours;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::string_view name = text.substr(0, text.find('=') + 1);
        bool replaced = false;
        for (const auto& own : ours) replaced = replaced || std::string_view(own).starts_with(name);
        if (!replaced) merged.emplace_back(text);
    }
    return merged;
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (const auto& text : texts) out.push_back(const_cast<char*>(text.c_str()));
    out.push_back(nullptr);
    return out;
}

}  // namespace

ForkResult fork_process() {
    Pidfd reserved = Pidfd::open(::getpid());
    const int pid = ::fork();
    if (pid < 0) throw_errno("fork");
    if (pid == 0) return {};
    return {pid, open_child(pid, reserved)};
}

ForkResult spawn_process(const SpawnRequest& request) {
    constexpr int first = 3;
    const int end = first + static_cast<int>(request.descriptors.size());
    Pidfd reserved = Pidfd::open(::getpid());
    // Copies above the range they go to, so that no dup2 in the child overwrites one that is still needed.
    std::vector<Fd> copies;
    FileActions actions;
    actions.open(STDIN_FILENO, "/dev/null", O_RDONLY);
    for (std::size_t i = 0; i < request.descriptors.size(); ++i) {
        copies.emplace_back(::fcntl(request.descriptors[i], F_DUPFD_CLOEXEC, end));
        if (!copies.back()) throw_errno("hand over descriptor", std::to_string(request.descriptors[i]));
        actions.move(copies.back().get(), first + static_cast<int>(i));
    }
    actions.close_from(end);
    const auto environment = merged_environment(request.environment);
    const auto arguments = pointers(request.arguments);
    const auto variables = pointers(environment);
    Attributes attributes;
    if (request.unblock_signals) attributes.unblock_signals();
    int pid = 0;
    const int code = ::posix_spawn(&pid, request.program.c_str(), actions.get(), attributes.get(), arguments.data(),
                                   variables.data());
    if (code != 0) throw_error(code, "start", request.program);
    return {pid, open_child(pid, reserved)};
}

void kill_and_reap(int pid) noexcept {
    ::kill(pid, SIGKILL);
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

std::optional<Reaped> reap_any() noexcept {
    siginfo_t info{};
    while (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG) < 0) {
        if (errno != EINTR) return std::nullopt;
    }
    if (info.si_pid == 0) return std::nullopt;
    return Reaped{info.si_pid, info.si_code == CLD_EXITED ? info.si_status : -info.si_status};
}

void send_signal_to(int pid, int number) noexcept {
    ::kill(pid, number);
}

bool set_death_signal(int number, int expected_parent) noexcept {
    ::prctl(PR_SET_PDEATHSIG, number);
    return ::getppid() == expected_parent;
}

int parent_id() noexcept {
    return ::getppid();
}

void close_standard_input() noexcept {
    const int null = ::open("/dev/null", O_RDONLY);
    if (null < 0) {
        ::close(STDIN_FILENO);
        return;
    }
    if (null != STDIN_FILENO) {
        ::dup2(null, STDIN_FILENO);
        ::close(null);
    }
}

void write_to_stderr(const char* text, std::size_t size) noexcept {
    while (size > 0) {
        const auto written = ::write(STDERR_FILENO, text, size);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;  // no standard error: there is nobody to tell
        text += written;
        size -= static_cast<std::size_t>(written);
    }
}

void on_exit(void (*function)(int code)) {
    const auto call = [](int code, void* argument) { reinterpret_cast<void (*)(int)>(argument)(code); };
    if (::on_exit(call, reinterpret_cast<void*>(function)) != 0) throw_error(ENOMEM, "register an exit handler");
}

void remove_environment(const char* name) noexcept {
    ::unsetenv(name);
}

std::vector<std::byte> random_bytes(std::size_t count) {
    std::vector<std::byte> bytes(count);
    for (std::size_t done = 0; done < count;) {
        const auto got = ::getrandom(bytes.data() + done, count - done, 0);
        if (got < 0 && errno != EINTR) throw_errno("read random bytes");
        if (got > 0) done += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string random_hex(std::size_t bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : random_bytes(bytes)) {
        text += digits[std::to_integer<std::size_t>(byte) >> 4U];
        text += digits[std::to_integer<std::size_t>(byte) & 15U];
    }
    return text;
}

}  // namespace mp::os

// SPDX-License-Identifier: MIT
// What workers print, taken down: line by line with its stream, worker and task, while it still comes out where it did.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

#include "engine/process/process_children.h"
#include "mp/observe.h"
#include "mp/pool.h"
#include "pool_functions.h"
#include "support/child.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;
using mp::observe::LogEntry;
using mp::observe::LogStream;

// One in each way in which a program prints; the stdio ones without an end of line, so that only a flush brings them.
int print(int number) {
    std::cout << "cout " << number << '\n';
    std::cerr << "cerr " << number << '\n';
    std::printf("printf %d\n", number);
    const std::string raw = "write " + std::to_string(number) + "\n";
    if (::write(1, raw.data(), raw.size()) < 0) return -1;
    std::printf("unended %d", number);
    return number;
}
int print_by_program(int number) {
    return std::system(("echo program " + std::to_string(number) + "; echo oh >&2").c_str());
}
int print_and_die(int number) {
    std::cout << "last words of " << number << std::endl;
    std::cerr << "and a groan" << std::flush;
    ::raise(SIGKILL);
    return 0;
}
int print_bytes(int) {
    const std::string bytes = std::string("a\xff\xfe") + '\0' + "b\x1b[1m\n" + std::string(1 << 20, 'x') + "\nend\n";
    std::cout << bytes << std::flush;
    return 0;
}
int print_much(int lines) {
    for (int i = 0; i < lines; ++i) std::printf("line %d\n", i);
    return lines;
}
// What a worker starts may go on after it.
int leave_a_child(const std::string& gate) {
    return std::system(("(while [ ! -e '" + gate + "' ]; do sleep 0.02; done; echo late) &").c_str());
}
int print_beside_a_stopped(int owner, const std::string& done) {
    ::kill(owner, SIGSTOP);
    print_much(40'000);
    std::ofstream(done).put('x');
    return 0;
}
// Each of so many workers as much as is kept of one.
int print_with_others(const std::string& directory, int part, int parts) {
    print_much(4'096);
    std::fflush(stdout);
    std::ofstream(directory + "/part" + std::to_string(part)).put('x');
    const bool all = mp::test::wait_until([&] {
        for (int other = 0; other < parts; ++other)
            if (::access((directory + "/part" + std::to_string(other)).c_str(), F_OK) != 0) return false;
        return true;
    });
    return all ? part : -1;
}
int thread_count(int) {
    const std::filesystem::directory_iterator threads("/proc/self/task");
    return static_cast<int>(std::distance(begin(threads), end(threads)));
}

struct Line {
    LogStream stream;
    std::uint64_t task;
    std::string text;
    bool operator==(const Line&) const = default;
};
[[maybe_unused]] void PrintTo(const Line& line, std::ostream* out) {
    *out << static_cast<int>(line.stream) << " #" << line.task << ' ' << line.text;
}

// All that a pool's workers have printed, as an observer gets it; each line once.
class Printed {
public:
    // From now on: whoever attaches late is shown the newest lines only.
    explicit Printed(const mp::Pool& pool) : session_(mp::observe::attach(::getpid())), pool_(pool.id()) { look(); }
    const std::vector<LogEntry>& look() {
        for (const LogEntry& entry : session_.snapshot().log) {
            if (entry.sequence <= last_) continue;
            last_ = entry.sequence;
            if (entry.stream != LogStream::log && entry.pool_id == pool_) lines_.push_back(entry);
            if (entry.stream == LogStream::log) told_ += entry.text + '\n';
        }
        return lines_;
    }
    bool told(const std::string& text) const { return told_.find(text) != std::string::npos; }
    bool has(const std::string& text) {
        return std::ranges::any_of(look(), [&](const LogEntry& line) { return line.text == text; });
    }
    std::vector<Line> of_stream(LogStream stream) {
        std::vector<Line> out;
        for (const LogEntry& line : look())
            if (line.stream == stream) out.push_back({line.stream, line.task_id, line.text});
        return out;
    }

private:
    mp::observe::Session session_;
    std::uint64_t pool_ = 0;
    std::vector<LogEntry> lines_;
    std::string told_;  // what is no output
    std::uint64_t last_ = 0;
};

// This process's own streams as files, for as long as it lives.
class Redirected {
public:
    explicit Redirected(const mp::test::TemporaryDirectory& directory) : path_((directory.path() / "out").string()) {
        std::cout.flush();
        std::fflush(stdout);
        const int file = ::open(path_.c_str(), O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
        for (const int number : {1, 2}) {
            before_.push_back(::fcntl(number, F_DUPFD_CLOEXEC, 3));
            ::dup2(file, number);
        }
        ::close(file);
    }
    ~Redirected() {
        const std::string all = testing::Test::HasFailure() ? text() : std::string();
        for (const int number : {1, 2}) {
            ::dup2(before_[static_cast<std::size_t>(number - 1)], number);
            ::close(before_[static_cast<std::size_t>(number - 1)]);
        }
        std::cerr << all;  // the failure's own words went there as well
    }
    std::string text() const {
        std::ifstream file(path_);
        return (std::ostringstream() << file.rdbuf()).str();
    }

private:
    std::string path_;
    std::vector<int> before_;
};

mp::PoolOptions captured(mp::PoolOptions options = {.processes = 1}) {
    options.capture_output = true;
    return options;
}

// A pool whose workers' output is taken down, what is seen of it, and where else it comes out.
struct Captured {
    explicit Captured(mp::PoolOptions options = {.processes = 1}) : pool(captured(std::move(options))) {}
    mp::test::TemporaryDirectory directory;
    Redirected redirected{directory};
    mp::Pool pool;
    Printed printed{pool};
};

class PoolOutput : public testing::TestWithParam<const char*> {
protected:
    mp::PoolOptions of(int processes) const {
        return captured({.processes = processes, .context = mp::get_context(GetParam())});
    }
    // A fork server keeps the streams that this process had when it was started, for an earlier test perhaps.
    static bool writes_to_our_streams() { return GetParam() != std::string("forkserver"); }
    mp::test::TemporaryDirectory directory;
};
INSTANTIATE_TEST_SUITE_P(StartMethods, PoolOutput, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

TEST_P(PoolOutput, LinesHaveTheirStreamWorkerAndTask) {
    const Redirected redirected(directory);
    mp::Pool pool(of(2));
    Printed printed(pool);
    for (int i = 0; i < 6; ++i) ASSERT_EQ(pool.apply(mp::fn<print>, i), i);
    ASSERT_EQ(pool.apply(mp::fn<print_by_program>, 7), 0);
    // Settled before the results came: nothing has to be waited for.
    std::map<std::string, const LogEntry*> lines;
    for (const LogEntry& line : printed.look()) lines[line.text] = &line;
    const auto pool_id = pool.id();
    for (int i = 0; i < 6; ++i) {
        const std::string number = std::to_string(i);
        for (const char* how : {"cout ", "cerr ", "printf ", "write ", "unended "}) {
            ASSERT_TRUE(lines.contains(how + number)) << how << number;
            const LogEntry& line = *lines[how + number];
            EXPECT_EQ(line.stream, how == std::string("cerr ") ? LogStream::err : LogStream::out);
            EXPECT_EQ(line.task_id, lines["cout " + number]->task_id);
            EXPECT_EQ(line.process, lines["cout " + number]->process);
            EXPECT_EQ(line.pool_id, pool_id);
            EXPECT_EQ(line.attempt, 1U);
        }
        if (i == 0) continue;
        EXPECT_GT(lines["cout " + number]->task_id, lines["cout " + std::to_string(i - 1)]->task_id);
    }
    EXPECT_EQ(lines.at("oh")->stream, LogStream::err);
    EXPECT_EQ(lines.at("oh")->task_id, lines.at("program 7")->task_id);
    if (!writes_to_our_streams()) return;
    for (const char* text : {"cout 3\n", "cerr 3\n", "printf 3\n", "write 3\n", "unended 3", "program 7\n"})
        EXPECT_THAT(redirected.text(), testing::HasSubstr(text));
}

TEST_P(PoolOutput, ADeathLosesNothingOfWhatWasWritten) {
    const Redirected redirected(directory);
    mp::Pool pool(of(1));
    Printed printed(pool);
    for (int i = 0; i < 3; ++i) EXPECT_THROW(pool.apply(mp::fn<print_and_die>, i), mp::WorkerLost);
    for (int i = 0; i < 3; ++i) {
        const std::string text = "last words of " + std::to_string(i);
        ASSERT_TRUE(mp::test::wait_until([&] { return printed.has(text); })) << text;
    }
    ASSERT_TRUE(mp::test::wait_until([&] { return printed.of_stream(LogStream::err).size() == 3; }));
    for (const LogEntry& line : printed.look()) EXPECT_NE(line.task_id, 0U) << line.text;
    // By the worker itself or by its owner: with a fork server that may be two files.
    if (!writes_to_our_streams()) return;
    ASSERT_TRUE(mp::test::wait_until([&] { return redirected.text().find("last words of 2\n") != std::string::npos; }));
    EXPECT_THAT(redirected.text(), testing::HasSubstr("and a groan"));
}

// Two ends are kept of each worker's output: not at the price of a worker.
TEST_P(PoolOutput, WithoutDescriptorsToSpareAllWorkersRunAndTheOwnerIsTold) {
    const bool forked = GetParam() == std::string("fork");
    const Redirected redirected(directory);
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    rlimit tight = before;
    tight.rlim_cur = forked ? 140 : 144;  // 128 for others, 8 for the rings of four, 4 for their processes
    ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    {
        mp::Pool pool(of(4));
        Printed printed(pool);
        std::vector<mp::AsyncResult<int>> parts;
        for (int part = 0; part < 4; ++part)
            parts.push_back(pool.apply_async(mp::fn<print_with_others>, directory.path().string(), part, 4));
        for (int part = 0; part < 4; ++part) EXPECT_EQ(parts[static_cast<std::size_t>(part)].get(), part);
        std::set<int> heard;
        for (const LogEntry& line : printed.look()) heard.insert(line.process.pid);
        EXPECT_EQ(heard.size(), 2U);
        EXPECT_TRUE(
            printed.told("may open only " + std::to_string(tight.rlim_cur) + " files (`ulimit -n` allows more)"));
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
    if (!writes_to_our_streams()) return;
    std::size_t written = 0;
    const std::string all = redirected.text();
    for (std::size_t at = 0; (at = all.find("line 4095\n", at)) != std::string::npos; ++at) ++written;
    EXPECT_EQ(written, 4U);
}

TEST(PoolOutputLines, AreTextAndBounded) {
    Captured all;
    all.pool.apply(mp::fn<print_bytes>, 0);
    const auto lines = all.printed.of_stream(LogStream::out);
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0].text, "a\xef\xbf\xbd\xef\xbf\xbd b\x1b[1m");
    EXPECT_EQ(lines[1].text, std::string(4096, 'x') + "… " + std::to_string((1 << 20) - 4096) + " bytes more");
    EXPECT_EQ(lines[2].text, "end");
    EXPECT_EQ(all.redirected.text().size(), (1U << 20) + 15U) << "what is written on is what was written";
}

TEST(PoolOutputLines, OffIsWhatItWas) {
    mp::test::TemporaryDirectory directory;
    const Redirected redirected(directory);
    mp::Pool pool({.processes = 1});
    Printed printed(pool);
    pool.apply(mp::fn<print_by_program>, 1);
    EXPECT_THAT(redirected.text(), testing::HasSubstr("program 1\n"));
    EXPECT_TRUE(printed.look().empty());
    EXPECT_EQ(pool.apply(mp::fn<thread_count>, 0), 1);
}

TEST(PoolOutputLines, TheEnvironmentTurnsItOnAndTheProgramHasTheLastWord) {
    mp::test::TemporaryDirectory directory;
    const Redirected redirected(directory);
    ::setenv("LIFEGUARD_CAPTURE_OUTPUT", "1", 1);
    {
        mp::Pool pool({.processes = 1});
        Printed printed(pool);
        pool.apply(mp::fn<print_by_program>, 1);
        EXPECT_TRUE(printed.has("program 1"));
        mp::PoolOptions options{.processes = 1};
        options.capture_output = false;
        mp::Pool other(options);
        other.apply(mp::fn<print_by_program>, 2);
        EXPECT_TRUE(Printed(other).look().empty());
    }
    ::unsetenv("LIFEGUARD_CAPTURE_OUTPUT");
}

TEST(PoolOutputLines, WhatAWorkerStartedIsHeardAfterItsDeath) {
    Captured all({.processes = 1, .maxtasksperchild = 1});
    const std::string gate = (all.directory.path() / "gate").string();
    const int worker = all.pool.apply(mp::fn<own_pid>, 0);
    all.pool.apply(mp::fn<leave_a_child>, gate);
    EXPECT_NE(all.pool.apply(mp::fn<own_pid>, 0), worker);
    std::ofstream(gate).put('x');
    EXPECT_TRUE(mp::test::wait_until([&] { return all.printed.has("late"); }));
    EXPECT_TRUE(mp::test::wait_until([&] { return all.redirected.text().find("late\n") != std::string::npos; }));
}

// More than a pipe holds, with nobody reading but the worker itself.
TEST(PoolOutputLines, AnOwnerThatIsStoppedMakesNoWorkerWait) {
    mp::test::TemporaryDirectory directory;
    const std::string done = (directory.path() / "done").string();
    mp::test::Child program([&] {
        const Redirected redirected(directory);
        mp::Pool pool(captured());
        pool.apply_async(mp::fn<print_beside_a_stopped>, ::getpid(), done);
        mp::test::sleep_for_ever();
    });
    EXPECT_TRUE(mp::test::wait_until([&] { return ::access(done.c_str(), F_OK) == 0; }));
    EXPECT_TRUE(mp::test::wait_until([&] {
        std::ifstream file(directory.path() / "out");
        const std::string all = (std::ostringstream() << file.rdbuf()).str();
        return all.ends_with("line 39999\n");
    }));
    program.kill();
}

TEST(PoolOutputLines, WhoLooksTooSeldomMissesTheOldestAndIsToldSo) {
    Captured all;
    all.pool.apply(mp::fn<print_by_program>, 0);
    ASSERT_TRUE(all.printed.has("program 0"));
    all.pool.apply(mp::fn<print_much>, 10'000);
    EXPECT_TRUE(all.printed.has("line 9999"));
    EXPECT_FALSE(all.printed.has("line 9"));
    EXPECT_TRUE(all.printed.told("5904 pieces of its output came too fast and were not read"));
    EXPECT_THAT(all.redirected.text(), testing::HasSubstr("line 9\n"));
}

// However many lines the others write at once: what one said last is there.
TEST(PoolOutputLines, LastWordsAreThereAmongVeryManyLines) {
    mp::test::TemporaryDirectory directory;
    const Redirected redirected(directory);
    mp::PoolOptions options{.processes = 1};
    options.capture_output = true;
    mp::Pool quiet(options);
    options.processes = 20;
    mp::Pool loud(options);
    Printed printed(quiet);
    quiet.apply(mp::fn<print_by_program>, 7);
    std::vector<mp::AsyncResult<int>> parts;
    for (int part = 0; part < 20; ++part)
        parts.push_back(loud.apply_async(mp::fn<print_with_others>, directory.path().string(), part, 20));
    for (auto& part : parts) part.get();
    EXPECT_TRUE(printed.has("program 7"));
    EXPECT_TRUE(printed.told("lines were too many at once and are left out"));
}

}  // namespace

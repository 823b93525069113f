// SPDX-License-Identifier: MIT
// The fork server itself: what it is, what it outlives and what it does not. What its children are like is tested with
// those of the other start methods.
#include "process/forkserver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <climits>
#include <filesystem>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <thread>

#include "mp/context.h"
#include "mp/logging.h"
#include "os/procfs.h"
#include "process_children.h"
#include "support/gone.h"
#include "support/leaks.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::process::forkserver_pid;
using mp::test::gone;
using mp::test::wait_until;
using mp::test::children::nothing;
using mp::test::children::Shared;
using mp::test::children::sleep_long;

mp::Process make(mp::Target target, bool daemonic = false) {
    return mp::get_context("forkserver").Process({.target = std::move(target), .daemon = daemonic});
}

void run(mp::Target target) {
    auto p = make(std::move(target));
    p.start();
    p.join();
    ASSERT_EQ(p.exitcode(), 0);
}

// A forked child has no server, so what has to come before the first start is tried in one.
void in_a_program_without_server(std::function<void()> body) {
    mp::Process program({.target = std::move(body)});
    program.start();
    program.join();
    EXPECT_EQ(program.exitcode(), 0);
}

void tell_parent(const std::string& path) {
    Shared(path).store(::getppid());
}
void tell_directory(const std::string& path) {
    Shared(path).text(std::filesystem::current_path().string());
}
void wait_for(const std::string& path, std::int64_t value, int code) {
    const Shared page(path);
    page.add(1);
    while (page.load() < value) ::usleep(1000);
    ::_exit(code);
}

// proves: 15.forkserver.ensure_running
TEST(ForkServer, IsOneProcessWithOneThread) {
    const Shared page;
    run(mp::call<tell_parent>(page.path()));
    const int server = forkserver_pid();
    EXPECT_EQ(page.load(), server);
    run(mp::call<tell_parent>(page.path()));
    EXPECT_EQ(page.load(), server);
    const auto stat = mp::os::read_process_stat(server);
    ASSERT_TRUE(stat.has_value());
    EXPECT_EQ(stat->threads, 1);
    EXPECT_EQ(stat->parent_pid, ::getpid());
    EXPECT_TRUE(mp::active_children().empty());  // nobody's Process
}

TEST(ForkServer, ServesManyThreads) {
    run(mp::call<nothing>());
    const mp::test::LeakCheck leaks;
    std::atomic<int> good{0};
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (int k = 0; k < 25; ++k) {
                    auto p = make(mp::call<nothing>());
                    p.start();
                    p.join();
                    good += p.exitcode() == 0;
                }
            });
        }
    }
    EXPECT_EQ(good, 100);
}

// proves: 15.spawn
TEST(ForkServer, ChildrenWorkWhereTheProgramDoes) {
    run(mp::call<nothing>());
    const mp::test::TemporaryDirectory directory;
    const auto before = std::filesystem::current_path();
    std::filesystem::current_path(directory.path());
    const Shared page;
    run(mp::call<tell_directory>(page.path()));
    std::filesystem::current_path(before);
    EXPECT_EQ(page.text(), std::filesystem::canonical(directory.path()).string());
}

// ---- preloading

int loaded = 0;
int loaded_by = 0;
void load(int what) {
    loaded += what;
    loaded_by = ::getpid();
}
void fail_to_load() {
    throw std::runtime_error("nothing there");
}
void tell_loaded(const std::string& path) {
    Shared(path).store(loaded * 10 + (loaded_by == ::getppid() ? 1 : 0));
}

// proves: 1.set_forkserver_preload
TEST(ForkServer, PreloadsOnce) {
    const Shared page;
    testing::internal::CaptureStderr();
    in_a_program_without_server([&] {
        mp::log_to_stderr(mp::logging::WARNING);
        mp::set_forkserver_preload({mp::call<load>(3), mp::fn<fail_to_load>, mp::call<load>(4)});
        for (int i = 0; i < 2; ++i) run(mp::call<tell_loaded>(page.path()));
        mp::set_forkserver_preload({mp::call<load>(100)});  // too late
        run(mp::call<tell_loaded>(page.path()));
    });
    EXPECT_EQ(page.load(), 71);
    EXPECT_EQ(loaded, 0);
    EXPECT_THAT(testing::internal::GetCapturedStderr(),
                testing::HasSubstr("preloading fail_to_load failed: std::runtime_error: nothing there"));
    EXPECT_THROW(mp::set_forkserver_preload({[] {}}), mp::TypeError);
}

// ---- life and death

// proves: 2.fork-server-killed-sigint-sigkill
TEST(ForkServer, OutlivesAnInterrupt) {
    run(mp::call<nothing>());
    const int server = forkserver_pid();
    ::kill(server, SIGINT);
    run(mp::call<nothing>());
    EXPECT_EQ(forkserver_pid(), server);
}

// The descriptor of a server that was killed goes once that one is reaped.
bool comes_down_to(int files) {
    return wait_until([&] { return mp::os::count_open_files(::getpid()).value_or(INT_MAX) <= files; });
}

// proves: 2.fork-server-killed-sigint-sigkill, 2.1.fork-server-died-meanwhile
TEST(ForkServer, IsReplacedAndItsChildrensEndsAreKnown) {
    run(mp::call<nothing>());
    const auto files = mp::os::count_open_files(::getpid());
    const Shared page;
    auto quiet = make(mp::call<wait_for>(page.path(), std::int64_t{100}, 0));
    auto rude = make(mp::call<wait_for>(page.path(), std::int64_t{100}, 7));
    auto victim = make(mp::call<sleep_long>());
    for (auto* p : {&quiet, &rude, &victim}) p->start();
    ASSERT_TRUE(wait_until([&] { return page.load() == 2; }));
    const int server = forkserver_pid();
    ::kill(server, SIGKILL);
    ASSERT_TRUE(wait_until([&] { return gone(server); }));
    run(mp::call<nothing>());
    EXPECT_NE(forkserver_pid(), server);
    EXPECT_NE(forkserver_pid(), 0);
    EXPECT_TRUE(quiet.is_alive());
    page.store(100);
    victim.kill();
    for (auto* p : {&quiet, &rude, &victim}) p->join(20s);
    // Linux 6.15 tells strangers how a process ended; before that nobody may know.
    EXPECT_THAT(quiet.exitcode(), testing::AnyOf(0, 255));
    EXPECT_THAT(rude.exitcode(), testing::AnyOf(7, 255));
    EXPECT_THAT(victim.exitcode(), testing::AnyOf(-SIGKILL, 255));
    EXPECT_TRUE(comes_down_to(*files + 1));  // the page
}

void return_when(const std::string& path, std::int64_t value) {
    const Shared page(path);
    page.add(1);
    while (page.load() < value) ::usleep(1000);
}

// What ends in an orderly way says its code itself.
TEST(ForkServer, OrderlyEndsAreKnownOnAnyKernel) {
    const Shared page;
    auto orderly = make(mp::call<return_when>(page.path(), std::int64_t{100}));
    orderly.start();
    ASSERT_TRUE(wait_until([&] { return page.load() == 1; }));
    ::kill(forkserver_pid(), SIGKILL);
    page.store(100);
    orderly.join(20s);
    EXPECT_EQ(orderly.exitcode(), 0);
}

// G3: stopped or not, the server ends with a program that is killed, and takes daemonic children along; also those of a
// server that was killed itself.
void ends_with_its_program(const std::function<void()>& before_the_kill) {
    const Shared page;
    mp::Process program({.target = [&] {
        auto daemonic = make(mp::call<sleep_long>(), true);
        auto other = make(mp::call<sleep_long>());
        daemonic.start();
        other.start();
        std::this_thread::sleep_for(50ms);  // they have begun
        page.text(std::to_string(forkserver_pid()) + " " + std::to_string(daemonic.pid()) + " " +
                  std::to_string(other.pid()));
        before_the_kill();
        page.store(1);
        sleep_long();
    }});
    program.start();
    ASSERT_TRUE(wait_until([&] { return page.load() == 1; }));
    program.kill();
    program.join();
    std::istringstream text(page.text());
    int server = 0;
    int daemonic = 0;
    int other = 0;
    text >> server >> daemonic >> other;
    EXPECT_TRUE(wait_until([&] { return gone(server) && gone(daemonic); }, 2s)) << gone(server) << gone(daemonic);
    EXPECT_FALSE(gone(other));
    ::kill(other, SIGKILL);
}

// proves: 15.fork-server-and-parent-s-death
TEST(ForkServer, EndsWithAKilledProgram) {
    ends_with_its_program([] {});
}
TEST(ForkServer, EndsWithAKilledProgramWhenStopped) {
    ends_with_its_program([] { ::kill(forkserver_pid(), SIGSTOP); });
}
TEST(ForkServer, OrphansEndWithAKilledProgram) {
    ends_with_its_program([] {
        const int server = forkserver_pid();
        ::kill(server, SIGKILL);
        static_cast<void>(wait_until([&] { return gone(server); }));
    });
}

void count(const std::string& path) {
    Shared(path).add(1);
}

// Killed again and again while it starts children: each start succeeds whole or fails whole.
TEST(ForkServer, KilledWhileItIsAsked) {
    run(mp::call<nothing>());
    const auto files = mp::os::count_open_files(::getpid());
    const Shared page;
    int started = 0;
    for (int i = 0; i < 60; ++i) {
        std::jthread killer([&, server = forkserver_pid()] {
            std::this_thread::sleep_for(std::chrono::microseconds(i * 10));
            if (server != 0) ::kill(server, SIGKILL);
        });
        auto p = make(mp::call<count>(page.path()));
        try {
            p.start();
            ++started;
            p.join(20s);
            ASSERT_EQ(p.exitcode(), 0) << i;
        } catch (const mp::ProcessError&) {
            page.add(-1000);  // it has run or it has not; one that has is told
        }
    }
    const auto failed = -((page.load() - 999) / 1000);
    EXPECT_GE(page.load() + 1000 * failed, started);
    EXPECT_LE(page.load() + 1000 * failed, started + failed);
    EXPECT_GE(started, 50);
    run(mp::call<nothing>());
    EXPECT_TRUE(comes_down_to(*files + 1));  // the page
}

// ---- a child that has been started and has not run yet

void stop_what_is_forked() {
    ::pthread_atfork(nullptr, nullptr, [] { ::raise(SIGSTOP); });
}

// A child that is stopped before it has entered its slot, while another child of the program does something to it.
void beside_one_that_has_not_run(const std::function<void(int)>& before,
                                 const std::function<void(mp::Process&)>& relation,
                                 const std::function<void(int)>& during) {
    in_a_program_without_server([&] {
        mp::set_forkserver_preload({mp::fn<stop_what_is_forked>});
        auto p = make(mp::call<sleep_long>(), true);
        p.start();
        const int pid = p.pid();
        const auto stopped = [pid] {
            const auto stat = mp::os::read_process_stat(pid);
            return stat && stat->state == 'T';
        };
        if (!wait_until(stopped)) throw std::runtime_error("it runs");
        before(pid);
        const Shared page;
        mp::Process relative({.target = [&] {
            page.store(1);
            relation(p);
        }});
        relative.start();
        if (!wait_until([&] { return page.load() == 1; })) throw std::runtime_error("the relative does not run");
        during(pid);
        relative.join();
        if (relative.exitcode() != 0) throw std::runtime_error("the relative could not do it");
        p.join(10s);
        const auto code = p.exitcode();
        if (code != -SIGKILL && code != 255) throw std::runtime_error("it lives");
    });
}
void kill_it(mp::Process& p) {
    p.kill();
}
void kill_the_server(int) {
    const int server = forkserver_pid();
    ::kill(server, SIGKILL);
    if (!wait_until([&] { return gone(server); })) throw std::runtime_error("the server lives");
}

// proves: 2.kill
TEST(ForkServer, ARelativeKillsAChildThatHasNotRunYet) {
    beside_one_that_has_not_run([](int) {}, kill_it, [](int) {});
}
TEST(ForkServer, ARelativeKillsAnOrphanAsSoonAsItRuns) {
    beside_one_that_has_not_run(kill_the_server, kill_it, [](int pid) { ::kill(pid, SIGCONT); });
}
// It might be any process of that number, so nothing is sent to it.
TEST(ForkServer, ARelativeDoesNotKillAnOrphanThatItCannotTellFromAnother) {
    const auto refused = [](mp::Process& p) {
        try {
            p.kill();
        } catch (const mp::ProcessError& error) {
            const auto stat = mp::os::read_process_stat(p.pid());
            if (!stat || stat->state != 'T') throw std::runtime_error("it was sent a signal");
            const std::string sentence = "process " + std::to_string(p.pid()) + ": its fork server has died";
            if (std::string(error.what()).find(sentence) == std::string::npos) throw;
            ::kill(p.pid(), SIGKILL);
            return;
        }
        throw std::runtime_error("nothing was thrown");
    };
    beside_one_that_has_not_run(kill_the_server, refused, [](int) {});
}

// What the program holds costs its starts nothing, and its threads are no danger to the children.
TEST(ForkServer, HasNothingOfTheProgramsMemoryAndThreads) {
    run(mp::call<nothing>());
    constexpr std::size_t size = 256U << 20;
    void* ballast = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    const auto stat = mp::os::read_process_stat(forkserver_pid());
    EXPECT_LT(stat->memory_bytes, static_cast<std::int64_t>(size));
    testing::internal::CaptureStderr();
    in_a_program_without_server([] {
        mp::log_to_stderr(mp::logging::WARNING);
        std::atomic<bool> end{false};
        std::thread other([&] { end.wait(false); });
        run(mp::call<nothing>());
        end = true;
        end.notify_all();
        other.join();
    });
    EXPECT_THAT(testing::internal::GetCapturedStderr(), testing::Not(testing::HasSubstr("multi-threaded")));
    ::munmap(ballast, size);
}

}  // namespace

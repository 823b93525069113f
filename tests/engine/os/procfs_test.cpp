// SPDX-License-Identifier: MIT
#include "os/procfs.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <thread>

#include "os/self.h"
#include "support/child.h"
#include "support/program.h"
#include "support/wait.h"

namespace {

using namespace mp::os;
using mp::test::Child;
using mp::test::wait_until;

int ended_pid() {
    Child child([] {});
    const int pid = child.pid();
    child.join();
    return pid;
}

TEST(Procfs, ReadsNamesThatLookLikeFields) {
    for (const char* name : {"plain", ") Z 1 2 3 (", "a b c", ")))((("}) {
        Child child([&] {
            ::prctl(PR_SET_NAME, name);
            mp::test::sleep_for_ever();
        });
        ASSERT_TRUE(wait_until([&] { return read_process_stat(child.pid())->name == name; })) << name;
        ASSERT_TRUE(wait_until([&] { return read_process_stat(child.pid())->state == 'S'; })) << name;
        const auto stat = read_process_stat(child.pid());
        EXPECT_EQ(stat->pid, child.pid());
        EXPECT_EQ(stat->parent_pid, ::getpid());
        EXPECT_EQ(stat->threads, 1);
        EXPECT_GT(stat->memory_bytes, 0);
        EXPECT_GE(stat->start_ticks, read_start_ticks(::getpid()));
        EXPECT_EQ(stat->start_ticks, read_start_ticks(child.pid()));
    }
}

TEST(Procfs, SeesAProcessStopAndDie) {
    Child child([] { mp::test::sleep_for_ever(); });
    child.send_signal(SIGSTOP);
    EXPECT_TRUE(wait_until([&] { return read_process_stat(child.pid())->state == 'T'; }));
    child.kill();
    EXPECT_TRUE(wait_until([&] { return read_process_stat(child.pid())->state == 'Z'; }));
    const int pid = child.pid();
    child.join();
    EXPECT_EQ(read_process_stat(pid), std::nullopt);
}

TEST(Procfs, CountsWhatThisProcessUses) {
    const auto begin = read_process_stat(::getpid())->cpu_time_ns;
    EXPECT_TRUE(wait_until([&] { return read_process_stat(::getpid())->cpu_time_ns > begin; })) << "looking costs CPU";
    const int files = *count_open_files(::getpid());
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    EXPECT_EQ(*count_open_files(::getpid()), files + 2);
    ::close(ends[0]);
    ::close(ends[1]);
    const int threads = *count_threads_of_self();
    std::thread thread([&] { EXPECT_EQ(*count_threads_of_self(), threads + 1); });
    thread.join();
    EXPECT_EQ(read_user_id(::getpid()), user_id());
    EXPECT_EQ(read_process_stat(::getpid())->nice, ::getpriority(PRIO_PROCESS, 0));
}

TEST(Procfs, ReadsTheCommandLine) {
    mp::test::Program program({"sh", "-c", "echo ready; read x", "two\nlines", ""});
    ASSERT_EQ(program.read_line(), "ready");
    EXPECT_EQ(read_command_line(program.pid()), "sh -c echo ready; read x two lines");
}

TEST(Procfs, KnowsNothingOfWhoHasGone) {
    const int pid = ended_pid();
    EXPECT_EQ(read_process_stat(pid), std::nullopt);
    EXPECT_EQ(read_start_ticks(pid), 0U);
    EXPECT_EQ(read_command_line(pid), "");
    EXPECT_EQ(count_open_files(pid), std::nullopt);
    EXPECT_EQ(read_user_id(pid), std::nullopt);
    EXPECT_EQ(read_process_stat(-1), std::nullopt);
    EXPECT_EQ(read_process_stat(0), std::nullopt);
}

TEST(Procfs, SeesTheMachineWork) {
    const auto before = read_system_cpu();
    ASSERT_TRUE(before);
    EXPECT_LE(before->busy, before->total);
    EXPECT_TRUE(wait_until([&] { return read_system_cpu()->total > before->total; }));
}

}  // namespace

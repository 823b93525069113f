// SPDX-License-Identifier: MIT
// lifeguardctl pool when something dies: a worker, its recorder, itself; and when the user has had enough.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <set>

#include "ctl.h"
#include "support/wait.h"

namespace {

using namespace ctl_test;
using mp::test::Program;
using mp::test::wait_until;
using testing::HasSubstr;
using testing::IsEmpty;

// Says that it runs, and by which worker; ends when the test says so.
const std::string gated = "echo $PPID > run.$1; until [ -e go ]; do sleep 0.02; done";

Words gated_pool(const Ctl& ctl, const Words& options, const Words& inputs) {
    Words rest{"sh", "-c", gated, "-", "{}", ":::"};
    rest.insert(rest.end(), inputs.begin(), inputs.end());
    return ctl.command(ctl.pool(options, rest));
}

bool appears(const Ctl& ctl, const std::string& name) {
    return wait_until([&] { return ctl.exists(name) && !ctl.read(name).empty(); });
}

// The recorder has begun to write.
bool recording(const Ctl& ctl) {
    return wait_until([&] {
        const auto got = ctl.run({"runs", "--db", ctl.database(), "--json"});
        return got.code == 0 && got.out.find("\"running\"") != std::string::npos;
    });
}

std::multiset<std::string> states(const Ctl& ctl) {
    std::multiset<std::string> out;
    for (const auto& task : ctl.tasks()) out.insert(task["state"]);
    return out;
}

TEST(CommandPoolFaults, AnInterruptEndsItCleanly) {
    for (const int signal : {SIGINT, SIGTERM}) {
        const Ctl ctl;
        Program pool(
            ctl.command(ctl.pool({"-j2"}, {"sh", "-c", "echo $1 > run.$1; head -c 2000000 /dev/zero; sleep 1000", "-",
                                           "{}", ":::", "1", "2", "3", "4"})),
            ctl.options());
        ASSERT_TRUE(appears(ctl, "run.1") && appears(ctl, "run.2") && recording(ctl));
        pool.send_signal(signal);
        const auto got = pool.wait();
        EXPECT_EQ(got.code, 128 + signal);
        EXPECT_THAT(got.err, HasSubstr("interrupted: 0 done, 0 failed, 4 stopped"));
        EXPECT_EQ(lines(got.err), 1U) << got.err;
        EXPECT_TRUE(ctl.all_gone());
        EXPECT_THAT(ctl.temporary_files(), IsEmpty());
        EXPECT_EQ(ctl.last_run()["state"], "finished");
        EXPECT_EQ(ctl.integrity(), "ok\n");
    }
}

TEST(CommandPoolFaults, AKilledWorkersCommandIsTriedAgain) {
    const Ctl ctl;
    Program pool(ctl.command(ctl.pool({"-j1", "--retries", "2"},
                                      {"sh", "-c", "[ -e run.$1 ] && exit 0; echo $PPID > run.$1; exec sleep 1000", "-",
                                       "{}", ":::", "a"})),
                 ctl.options());
    ASSERT_TRUE(appears(ctl, "run.a"));
    ASSERT_EQ(::kill(std::stoi(ctl.read("run.a")), SIGKILL), 0);
    const auto got = pool.wait();
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_EQ(ctl.last_run()["tasks"], 1);
    EXPECT_EQ(ctl.last_run()["failed"], 0);
    EXPECT_EQ(states(ctl), (std::multiset<std::string>{"lost", "done"})) << "both attempts stay to be seen";
}

TEST(CommandPoolFaults, AKilledWorkersCommandHasFailedWhereItMayNotBeTriedAgain) {
    const Ctl ctl;
    Program pool(gated_pool(ctl, {"-j2", "--joblog", "log"}, {"a", "b", "c"}), ctl.options());
    ASSERT_TRUE(appears(ctl, "run.a") && appears(ctl, "run.b"));
    ASSERT_EQ(::kill(std::stoi(ctl.read("run.a")), SIGKILL), 0);
    ASSERT_TRUE(appears(ctl, "run.c"));  // by the worker that took its place, or by the other one
    ctl.write("go", "");
    const auto got = pool.wait();
    EXPECT_EQ(got.code, 1) << got.err;
    EXPECT_EQ(lines(got.err), 1U) << got.err;
    EXPECT_EQ(lines(ctl.read("log")), 4U);
    EXPECT_EQ(ctl.last_run()["tasks"], 3);
    EXPECT_EQ(ctl.last_run()["failed"], 1);
    EXPECT_EQ(ctl.last_run()["exits_nonzero"], 1);
    int lost = 0;
    for (const auto& task : ctl.tasks()) lost += task["state"] == "lost";
    EXPECT_EQ(lost, 1);
}

TEST(CommandPoolFaults, ItsOwnDeathTakesEverythingWithIt) {
    const Ctl ctl;
    Program pool(ctl.command(ctl.pool({"-j2"}, {"sh", "-c", "[ $1 = 0 ] || { echo $1 > run.$1; exec sleep 1000; }", "-",
                                                "{}", ":::", "0", "1", "2", "3"})),
                 ctl.options());
    ASSERT_TRUE(appears(ctl, "run.1") && appears(ctl, "run.2") && recording(ctl));
    ASSERT_GE(ctl.living().size(), 6U);  // itself, its recorder, its workers and their commands
    pool.send_signal(SIGKILL);
    EXPECT_EQ(pool.wait().code, -SIGKILL);
    EXPECT_TRUE(ctl.all_gone());
    EXPECT_EQ(ctl.integrity(), "ok\n");
    // One had ended, two ran and were lost with it.
    EXPECT_EQ(ctl.last_run()["tasks"], 3);
    EXPECT_EQ(ctl.last_run()["failed"], 2);
    EXPECT_EQ(states(ctl), (std::multiset<std::string>{"done", "lost", "lost"}));
}

// Not by their shells, which the kernel kills with the workers, but by what those have started.
TEST(CommandPoolFaults, NoDeathLeavesACommandsChildrenBehind) {
    const Words command{"sh", "-c", "echo $PPID > run.$1; sleep 1000; true", "-", "{}", ":::", "1", "2"};
    enum class Victim { pool, nursery, worker };
    for (const Victim victim : {Victim::pool, Victim::nursery, Victim::worker}) {
        const Ctl ctl;
        Program pool(ctl.command(ctl.pool({"-j2", "--no-record"}, command)), ctl.options());
        ASSERT_TRUE(appears(ctl, "run.1") && appears(ctl, "run.2"));
        ASSERT_TRUE(wait_until([&] { return ctl.living("sleep 1000").size() >= 2; }));
        const auto sleepers = ctl.living("sleep 1000");
        const int worker = std::stoi(ctl.read("run.1"));
        int dies = pool.pid();
        if (victim == Victim::worker) dies = worker;
        if (victim == Victim::nursery) dies = parent_of(worker);
        ASSERT_GT(dies, 1);
        ASSERT_EQ(::kill(dies, SIGKILL), 0);
        const auto gone = [](int pid) { return state_of(pid) == 0 || state_of(pid) == 'Z'; };
        if (victim == Victim::worker) {
            EXPECT_TRUE(wait_until([&] { return std::any_of(sleepers.begin(), sleepers.end(), gone); }));
            pool.send_signal(SIGTERM);
        } else {
            EXPECT_TRUE(wait_until([&] { return std::all_of(sleepers.begin(), sleepers.end(), gone); }));
        }
        const int code = pool.wait().code;
        if (victim == Victim::nursery) {
            EXPECT_EQ(code, 2);
        } else {
            EXPECT_EQ(code, victim == Victim::worker ? 128 + SIGTERM : -SIGKILL);
        }
        EXPECT_TRUE(ctl.all_gone());
        EXPECT_THAT(ctl.temporary_files(), IsEmpty());
    }
}

TEST(CommandPoolFaults, TheDeathOfItsRecorderHarmsNothing) {
    const Ctl ctl;
    Program pool(gated_pool(ctl, {"-j2"}, {"a", "b", "c", "d"}), ctl.options());
    ASSERT_TRUE(appears(ctl, "run.a") && recording(ctl));
    const auto recorders = ctl.living(" record ");
    ASSERT_EQ(recorders.size(), 1U);
    ASSERT_EQ(::kill(recorders[0], SIGKILL), 0);
    ASSERT_TRUE(wait_until([&] { return ctl.living(" record ").empty(); }));
    EXPECT_EQ(ctl.json({"runs", "--db", ctl.database(), "--json"})[0]["state"], "interrupted");
    ctl.write("go", "");
    const auto got = pool.wait();
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(lines(got.err), 1U) << got.err;
    EXPECT_THAT(got.err, HasSubstr("not recorded any more"));
    for (const char* name : {"run.a", "run.b", "run.c", "run.d"}) EXPECT_TRUE(ctl.exists(name));
    EXPECT_EQ(ctl.last_run()["state"], "interrupted");
    EXPECT_EQ(ctl.integrity(), "ok\n");
}

// What had ended more than two seconds before is in the history.
TEST(CommandPoolFaults, ARecorderThatDiesHasWrittenAllButTheLastTwoSeconds) {
    const Ctl ctl;
    Program pool(
        ctl.command(ctl.pool({"-j2"}, {"sh", "-c", "case $1 in d*) ;; *) until [ -e go ]; do sleep 0.02; done;; esac",
                                       "-", "{}", ":::", "d1", "d2", "d3", "d4", "w1", "w2"})),
        ctl.options());
    ASSERT_TRUE(wait_until([&] {
        const auto got = ctl.run({"runs", "--db", ctl.database(), "tasks", "last", "--json"});
        return got.code == 0 && nlohmann::json::parse(got.out).size() == 4;
    }));
    for (const int pid : ctl.living(" record ")) ::kill(pid, SIGKILL);
    ASSERT_TRUE(wait_until([&] { return ctl.living(" record ").empty(); }));
    EXPECT_EQ(ctl.tasks().size(), 4U);
    ctl.write("go", "");
    EXPECT_EQ(pool.wait().code, 0);
    EXPECT_EQ(ctl.integrity(), "ok\n");
}

// While the pool runs: what has failed is tried again at a user's word, printed, recorded, and counted as what it came
// to.
TEST(CommandPoolRetry, AFailedCommandIsTriedAgain) {
    Ctl ctl;
    mp::test::Program pool(
        ctl.command(ctl.pool(
            {"-j2"}, {"sh", "-c", "test $1 = bad || until [ -e end ]; do sleep 0.01; done; [ -e good ] && echo done-$1",
                      "-", "{}", ":::", "bad", "waits"})),
        ctl.options());
    const std::string pid = std::to_string(pool.pid());
    const auto failed = [&] {
        const auto got = ctl.run({"ps", pid, "--what", "pools", "--json"});
        return got.code == 0 && nlohmann::json::parse(got.out)[0]["retryable"] == 1;
    };
    ASSERT_TRUE(mp::test::wait_until(failed));
    EXPECT_EQ(ctl.run({"retry", pid}).code, 64);
    EXPECT_THAT(ctl.run({"retry", pid, "9999"}).err, testing::HasSubstr("has not failed"));
    ctl.write("good", "");
    const auto retried = ctl.run({"retry", pid, "--failed"});
    EXPECT_EQ(retried.code, 0) << retried.err;
    EXPECT_EQ(retried.out, "1 task is tried again\n");
    EXPECT_EQ(pool.read_line(), "done-bad");
    ctl.write("end", "");
    const auto got = pool.wait();
    EXPECT_EQ(got.code, 0) << got.err;  // in the end both have succeeded
    const auto tasks = ctl.tasks();
    int attempts = 0;
    for (const auto& task : tasks)
        if (task["arguments"].get<std::string>().ends_with(" bad")) ++attempts;
    EXPECT_EQ(attempts, 2) << tasks;
}

}  // namespace

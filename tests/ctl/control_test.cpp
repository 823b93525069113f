// SPDX-License-Identifier: MIT
// ps, top and the verbs that steer, on a living lifeguard-demo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>

#include "demo.h"

namespace {

using namespace ctl_test;
using mp::test::wait_until;
using nlohmann::json;
using testing::HasSubstr;

class Control : public Demo {
protected:
    void SetUp() override {
        Demo::SetUp();
        ASSERT_TRUE(wait_until([this] { return workers().size() == 2; }));
    }
    json table(const std::string& what) { return ctl_.json({"ps", pid_, "--what", what, "--json"}); }
    json processes() { return table("processes"); }
    json process(int pid) {
        for (const auto& p : processes())
            if (p["pid"] == pid) return p;
        return nullptr;
    }
    std::vector<int> workers() {
        std::vector<int> out;
        for (const auto& p : processes())
            if (p["pool"] == "files" && p["ended"].is_null()) out.push_back(p["pid"]);
        return out;
    }
    json pool() { return table("pools")[0]; }
    mp::test::RunResult send(const Words& words) {
        auto got = ctl_.run(words);
        EXPECT_EQ(got.code, 0) << got.err;
        EXPECT_EQ(lines(got.out), 1U) << got.out;
        return got;
    }
};

TEST_F(Control, PsListsItAndItsParts) {
    const auto programs = ctl_.json({"ps", "--json"});
    ASSERT_EQ(programs.size(), 1U);
    EXPECT_EQ(programs[0]["pid"], demo_->pid());
    EXPECT_THAT(ctl_.run({"ps"}).out, HasSubstr("lifeguard-demo"));
    std::map<std::string, int> names;
    for (const auto& p : processes()) ++names[p["name"].get<std::string>()];
    for (const char* name : {"scanner", "bookkeeper", "reporter-1", "reporter-2", "trainer", "archiver"})
        EXPECT_EQ(names[name], 1) << name;
    EXPECT_EQ(table("pools").size(), 1U);
    EXPECT_EQ(pool()["name"], "files");
    std::map<std::string, int> queues;
    for (const auto& q : table("queues")) ++queues[q["name"].get<std::string>()];
    EXPECT_EQ(queues["paths"], 1);
    EXPECT_EQ(queues["results"], 1);
    std::map<std::string, int> locks;
    for (const auto& l : table("locks")) ++locks[l["name"].get<std::string>()];
    EXPECT_EQ(locks["catalogue"], 1);
    EXPECT_THAT(ctl_.run({"ps", pid_}).out, HasSubstr("scanner"));
}

TEST_F(Control, TopShowsItOnce) {
    const auto text = ctl_.run({"top", pid_, "--once"});
    EXPECT_EQ(text.code, 0);
    for (const char* word : {"files", "paths", "catalogue", "scanner"}) EXPECT_THAT(text.out, HasSubstr(word));
    const auto now = ctl_.json({"top", pid_, "--once", "--json"});
    EXPECT_EQ(now["pid"], demo_->pid());
    EXPECT_EQ(now["alive"], true);
    EXPECT_GE(now["processes"].size(), 9U);
    EXPECT_EQ(ctl_.run({"top", pid_, "--count", "-1"}).code, 64);
    const auto two = ctl_.run({"top", "--count", "2", "--interval", "0.1", "--json"});
    EXPECT_EQ(lines(two.out), 2U);
}

TEST_F(Control, AWorkerIsSuspendedAndResumed) {
    const int worker = workers().at(0);
    send({"suspend", std::to_string(worker)});
    EXPECT_TRUE(wait_until([&] { return state_of(worker) == 'T'; }));
    EXPECT_TRUE(wait_until([&] {
        return process(worker)["state"].get<std::string>().find("uspended") != std::string::npos;
    })) << process(worker);
    send({"resume", std::to_string(worker)});
    EXPECT_TRUE(wait_until([&] { return state_of(worker) != 'T'; }));
}

TEST_F(Control, AKilledWorkerIsReplacedAndItsEndIsListed) {
    const int worker = workers().at(0);
    EXPECT_THAT(send({"kill", std::to_string(worker)}).out, HasSubstr("killed"));
    EXPECT_TRUE(gone(worker));
    EXPECT_TRUE(wait_until([&] { return workers().size() == 2 && workers() != std::vector<int>{worker}; }));
    EXPECT_TRUE(wait_until([&] {
        for (const auto& e : table("exits"))
            if (e["pid"] == worker && e["code"] == -9) return true;
        return false;
    })) << table("exits");
}

TEST_F(Control, AWorkerIsTerminated) {
    const int worker = workers().at(0);
    send({"terminate", std::to_string(worker)});
    EXPECT_TRUE(gone(worker));
}

TEST_F(Control, AnySignalIsSentByNameOrNumber) {
    const int worker = workers().at(0);
    EXPECT_THAT(send({"signal", "-s", "STOP", std::to_string(worker)}).out, HasSubstr("got SIGSTOP"));
    EXPECT_TRUE(wait_until([&] { return state_of(worker) == 'T'; }));
    send({"signal", "--signal", "sigcont", std::to_string(worker)});
    EXPECT_TRUE(wait_until([&] { return state_of(worker) != 'T'; }));
    send({"signal", "-s", "9", std::to_string(worker)});
    EXPECT_TRUE(gone(worker));
    EXPECT_THAT(ctl_.run({"signal", "--list"}).out, HasSubstr("15\tSIGTERM"));
    EXPECT_EQ(ctl_.run({"signal", "-s", "NONE", pid_}).code, 64);
    EXPECT_EQ(ctl_.run({"signal", "-s", "TERM"}).code, 64);
    EXPECT_EQ(ctl_.run({"signal", "-s", "CONT", "4194399"}).code, 66);
    EXPECT_TRUE(demo_->running());
}

TEST_F(Control, APoolIsPausedAndGoesOn) {
    EXPECT_THAT(send({"pause", pid_}).out, HasSubstr("files is paused"));
    EXPECT_TRUE(wait_until([this] { return pool()["paused"] == true && pool()["busy"] == 0; })) << pool();
    const auto done = pool()["done"];
    EXPECT_NE(ctl_.run({"pause", pid_}).code, 0);
    EXPECT_EQ(pool()["done"], done);
    send({"unpause", pid_, "--pool", "files"});
    EXPECT_TRUE(wait_until([&] { return pool()["done"] > done; })) << pool();
}

// A program with everything that is below it: nobody of it is left.
TEST_F(Control, AWholeTreeIsSuspendedAndKilled) {
    const auto before = ctl_.living();
    ASSERT_GE(before.size(), 9U);
    EXPECT_THAT(send({"suspend", "--tree", pid_}).out, HasSubstr("below it suspended"));
    for (const int pid : workers()) EXPECT_EQ(state_of(pid), 'T');
    send({"resume", "--tree", pid_});
    send({"kill", "--tree", pid_});
    EXPECT_EQ(demo_->wait().code, -SIGKILL);
    EXPECT_TRUE(ctl_.all_gone());
}

TEST_F(Control, ThePoolIsResized) {
    send({"resize", pid_, "4"});
    EXPECT_TRUE(wait_until([this] { return workers().size() == 4; }));
    EXPECT_EQ(pool()["size"], 4);
    send({"resize", pid_, "1", "--pool", "files"});
    EXPECT_TRUE(wait_until([this] { return workers().size() == 1; }));
    EXPECT_EQ(ctl_.run({"resize", pid_, "0"}).code, 64);
    EXPECT_EQ(ctl_.run({"resize", pid_, "2", "--pool", "other"}).code, 66);
}

TEST_F(Control, AWorkerIsReplacedOrLeavesAfterItsTask) {
    const int worker = workers().at(0);
    send({"restart", std::to_string(worker)});
    EXPECT_TRUE(gone(worker));
    ASSERT_TRUE(wait_until([this] { return workers().size() == 2; }));
    const int other = workers().at(0);
    send({"drain", std::to_string(other)});
    EXPECT_TRUE(gone(other));
    EXPECT_TRUE(wait_until([this] { return workers().size() == 1 && pool()["size"] == 1; })) << pool();
    EXPECT_EQ(pool()["lost"], 0);
    EXPECT_EQ(pool()["failed"], 0);
}

TEST_F(Control, TheProgramItselfIsAskedToEnd) {
    send({"terminate", pid_});
    const auto got = demo_->wait();
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_THAT(got.out, HasSubstr(" files, "));
    EXPECT_TRUE(ctl_.all_gone());
    EXPECT_EQ(ctl_.run({"ps", pid_}).code, 66);
}

// Its death by SIGKILL takes the daemons and workers along.
TEST_F(Control, ItsDeathLeavesNobodyBehind) {
    ASSERT_GE(ctl_.living().size(), 9U);
    send({"kill", pid_});
    EXPECT_EQ(demo_->wait().code, -SIGKILL);
    EXPECT_TRUE(ctl_.all_gone());
    EXPECT_EQ(ctl_.json({"ps", "--json"}).size(), 0U);
}

// Before anything is begun.
TEST_F(Control, NumbersThatAreNoneAreRefused) {
    for (const char* duration : {"abc", "0", "-1"})
        EXPECT_EQ(ctl_.run({"record", pid_, "--db", ctl_.database(), "--duration", duration}).code, 64) << duration;
    EXPECT_FALSE(ctl_.exists("history.db"));
    EXPECT_EQ(ctl_.run({"record", "--attach", pid_, pid_, "--db", ctl_.database()}).code, 64);
    const auto unwritable = ctl_.run({"record", pid_, "--db", "/proc/x.db"});
    EXPECT_EQ(unwritable.code, 73);
    EXPECT_THAT(unwritable.err, HasSubstr("/proc/x.db"));
    const auto below_nothing = ctl_.run({"cancel", pid_, "-1"});
    EXPECT_EQ(below_nothing.code, 64);
    EXPECT_THAT(below_nothing.err, HasSubstr("'-1' is no whole number"));
    EXPECT_EQ(ctl_.run({"retry", pid_, "-1"}).code, 64);
}

TEST_F(Control, ARunIsRecordedFromOutside) {
    const auto got = ctl_.run({"record", pid_, "--db", ctl_.database(), "--duration", "1.5", "--every", "0.2"});
    EXPECT_EQ(got.code, 0) << got.err;
    const auto run = ctl_.json({"runs", "--db", ctl_.database(), "--json"})[0];
    EXPECT_GT(run["tasks"], 0);
    EXPECT_EQ(run["pid"], demo_->pid());
    EXPECT_TRUE(demo_->running());
    EXPECT_EQ(ctl_.integrity(), "ok\n");
}

}  // namespace

// SPDX-License-Identifier: MIT
// What a user can get wrong: one sentence each, the exit code of sysexits.h, and nothing is lost.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "ctl.h"
#include "exit_codes.h"

namespace {

using namespace ctl_test;
using testing::HasSubstr;
using testing::StartsWith;

void expect_refused(const mp::test::RunResult& got, int code, const std::string& named) {
    EXPECT_EQ(got.code, code);
    EXPECT_EQ(got.out, "");
    EXPECT_EQ(lines(got.err), 1U) << got.err;
    EXPECT_THAT(got.err, StartsWith("lifeguardctl: "));
    EXPECT_THAT(got.err, HasSubstr(named));
}

// The pool's refusals: no command has run.
class Refused : public testing::Test {
protected:
    void expect_pool(const Words& options, int code, const std::string& named, Words rest = {":::", "ran"}) {
        Words words{"pool"};
        words.insert(words.end(), options.begin(), options.end());
        words.insert(words.end(), {"--", "touch", "{}"});
        words.insert(words.end(), rest.begin(), rest.end());
        expect_refused(ctl.run(words), code, named);
        EXPECT_FALSE(ctl.exists("ran"));
        EXPECT_TRUE(ctl.all_gone());
    }
    Ctl ctl;
};

TEST_F(Refused, AVerbThatIsNone) {
    expect_refused(ctl.run({"explode"}), ctl::usage, "explode");
    expect_refused(ctl.run({"explode", "--now"}), ctl::usage, "explode");
    expect_refused(ctl.run({}), ctl::usage, "--help");
    expect_refused(ctl.run({"ps", "--no-such-option"}), ctl::usage, "--no-such-option");
    expect_refused(ctl.run({"runs", "explode"}), ctl::usage, "there is no verb 'explode' of runs");
    expect_refused(ctl.run({"runs", "--limit", "3", "explode"}), ctl::usage, "there is no verb 'explode' of runs");
    expect_refused(ctl.run({"runs", "--bogus", "5"}), ctl::usage, "there is no option '--bogus' of runs");
    expect_refused(ctl.run({"--bogus"}), ctl::usage, "there is no option '--bogus'");
    expect_refused(ctl.run({"--bogus", "ps"}), ctl::usage, "there is no option '--bogus'");
    expect_refused(ctl.run({"manager"}), ctl::usage, "a verb of manager is missing");
    expect_refused(ctl.run({"runs", "--limit", "-1"}), ctl::usage, "'-1'");
    expect_refused(ctl.run({"run"}), ctl::usage, "say what to run");
}

TEST_F(Refused, NumbersOfWorkersThatAreNone) {
    for (const char* jobs : {"0", "-1", "x", "2x", "1.5", "99999", "0%", ""})
        expect_pool({std::string("--jobs=") + jobs}, ctl::usage, "-j");
    expect_pool({"-j", "0"}, ctl::usage, "'0'");
    expect_pool({"-j", "-1"}, ctl::usage, "'-1'");
    expect_pool({"-j0"}, ctl::usage, "'0'");
}

TEST_F(Refused, OptionsOfThePool) {
    expect_pool({"--halt", "later"}, ctl::usage, "later");
    expect_pool({"--timeout", "soon"}, ctl::usage, "soon");
    expect_pool({"--retries", "0"}, ctl::usage, "retries");
    expect_pool({}, ctl::usage, ":::", {":::", "ran", ":::", "b"});
    expect_pool({"-a", "list"}, ctl::usage, "--arg-file");
    expect_refused(ctl.run({"pool", ":::", "a"}), ctl::usage, ":::");
    expect_refused(ctl.run({"pool", "--"}), ctl::usage, "say what to run");
}

TEST_F(Refused, AListOfInputsThatCannotBeRead) {
    expect_pool({"-a", "/no/such/list"}, ctl::no_input, "/no/such/list", {});
    expect_pool({}, ctl::no_input, "/no/such/list", {"::::", "/no/such/list"});
    expect_pool({}, ctl::no_input, "/etc", {"::::", "/etc"});
    expect_pool({"--wd", "/etc/passwd"}, ctl::no_input, "/etc/passwd is no directory");
    expect_pool({"--wd", "/no/such"}, ctl::no_input, "/no/such does not exist");
    expect_pool({"--joblog", "/no/such/log"}, ctl::cannot_create, "/no/such/log");
}

TEST_F(Refused, ADatabaseThatIsNone) {
    const std::string text(20'000, 'x');
    ctl.write("history.db", text);
    for (const Words& words :
         {Words{"runs", "--db", ctl.database()}, Words{"export", "last", "--db", ctl.database()},
          Words{"runs", "--db", ctl.database(), "tasks", "last"}, Words{"runs", "--db", ctl.database(), "delete", "1"}})
        expect_refused(ctl.run(words), ctl::data_error, "history.db");
    expect_pool({"--db", ctl.database()}, ctl::data_error, "history.db");
    EXPECT_EQ(ctl.read("history.db"), text);
}

TEST_F(Refused, ADatabaseOfANewerSchema) {
    ASSERT_EQ(ctl.run(ctl.pool({}, {"true", ":::", "a"})).code, 0);
    ASSERT_EQ(ctl.last_run()["tasks"], 1);
    const auto aged =
        mp::test::run({"python3", "-c",
                       "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n"
                       "c.execute('PRAGMA user_version = 99')\nc.execute('PRAGMA wal_checkpoint(TRUNCATE)')",
                       ctl.database()});
    ASSERT_EQ(aged.code, 0) << aged.err;
    const std::string before = ctl.read("history.db");
    expect_refused(ctl.run({"runs", "--db", ctl.database()}), ctl::data_error, "history.db");
    expect_refused(ctl.run({"runs", "--db", ctl.database(), "delete", "1"}), ctl::data_error, "history.db");
    expect_pool({"--db", ctl.database()}, ctl::data_error, "history.db");
    EXPECT_EQ(ctl.read("history.db"), before);
    EXPECT_EQ(ctl.integrity(), "ok\n");
}

TEST_F(Refused, ADatabaseOnAReadOnlyDisk) {
    if (!is_root()) GTEST_SKIP() << "mounting a read-only disk takes root";
    std::filesystem::create_directory(ctl.path("disk"));
    if (::mount("none", ctl.path("disk").c_str(), "tmpfs", MS_RDONLY, "size=1m") != 0)
        GTEST_SKIP() << "this system lets root mount nothing";
    const std::string database = ctl.path("disk/history.db");
    expect_pool({"--db", database}, ctl::cannot_create, "disk/history.db");
    expect_refused(ctl.run({"runs", "--db", database}), ctl::no_input, "disk/history.db");
    // The user's own history on that disk: the work is done all the same, and is told not to be recorded.
    auto options = ctl.options();
    options.environment["XDG_DATA_HOME"] = ctl.path("disk");
    const auto got = mp::test::run(ctl.command({"pool", "--", "echo", "{}", ":::", "a"}), options);
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out, "a\n");
    EXPECT_EQ(lines(got.err), 1U) << got.err;
    EXPECT_THAT(got.err, HasSubstr("not recorded"));
    EXPECT_TRUE(ctl.all_gone());
    ::umount(ctl.path("disk").c_str());
}

TEST_F(Refused, APidThatIsNotOurs) {
    const mp::test::Program stranger({"sleep", "1000"});
    const std::string pid = std::to_string(stranger.pid());
    for (const char* verb : {"ps", "top", "record", "terminate", "kill", "suspend", "resume", "restart", "drain"}) {
        Words words{verb, pid};
        if (words[0] == "record") words.insert(words.end(), {"--db", ctl.database()});
        expect_refused(ctl.run(words), ctl::data_error, pid);
    }
    expect_refused(ctl.run({"resize", pid, "3"}), ctl::data_error, pid);
    EXPECT_EQ(state_of(stranger.pid()), 'S');
    EXPECT_FALSE(ctl.exists("history.db"));
    expect_refused(ctl.run({"ps", "4194399"}), ctl::no_input, "4194399");
    expect_refused(ctl.run({"ps", "worker"}), ctl::usage, "worker");
    expect_refused(ctl.run({"top"}), ctl::no_input, "no program");
}

TEST_F(Refused, ARunThatIsNotThere) {
    ASSERT_EQ(ctl.run(ctl.pool({}, {"true", ":::", "a"})).code, 0);
    ASSERT_EQ(ctl.last_run()["tasks"], 1);
    expect_refused(ctl.run({"runs", "--db", ctl.database(), "tasks", "77"}), ctl::no_input, "77");
    expect_refused(ctl.run({"runs", "--db", ctl.database(), "tasks", "x"}), ctl::usage, "'x'");
    expect_refused(ctl.run({"runs", "--db", ctl.path("none.db")}), ctl::no_input, "none.db");
    expect_refused(ctl.run({"export", "last", "--db", ctl.database(), "-o", "/proc/none"}), ctl::cannot_create,
                   "/proc/none");
    // What is refused makes no history.
    for (const Words& change : {Words{"delete", "1"}, Words{"restore", "5"}, Words{"star", "last"},
                                Words{"rename", "1", "x"}, Words{"notes", "1", "x"}}) {
        Words words{"runs", "--db", ctl.path("none.db")};
        words.insert(words.end(), change.begin(), change.end());
        expect_refused(ctl.run(words), ctl::no_input, "none.db");
    }
    expect_refused(ctl.run({"import", "gone.db", "--db", ctl.path("none.db")}), ctl::no_input, "gone.db");
    ctl.write("text.db", "not a database at all, but long enough to be looked at as one ..................");
    expect_refused(ctl.run({"import", ctl.path("text.db"), "--db", ctl.path("none.db")}), ctl::data_error, "text.db");
    EXPECT_FALSE(ctl.exists("none.db"));
    EXPECT_EQ(ctl.last_run()["tasks"], 1);
}

TEST_F(Refused, ADeletionIsTakenBackByNumberOrAsTheLast) {
    ASSERT_EQ(ctl.run(ctl.pool({}, {"true", ":::", "a"})).code, 0);
    ASSERT_EQ(ctl.last_run()["tasks"], 1);
    const Words at{"--db", ctl.database()};  // behind the verb as well as before it
    expect_refused(ctl.run({"runs", "restore", "last", at[0], at[1]}), ctl::no_input, "taken back");
    expect_refused(ctl.run({"runs", "restore", "x", at[0], at[1]}), ctl::usage, "'x'");
    for (const char* which : {"last", "1"}) {
        EXPECT_EQ(ctl.run({"runs", "delete", "last", at[0], at[1]}).code, 0);
        EXPECT_EQ(ctl.json({"runs", at[0], at[1], "--json"}).size(), 0U);
        EXPECT_EQ(ctl.run({"runs", "restore", which, at[0], at[1]}).code, 0);
        EXPECT_EQ(ctl.json({"runs", "tasks", "last", at[0], at[1], "--json"}).size(), 1U);
    }
}

}  // namespace

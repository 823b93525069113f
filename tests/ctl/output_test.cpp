// SPDX-License-Identifier: MIT
// Standard streams that are full, closed, or read no further.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl.h"
#include "exit_codes.h"

namespace {

using namespace ctl_test;
using testing::HasSubstr;

// lifeguardctl with its streams as the shell makes them.
mp::test::RunResult run_with(const Ctl& ctl, const std::string& streams, const Words& words) {
    Words command{"sh", "-c", "exec \"$0\" \"$@\" " + streams};
    for (const std::string& word : ctl.command(words)) command.push_back(word);
    return mp::test::run(command, ctl.options());
}

TEST(Output, WhatIsLostIsToldAndIsNoSuccess) {
    const Ctl ctl;
    ASSERT_EQ(ctl.run(ctl.pool({}, {"true", ":::", "a"})).code, 0);
    ASSERT_EQ(ctl.last_run()["tasks"], 1);
    const Words echo{"echo", "{}", ":::", "a", "b", "c"};
    for (const Words& words : {Words{"ps"}, Words{"--help"}, Words{"ps", "--help"}, Words{"--version"},
                               Words{"runs", "tasks", "last", "--db", ctl.database()},
                               Words{"logs", "--json", "--run", "last", "--db", ctl.database()}, ctl.pool({}, echo),
                               ctl.pool({"-k"}, echo), ctl.pool({"-n"}, echo)}) {
        const auto got = run_with(ctl, ">/dev/full", words);
        EXPECT_EQ(got.code, ctl::io_error) << words[0];
        EXPECT_EQ(got.err, "lifeguardctl: standard output cannot be written to its end; is the disk full?\n");
    }
    EXPECT_TRUE(ctl.all_gone());
}

// The pool stops there: nobody would see what the rest prints.
TEST(Output, APoolWhoseOutputIsLostRunsNoFurther) {
    const Ctl ctl;
    const auto got = run_with(ctl, ">/dev/full",
                              ctl.pool({"-j1"}, {"sh", "-c", "echo $1; touch ran.$1; sleep 0.2", "-", "{}", ":::", "1",
                                                 "2", "3", "4", "5", "6", "7", "8", "9"}));
    EXPECT_EQ(got.code, ctl::io_error);
    EXPECT_TRUE(ctl.exists("ran.1"));
    EXPECT_FALSE(ctl.exists("ran.9"));
    const auto run = ctl.last_run();
    EXPECT_EQ(run["state"], "finished");
    EXPECT_GE(run["tasks"], 1);
}

TEST(Output, AReaderThatHasGoneIsNoError) {
    const Ctl ctl;
    // The test ignores SIGPIPE, and so does what it starts: the write fails.
    for (const Words& words : {Words{"--help"}, ctl.pool({}, {"echo", "{}", ":::", "a", "b"})}) {
        Words command{"bash", "-c", "set -o pipefail; { sleep 0.3; \"$0\" \"$@\"; } | true"};
        for (const std::string& word : ctl.command(words)) command.push_back(word);
        const auto got = mp::test::run(command, ctl.options());
        EXPECT_EQ(got.code, 0);
        EXPECT_EQ(got.err, "");
    }
    EXPECT_TRUE(ctl.all_gone());
}

// A file that is opened afterwards does not take the place of a stream that is closed.
TEST(Output, NothingIsPrintedIntoAFile) {
    const Ctl ctl;
    const Words pool{"pool", "--no-record", "--joblog", "log", "--", "echo", "printed {}", ":::", "a", "b"};
    for (const char* streams : {">&-", "<&- >&- 2>&-"}) {
        EXPECT_EQ(run_with(ctl, streams, pool).code, 0) << streams;
        const std::string log = ctl.read("log");
        EXPECT_EQ(lines(log), 3U) << streams << '\n' << log;
        EXPECT_THAT(log, HasSubstr("\techo 'printed a'\n"));
    }
    EXPECT_TRUE(ctl.all_gone());
}

}  // namespace

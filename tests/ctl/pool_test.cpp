// SPDX-License-Identifier: MIT
// lifeguardctl pool: what it runs, what it prints, what it says at its end, what is in the history afterwards.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <set>
#include <sstream>

#include "ctl.h"

namespace {

namespace fs = std::filesystem;
using namespace ctl_test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> split(const std::string& text, char at) {
    std::vector<std::string> out;
    std::istringstream in(text);
    for (std::string one; std::getline(in, one, at);) out.push_back(one);
    return out;
}

std::vector<std::string> sorted(std::vector<std::string> all) {
    std::sort(all.begin(), all.end());
    return all;
}

std::vector<std::string> real_files(std::size_t most) {
    std::vector<std::string> out;
    const auto skip = fs::directory_options::skip_permission_denied;
    for (const char* root : {"/usr/share", "/usr/lib", "/usr/include"}) {
        std::error_code gone;
        for (fs::recursive_directory_iterator it(root, skip, gone), end; it != end; it.increment(gone)) {
            if (gone || it->is_symlink(gone) || !it->is_regular_file(gone) || it->file_size(gone) > 200'000) continue;
            const std::string path = it->path().string();
            if (path.find_first_of("\n\r\\") != std::string::npos) continue;  // sha256sum marks those
            out.push_back(path);
            if (out.size() == most) return out;
        }
    }
    return out;
}

// ---- the whole: two thousand real files, the sums of sha256sum, and the history says the same

TEST(CommandPool, SumsOfRealFilesAndTheirRecord) {
    const Ctl ctl;
    const auto files = real_files(2000);
    ASSERT_EQ(files.size(), 2000U);
    std::string list;
    for (const auto& file : files) list += file + '\n';
    ctl.write("list", list);
    const auto expected = mp::test::run({"xargs", "-d", "\n", "sha256sum"}, {.input = list});
    ASSERT_EQ(expected.code, 0) << expected.err;

    const auto before = std::chrono::system_clock::now().time_since_epoch();
    const auto got = ctl.run(ctl.pool({"-j2", "--joblog", "log"}, {"sha256sum", "{}", "::::", "list"}));
    const std::chrono::duration<double> took = std::chrono::system_clock::now().time_since_epoch() - before;
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.err, "");
    EXPECT_EQ(sorted(split(got.out, '\n')), sorted(split(expected.out, '\n')));

    const auto run = ctl.last_run();
    EXPECT_EQ(run["tasks"], 2000);
    EXPECT_EQ(run["failed"], 0);
    EXPECT_EQ(run["state"], "finished");
    EXPECT_EQ(run["dropped"], 0);
    EXPECT_EQ(run["source"], "sha256sum");

    std::map<std::string, double> logged;  // by command, in seconds
    for (const auto& line : split(ctl.read("log"), '\n')) {
        const auto cells = split(line, '\t');
        if (cells.size() == 9 && cells[0] != "Seq") logged[cells[8]] = std::stod(cells[3]);
    }
    EXPECT_EQ(logged.size(), 2000U);
    const auto tasks = ctl.tasks();
    ASSERT_EQ(tasks.size(), 2000U);
    std::set<std::string> commands;
    for (const auto& task : tasks) {
        EXPECT_EQ(task["state"], "done");
        EXPECT_EQ(task["exit"], 0);
        EXPECT_EQ(task["function"], "sha256sum {}");
        EXPECT_GE(task["started"], run["started"]);
        const double seconds = task["run_ns"].get<double>() / 1e9;
        EXPECT_GT(seconds, 0);
        EXPECT_LE(seconds, took.count());
        const auto command = task["arguments"].get<std::string>();
        commands.insert(command);
        ASSERT_TRUE(logged.contains(command)) << command;
        EXPECT_NEAR(seconds, logged[command], 0.0011) << command;
    }
    EXPECT_EQ(commands.size(), 2000U);
    EXPECT_EQ(ctl.integrity(), "ok\n");
    EXPECT_THAT(ctl.temporary_files(), IsEmpty());
}

// ---- its end

TEST(CommandPool, ExitStatusIsTheNumberOfFailures) {
    const Ctl ctl;
    EXPECT_EQ(ctl.run(ctl.pool({"-j2"}, {"true", ":::", "a", "b"})).code, 0);
    EXPECT_EQ(
        ctl.run(ctl.pool({"-j2", "--no-record"}, {"sh", "-c", "exit $1", "-", "{}", ":::", "0", "3", "0", "255"})).code,
        2);
    std::string many;
    for (int i = 0; i < 103; ++i) many += "x\n";
    EXPECT_EQ(ctl.run(ctl.pool({"-j2"}, {"false"}), many).code, 101);
    EXPECT_EQ(ctl.last_run()["failed"], 103);
}

TEST(PoolWithoutCommands, NoInputIsNoFailure) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({}, {"touch", "{}"}), "");
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out + got.err, "");
}

TEST(CommandPool, ACommandThatDoesNotExistIsAFailureWithItsReason) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({"-j1"}, {"no-such-program", "{}", ":::", "a"}));
    EXPECT_EQ(got.code, 1);
    EXPECT_THAT(got.err, HasSubstr("no-such-program"));
    EXPECT_EQ(lines(got.err), 1U);
    static_cast<void>(ctl.last_run());
    EXPECT_EQ(ctl.tasks()[0]["exit"], 127);
}

TEST(CommandPool, TriesAgainUntilItSucceeds) {
    const Ctl ctl;
    const Words command{"sh", "-c", "echo x >> $1; [ $(wc -l < $1) -ge 3 ]", "-", "{}", ":::"};
    auto third = command;
    third.emplace_back("third");
    EXPECT_EQ(ctl.run(ctl.pool({"--retries", "3"}, third)).code, 0);
    EXPECT_EQ(lines(ctl.read("third")), 3U);
    EXPECT_EQ(ctl.last_run()["tasks"], 1);
    EXPECT_EQ(ctl.last_run()["failed"], 0);
    auto second = command;
    second.emplace_back("second");
    EXPECT_EQ(ctl.run(ctl.pool({"--retries", "2"}, second)).code, 1);
    EXPECT_EQ(lines(ctl.read("second")), 2U);
}

TEST(CommandPool, ACommandPastItsTimeIsKilledWithItsChildren) {
    const Ctl ctl;
    const auto got =
        ctl.run(ctl.pool({"-j2", "--timeout", "0.3"}, {"sh", "-c", "sleep $1; true", "-", "{}", ":::", "1000", "0"}));
    EXPECT_EQ(got.code, 1);
    EXPECT_THAT(got.err, HasSubstr("ran longer than its limit"));
    EXPECT_EQ(ctl.last_run()["failed"], 1);
    for (const auto& task : ctl.tasks()) {
        const bool long_one = task["arguments"].get<std::string>().find("1000") != std::string::npos;
        EXPECT_EQ(task["state"], long_one ? "timed-out" : "done");
    }
}

TEST(CommandPool, HaltNowStopsWhatRuns) {
    const Ctl ctl;
    const auto got =
        ctl.run(ctl.pool({"-j2", "--halt", "now,fail=1"},
                         {"sh", "-c", "[ $1 = fail ] && exit 1; exec sleep 1000", "-", "{}", ":::", "s", "fail", "s"}));
    EXPECT_EQ(got.code, 1);
    EXPECT_THAT(got.err, HasSubstr("halted: 0 done, 1 failed, 1 stopped, 1 not started"));
    EXPECT_TRUE(ctl.all_gone());
}

// Those that run may finish; those that wait do not begin.
TEST(CommandPool, HaltSoonLetsWhatRunsFinish) {
    const Ctl ctl;
    std::string inputs = "fail\n";
    for (int i = 0; i < 60; ++i) inputs += "ok\n";
    const auto got = ctl.run(
        ctl.pool({"-j1", "--halt", "soon,fail=1"}, {"sh", "-c", "echo $1 >> ran; [ $1 = ok ]", "-", "{}"}), inputs);
    EXPECT_EQ(got.code, 1);
    EXPECT_EQ(ctl.read("ran"), "fail\n") << "tasks that waited have begun";
    EXPECT_THAT(got.err, HasSubstr("halted"));
}

// ---- what it prints

TEST(CommandPool, JobLogIsThatOfGnuParallel) {
    const Ctl ctl;
    EXPECT_EQ(ctl.run(ctl.pool({"-j1", "--joblog", "log"}, {"sh", "-c", "printf abc; eval \"$1\"", "-", "{}",
                                                            ":::", "true", "exit 4", "kill -9 $$"}))
                  .code,
              2);
    const auto log = split(ctl.read("log"), '\n');
    ASSERT_EQ(log.size(), 4U);
    EXPECT_EQ(log[0], "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand");
    const std::vector<std::pair<std::string, std::string>> ends{{"0", "0"}, {"4", "0"}, {"0", "9"}};
    for (std::size_t i = 0; i < 3; ++i) {
        const auto cells = split(log[i + 1], '\t');
        ASSERT_EQ(cells.size(), 9U) << log[i + 1];
        EXPECT_EQ(cells[0], std::to_string(i + 1));
        EXPECT_EQ(cells[1], ":");
        EXPECT_GT(std::stod(cells[2]), 1.6e9);
        EXPECT_GE(std::stod(cells[3]), 0);
        EXPECT_EQ(cells[5], "3");
        EXPECT_EQ(cells[6], ends[i].first);
        EXPECT_EQ(cells[7], ends[i].second);
    }
}

TEST(CommandPool, KeepOrderPrintsInTheOrderOfTheInputs) {
    const Ctl ctl;
    // The first ends last: it waits for the others.
    const auto got = ctl.run(ctl.pool({"-k", "-j4"}, {"sh", "-c",
                                                      "[ $1 = 1 ] && until [ -e 2 -a -e 3 -a -e 4 ]; do sleep 0.01; "
                                                      "done; touch $1; echo $1",
                                                      "-", "{}", ":::", "1", "2", "3", "4"}));
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out, "1\n2\n3\n4\n");
}

TEST(CommandPool, OutputsAreWholeAndApart) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({"-j4"}, {"sh", "-c", "for i in 1 2 3 4 5 6 7 8; do echo $1; echo E$1 >&2; done",
                                                "-", "{}", ":::", "a", "b", "c"}));
    for (const std::string name : {"a", "b", "c"}) {
        std::string whole;
        for (int i = 0; i < 8; ++i) whole += name + '\n';
        EXPECT_THAT(got.out, HasSubstr(whole));
        EXPECT_THAT(got.err, HasSubstr("E" + name + "\nE" + name + "\nE" + name));
    }
    EXPECT_EQ(got.out.size(), 48U);
}

TEST(CommandPool, LongOutputsComeOutWholeAndLeaveNoFile) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({"-j2"}, {"head -c {} /dev/zero | tr '\\0' x", ":::", "3000001", "5"}));
    EXPECT_EQ(got.code, 0) << got.err;
    EXPECT_EQ(got.out.size(), 3000006U);
    EXPECT_THAT(ctl.temporary_files(), IsEmpty());
}

// Whoever looks right after the command has ended finds its run, and whole.
TEST(CommandPool, ItsRunIsThereAtOnce) {
    const Ctl ctl;
    for (int i = 1; i <= 5; ++i) {
        const auto got = ctl.run(ctl.pool({"-j2"}, {"true", ":::", "a", "b"}));
        ASSERT_EQ(got.code, 0) << got.err;
        const auto runs = nlohmann::json::parse(ctl.run({"runs", "--json", "--db", ctl.database()}).out);
        ASSERT_EQ(runs.size(), static_cast<std::size_t>(i));
        EXPECT_EQ(runs.front().at("state"), "finished");
        EXPECT_EQ(runs.front().at("tasks"), 2);
    }
}

// ---- what it takes in

TEST(CommandPool, InputsFromEverywhere) {
    const Ctl ctl;
    ctl.write("list", "a b\nc\n");
    ctl.write("nuls", std::string("a b\0c\0", 6));
    const std::string expected = "<a b>\n<c>\n";
    const auto out = [&](const Words& options, Words rest, const std::string& input = {}) {
        Words all{"-k", "--no-record"};
        all.insert(all.end(), options.begin(), options.end());
        rest.insert(rest.begin(), {"printf", "<%s>\\n", "{}"});
        const auto got = ctl.run(ctl.pool(all, rest), input);
        EXPECT_EQ(got.code, 0) << got.err;
        return got.out;
    };
    EXPECT_EQ(out({}, {":::", "a b", "c"}), expected);
    EXPECT_EQ(out({}, {"::::", "list"}), expected);
    EXPECT_EQ(out({"-a", "list"}, {}), expected);
    EXPECT_EQ(out({"--arg-file", "-"}, {}, "a b\nc"), expected);
    EXPECT_EQ(out({}, {}, "a b\nc\n"), expected);
    EXPECT_EQ(out({"-0"}, {}, std::string("a b\0c", 5)), expected);
    EXPECT_EQ(out({"-0", "-a", "nuls"}, {}), expected);
    EXPECT_EQ(out({"-r"}, {}, "\na b\n \nc\n\n"), expected);
}

TEST(PoolWithoutCommands, DryRunPrintsAndRunsNothing) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({"-n"}, {"touch", "{}", "{#}", ":::", "made here", "b"}));
    EXPECT_EQ(got.code, 0);
    EXPECT_EQ(got.out, "touch 'made here' 1\ntouch b 2\n");
    EXPECT_FALSE(ctl.exists("made here"));
    EXPECT_FALSE(ctl.exists("history.db"));
}

TEST(CommandPool, AShellOnlyWhereItIsAskedFor) {
    const Ctl ctl;
    EXPECT_EQ(ctl.run(ctl.pool({"--no-record"}, {"echo", "$HOME;", "{}", ":::", "x y"})).out, "$HOME; x y\n");
    EXPECT_EQ(ctl.run(ctl.pool({"--no-record"}, {"echo {} | tr a-z A-Z", ":::", "it's $HOME"})).out, "IT'S $HOME\n");
    EXPECT_EQ(ctl.run(ctl.pool({"--no-record", "-s"}, {"echo", "1;", "echo", "{}", ":::", "2"})).out, "1\n2\n");
}

TEST(CommandPool, WorksInTheDirectoryAskedFor) {
    const Ctl ctl;
    EXPECT_EQ(ctl.run(ctl.pool({"--no-record", "--wd", "/usr"}, {"sh", "-c", "pwd; echo {}", ":::", "a"})).out,
              "/usr\na\n");
    EXPECT_EQ(ctl.run(ctl.pool({"--wd", "/no/such"}, {"true", ":::", "a"})).code, 66);
}

TEST(CommandPool, ShowsABarOnRequest) {
    const Ctl ctl;
    const auto got = ctl.run(ctl.pool({"--bar", "--no-record", "-j1"}, {"sleep", "{}", ":::", "0.4", "0.3", "0.1"}));
    EXPECT_EQ(got.code, 0);
    EXPECT_THAT(got.err, HasSubstr("/3"));
    EXPECT_THAT(got.err, testing::EndsWith("\r\033[K"));
}

}  // namespace

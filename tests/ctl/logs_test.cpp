// SPDX-License-Identifier: MIT
// What workers print: taken down by `run`, shown by `logs`, live and of the recording.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "ctl.h"
#include "exit_codes.h"
#include "support/wait.h"

namespace {

using namespace ctl_test;
using mp::test::wait_until;
using nlohmann::json;
using testing::ElementsAre;

class LogsVerb : public testing::Test {
protected:
    void start(const Words& options = {}) {
        Words words{"run", "--db", ctl_.database()};
        words.insert(words.end(), options.begin(), options.end());
        words.push_back(mp::test::built("printing_pool"));
        program_.emplace(ctl_.command(words), ctl_.options());
        for (const char* line : {"said 1", "said 2", "said 3", "ready"}) ASSERT_EQ(program_->read_line(), line);
        pid_ = ctl_.json({"ps", "--json"}).at(0)["pid"].dump();
    }
    std::vector<std::string> texts(Words options) const {
        options.insert(options.begin(), "logs");
        options.push_back("--json");
        std::vector<std::string> out;
        for (const json& line : ctl_.json(options)) out.push_back(line["text"]);
        return out;
    }

    Ctl ctl_;
    std::optional<mp::test::Program> program_;
    std::string pid_;
};

TEST_F(LogsVerb, ShowWhatWorkersPrintByStreamWorkerAndTask) {
    start();
    EXPECT_THAT(texts({pid_, "--stream", "stdout"}), ElementsAre("said 1", "said 2", "said 3"));
    EXPECT_THAT(texts({pid_, "--stream", "stderr"}), ElementsAre("complained 1", "complained 2", "complained 3"));
    const json second = ctl_.json({"logs", pid_, "--stream", "stdout", "--json"}).at(1);
    EXPECT_EQ(second["source"], "ForkPoolWorker-1");
    EXPECT_EQ(second["attempt"], 1);
    EXPECT_NE(second["pool"], 0);
    auto of_task = texts({pid_, "--task", second["task"].dump()});
    std::ranges::sort(of_task);
    EXPECT_THAT(of_task, ElementsAre("complained 2", "said 2"));
    EXPECT_EQ(texts({pid_, "--worker", "ForkPoolWorker-1", "--stream", "stdout"}).size(), 3U);
    EXPECT_EQ(texts({pid_, "--worker", second["pid"].dump(), "--stream", "stdout"}).size(), 3U);
    EXPECT_EQ(texts({pid_, "--worker", "ForkPoolWorker-9"}).size(), 0U);
    EXPECT_EQ(ctl_.run({"logs", pid_, "--worker", "nobody"}).err, "No line of nobody.\n");
    EXPECT_EQ(ctl_.run({"logs", pid_, "--task", "99999"}).err, "No line of task 99999.\n");
    EXPECT_EQ(ctl_.run({"logs", pid_, "--task", "-1"}).code, ctl::usage);
    EXPECT_EQ(ctl_.run({"logs", pid_, "--run", "last", "--db", ctl_.database()}).code, ctl::usage);
    EXPECT_EQ(ctl_.run({"logs", pid_, "--db", ctl_.database()}).code, ctl::usage);
    EXPECT_THAT(ctl_.run({"logs", pid_}).out,
                testing::HasSubstr("ForkPoolWorker-1 #" + second["task"].dump() + "  stdout  said 2\n"));
    EXPECT_EQ(ctl_.run({"logs", "--run", "last", "--follow"}).code, ctl::usage);

    mp::test::Program follow(ctl_.command({"logs", pid_, "--follow", "--json", "--stream", "stdout"}), ctl_.options());
    for (const char* line : {"said 1", "said 2", "said 3"}) EXPECT_EQ(json::parse(follow.read_line())["text"], line);
    program_->write("\n");
    EXPECT_EQ(program_->read_line(), "said 4");
    EXPECT_EQ(json::parse(follow.read_line())["text"], "said 4");
    program_->close_input();
    const auto ended = program_->wait();
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_THAT(ended.err, testing::HasSubstr("complained 4\n")) << "what is taken down still comes out";
    EXPECT_EQ(follow.wait().code, 0);

    const Words recorded{"--run", "last", "--db", ctl_.database(), "--stream", "stdout"};
    EXPECT_TRUE(wait_until([&] { return texts(recorded).size() == 4; }));
    EXPECT_THAT(texts(recorded), ElementsAre("said 1", "said 2", "said 3", "said 4"));
    const json kept =
        ctl_.json({"logs", "--run", "last", "--db", ctl_.database(), "--stream", "stdout", "--json"}).at(1);
    EXPECT_EQ(kept, second);
}

TEST_F(LogsVerb, WhatIsToBeLeftAloneIsLeftAlone) {
    start({"--no-capture"});
    EXPECT_THAT(texts({pid_, "--stream", "stdout"}), ElementsAre());
    program_->close_input();
    EXPECT_EQ(program_->wait().code, 0);
}

}  // namespace

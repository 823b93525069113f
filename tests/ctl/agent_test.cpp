// SPDX-License-Identifier: MIT
// lifeguardctl agent, and the verbs that ask it, on a living lifeguard-demo.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <optional>

#include "demo.h"
#include "exit_codes.h"

namespace {

using namespace ctl_test;
using mp::test::wait_until;
using testing::HasSubstr;

class AgentVerb : public Demo {
protected:
    // Its address is what its line says after "at".
    void start(const Words& options) {
        Words words{"agent"};
        words.insert(words.end(), options.begin(), options.end());
        agent_.emplace(ctl_.command(words), ctl_.options());
        const std::string line = agent_->read_line();
        address_ = line.substr(line.rfind(" at ") + 4);
        address_ = address_.substr(0, address_.find(','));
    }
    Words far(Words words, const std::string& key = {}) const {
        words.insert(words.end(), {"--agent", address_});
        if (!key.empty()) words.insert(words.end(), {"--authkey-file", ctl_.path(key)});
        return words;
    }

    std::optional<mp::test::Program> agent_;
    std::string address_;
};

TEST_F(AgentVerb, OnItsSocketTheVerbsWatchAndAct) {
    start({});
    EXPECT_EQ(address_.front(), '/');
    const auto programs = ctl_.json(far({"ps", "--json"}));
    ASSERT_EQ(programs.size(), 1U) << "the agent itself is nobody's to watch";
    EXPECT_EQ(programs[0]["pid"], demo_->pid());
    EXPECT_EQ(ctl_.json({"ps", "--json", "--agent", "unix:"}), programs);
    std::vector<int> workers;
    ASSERT_TRUE(wait_until([&] {
        workers.clear();
        for (const auto& p : ctl_.json(far({"ps", pid_, "--json"})))
            if (p["pool"] == "files" && p["ended"].is_null()) workers.push_back(p["pid"]);
        return workers.size() == 2;
    }));
    EXPECT_EQ(ctl_.json(far({"top", pid_, "--once", "--json"}))["pid"], demo_->pid());
    EXPECT_THAT(ctl_.run(far({"top", "--once"})).out, HasSubstr("on " + address_));
    const auto killed = ctl_.run(far({"kill", std::to_string(workers[0])}));
    EXPECT_EQ(killed.code, 0) << killed.err;
    EXPECT_TRUE(gone(workers[0]));
    EXPECT_EQ(ctl_.run(far({"resize", pid_, "3"})).code, 0);
    EXPECT_NE(ctl_.run(far({"kill", "1"})).code, 0);
    const auto second = ctl_.run({"agent"});
    EXPECT_EQ(second.code, ctl::unavailable);
    EXPECT_THAT(second.err, HasSubstr("already"));
    agent_->send_signal(SIGTERM);
    EXPECT_EQ(agent_->wait().code, 0);
    EXPECT_EQ(ctl_.run(far({"ps"})).code, ctl::unavailable);
}

TEST_F(AgentVerb, OnTcpItNeedsAKeyAndOnlyWatches) {
    EXPECT_EQ(ctl_.run({"agent", "--listen", "tcp://127.0.0.1:0"}).code, ctl::usage);
    EXPECT_EQ(ctl_.run({"agent", "--read-only", "--allow-control"}).code, ctl::usage);
    ctl_.write("open", "secret\n");
    EXPECT_EQ(ctl_.run({"agent", "--listen", "tcp://127.0.0.1:0", "--authkey-file", ctl_.path("open")}).code,
              ctl::no_permission);
    start({"--listen", "tcp://127.0.0.1:0", "--authkey-file", ctl_.path("key"), "--new-key"});
    EXPECT_EQ(ctl_.json(far({"ps", "--json"}, "key"))[0]["pid"], demo_->pid());
    const auto keyless = ctl_.run(far({"ps"}));
    EXPECT_EQ(keyless.code, ctl::usage) << "there is no asking without a key";
    EXPECT_THAT(keyless.err, HasSubstr("--authkey-file"));
    EXPECT_EQ(ctl_.run(far({"ps"}, "missing")).code, ctl::no_input);
    const auto refused = ctl_.run(far({"kill", pid_}, "key"));
    EXPECT_EQ(refused.code, ctl::unavailable);
    EXPECT_THAT(refused.err, HasSubstr("only lets programs be watched"));
    ctl_.write("guess", "guess\n");
    std::filesystem::permissions(ctl_.path("guess"), std::filesystem::perms(0600));
    EXPECT_EQ(ctl_.run(far({"ps"}, "guess")).code, ctl::no_permission);
    EXPECT_TRUE(demo_->running());
}

// Whoever forgets the port gets no socket file of that name.
TEST_F(AgentVerb, AddressesThatAreNoneAreRefused) {
    for (const char* address : {"localhost", "foo://x", "tcp://host", "host:99999", "tcp://host:123456"}) {
        const auto got = ctl_.run({"agent", "--listen", address});
        EXPECT_EQ(got.code, ctl::usage) << address;
        EXPECT_THAT(got.err, HasSubstr(std::string("'") + address + "' is no address"));
        EXPECT_FALSE(ctl_.exists(address));
    }
    EXPECT_EQ(ctl_.run({"ps", "--agent", "host:99999"}).code, ctl::usage);
    ctl_.write("key", "secret\n");
    std::filesystem::permissions(ctl_.path("key"), std::filesystem::perms(0600));
    const Words key{"--authkey-file", ctl_.path("key")};
    const auto nowhere = ctl_.run({"ps", "--agent", "no.such.host.invalid:7000", key[0], key[1]});
    EXPECT_EQ(nowhere.code, ctl::unavailable);
    EXPECT_THAT(nowhere.err, HasSubstr("no.such.host.invalid"));
    EXPECT_EQ(ctl_.run({"agent", "--listen", "tcp://192.0.2.1:7000", key[0], key[1]}).code, ctl::unavailable);
    EXPECT_EQ(ctl_.run({"agent", "--listen", "unix:/nope/socket"}).code, ctl::cannot_create);
    const auto no_room = ctl_.run({"agent", "--new-key", "--authkey-file", "/nope/key"});
    EXPECT_EQ(no_room.code, ctl::cannot_create);
    EXPECT_THAT(no_room.err, HasSubstr("the key's file /nope/key cannot be made: No such file"));
}

TEST_F(AgentVerb, AProgramOfAnotherMachineIsRecorded) {
    start({});
    const Words words = far({"record", pid_, "--db", ctl_.database(), "--name", "far", "--every", "0.1"});
    mp::test::Program recorder(ctl_.command(words), ctl_.options());
    EXPECT_THAT(recorder.read_line(), HasSubstr("recording"));
    const auto run = [&] { return ctl_.json({"runs", "--db", ctl_.database(), "--json"}).at(0); };
    ASSERT_TRUE(wait_until([&] { return run()["tasks"] > 3; }));
    recorder.send_signal(SIGINT);
    EXPECT_EQ(recorder.wait().code, 0);
    EXPECT_EQ(run()["name"], "far");
    EXPECT_EQ(run()["state"], "finished");
    EXPECT_TRUE(demo_->running());
    // One whose agent goes away ends with a word on it, and what it has seen stays.
    mp::test::Program left(ctl_.command(words), ctl_.options());
    left.read_line();
    ASSERT_TRUE(wait_until([&] { return run()["tasks"] > 3; }));
    agent_->send_signal(SIGKILL);
    const auto ended = left.wait();
    EXPECT_EQ(ended.code, ctl::unavailable) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("is gone"));
    EXPECT_GT(run()["tasks"], 3);
}

// A path that an agent left when it was killed is no hindrance to the next.
TEST_F(AgentVerb, OneThatWasKilledIsFollowedByAnother) {
    const Words where{"--listen", "unix:" + ctl_.path("socket"), "--read-only"};
    start(where);
    mp::test::Program top(ctl_.command(far({"top", pid_, "--json", "--interval", "0.05"})), ctl_.options());
    top.read_line();
    agent_->send_signal(SIGKILL);
    EXPECT_EQ(agent_->wait().code, -SIGKILL);
    const auto watched = top.wait();
    EXPECT_EQ(watched.code, ctl::unavailable);
    EXPECT_THAT(watched.err, HasSubstr("is gone"));
    start(where);
    EXPECT_EQ(ctl_.json(far({"ps", "--json"}))[0]["pid"], demo_->pid());
    EXPECT_EQ(ctl_.run(far({"kill", pid_})).code, ctl::unavailable);
}

}  // namespace

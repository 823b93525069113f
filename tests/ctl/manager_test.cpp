// SPDX-License-Identifier: MIT
// lifeguardctl manager, on a manager of ours.
#include "mp/managers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl.h"
#include "exit_codes.h"

namespace {

using namespace ctl_test;
using testing::HasSubstr;

class ManagerVerb : public testing::Test {
protected:
    ManagerVerb() : m({.address = mp::managers::Address("127.0.0.1", 0), .authkey = "secret"}) {
        m.start();
        ctl.write("key", "secret\n");
        ctl.write("wrong", "guess\n");
        for (const char* name : {"key", "wrong"})
            std::filesystem::permissions(ctl.path(name), std::filesystem::perms(0600));
    }
    Words words(const std::string& sub, Words rest = {}, const std::string& key = "key") const {
        Words out{"manager", sub, "127.0.0.1:" + std::to_string(m.address().port())};
        out.insert(out.end(), rest.begin(), rest.end());
        out.insert(out.end(), {"--authkey-file", ctl.path(key)});
        return out;
    }
    Ctl ctl;
    mp::managers::SyncManager m;
};

TEST_F(ManagerVerb, ListsAndShows) {
    EXPECT_THAT(ctl.run(words("ls")).out, HasSubstr("holds nothing"));
    auto d = m.dict({{"x", 1}});
    const auto listed = ctl.run(words("ls"));
    EXPECT_EQ(listed.code, ctl::ok) << listed.err;
    EXPECT_THAT(listed.out, HasSubstr("{'x': 1}"));
    const auto list = nlohmann::json::parse(ctl.run(words("ls", {"--json"})).out);
    EXPECT_EQ(list.at(0).at("kind"), "dict");
    EXPECT_EQ(list.at(0).at("id"), d.token().id);
    const auto shown = ctl.run(words("show", {d.token().id}));
    EXPECT_THAT(shown.out, HasSubstr("popitem"));
}

TEST_F(ManagerVerb, CallsPutsGetsAndWatches) {
    auto d = m.dict({{"x", 1}});
    auto q = m.Queue();
    const std::string dict = d.token().id;
    const std::string queue = q.token().id;
    EXPECT_EQ(ctl.run(words("call", {dict, "__setitem__", "y", "[1, null, \"z\"]"})).code, ctl::ok);
    EXPECT_EQ(d["y"], (std::vector<mp::Object>{1, nullptr, "z"}));
    EXPECT_EQ(ctl.run(words("call", {dict, "get", "y", "--json"})).out, "[\n  1,\n  null,\n  \"z\"\n]\n");
    EXPECT_EQ(ctl.run(words("put", {queue, "hello"})).code, ctl::ok);
    EXPECT_EQ(ctl.run(words("get", {queue})).out, "'hello'\n");
    EXPECT_EQ(ctl.run(words("get", {queue})).code, ctl::unavailable);
    // A call's arguments are its own: this one waits.
    mp::test::Program waiting(ctl.command(words("call", {queue, "get", "true", "20"})), ctl.options());
    EXPECT_EQ(ctl.run(words("put", {queue, "7"})).code, ctl::ok);
    EXPECT_EQ(waiting.wait().out, "7\n");
    EXPECT_EQ(ctl.run(words("watch", {dict, "--times", "1"})).out, "{'x': 1, 'y': [1, None, 'z']}\n");
}

TEST_F(ManagerVerb, SaysWhatIsWrong) {
    auto d = m.dict();
    EXPECT_EQ(ctl.run(words("ls", {}, "wrong")).code, ctl::no_permission);
    EXPECT_EQ(ctl.run(words("ls", {}, "missing")).code, ctl::no_input);
    EXPECT_EQ(ctl.run(words("show", {"zzz"})).code, ctl::no_input);
    const auto nothing = ctl.run(words("call", {d.token().id, "nothing"}));
    EXPECT_EQ(nothing.code, ctl::unavailable);
    EXPECT_EQ(lines(nothing.err), 1U);
    EXPECT_THAT(nothing.err, HasSubstr("this dict has no method 'nothing'; 'lifeguardctl manager show' lists them"));
    auto l = m.list();
    const auto beyond = ctl.run(words("call", {l.token().id, "__getitem__", "99"}));
    EXPECT_EQ(beyond.code, ctl::unavailable);
    EXPECT_THAT(beyond.err, HasSubstr("the manager says: IndexError: list index out of range"));
    EXPECT_THAT(ctl.run(words("get", {l.token().id})).err, HasSubstr("this list has no method 'get'"));
    EXPECT_EQ(ctl.run(words("get", {d.token().id, "--wait", "x"})).code, ctl::usage);
    EXPECT_EQ(ctl.run(words("watch", {d.token().id, "--times", "-1"})).code, ctl::usage);
    EXPECT_EQ(ctl.run({"manager", "ls"}).code, ctl::usage);
    EXPECT_THAT(ctl.run({"manager", "explode"}).err, HasSubstr("there is no verb 'explode' of manager"));
    ctl.write("open", "secret\n");
    EXPECT_EQ(ctl.run(words("ls", {}, "open")).code, ctl::no_permission);
    std::filesystem::create_directory(ctl.path("directory"));
    std::filesystem::permissions(ctl.path("directory"), std::filesystem::perms(0700));
    const auto directory = ctl.run(words("ls", {}, "directory"));
    EXPECT_EQ(directory.code, ctl::no_input);
    EXPECT_THAT(directory.err, HasSubstr("is a directory"));
    const Words key{"--authkey-file", ctl.path("key")};
    EXPECT_EQ(ctl.run({"manager", "ls", "host:99999", key[0], key[1]}).code, ctl::usage);
    EXPECT_EQ(ctl.run({"manager", "ls", "no.such.host.invalid:1", key[0], key[1]}).code, ctl::unavailable);
    m.shutdown();
    EXPECT_EQ(ctl.run(words("ls")).code, ctl::unavailable);
}

}  // namespace

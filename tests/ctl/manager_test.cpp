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
    EXPECT_EQ(ctl.run({"manager", "ls"}).code, ctl::usage);
    m.shutdown();
    EXPECT_EQ(ctl.run(words("ls")).code, ctl::unavailable);
}

}  // namespace

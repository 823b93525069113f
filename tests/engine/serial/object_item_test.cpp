// SPDX-License-Identifier: MIT
// Items of Objects: read, assigned to, calculated with and gone through.
#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <type_traits>

#include "mp/detail/brief.h"
#include "mp/object.h"
#include "mp/pickle.h"
#include "support/error_of.h"

namespace mp {
namespace {

using test::error_of;

TEST(Object, ItemsAreAssignedTo) {
    const Object o = std::vector<int>{1, 2};
    o[0] = 5;
    o[-1] += 10;
    EXPECT_EQ(repr(o), "[5, 12]");
    EXPECT_EQ(error_of<IndexError>([&] { o[2] = 1; }), "list index out of range");
    EXPECT_EQ(error_of<TypeError>([] { Object::tuple({1})[0] = 2; }),
              "'tuple' object does not support item assignment");
    EXPECT_EQ(error_of<TypeError>([] { Object("abc")[0] = "x"; }), "'str' object does not support item assignment");
    const Object dict = Object::dict({{"n", 1}});
    dict["new"] = Object::dict();
    dict["new"]["inner"] = "x";
    dict["n"] = dict["new"];
    dict["list"] = Object::list();
    dict["list"].append(1);
    dict["list"] += "ab";
    EXPECT_EQ(repr(dict), "{'n': {'inner': 'x'}, 'new': {'inner': 'x'}, 'list': [1, 'a', 'b']}");
    EXPECT_TRUE(dict["n"].is(dict["new"]));
    EXPECT_EQ(error_of<KeyError>([&] { (void)dict["missing"].kind(); }), "'missing'");
    EXPECT_EQ(error_of<KeyError>([&] { dict["missing"] += 1; }), "'missing'");
    EXPECT_FALSE(dict.contains("missing"));
    // What was read stays what it was, and what a function returned is no name to be given a value.
    const auto before = o[0];
    o[0] = 6;
    EXPECT_EQ(before, 5);
    static_assert(!std::is_assignable_v<Object, Object>);
    static_assert(!std::is_assignable_v<decltype(before)&, int>);
}

TEST(Object, ItemsBecomeWhatTheyAreTakenAs) {
    const Object o = Object::dict({{"n", 41}, {"text", "ab"}, {"x", 1.5}});
    const int n = o["n"];
    const double x = o["x"];
    const std::string text = o["text"];
    EXPECT_EQ(n, 41);
    EXPECT_EQ(x, 1.5);
    EXPECT_EQ(text, "ab");
    EXPECT_EQ(o["n"] + 1, Object(42));
    EXPECT_EQ(1 - o["n"], Object(-40));
    EXPECT_EQ(o["text"] + "c", Object("abc"));
    EXPECT_EQ(o["n"] / o["x"], Object(41 / 1.5));
    EXPECT_EQ(error_of<TypeError>([&] { (void)static_cast<int>(o["text"]); }), "cannot take 'ab' (str) as int");
    EXPECT_EQ(error_of<TypeError>([&] { (void)(o["n"] + "c"); }), "unsupported operand type(s) for +: 'int' and 'str'");
    const Object big = Object::list({std::numeric_limits<std::int64_t>::max()});
    big[0] *= -2;
    EXPECT_EQ(repr(big), "[-18446744073709551614]");
    EXPECT_NE(error_of<OverflowError>([&] { big[0] += 1; }), "nothing");
}

TEST(Object, IsGoneThrough) {
    const auto all = [](const Object& object) {
        std::string out;
        for (const auto& item : object) out += repr(item) + ' ';
        return out;
    };
    EXPECT_EQ(all(std::vector<int>{1, 2}), "1 2 ");
    EXPECT_EQ(all(Object::tuple({1, "x"})), "1 'x' ");
    EXPECT_EQ(all(Object::set({3})), "3 ");
    EXPECT_EQ(all(Object::dict({{"a", 1}, {"b", 2}})), "'a' 'b' ");
    EXPECT_EQ(all("gr🐍"), "'g' 'r' '🐍' ");
    EXPECT_EQ(all(Object::bytes("a\xff")), "97 255 ");
    EXPECT_EQ(error_of<TypeError>([&] { all(1); }), "'int' object is not iterable");
    const Object dict = Object::dict({{"list", std::vector<int>{1, 2}}});
    int sum = 0;
    for (auto& item : dict["list"]) sum += item.as<int>();
    for (const auto& item : pickle::loads(pickle::dumps(dict["list"]))) sum += item.as<int>();
    EXPECT_EQ(sum, 6);
    const Object list = std::vector<int>{1, 2};
    for (const auto& item : list) list.append(item);  // as it was when the loop began
    EXPECT_EQ(list.size(), 4U);
}

TEST(Object, IsSeenAsItsValue) {
    EXPECT_EQ(detail::brief(Object(5)), "5");
    EXPECT_EQ(detail::brief(Object::dict({{"a", std::vector<int>{1}}})), "{'a': [1]}");
}

}  // namespace
}  // namespace mp

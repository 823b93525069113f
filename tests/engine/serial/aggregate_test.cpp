// SPDX-License-Identifier: MIT
#include "mp/detail/aggregate.h"

#include <gtest/gtest.h>

#include <any>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace {

using mp::detail::field_count;
using mp::detail::FieldTypes;
using mp::detail::Reflectable;
using mp::detail::Types;

struct Nothing {};
struct Point {
    int x;
    double y;
};
struct Nested {
    Point point;
    std::string name;
    std::vector<int> values;
};
struct WithArrays {
    int before;
    int matrix[2][3];
    Point points[2];
    char name[256];
    bool after;
};
struct Awkward {
    std::optional<int> maybe;
    std::variant<int, std::string> either;
    std::map<int, std::string> map;
    std::unique_ptr<int> owner;
    std::function<void()> function;
    std::any any;
    std::array<int, 3> array;
};
struct OnlyOptional {
    std::optional<std::string> text;
};
struct NoDefault {
    explicit NoDefault(int);
};
struct HoldsNoDefault {
    NoDefault first;
    int second;
};
struct Defaults {
    int number = 1;
    const std::string text = "x";
};
struct Tree {
    int value;
    std::vector<Tree> children;
};
struct Derived : Point {
    int z;
};
struct HasReference {
    int a;
    int& b;
};
struct HasConstReference {
    const int& a;
};
struct ThirtyTwo {
    int a[2], b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc, dd, ee, ff;
};
struct ThirtyThree {
    int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb, cc, dd, ee, ff, gg;
};
class Constructed {
public:
    explicit Constructed(int);
};

TEST(Aggregate, CountsFieldsAndNotInitialisers) {
    EXPECT_EQ(field_count<Point>, 2U);
    EXPECT_EQ(field_count<Nested>, 3U);
    EXPECT_EQ(field_count<WithArrays>, 5U);
    EXPECT_EQ(field_count<Awkward>, 7U);
    EXPECT_EQ(field_count<OnlyOptional>, 1U);
    EXPECT_EQ(field_count<HoldsNoDefault>, 2U);
    EXPECT_EQ(field_count<Defaults>, 2U);
    EXPECT_EQ(field_count<Tree>, 2U);
    EXPECT_EQ(field_count<ThirtyTwo>, 32U);
}

TEST(Aggregate, KnowsTheDeclaredTypes) {
    EXPECT_TRUE((std::is_same_v<FieldTypes<WithArrays>, Types<int, int[2][3], Point[2], char[256], bool>>));
    EXPECT_TRUE((std::is_same_v<FieldTypes<Defaults>, Types<int, const std::string>>));
    EXPECT_TRUE((std::is_same_v<FieldTypes<HasConstReference>, Types<const int&>>));
}

TEST(Aggregate, RefusesWhatItCannotTakeApart) {
    EXPECT_TRUE(Reflectable<Nothing>);
    EXPECT_TRUE(Reflectable<Tree>);
    EXPECT_TRUE(Reflectable<ThirtyTwo>);
    EXPECT_FALSE(Reflectable<ThirtyThree>);
    EXPECT_FALSE(Reflectable<Derived>);
    EXPECT_FALSE(Reflectable<HasReference>);
    EXPECT_FALSE(Reflectable<Constructed>);
    EXPECT_FALSE(Reflectable<int>);
    EXPECT_FALSE(Reflectable<std::string>);
}

TEST(Aggregate, GivesTheFieldsThemselves) {
    Nested nested{{1, 2.5}, "name", {3}};
    mp::detail::with_fields(nested, []<class... Field>(Field&... field) { ((field = Field{}), ...); });
    EXPECT_EQ(nested.point.x, 0);
    EXPECT_EQ(nested.name, "");
    EXPECT_TRUE(nested.values.empty());
}

}  // namespace

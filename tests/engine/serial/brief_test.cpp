// SPDX-License-Identifier: MIT
#include "mp/detail/brief.h"

#include <gtest/gtest.h>
#include <mp/call.h>

#include <map>
#include <vector>

namespace {

using mp::detail::brief;
using mp::detail::type_name;

enum class Colour { red = 3 };
struct Image {
    int width;
};

TEST(Brief, SaysAValueInAFewCharacters) {
    EXPECT_EQ(brief(42), "42");
    EXPECT_EQ(brief(-2.5), "-2.5");
    EXPECT_EQ(brief(true), "true");
    EXPECT_EQ(brief(nullptr), "null");
    EXPECT_EQ(brief(std::string("a\nb")), "\"a.b\"");
    EXPECT_EQ(brief(std::filesystem::path("/tmp")), "\"/tmp\"");
    EXPECT_EQ(brief(std::vector<int>{1}), "[1 item]");
    EXPECT_EQ(brief(std::map<int, int>{}), "[0 items]");
    EXPECT_EQ(brief(std::tuple(1, 'c', std::optional<int>(), std::optional(2))), "(1, \"c\", null, 2)");
    EXPECT_EQ(brief(Colour::red), "3");
    EXPECT_EQ(brief(std::chrono::milliseconds(1500)), "1.5s");
    EXPECT_EQ(brief(Image{1}), "Image{...}");
}

TEST(Brief, CutsLongOnesBetweenCharacters) {
    const std::string text = brief(std::string(39, 'x') + "\xC3\xA4 and more");  // the 40th byte is half a letter
    EXPECT_EQ(text, "\"" + std::string(39, 'x') + "...\"");
    const std::string many = brief(std::tuple(std::string(40, 'a'), std::string(40, 'b'), std::string(40, 'c')));
    EXPECT_EQ(many.size(), 95U);
    EXPECT_TRUE(many.ends_with("..."));
}

TEST(TypeName, ReadsAsWritten) {
    EXPECT_EQ(type_name<int>(), "int");
    EXPECT_EQ(type_name<std::string>(), "std::string");
    EXPECT_EQ(type_name<mp::Call<std::string>>(), "mp::Call<std::string>");
    EXPECT_EQ(type_name<Image>(), "Image");
    EXPECT_EQ(mp::detail::type_name_of(typeid(std::filesystem::path)), "std::filesystem::path");
}

}  // namespace

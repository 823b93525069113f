// SPDX-License-Identifier: MIT
// Where inputs come from: words, files, and what ends an item.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "inputs.h"
#include "mp/exceptions.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using ctl::InputOptions;
using ctl::Inputs;
using testing::ElementsAre;

std::vector<std::string> all_of(const InputOptions& options) {
    Inputs inputs(options);
    inputs.start([] {});
    std::vector<std::string> out;
    EXPECT_TRUE(mp::test::wait_until([&] {
        while (auto one = inputs.take()) out.push_back(std::move(*one));
        return inputs.exhausted();
    }));
    EXPECT_EQ(inputs.total(), out.size());
    EXPECT_EQ(inputs.error(), "");
    return out;
}

class InputFile : public testing::Test {
protected:
    std::string file(const std::string& name, const std::string& text) {
        std::ofstream(directory_ / name, std::ios::binary) << text;
        return (directory_ / name).string();
    }
    mp::test::TemporaryDirectory directory_;
};

TEST(Inputs, TakesWordsInTheirOrder) {
    EXPECT_THAT(all_of({.words = {"a", "", "b c"}, .from_words = true}), ElementsAre("a", "", "b c"));
    EXPECT_THAT(all_of({.from_words = true}), ElementsAre());
}

TEST_F(InputFile, OneItemALine) {
    EXPECT_THAT(all_of({.files = {file("l", "a\nb c\n\nlast without end")}}),
                ElementsAre("a", "b c", "", "last without end"));
}

TEST_F(InputFile, LinesOfAnotherSystemAndEmptyOnes) {
    const auto path = file("l", "a\r\n \t\r\n\nb\r\n");
    EXPECT_THAT(all_of({.files = {path}}), ElementsAre("a", " \t", "", "b"));
    EXPECT_THAT(all_of({.files = {path}, .skip_empty = true}), ElementsAre("a", "b"));
}

TEST_F(InputFile, ItemsThatEndWithNul) {
    EXPECT_THAT(all_of({.files = {file("l", std::string("a\nb\0c\r\0", 7))}, .null_ended = true}),
                ElementsAre("a\nb", "c\r"));
}

TEST_F(InputFile, SeveralFilesOneAfterTheOther) {
    EXPECT_THAT(all_of({.files = {file("1", "a\nb\n"), file("2", ""), file("3", "c")}}), ElementsAre("a", "b", "c"));
}

// More than is read ahead: the reader waits for room and loses none.
TEST_F(InputFile, AListLongerThanWhatIsReadAhead) {
    std::string text;
    for (int i = 0; i < 250'000; ++i) text += std::to_string(i) + '\n';
    const auto out = all_of({.files = {file("l", text)}});
    ASSERT_EQ(out.size(), 250'000U);
    EXPECT_EQ(out.front(), "0");
    EXPECT_EQ(out[123'456], "123456");
    EXPECT_EQ(out.back(), "249999");
}

TEST_F(InputFile, AListThatCannotBeReadIsRefusedBeforeAnythingRuns) {
    EXPECT_THROW(all_of({.files = {(directory_ / "missing").string()}}), mp::FileNotFoundError);
    EXPECT_THROW(all_of({.files = {directory_.path().string()}}), mp::FileNotFoundError);
}

}  // namespace

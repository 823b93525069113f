// SPDX-License-Identifier: MIT
#include "command_words.h"

#include <gtest/gtest.h>

#include "verb.h"

namespace {

using Words = std::vector<std::string>;

// What is taken for the command of `pool`.
Words command(const Words& words) {
    CLI::App app;
    ctl::Action action;
    ctl::add_pool(app, action);
    const std::size_t begin = ctl::command_begin(*app.get_subcommand("pool"), words);
    return {words.begin() + static_cast<std::ptrdiff_t>(begin), words.end()};
}

TEST(CommandWords, BeginWithTheFirstWordThatIsNoOption) {
    const Words gzip{"gzip", "-k", "--best", "{}", ":::", "-a", "--", "[b,c]"};
    for (const Words& options : {Words{},
                                 {"-j4"},
                                 {"-j", "4"},
                                 {"-kj", "4"},
                                 {"-k0", "--jobs", "4"},
                                 {"--jobs=4"},
                                 {"-a", "list", "-k"},
                                 {"--halt", "now,fail=1", "--no-record"},
                                 {"--retries", "3", "--"},
                                 {"--"},
                                 {"--not-an-option"}}) {
        Words words = options;
        words.insert(words.end(), gzip.begin(), gzip.end());
        EXPECT_EQ(command(words), gzip) << testing::PrintToString(options);
    }
}

TEST(CommandWords, MayBeNone) {
    EXPECT_EQ(command({}), Words{});
    EXPECT_EQ(command({"-k"}), Words{});
    EXPECT_EQ(command({"--jobs"}), Words{});
    EXPECT_EQ(command({"--"}), Words{});
}

// Names of other verbs, and what the parser would take for a list, are words of the command.
TEST(CommandWords, AreNotRead) {
    EXPECT_EQ(command({"top", ":::", "kill", "[1,2]"}), (Words{"top", ":::", "kill", "[1,2]"}));
}

}  // namespace

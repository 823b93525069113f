// SPDX-License-Identifier: MIT
// The places of a command template, and what the shell makes of what is put into them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command_template.h"
#include "support/program.h"

namespace {

using ctl::CommandTemplate;
using testing::ElementsAre;

TEST(CommandTemplate, FillsEachPlace) {
    const CommandTemplate t({"x", "{}", "{.}", "{/}", "{//}", "{/.}", "{#}"});
    EXPECT_FALSE(t.uses_shell());
    EXPECT_THAT(t.arguments("a/b.d/c.tar.gz", 7),
                ElementsAre("x", "a/b.d/c.tar.gz", "a/b.d/c.tar", "c.tar.gz", "a/b.d", "c.tar", "7"));
}

TEST(CommandTemplate, KnowsNamesWithoutDirectoryOrExtension) {
    const CommandTemplate t({"{.}", "{/}", "{//}", "{/.}"});
    EXPECT_THAT(t.arguments("name", 1), ElementsAre("name", "name", ".", "name"));
    EXPECT_THAT(t.arguments("/etc", 1), ElementsAre("/etc", "etc", "/", "etc"));
    EXPECT_THAT(t.arguments("a.d/b", 1), ElementsAre("a.d/b", "b", "a.d", "b"));
    EXPECT_THAT(t.arguments("d/.profile", 1), ElementsAre("d/.profile", ".profile", "d", ".profile"));
    EXPECT_THAT(t.arguments("", 1), ElementsAre("", "", ".", ""));
}

TEST(CommandTemplate, FillsSeveralPlacesInOneWord) {
    EXPECT_THAT(CommandTemplate({"cp", "{}", "{//}/{#}-{/.}.bak"}).arguments("d/f.txt", 12),
                ElementsAre("cp", "d/f.txt", "d/12-f.bak"));
}

// What was put in is not looked at again.
TEST(CommandTemplate, AnInputThatLooksLikeAPlaceStaysAsItIs) {
    EXPECT_THAT(CommandTemplate({"x", "{}"}).arguments("{#} {/}", 3), ElementsAre("x", "{#} {/}"));
    EXPECT_THAT(CommandTemplate({"awk", "{print}", "{}"}).arguments("f", 1), ElementsAre("awk", "{print}", "f"));
}

TEST(CommandTemplate, AppendsTheInputWhereThereIsNoPlace) {
    EXPECT_THAT(CommandTemplate({"gzip", "-k"}).arguments("a b", 1), ElementsAre("gzip", "-k", "a b"));
    EXPECT_EQ(CommandTemplate({"gzip", "-k"}).line("a b", 1), "gzip -k 'a b'");
    EXPECT_EQ(CommandTemplate({"sort | uniq <"}).line("a b", 1), "sort | uniq < 'a b'");
}

TEST(CommandTemplate, OneWordWithShellCharactersIsForTheShell) {
    EXPECT_TRUE(CommandTemplate({"wc -l {}"}).uses_shell());
    EXPECT_TRUE(CommandTemplate({"cat<{}"}).uses_shell());
    EXPECT_FALSE(CommandTemplate({"wc", "-l", "a|b"}).uses_shell());
    EXPECT_FALSE(CommandTemplate({"gzip"}).uses_shell());
    EXPECT_TRUE(CommandTemplate({"wc", "-l"}, true).uses_shell());
}

// The judge is a shell: it must hand back the very bytes.
TEST(CommandTemplate, QuotesSoThatAShellSeesTheSameWord) {
    for (const std::string word :
         {"plain",   "with space", "it's", "$(touch x)", "`x`", "a\nb",  "\"", "\\", "*",   "~",   "-n", "!",
          "a;b&c|d", "\xff\xfe",   "'",    "",           "#",   "{a,b}", "\t", "ä",  "a=b", "=ls", "%1"}) {
        const auto shell = mp::test::run({"sh", "-c", "printf '<%s>' " + ctl::shell_quoted(word)});
        EXPECT_EQ(shell.out, "<" + word + ">") << ctl::shell_quoted(word);
    }
    EXPECT_EQ(ctl::shell_quoted("a/b-c_d.e+f:g,h@i%j=k"), "a/b-c_d.e+f:g,h@i%j=k");
}

TEST(CommandTemplate, TheShellRunsWhatTheLineSays) {
    const CommandTemplate t({"printf '%s|%s' {/} {#}"});
    const auto words = t.arguments("/tmp/it's $HOME; echo no", 4);
    EXPECT_EQ(mp::test::run(words).out, "it's $HOME; echo no|4");
    EXPECT_EQ(mp::test::run({"sh", "-c", t.line("/tmp/it's $HOME; echo no", 4)}).out, "it's $HOME; echo no|4");
}

}  // namespace

// SPDX-License-Identifier: MIT
// --halt, lengths of time and the progress line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "halt.h"
#include "mp/exceptions.h"
#include "progress_bar.h"
#include "verb.h"

namespace {

using ctl::HaltRule;
using ctl::ProgressBar;
using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

TEST(HaltRule, CountsFailures) {
    const HaltRule rule = HaltRule::parse("soon,fail=3");
    EXPECT_EQ(rule.when(), HaltRule::When::soon);
    EXPECT_FALSE(rule.applies(100, 2, 200));
    EXPECT_TRUE(rule.applies(0, 3, {}));
}

TEST(HaltRule, CountsSuccessesAndEnds) {
    EXPECT_TRUE(HaltRule::parse("now,success=1").applies(1, 0, {}));
    EXPECT_FALSE(HaltRule::parse("now,success=1").applies(0, 9, {}));
    EXPECT_TRUE(HaltRule::parse("now,done=5").applies(2, 3, {}));
    EXPECT_FALSE(HaltRule::parse("now,done=5").applies(2, 2, {}));
    EXPECT_EQ(HaltRule::parse("now,done=5").when(), HaltRule::When::now);
}

TEST(HaltRule, APercentageNeedsTheTotalAndFourEnds) {
    const HaltRule rule = HaltRule::parse("now,fail=10%");
    EXPECT_FALSE(rule.applies(0, 3, 10));
    EXPECT_TRUE(rule.applies(3, 1, 10));
    EXPECT_FALSE(rule.applies(50, 9, 100));
    EXPECT_TRUE(rule.applies(50, 10, 100));
    EXPECT_FALSE(rule.applies(50, 50, {}));
    EXPECT_FALSE(rule.applies(0, 0, 0));
}

TEST(HaltRule, KnowsTheShortForms) {
    EXPECT_EQ(HaltRule::parse("never").when(), HaltRule::When::never);
    EXPECT_EQ(HaltRule::parse("0").when(), HaltRule::When::never);
    EXPECT_EQ(HaltRule::parse("1").when(), HaltRule::When::soon);
    EXPECT_EQ(HaltRule::parse("2").when(), HaltRule::When::now);
    EXPECT_TRUE(HaltRule::parse("2").applies(0, 1, {}));
    EXPECT_FALSE(HaltRule().applies(0, 1000, 1000));
}

TEST(HaltRule, RefusesWhatItDoesNotUnderstand) {
    for (const char* text : {"", "soon", "soon,fail", "later,fail=1", "soon,lost=1", "soon,fail=", "soon,fail=x",
                             "soon,fail=0", "soon,fail=-1", "soon,fail=101%", "soon,fail=3x", "soon,fail=nan", "3"})
        EXPECT_THROW(HaltRule::parse(text), mp::ValueError) << text;
}

TEST(ParseSeconds, TakesUnits) {
    EXPECT_DOUBLE_EQ(ctl::parse_seconds("1.5"), 1.5);
    EXPECT_DOUBLE_EQ(ctl::parse_seconds("90s"), 90);
    EXPECT_DOUBLE_EQ(ctl::parse_seconds("2m"), 120);
    EXPECT_DOUBLE_EQ(ctl::parse_seconds("1h"), 3600);
}

TEST(ParseSeconds, RefusesOtherText) {
    for (const char* text : {"", "x", "1x", "0", "-1", "1 s", "s", "1ss", "nan", "inf", "1e300"})
        EXPECT_THROW(ctl::parse_seconds(text), mp::ValueError) << text;
}

TEST(ProgressBar, SaysHowFarHowFastAndHowLong) {
    const auto line = ProgressBar::line({.done = 812, .failed = 3, .running = 4, .total = 2000}, 10s, 120);
    EXPECT_THAT(line, HasSubstr("812/2,000"));
    EXPECT_THAT(line, HasSubstr("40 %"));
    EXPECT_THAT(line, HasSubstr("81.2/s"));
    EXPECT_THAT(line, HasSubstr("3 failed"));
    EXPECT_THAT(line, HasSubstr("0:15 left"));
    EXPECT_THAT(line, HasSubstr("[############..................]"));
}

TEST(ProgressBar, SaysNoTimeLeftThatItCannotKnow) {
    const auto unknown = ProgressBar::line({.done = 50, .failed = 0, .running = 1, .total = {}}, 10s, 100);
    EXPECT_EQ(unknown, "50 done  5.00/s");
    EXPECT_THAT(ProgressBar::line({.done = 2, .failed = 0, .running = 1, .total = 10}, 10s, 100),
                Not(HasSubstr("left")));
    EXPECT_THAT(ProgressBar::line({.done = 10, .failed = 0, .running = 0, .total = 10}, 10s, 100),
                Not(HasSubstr("left")));
    EXPECT_THAT(ProgressBar::line({.done = 0, .failed = 0, .running = 0, .total = 0}, 0s, 100), HasSubstr("0/0"));
}

TEST(ProgressBar, FitsTheTerminal) {
    for (int width = 2; width < 140; ++width) {
        const auto line = ProgressBar::line({.done = 8120, .failed = 30, .running = 4, .total = 20000}, 4000s, width);
        EXPECT_LT(line.size(), static_cast<std::size_t>(width)) << line;
    }
    EXPECT_THAT(ProgressBar::line({.done = 100, .failed = 0, .running = 1, .total = 20000}, 100s, 100),
                HasSubstr("5:31:40 left"));
}

}  // namespace

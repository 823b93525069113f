// SPDX-License-Identifier: MIT
// mp/util.h: what runs once, at the end of a process or when it is called, and what runs after a fork.
#include "mp/util.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

#include "engine/process/process_children.h"
#include "support/child.h"

namespace {

using mp::test::children::Shared;
using mp::util::Finalize;

class FinalizeBy : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(StartMethods, FinalizeBy, testing::ValuesIn(mp::test::children::start_methods),
                         [](const auto& each) { return std::string(each.param); });

// As CPython's test of util.Finalize: the order at the end is by priority, the newest first among equals.
void finalize_in_order(const std::string& path) {
    static const Shared page(path);
    const auto note = [](const std::string& letter) {
        return [letter] { page.text(page.text() + letter + (mp::util::is_exiting() ? "" : "?")); };
    };
    Finalize a(note("a"), 10);
    Finalize b(note("b"), 20);
    Finalize c(note("c"), 20);
    Finalize called(note("called "), 30);
    Finalize cancelled(note("cancelled"), 40);
    Finalize thrower([] { throw std::runtime_error("nobody hears it"); }, 15);
    Finalize last(note("l"), -100);
    called();
    called();
    cancelled.cancel();
    if (called.still_active() || cancelled.still_active() || !a.still_active()) page.text("wrong");
}

// proves: 13.Finalize, 13.f, 13.at-exit, 17._TestFinalize
TEST_P(FinalizeBy, RunsOnceInOrderAtTheEndOfAProcess) {
    const Shared page;
    auto process = mp::get_context(GetParam()).Process({.target = mp::call<finalize_in_order>(page.path())});
    process.start();
    process.join();
    EXPECT_EQ(process.exitcode(), 0);
    EXPECT_EQ(page.text(), "called ?cbal");
}

// proves: 13.Finalize
TEST(Finalize, IsNotTheChilds) {
    int runs = 0;
    const Finalize here([&] { ++runs; }, 1);
    mp::test::Child child([&] {
        if (here.still_active()) throw std::logic_error("it is the child's too");
        here();
        if (runs != 0) throw std::logic_error("it ran in the child");
    });
    EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(here.still_active());
    here();
    EXPECT_EQ(runs, 1);
    EXPECT_FALSE(here.still_active());
    EXPECT_FALSE(mp::util::is_exiting());
}

TEST(Finalize, WhatItThrowsComesOutOfTheCall) {
    const Finalize thrower([] { throw std::runtime_error("heard"); }, 1);
    EXPECT_THROW(thrower(), std::runtime_error);
    EXPECT_FALSE(thrower.still_active());
}

// proves: 13.register_after_fork
TEST(RegisterAfterFork, RunsInEachForkedChild) {
    static std::string order;
    mp::util::register_after_fork([] { order += "first "; });
    mp::util::register_after_fork([] { order += "second "; });
    mp::test::Child child([] {
        if (order != "first second ") throw std::logic_error(order);
    });
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(order, "");
}

}  // namespace

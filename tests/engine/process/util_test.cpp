// SPDX-License-Identifier: MIT
// mp/util.h: what runs once, at the end of a process or when it is called, and what runs after a fork.
#include "mp/util.h"

#include <gtest/gtest.h>

#include <signal.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>

#include "engine/process/process_children.h"
#include "mp/context.h"
#include "mp/process.h"
#include "support/child.h"

namespace {

using mp::test::children::Shared;
using mp::util::Finalize;

TEST(Util, TheLogAndAbstractNames) {
    using namespace std::string_literals;
    EXPECT_TRUE(mp::util::is_abstract_socket_namespace("\0name"s));
    EXPECT_FALSE(mp::util::is_abstract_socket_namespace("/tmp/name"));
    EXPECT_FALSE(mp::util::is_abstract_socket_namespace(""));
    static std::string heard;  // a handler stays
    heard.clear();
    mp::util::get_logger().add_handler([](int level, std::string_view, std::string_view message) {
        heard += std::to_string(level) + std::string(message) + ' ';
    });
    const int before = mp::util::get_logger().level();
    mp::util::get_logger().level(mp::SUBDEBUG);
    mp::util::sub_debug("a");
    mp::util::debug("b");
    mp::util::info("c");
    mp::util::sub_warning("d");
    mp::util::get_logger().level(before);
    EXPECT_EQ(heard, "5a 10b 20c 25d ");
}

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

void tell_temp_dir(const std::string& path) {
    Shared(path).text(mp::util::get_temp_dir());
}

void make_temp_dir(const std::string& path, const std::string& method) {
    const std::string folder = mp::util::get_temp_dir();
    namespace fs = std::filesystem;
    if ((fs::status(folder).permissions() & fs::perms::mask) != fs::perms::owner_all) throw std::logic_error("mode");
    std::ofstream(folder + "/file") << "something";
    auto child = mp::get_context(method).Process({.target = mp::call<tell_temp_dir>(path)});
    child.start();
    child.join();
    const Shared page(path);
    page.text(page.text() == folder && fs::exists(folder + "/file") ? folder : "another: " + page.text());
}

// proves: 13.get_temp_dir
TEST_P(FinalizeBy, TheTemporaryFolderIsTheMakersAndItsChildrens) {
    const Shared page;
    auto maker =
        mp::get_context(GetParam()).Process({.target = mp::call<make_temp_dir>(page.path(), std::string(GetParam()))});
    maker.start();
    maker.join();
    EXPECT_EQ(maker.exitcode(), 0);
    EXPECT_NE(page.text().find("/pymp-"), std::string::npos) << page.text();
    EXPECT_FALSE(std::filesystem::exists(page.text()));
}

// proves: 16.ctrl-c-at-the-terminal
TEST(CatchInterrupt, ThrowsOnceWhereTheMainThreadWaits) {
    mp::test::Child program([] {
        mp::Process sleeper({.target = [] { std::this_thread::sleep_for(std::chrono::hours(1)); }, .daemon = true});
        sleeper.start();
        {
            const mp::util::CatchInterrupt key;
            ::raise(SIGINT);
            if (!key.pressed()) throw std::logic_error("not noted");
            try {
                sleeper.join();
                throw std::logic_error("not told");
            } catch (const mp::Interrupted&) {
            }
            sleeper.join(std::chrono::milliseconds(1));  // once
            // The child did not ask for it: the key ends it.
            mp::Process child({.target = [] { ::raise(SIGINT); }});
            child.start();
            child.join();
            if (child.exitcode() != -SIGINT) throw std::logic_error("the child caught it");
        }
        ::raise(SIGINT);  // as before
    });
    EXPECT_EQ(program.join(), -SIGINT);
}

}  // namespace

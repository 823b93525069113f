// SPDX-License-Identifier: MIT
#include "telemetry/announce.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "telemetry/actions.h"

namespace {

using namespace mp::telemetry;

TEST(Announcement, IsReadFromItsNameAndText) {
    const auto good = parse_announcement("4242-1234567", "5\n");
    ASSERT_TRUE(good);
    EXPECT_EQ(good->pid, 4242);
    EXPECT_EQ(good->start_ticks, 1234567U);
    EXPECT_EQ(good->descriptor, 5);
}

TEST(Announcement, AnythingElseIsNone) {
    for (const char* name : {"", "4242", "-", "4242-", "-5", "x-5", "4242-5x", "0-5", "-1-5", "99999999999-5"})
        EXPECT_FALSE(parse_announcement(name, "5\n")) << name;
    for (const char* text : {"", "x", "5 6", "-1", "99999999999999", "5\n\n"})
        EXPECT_FALSE(parse_announcement("4242-5", text)) << text;
}

TEST(Actions, AreCarriedOutByWhoOfferedThem) {
    offer_actions(77, [](std::string_view verb, std::span<const std::uint64_t> arguments) {
        return ActionResult{verb == "resize" && arguments.size() == 1 && arguments[0] == 4, "no"};
    });
    const std::uint64_t four[] = {4};
    EXPECT_TRUE(act(77, "resize", four).accepted);
    EXPECT_FALSE(act(77, "explode", four).accepted);
    EXPECT_FALSE(act(78, "resize", four).accepted) << "nobody offered that";
    withdraw_actions(77);
    EXPECT_FALSE(act(77, "resize", four).accepted);
    withdraw_actions(77);
}

TEST(Actions, WithdrawingWaitsForTheOneThatRuns) {
    std::atomic<bool> entered{false};
    std::atomic<bool> leave{false};
    std::atomic<bool> left{false};
    offer_actions(79, [&](std::string_view, std::span<const std::uint64_t>) {
        entered = true;
        while (!leave) std::this_thread::yield();
        left = true;
        return ActionResult{};
    });
    std::thread asker([] { act(79, "resize", {}); });
    while (!entered) std::this_thread::yield();
    std::thread releaser([&] { leave = true; });
    withdraw_actions(79);
    EXPECT_TRUE(left);
    asker.join();
    releaser.join();
}

}  // namespace

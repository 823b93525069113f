// SPDX-License-Identifier: MIT
#include "telemetry/registry.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <set>
#include <utility>
#include <vector>

#include "os/spawn.h"
#include "process/start.h"
#include "support/child.h"
#include "support/wait.h"
#include "telemetry/writer.h"

namespace {

using namespace mp::telemetry;

Token token_of(Registry& registry, pid_t pid) {
    Token found = nobody;
    EXPECT_TRUE(mp::test::wait_until([&] {
        for (std::uint32_t i = 0; i < registry.header().process_high; ++i) {
            const ProcessSlot& slot = registry.region().process(i);
            if (slot.pid == pid && slot.phase == ProcessPhase::alive) found = make_token(i, slot.generation);
        }
        return found != nobody;
    }));
    return found;
}

TEST(Registry, ThisProcessIsTheMainOneAndLives) {
    Registry& registry = Registry::instance();
    EXPECT_EQ(&registry, Registry::existing());
    EXPECT_EQ(registry.self(), registry.header().main);
    EXPECT_TRUE(registry.alive(registry.self()));
    EXPECT_EQ(registry.pid_of(registry.self()), ::getpid());
    EXPECT_FALSE(registry.alive(nobody));
    EXPECT_TRUE(why_invalid(registry.header(), registry_bytes).empty());
}

TEST(Registry, AKilledProcessIsSeenToBeDeadWithoutBeingReaped) {
    Registry& registry = Registry::instance();
    mp::test::Child child([] { mp::test::sleep_for_ever(); });
    const Token token = token_of(registry, child.pid());
    EXPECT_NE(token, registry.self());
    EXPECT_TRUE(registry.alive(token));
    const std::uint32_t deaths = registry.deaths();
    child.kill();  // and not joined: a zombie
    EXPECT_TRUE(mp::test::wait_until([&] { return !registry.alive(token); }));
    registry.look_for_deaths();
    EXPECT_EQ(registry.deaths(), deaths + 1);
    registry.look_for_deaths();
    EXPECT_EQ(registry.deaths(), deaths + 1) << "each death is counted once";
}

TEST(Registry, AStoppedProcessLives) {
    Registry& registry = Registry::instance();
    mp::test::Child child([] { mp::test::sleep_for_ever(); });
    const Token token = token_of(registry, child.pid());
    child.send_signal(SIGSTOP);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(registry.alive(token));
}

// Whoever looks at it sees one that is stopped in its first moments as one that has not said yet that it is ready.
TEST(Registry, APoolsWorkerIsStartingUntilItIsReady) {
    Registry& registry = Registry::instance();
    for (const auto& [role, activity] :
         {std::pair(Role::process, Activity::running), std::pair(Role::pool_worker, Activity::starting)}) {
        const Token token = registry.reserve({.name = "new", .role = role});
        const mp::os::ForkResult child = mp::process::fork_for_slot();
        if (child.pid == 0) {
            registry.enter(token);
            mp::test::sleep_for_ever();
        }
        const ProcessSlot& slot = registry.slot(token);
        EXPECT_TRUE(mp::test::wait_until([&] { return slot.phase == ProcessPhase::alive; }));
        EXPECT_EQ(slot.activity, activity);
        mp::os::kill_and_reap(child.pid);
        registry.finish(token, -SIGKILL, Cause::by_program);
    }
}

TEST(Registry, AReservedSlotCanBeGivenBack) {
    Registry& registry = Registry::instance();
    const Token token = registry.reserve({.name = "never"});
    EXPECT_TRUE(registry.alive(token)) << "its start is under way";
    registry.abandon(token);
    EXPECT_FALSE(registry.alive(token));
}

TEST(Registry, AFinishedProcessIsEndedAndItsTokenNamesNobody) {
    Registry& registry = Registry::instance();
    const Token token = registry.reserve({.name = "short"});
    registry.finish(token, 3, Cause::error);
    const ProcessSlot& slot = registry.slot(token);
    EXPECT_EQ(slot.phase, ProcessPhase::ended);
    EXPECT_EQ(slot.exitcode, 3);
    EXPECT_FALSE(registry.alive(token));
}

TEST(Registry, ManyStartsTouchNoMoreSlotsThanTheWindow) {
    Registry& registry = Registry::instance();
    std::set<std::uint32_t> slots;
    std::set<Token> tokens;
    for (int i = 0; i < 5000; ++i) {
        const Token token = registry.reserve({.name = "one of many"});
        slots.insert(token_index(token));
        EXPECT_TRUE(tokens.insert(token).second) << "a token is never given twice";
        registry.finish(token, 0, Cause::normal);
    }
    EXPECT_LE(slots.size(), 1024U);
}

TEST(Registry, ADroppedObjectsSlotIsUsedAgainWhenNobodyCanKnowIt) {
    Registry& registry = Registry::instance();
    // A child of an earlier test's own fork counts for a second where the slot it had has been used again meanwhile.
    ASSERT_TRUE(
        mp::test::wait_until([&] { return !registry.anybody_knows(registry.self(), registry.started_count()); }));
    ObjectSlot& first = registry.allocate(ObjectKind::event, "first");
    registry.publish(first);
    const ObjectId id = registry.id_of(first);
    EXPECT_TRUE(registry.valid(id));
    registry.drop(first);
    EXPECT_FALSE(registry.valid(id));
    ObjectSlot& second = registry.allocate(ObjectKind::event, "second");
    EXPECT_EQ(&second, &first);
    EXPECT_NE(registry.id_of(second), id) << "another generation";
    registry.publish(second);
    registry.drop(second);
}

// Who sweeps after a death writes into slots that it does not know: none becomes another object's under its hands.
TEST(Registry, AVisitedSlotIsNotUsedAgainMeanwhile) {
    Registry& registry = Registry::instance();
    ObjectSlot& visited = registry.allocate(ObjectKind::event, "visited");
    registry.publish(visited);
    int visits = 0;
    const auto is_event = [](ObjectKind kind) { return kind == ObjectKind::event; };
    registry.each_object(is_event, [&](ObjectSlot& slot) {
        if (&slot != &visited) return;
        ++visits;
        registry.release(visited);
        ObjectSlot& other = registry.allocate(ObjectKind::lock, "other");
        EXPECT_NE(&other, &visited);
        EXPECT_EQ(visited.header.kind, ObjectKind::event);
        EXPECT_EQ(visited.header.phase, ObjectPhase::free);
        registry.release(other);
    });
    EXPECT_EQ(visits, 1);
    registry.each_object(is_event, [&](const ObjectSlot& slot) { EXPECT_NE(&slot, &visited) << "it is gone"; });
    EXPECT_EQ(visited.header.visitors, 0);
}

TEST(Registry, ADroppedObjectsSlotStaysWhileAChildMayKnowIt) {
    Registry& registry = Registry::instance();
    ObjectSlot& shared = registry.allocate(ObjectKind::event, "shared");
    registry.publish(shared);
    mp::test::Child child([] { mp::test::sleep_for_ever(); });
    const Token token = token_of(registry, child.pid());
    registry.drop(shared);
    ObjectSlot& other = registry.allocate(ObjectKind::event, "other");
    EXPECT_NE(&other, &shared) << "the child has it still";
    registry.publish(other);
    registry.drop(other);
    child.kill();
    child.join();
    EXPECT_TRUE(mp::test::wait_until([&] { return !registry.alive(token); }));
}

// Whoever lives all day (a pool's worker) does not keep what was made after it, and never sent, from going.
TEST(Registry, WhatIsYoungerThanAChildAndWasNotSentIsFreeAtOnce) {
    Registry& registry = Registry::instance();
    mp::test::Child child([] { mp::test::sleep_for_ever(); });
    const Token token = token_of(registry, child.pid());
    const auto make = [&](const char* name) -> ObjectSlot& {
        ObjectSlot& slot = registry.allocate(ObjectKind::event, name);
        registry.publish(slot);
        return slot;
    };
    ASSERT_TRUE(mp::test::wait_until([&] {  // until no fork of an earlier test is expected any more
        ObjectSlot& slot = make("young");
        registry.drop(slot);
        return slot.header.phase == ObjectPhase::free;
    }));
    ObjectSlot& sent = make("sent");
    registry.pass_on(registry.id_of(sent));
    registry.drop(sent);
    EXPECT_EQ(sent.header.phase, ObjectPhase::dropped) << "the child may have received it";
    ObjectSlot& known = make("known to the dead only");
    registry.release(known);
    EXPECT_EQ(known.header.phase, ObjectPhase::free);
    child.kill();
    child.join();
    ASSERT_TRUE(mp::test::wait_until([&] { return !registry.alive(token); }));
}

// A start may take long, or never end.
TEST(Registry, WhatIsMadeAfterABirthIsFreeAtOnceThoughTheChildStillStarts) {
    Registry& registry = Registry::instance();
    ASSERT_TRUE(
        mp::test::wait_until([&] { return !registry.anybody_knows(registry.self(), registry.started_count()); }));
    const auto phase_once_dropped = [&] {
        ObjectSlot& slot = registry.allocate(ObjectKind::event);
        registry.publish(slot);
        registry.drop(slot);
        return slot.header.phase.load();
    };
    const Token token = registry.reserve({.name = "slow"});
    EXPECT_EQ(phase_once_dropped(), ObjectPhase::dropped) << "it may be born with it";
    registry.note_born(token, ::getpid());
    EXPECT_EQ(phase_once_dropped(), ObjectPhase::free);
    registry.abandon(token);
}

// Dropped while a child knew them, and behind the place where the last one was found: used again when the child is
// gone.
TEST(Registry, WhatWasKeptForAChildIsUsedAgainBeforeFreshSlots) {
    Registry& registry = Registry::instance();
    std::vector<ObjectSlot*> kept;
    for (int i = 0; i < 1000; ++i) {
        kept.push_back(&registry.allocate(ObjectKind::event));
        registry.publish(*kept.back());
    }
    mp::test::Child child([] { mp::test::sleep_for_ever(); });
    const Token token = token_of(registry, child.pid());
    for (ObjectSlot* slot : kept) registry.drop(*slot);
    child.kill();
    child.join();
    ASSERT_TRUE(mp::test::wait_until([&] { return !registry.alive(token); }));
    const std::uint32_t high = registry.header().object_high;
    std::vector<ObjectSlot*> again;
    for (int i = 0; i < 900; ++i) {
        again.push_back(&registry.allocate(ObjectKind::event));
        registry.publish(*again.back());
    }
    EXPECT_EQ(registry.header().object_high, high);
    for (ObjectSlot* slot : again) registry.drop(*slot);
}

TEST(Registry, NamesAreKeptOnce) {
    Registry& registry = Registry::instance();
    const std::uint32_t resize = registry.intern("resize");
    EXPECT_NE(resize, 0U);
    EXPECT_EQ(registry.intern("resize"), resize);
    EXPECT_NE(registry.intern("train"), resize);
    EXPECT_STREQ(registry.region().name(resize).text, "resize");
    EXPECT_EQ(registry.intern(""), 0U);
}

TEST(Writer, TheOldestEventIsOverwrittenAndEachIsWhole) {
    Registry& registry = Registry::instance();
    const std::uint64_t first = registry.self_slot().next_event;
    for (std::uint64_t i = 0; i < events_per_process + 10; ++i)
        write_log_event(registry, 20, "event " + std::to_string(i));
    const std::uint32_t self = token_index(registry.self());
    const Event& newest = registry.region().event(self, first + events_per_process + 9);
    EXPECT_EQ(newest.sequence, first + events_per_process + 10);
    EXPECT_EQ(read_text(newest.text, sizeof newest.text), "event " + std::to_string(events_per_process + 9));
    const Event& oldest = registry.region().event(self, first + 10);
    EXPECT_EQ(oldest.sequence, first + 11);
}

TEST(Writer, TextsAreCutBetweenCharacters) {
    char out[6];
    write_text(out, sizeof out, "aé€x");  // 1 + 2 + 3 + 1 bytes: the euro sign does not fit whole
    EXPECT_STREQ(out, "aé");
    write_text(out, sizeof out, "abcdefgh");
    EXPECT_STREQ(out, "abcde");
    char raw[4] = {'a', '\n', 'b', 'c'};
    EXPECT_EQ(read_text(raw, sizeof raw), "a bc") << "no end needed, no control characters";
}

TEST(Writer, ATaskIsSeenWhileItRunsAndCountedAfterwards) {
    Registry& registry = Registry::instance();
    const std::uint64_t done = registry.self_slot().done_count;
    begin_task(registry, {.id = 7, .function = registry.intern("f"), .arguments = "1, 2"}, 1000);
    const TaskPage& page = registry.self_slot().task;
    EXPECT_EQ(page.id, 7U);
    EXPECT_STREQ(page.arguments, "1, 2");
    show_arguments(registry, "3");
    EXPECT_STREQ(page.arguments, "3");
    TaskEnd end;
    end.start.id = 7;
    end.started_ns = 1000;
    end.ended_ns = 2000;
    end_task(registry, end);
    EXPECT_EQ(page.id, 0U);
    EXPECT_EQ(registry.self_slot().done_count, done + 1);
    EXPECT_EQ(registry.self_slot().durations[9], 1U) << "1000 ns lie in [2^9, 2^10)";
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "mp/columns.h"

#include <gtest/gtest.h>

#include <set>

#include "support/fake_session.h"

namespace mp::test {
namespace {

using namespace columns;

constexpr Table tables[] = {Table::processes, Table::pools, Table::tasks, Table::queues,
                            Table::locks,     Table::syncs, Table::exits, Table::runs};

TEST(Columns, AreWholeAndTheirIdsUnique) {
    for (const Table table : tables) {
        std::set<std::string_view> ids;
        std::set<std::string> heads;
        EXPECT_FALSE(of(table).empty());
        for (const Column& c : of(table)) {
            EXPECT_TRUE(ids.insert(c.id).second) << name(table) << '.' << c.id;
            EXPECT_TRUE(heads.insert(export_id(c)).second) << name(table) << '.' << c.id;
            EXPECT_EQ(c.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos) << c.id;
            EXPECT_FALSE(c.title.empty() || c.long_title.empty()) << c.id;
            EXPECT_EQ(c.help.back(), '.') << c.id;
            EXPECT_LT(c.low, c.high) << c.id;
            EXPECT_EQ(find(table, c.id), &c);
        }
        EXPECT_EQ(find(table, "nonsense"), nullptr);
    }
}

// A value's type fits its column's unit, under the id as at the position.
template <class Row>
void check_row(Table table, const observe::Snapshot& snap, const Row& row) {
    for (std::size_t i = 0; i < of(table).size(); ++i) {
        const Column& c = of(table)[i];
        const Value v = cell(snap, row, c.id);
        EXPECT_EQ(v, cell(snap, row, i));
        if (std::holds_alternative<std::monostate>(v)) continue;
        switch (c.unit) {
            case Unit::text:
                EXPECT_TRUE(std::holds_alternative<std::string>(v)) << c.id;
                break;
            case Unit::flag:
            case Unit::duration:
            case Unit::time:
                EXPECT_TRUE(std::holds_alternative<std::int64_t>(v)) << c.id;
                break;
            case Unit::rate:
            case Unit::percent:
                EXPECT_TRUE(std::holds_alternative<double>(v)) << c.id;
                break;
            default:
                EXPECT_FALSE(std::holds_alternative<std::string>(v)) << c.id;
        }
    }
    EXPECT_THROW(cell(snap, row, "nonsense"), KeyError);
    EXPECT_THROW(cell(snap, row, of(table).size()), IndexError);
}

TEST(Columns, GiveTheValuesOfASnapshot) {
    FakeProgram program;
    const auto pool = program.add_pool("pool-A", 2);
    const auto a = program.workers(pool)[0];
    const auto b = program.workers(pool)[1];
    const auto lock = program.add_lock("db");
    program.add_queue("in", 64);
    program.add_sync("slots", "Semaphore", 3, 3);
    program.acquire(lock, a);
    program.acquire(lock, b);
    program.start_task(a, "resize", "\"a.png\"");
    program.advance(8s);
    program.exit(a, -11);
    program.advance(1s);
    const auto snap = program.take();
    for (const auto& p : snap.processes) check_row(Table::processes, snap, p);
    check_row(Table::pools, snap, snap.pools.at(0));
    check_row(Table::tasks, snap, snap.tasks.at(0));
    check_row(Table::queues, snap, snap.queues.at(0));
    check_row(Table::locks, snap, snap.locks.at(0));
    check_row(Table::syncs, snap, snap.syncs.at(0));
    check_row(Table::exits, snap, snap.exits.at(0));

    EXPECT_EQ(cell(snap, snap.locks[0], "holder"), Value(std::string("worker-2")));
    EXPECT_EQ(cell(snap, snap.locks[0], "held"), Value(std::int64_t{1'000'000'000}));
    EXPECT_EQ(cell(snap, *snap.process(a), "state"), Value(std::string("-11 SIGSEGV")));
    EXPECT_EQ(cell(snap, *snap.process(a), "uptime"), Value(std::int64_t{8'000'000'000}));
    EXPECT_EQ(cell(snap, *snap.process(a), "cpu"), Value()) << "unknown is not zero";
    EXPECT_EQ(cell(snap, snap.tasks[0], "state"), Value(std::string("lost")));
    EXPECT_EQ(cell(snap, snap.tasks[0], "run"), Value(std::int64_t{8'000'000'000}));
    EXPECT_EQ(cell(snap, snap.tasks[0], "tries"), Value(std::string("1/1")));
    EXPECT_EQ(cell(snap, snap.exits[0], "meaning"), Value(std::string("invalid memory access")));
    EXPECT_EQ(cell(snap, snap.exits[0], "task"), Value(std::string("#1 resize(\"a.png\")")));
    EXPECT_EQ(cell(snap, snap.exits[0], "pool"), Value(std::string("pool-A")));
}

TEST(Columns, AWaitIsNamedByItsObject) {
    FakeProgram program;
    const auto lock = program.add_lock("db");
    const auto a = program.add_process("a");
    const auto b = program.add_process("b");
    program.acquire(lock, a);
    program.acquire(lock, b);
    const auto snap = program.take();
    EXPECT_EQ(cell(snap, *snap.process(b), "state"), Value(std::string("lock \"db\"")));
    EXPECT_EQ(cell(snap, snap.locks[0], "waiting"), Value(std::string("b")));
}

TEST(PlainText, IsWhatThePageOfFormatsSays) {
    const auto i = [](std::int64_t v, Unit u) { return plain(Value(v), u); };
    EXPECT_EQ(plain(Value(), Unit::count), "-");
    EXPECT_EQ(i(0, Unit::count), "0");
    EXPECT_EQ(i(1204, Unit::count), "1,204");
    EXPECT_EQ(i(-1234567, Unit::count), "-1,234,567");
    EXPECT_EQ(i(12065, Unit::id), "12065");
    EXPECT_EQ(i(1, Unit::flag), "yes");
    EXPECT_EQ(i(0, Unit::bytes), "0 B");
    EXPECT_EQ(i(1023, Unit::bytes), "1.00 KiB");
    EXPECT_EQ(i(84 << 20, Unit::bytes), "84.0 MiB");
    EXPECT_EQ(i(1632087572, Unit::bytes), "1.52 GiB");
    EXPECT_EQ(plain(Value(1140.4), Unit::percent), "1,140");
    EXPECT_EQ(plain(Value(99.83), Unit::percent), "99.8");
    EXPECT_EQ(plain(Value(0.0), Unit::percent), "0");
    EXPECT_EQ(plain(Value(34.12), Unit::rate), "34.1/s");
    EXPECT_EQ(i(999, Unit::duration), "999 ns");
    EXPECT_EQ(i(820'000, Unit::duration), "820 µs");
    EXPECT_EQ(i(12'400'000, Unit::duration), "12.4 ms");
    EXPECT_EQ(i(3'210'000'000, Unit::duration), "3.21 s");
    EXPECT_EQ(i(59'960'000'000, Unit::duration), "1 min 00 s");
    EXPECT_EQ(i(125'000'000'000, Unit::duration), "2 min 05 s");
    EXPECT_EQ(i(3'840'000'000'000, Unit::duration), "1 h 04 min");
    EXPECT_EQ(i(273'600'000'000'000, Unit::duration), "3 d 4 h");
    EXPECT_EQ(i(1'787'234'599'441'123'456, Unit::time), "2026-08-20 14:03:19.441Z");
    EXPECT_EQ(iso_time(1'787'234'599'441'123'456), "2026-08-20T14:03:19.441123456Z");
    EXPECT_EQ(iso_time(-1), "1969-12-31T23:59:59.999999999Z");
}

TEST(ExitText, TellsFiveEndsApart) {
    EXPECT_EQ(exit_text(0), "0 ok");
    EXPECT_EQ(exit_text(3), "3");
    EXPECT_EQ(exit_text(-9), "-9 SIGKILL");
    EXPECT_EQ(exit_text(137), "137 (128+SIGKILL)");
    EXPECT_EQ(exit_text(129 + 60), "189");
    EXPECT_EQ(exit_meaning(0), "ok");
    EXPECT_EQ(exit_meaning(3), "error");
    EXPECT_EQ(exit_meaning(-11), "invalid memory access");
    EXPECT_EQ(exit_meaning(139), "invalid memory access");
    EXPECT_EQ(exit_meaning(-50), "ended by a signal");
}

TEST(Words, ComeBackAsTheirStates) {
    for (int i = 0; i <= static_cast<int>(observe::TaskState::timed_out); ++i) {
        const auto state = static_cast<observe::TaskState>(i);
        EXPECT_EQ(task_state(word(state)), state);
    }
    EXPECT_EQ(process_state("busy"), observe::ProcessState::busy);
    EXPECT_FALSE(process_state("nonsense"));
    EXPECT_EQ(word(static_cast<observe::TaskState>(99)), "unknown") << "from a damaged file";
}

}  // namespace
}  // namespace mp::test

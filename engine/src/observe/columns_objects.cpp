// SPDX-License-Identifier: MIT
// The columns of what processes share: queues, locks, semaphores and their kin.
#include "observe/columns_entry.h"

namespace mp::columns {
namespace {

constexpr Entry<Queue> queue_entries[] = {
    {{"name", "Queue", "Name", "Name of the queue.", Unit::text, left},
     [](const Snapshot&, const Queue& q) { return Value{q.name.empty() ? std::to_string(q.id) : q.name}; }},
    {{"kind", "Kind", "Kind", "Its type.", Unit::text, left},
     [](const Snapshot&, const Queue& q) { return text(q.kind); }},
    {{"depth", "Depth", "Items in it", "Items that wait in it now.", Unit::count, right},
     [](const Snapshot&, const Queue& q) { return number(q.depth_count); }},
    {{"capacity", "Capacity", "Room for items", "Items it has room for; unknown where it has no bound.", Unit::count,
      right},
     [](const Snapshot&, const Queue& q) { return maybe(q.capacity_count); }},
    {{"in_rate", "In/s", "Puts per second", "Items put in a second.", Unit::rate, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.puts_per_s); }},
    {{"out_rate", "Out/s", "Gets per second", "Items taken in a second.", Unit::rate, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.gets_per_s); }},
    {{"oldest", "Oldest", "Age of its front", "How long the item at the front has waited.", Unit::duration, right},
     [](const Snapshot&, const Queue& q) { return maybe(q.oldest_ns); }},
    {{"blocked", "Blocked", "Blocked processes", "Processes that sleep in put or get now.", Unit::count, right},
     [](const Snapshot&, const Queue& q) { return number(q.blocked_putters.size() + q.blocked_getters.size()); }},
    {{"drain", "Drain in", "Time until empty", "At the present rates; unknown while it does not shrink.",
      Unit::duration, right},
     [](const Snapshot&, const Queue& q) -> Value {
         if (q.depth_count == 0) return std::int64_t{0};
         if (!q.puts_per_s || !q.gets_per_s || *q.gets_per_s <= *q.puts_per_s) return {};
         return static_cast<std::int64_t>(static_cast<double>(q.depth_count) / (*q.gets_per_s - *q.puts_per_s) * 1e9);
     }},
    {{"put", "Put", "Items put", "Items put so far.", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.put_count); }},
    {{"got", "Got", "Items taken", "Items taken so far.", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.got_count); }},
    {{"unfinished", "Unfinished", "Unfinished items", "Items without their task_done().", Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return maybe(q.unfinished_count); }},
    {{"putters", "Blocked in put", "Blocked in put", "Who waits for room.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_names(s, q.blocked_putters); }},
    {{"getters", "Blocked in get", "Blocked in get", "Who waits for an item.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_names(s, q.blocked_getters); }},
    {{"recovered", "Recovered", "Recovered from the dead", "Items or slots taken back from dead processes.",
      Unit::count, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.recovered_count); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Queue& q) { return process_name(s, q.owner); }},
    {{"id", "Id", "Id", "Number of the queue in its program.", Unit::id, right, false},
     [](const Snapshot&, const Queue& q) { return number(q.id); }},
};

constexpr Entry<Lock> lock_entries[] = {
    {{"name", "Lock", "Name", "Name of the lock.", Unit::text, left},
     [](const Snapshot&, const Lock& l) { return Value{l.name.empty() ? std::to_string(l.id) : l.name}; }},
    {{"kind", "Type", "Type", "Its type.", Unit::text, left},
     [](const Snapshot&, const Lock& l) { return text(l.kind); }},
    {{"holder", "Holder", "Holder", "The process that has it now.", Unit::text, left},
     [](const Snapshot& s, const Lock& l) { return l.holder ? process_name(s, *l.holder) : Value{}; }},
    {{"held", "Held", "Held for", "How long its holder has had it.", Unit::duration, right},
     [](const Snapshot& s, const Lock& l) {
         return l.held_since_ns ? lasted(*l.held_since_ns, {}, s.taken_ns) : Value{};
     }},
    {{"waiters", "Waiters", "Waiting processes", "Processes that wait for it now.", Unit::count, right},
     [](const Snapshot&, const Lock& l) { return number(l.waiters.size()); }},
    {{"rate", "Acquires/s", "Acquires per second", "How often it is taken in a second.", Unit::rate, right},
     [](const Snapshot&, const Lock& l) { return maybe(l.acquires_per_s); }},
    {{"contended", "Contended %", "Share that had to wait", "Percent of the acquires that had to wait.", Unit::percent,
      right, true, 0, 100},
     [](const Snapshot&, const Lock& l) -> Value {
         if (l.acquired_count == 0) return {};
         return 100.0 * static_cast<double>(l.contended_count) / static_cast<double>(l.acquired_count);
     }},
    {{"wait_p50", "Wait p50", "Median wait", "Half of the waits were shorter.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return quantile(l.waits, 0.5); }},
    {{"wait_p95", "Wait p95", "95th percentile of waits", "95 of 100 waits were shorter.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return quantile(l.waits, 0.95); }},
    {{"wait_max", "Wait max", "Longest wait", "The longest wait so far.", Unit::duration, right},
     [](const Snapshot&, const Lock& l) { return Value{l.longest_wait_ns}; }},
    {{"waited", "Waited", "Waits added up", "All waits for it so far, added up.", Unit::duration, right, false},
     [](const Snapshot&, const Lock& l) { return Value{l.waited_ns}; }},
    {{"acquired", "Acquired", "Times taken", "How often it was taken so far.", Unit::count, right, false},
     [](const Snapshot&, const Lock& l) { return number(l.acquired_count); }},
    {{"depth", "Depth", "Times taken by its holder", "Of an RLock: how many releases it needs.", Unit::count, right,
      false},
     [](const Snapshot&, const Lock& l) { return number(l.depth_count); }},
    {{"waiting", "Waiting", "Who waits", "The processes that wait for it now.", Unit::text, left, false},
     [](const Snapshot& s, const Lock& l) { return process_names(s, l.waiters); }},
    {{"owner_died", "Owner died", "Times its holder died", "How often a process died with it.", Unit::count, right,
      false},
     [](const Snapshot&, const Lock& l) { return number(l.owner_died_count); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Lock& l) { return process_name(s, l.owner); }},
    {{"id", "Id", "Id", "Number of the lock in its program.", Unit::id, right, false},
     [](const Snapshot&, const Lock& l) { return number(l.id); }},
};

constexpr Entry<Sync> sync_entries[] = {
    {{"name", "Name", "Name", "Name of the object.", Unit::text, left},
     [](const Snapshot&, const Sync& y) { return Value{y.name.empty() ? std::to_string(y.id) : y.name}; }},
    {{"kind", "Type", "Type", "Its type.", Unit::text, left},
     [](const Snapshot&, const Sync& y) { return text(y.kind); }},
    {{"value", "Value", "Value", "Semaphore: units left. Event: 1 when set. Condition, barrier: how many wait.",
      Unit::count, right},
     [](const Snapshot&, const Sync& y) { return Value{y.value}; }},
    {{"limit", "Limit", "Limit", "Its highest value, where it has one.", Unit::count, right},
     [](const Snapshot&, const Sync& y) { return maybe(y.limit); }},
    {{"waiters", "Waiters", "Waiting processes", "Processes that wait for it now.", Unit::count, right},
     [](const Snapshot&, const Sync& y) { return number(y.waiters.size()); }},
    {{"holders", "Holders", "Holders", "Who has a unit of the semaphore.", Unit::text, left},
     [](const Snapshot& s, const Sync& y) { return process_names(s, y.holders); }},
    {{"waiting", "Waiting", "Who waits", "The processes that wait for it now.", Unit::text, left, false},
     [](const Snapshot& s, const Sync& y) { return process_names(s, y.waiters); }},
    {{"owner", "Owner", "Owner", "The process that made it.", Unit::text, left, false},
     [](const Snapshot& s, const Sync& y) { return process_name(s, y.owner); }},
    {{"id", "Id", "Id", "Number of the object in its program.", Unit::id, right, false},
     [](const Snapshot&, const Sync& y) { return number(y.id); }},
};

constexpr auto queue_columns = only_columns(queue_entries);
constexpr auto lock_columns = only_columns(lock_entries);
constexpr auto sync_columns = only_columns(sync_entries);

}  // namespace

const Lines<Queue>& queue_lines() {
    static constexpr Lines<Queue> lines{queue_entries, queue_columns};
    return lines;
}
const Lines<Lock>& lock_lines() {
    static constexpr Lines<Lock> lines{lock_entries, lock_columns};
    return lines;
}
const Lines<Sync>& sync_lines() {
    static constexpr Lines<Sync> lines{sync_entries, sync_columns};
    return lines;
}

}  // namespace mp::columns

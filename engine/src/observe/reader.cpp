// SPDX-License-Identifier: MIT
#include "observe/reader.h"

#include <algorithm>
#include <cstring>

#include "observe/discovery.h"
#include "observe/reader_ring.h"
#include "os/clock.h"

namespace mp::observe {

using namespace telemetry;

namespace {

// Whoever attaches late is shown the newest ones: the rings of hundreds of processes would be hundreds of MB at once.
constexpr std::uint64_t first_look_events = 32768;
constexpr std::uint64_t first_look_events_per_process = 8;
// Slots whose processes a glance looks up in /proc: about half a millisecond's worth.
constexpr std::uint32_t glance_slots = 64;

template <class Enum>
Enum bounded(auto value, Enum last) {
    return static_cast<std::uint32_t>(value) <= static_cast<std::uint32_t>(last) ? static_cast<Enum>(value) : Enum{};
}

void keep_last(auto& list, std::size_t most) {
    while (list.size() > most) list.pop_front();
}

}  // namespace

Reader::Reader(Region region) : region_(region) {}

std::int64_t Reader::wall(std::int64_t monotonic_ns) const {
    std::int64_t sum = 0;
    return __builtin_add_overflow(monotonic_ns, region_.header().wall_offset_ns, &sum) ? 0 : sum;
}

std::string Reader::name_at(std::uint32_t index) const {
    const NameEntry& entry = region_.name(index);
    if (entry.state.load(std::memory_order_acquire) != 2) return {};
    return read_text(entry.text, sizeof entry.text);
}

Identity Reader::identity_of(Token token) const {
    token &= token_mask;
    if (token == nobody) return {};
    const ProcessSlot& slot = region_.process(token_index(token));
    const Identity identity = identity_in(slot);
    return slot.generation.load(std::memory_order_acquire) == token_generation(token) ? identity : Identity{};
}

std::optional<double> Reader::rate(std::uint64_t key, std::uint64_t count, bool second) {
    SeenCount& now = counts_now_[key];
    now.at_ns = now_ns_;
    (second ? now.second : now.first) = count;
    const auto found = seen_counts_.find(key);
    if (found == seen_counts_.end()) return std::nullopt;
    const std::int64_t passed = now_ns_ - found->second.at_ns;
    const std::uint64_t before = second ? found->second.second : found->second.first;
    if (passed <= 0 || count < before) return std::nullopt;
    return static_cast<double>(count - before) * 1e9 / static_cast<double>(passed);
}

Snapshot Reader::read(bool proc) {
    const Header& header = region_.header();
    Snapshot out;
    now_ns_ = os::monotonic_ns();
    out.program_started_ns = wall(header.created_ns);
    out.program = identity_of(header.main);
    out.name = read_text(header.name, sizeof header.name);
    out.command = read_text(header.command, sizeof header.command);
    if (proc) {
        const auto cpu = os::read_system_cpu();
        if (cpu && system_cpu_ && cpu->total > system_cpu_->total) {
            out.system_cpu_percent = 100.0 * static_cast<double>(cpu->busy - system_cpu_->busy) /
                                     static_cast<double>(cpu->total - system_cpu_->total);
        }
        system_cpu_ = cpu;
    }
    read_events(out);
    read_processes(out, proc);
    const Process* main = out.process(out.program);
    out.alive = main != nullptr && !main->ended_ns;
    read_objects(out);
    add_waiters(out);
    out.exits.assign(exits_.begin(), exits_.end());
    out.log.assign(log_.begin(), log_.end());
    out.taken_ns = os::wall_ns();  // last: nothing in it is younger
    return out;
}

// ---- processes

void Reader::read_processes(Snapshot& out, bool proc) {
    const std::uint32_t high =
        std::min(region_.header().process_high.load(std::memory_order_acquire), process_slot_count);
    std::vector<std::pair<std::uint64_t, Process>> ordered;
    for (std::uint32_t index = 0; index < high; ++index) {
        std::uint64_t start_number = 0;
        const std::size_t before = out.processes.size();
        read_process(out, index, proc || takes_turn(index, high), proc, start_number);
        if (out.processes.size() > before) {
            ordered.emplace_back(start_number, std::move(out.processes.back()));
            out.processes.pop_back();
        }
    }
    if (!proc) turn_ = high <= glance_slots ? 0 : (turn_ + glance_slots) % high;
    // In order of creation a parent comes before its children: it was there when it started them.
    std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out.processes.reserve(ordered.size());
    for (auto& [number, process] : ordered) out.processes.push_back(std::move(process));
}

void Reader::read_process(Snapshot& out, std::uint32_t index, bool look, bool files, std::uint64_t& start_number) {
    const ProcessSlot& slot = region_.process(index);
    const ProcessPhase phase = slot.phase.load(std::memory_order_acquire);
    if (phase == ProcessPhase::free || phase == ProcessPhase::reserved) return;
    Process p;
    p.identity = identity_in(slot);
    if (!p.identity) return;  // being started: the next look sees it
    const std::uint32_t generation = slot.generation.load(std::memory_order_acquire);
    Token parent = nobody;
    std::int64_t started_ns = 0;
    Identity replaces;
    read_consistent(slot.description_sequence, [&] {
        parent = slot.parent.load(std::memory_order_relaxed);
        start_number = slot.start_number;
        p.pool_id = slot.pool.load(std::memory_order_relaxed);
        started_ns = slot.started_ns;
        p.role = bounded(slot.role, ProcessRole::other);
        p.daemon = *reinterpret_cast<const volatile unsigned char*>(&slot.daemon) != 0;
        p.name = read_text(slot.name, sizeof slot.name);
        replaces = {slot.replaces_pid, slot.replaces_start_ticks};
    });
    p.parent = identity_of(parent);
    p.started_ns = wall(started_ns);
    p.done_count = slot.done_count.load(std::memory_order_relaxed);
    p.failed_count = slot.failed_count.load(std::memory_order_relaxed);
    p.lock_waited_ns = slot.lock_waited_ns.load(std::memory_order_relaxed);
    p.queue_waited_ns = slot.queue_waited_ns.load(std::memory_order_relaxed);
    if (const auto beat = slot.heartbeat_ns.load(std::memory_order_relaxed); beat != 0) p.heartbeat_ns = wall(beat);

    std::uint32_t function = 0;
    CurrentTask task;
    const bool whole = read_consistent(slot.task.sequence, [&] {
        task.id = slot.task.id;
        function = slot.task.function;
        task.started_ns = slot.task.started_ns;
        task.attempt = slot.task.attempt;
        task.max_attempts = slot.task.max_attempts;
        task.arguments = read_text(slot.task.arguments, sizeof slot.task.arguments);
    });
    if (whole && task.id != 0) {
        task.function = name_at(function);
        task.started_ns = wall(task.started_ns);
        p.task = std::move(task);
    }
    const Activity activity = bounded(slot.activity.load(std::memory_order_relaxed), Activity::ended);
    p.state = static_cast<ProcessState>(activity);
    if (p.role == ProcessRole::pool_worker && p.state == ProcessState::running) p.state = ProcessState::idle;
    const WaitFor wait = bounded(slot.wait_kind.load(std::memory_order_acquire), WaitFor::join);
    if (wait != WaitFor::none) {
        p.wait = Wait{static_cast<WaitKind>(wait), slot.wait_object.load(std::memory_order_relaxed),
                      wall(slot.wait_since_ns.load(std::memory_order_relaxed))};
        if (p.state != ProcessState::draining) p.state = ProcessState::waiting;
    }
    SeenProcess& seen = seen_processes_[index];
    if (seen.generation != generation) {
        seen = SeenProcess{};
        seen.generation = generation;
        if (replaces) note_successor(replaces, p.identity);
    }
    if (phase == ProcessPhase::ended) {
        p.state = ProcessState::ended;
        const std::int64_t ended = slot.ended_ns.load(std::memory_order_relaxed);
        p.ended_ns = wall(ended != 0 ? ended : now_ns_);
        // finish() stores the cause last of all; without one nobody has reaped it yet.
        p.cause = bounded(slot.cause.load(std::memory_order_relaxed), ExitCause::memory_limit);
        if (p.cause != ExitCause::unknown) p.exitcode = slot.exitcode.load(std::memory_order_relaxed);
        p.wait.reset();
        p.command = seen.command;
        if (p.exitcode && !seen.exit_listed) {
            seen.exit_listed = true;
            list_exit(p);
        }
    } else {
        add_proc(p, seen, look || seen.cpu_at_ns == 0, files);
    }
    out.processes.push_back(std::move(p));
}

bool Reader::takes_turn(std::uint32_t index, std::uint32_t high) const {
    if (high <= glance_slots || index == token_index(region_.header().main)) return true;
    return (index + high - turn_) % high < glance_slots;
}

// look: asks /proc; else what it said last stands. files: counts open files too, which is dear on older kernels.
void Reader::add_proc(Process& p, SeenProcess& seen, bool look, bool files) {
    if (look) {
        seen.stat = os::read_process_stat(p.identity.pid);
        if (seen.stat &&
            (seen.stat->start_ticks != p.identity.start_ticks || seen.stat->state == 'Z' || seen.stat->state == 'X'))
            seen.stat.reset();
        if (seen.stat) measure(p, seen, files);
    }
    p.command = seen.command;
    if (!seen.stat) {
        // Gone, and nobody of the program has written it down: its parent is dead or stopped.
        p.state = ProcessState::ended;
        p.ended_ns = wall(now_ns_);
        p.wait.reset();
        return;
    }
    const os::ProcessStat& stat = *seen.stat;
    if (stat.state == 'T' || stat.state == 't') p.state = ProcessState::suspended;
    p.cpu_time_ns = stat.cpu_time_ns;
    p.memory_bytes = stat.memory_bytes;
    p.threads = stat.threads;
    p.nice = stat.nice;
    p.open_files = seen.open_files;
    p.cpu_percent = seen.cpu_percent;
}

void Reader::measure(const Process& p, SeenProcess& seen, bool files) {
    if (seen.command.empty()) seen.command = os::read_command_line(p.identity.pid);
    if (files || seen.cpu_at_ns == 0) seen.open_files = os::count_open_files(p.identity.pid);
    const std::int64_t passed = now_ns_ - seen.cpu_at_ns;
    const std::int64_t cpu_time_ns = seen.stat->cpu_time_ns;
    if (seen.cpu_at_ns != 0 && passed > 0)
        seen.cpu_percent = 100.0 * static_cast<double>(cpu_time_ns - seen.cpu_time_ns) / static_cast<double>(passed);
    seen.cpu_time_ns = cpu_time_ns;
    seen.cpu_at_ns = now_ns_;
}

// ---- events

void Reader::read_events(Snapshot& out) {
    const std::uint32_t high =
        std::min(region_.header().process_high.load(std::memory_order_acquire), process_slot_count);
    const bool first_look = event_cursors_.empty();
    const std::uint64_t few = std::clamp<std::uint64_t>(first_look_events / std::max(high, 1U),
                                                        first_look_events_per_process, events_per_process);
    for (std::uint32_t index = 0; index < high; ++index) {
        const std::uint64_t next = region_.process(index).next_event.load(std::memory_order_acquire);
        out.dropped_tasks_count += read_ring<Event>(
            next, event_cursors_[index], first_look ? few : events_per_process,
            [&](std::uint64_t number) -> const Event& { return region_.event(index, number); },
            [&](const Event& event) { read_event(out, event); });
        read_output(index, first_look ? few : outputs_per_process);
    }
    show_log();
    std::stable_sort(out.tasks.begin(), out.tasks.end(),
                     [](const Task& a, const Task& b) { return a.ended_ns.value_or(0) < b.ended_ns.value_or(0); });
}

void Reader::read_event(Snapshot& out, const Event& event) {
    switch (event.kind) {
        case EventKind::task: {
            Task task;
            task.id = event.id;
            task.pool_id = event.pool;
            task.function = name_at(event.function);
            task.arguments = read_text(event.text, sizeof event.text);
            task.state = bounded(event.outcome, TaskState::timed_out);
            task.worker = identity_of(event.worker);
            if (event.queued_ns != 0) task.queued_ns = wall(event.queued_ns);
            if (event.started_ns != 0) task.started_ns = wall(event.started_ns);
            task.ended_ns = wall(event.ended_ns);
            task.attempt = event.attempt;
            task.max_attempts = event.max_attempts;
            task.items_count = event.items_count;
            if (event.exitcode != 0 || task.state == TaskState::lost) task.exitcode = event.exitcode;
            task.result = read_text(event.result, sizeof event.result);
            out.tasks.push_back(std::move(task));
            break;
        }
        case EventKind::exit: {
            Exit exit;
            exit.identity = {static_cast<std::int32_t>(event.items_count), static_cast<std::uint64_t>(event.queued_ns)};
            exit.name = read_text(event.text, sizeof event.text);
            exit.pool_id = event.pool;
            exit.exitcode = event.exitcode;
            exit.cause = bounded(event.attempt, ExitCause::memory_limit);
            exit.started_ns = wall(event.started_ns);
            exit.ended_ns = wall(event.ended_ns);
            exit.task_id = event.id;
            if (event.id != 0)
                exit.task = name_at(event.function) + "(" + read_text(event.result, sizeof event.result) + ")";
            list_exit(std::move(exit));
            break;
        }
        case EventKind::log: {
            LogEntry entry;
            entry.time_ns = wall(event.ended_ns);
            entry.process = identity_of(event.worker);
            entry.level = event.level;
            entry.text = read_text(event.text, sizeof event.text) + read_text(event.result, sizeof event.result);
            fresh_log_.push_back(std::move(entry));
            break;
        }
        default:
            break;
    }
}

// An end is told twice, by the exit event and by the slot; whichever comes first is listed.
void Reader::list_exit(Exit exit) {
    for (auto it = exits_.rbegin(); it != exits_.rend(); ++it) {
        if (it->identity == exit.identity) return;
    }
    if (const auto successor = successors_.find(exit.identity); successor != successors_.end()) {
        exit.replaced_by = successor->second;
        successors_.erase(successor);
    }
    exits_.push_back(std::move(exit));
    keep_last(exits_, exits_kept);
}

// The successor may be seen before the end of the one that it replaces is.
void Reader::note_successor(const Identity& ended, const Identity& successor) {
    for (auto it = exits_.rbegin(); it != exits_.rend(); ++it) {
        if (it->identity != ended) continue;
        it->replaced_by = successor;
        return;
    }
    if (successors_.size() == exits_kept) successors_.clear();  // their ends were never told
    successors_.emplace(ended, successor);
}

void Reader::list_exit(const Process& process) {
    Exit exit;
    exit.identity = process.identity;
    exit.name = process.name;
    exit.pool_id = process.pool_id;
    exit.exitcode = process.exitcode.value_or(0);
    exit.cause = process.cause;
    exit.started_ns = process.started_ns;
    exit.ended_ns = process.ended_ns.value_or(0);
    if (process.task) {
        exit.task_id = process.task->id;
        exit.task = process.task->function + "(" + process.task->arguments + ")";
    }
    list_exit(std::move(exit));
}

}  // namespace mp::observe

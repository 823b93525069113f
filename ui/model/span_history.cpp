// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/span_history.h"

#include <algorithm>

#include "format/format.h"

namespace lifeguard {

using namespace mp::observe;

namespace {

// Waits that keep a process from its work. An idle worker's wait for its next task is none.
bool blocks(WaitKind kind) {
    return kind == WaitKind::lock || kind == WaitKind::semaphore || kind == WaitKind::condition ||
           kind == WaitKind::barrier || kind == WaitKind::queue_put;
}

bool hasLane(const Process& process) {
    return process.role == ProcessRole::pool_worker || process.role == ProcessRole::process || process.task;
}

constexpr std::int64_t just_started_ns = 3'000'000'000;

bool earlier(const Span& a, const Span& b) {
    return a.end_ns < b.end_ns;
}

}  // namespace

Entity SpanHistory::entityOf(const Lane& lane, const Span& span) {
    Entity entity{Entity::Kind::task, {}, span.id};
    entity.pool = lane.pool;
    entity.attempt = span.attempt;
    return entity;
}

std::uint32_t SpanHistory::labelOf(const QString& text) {
    const auto known = m_label_places.constFind(text);
    if (known != m_label_places.constEnd()) return *known;
    const auto place = static_cast<std::uint32_t>(m_labels.size());
    m_labels.append(text);
    m_label_places.insert(text, place);
    return place;
}

SpanHistory::Lane& SpanHistory::laneOf(const Identity& worker, std::uint64_t pool) {
    const auto found = m_places.find(worker);
    if (found != m_places.end()) return *m_lanes[found->second];
    m_places.emplace(worker, m_lanes.size());
    auto lane = std::make_shared<Lane>();
    lane->worker = worker;
    lane->pool = pool;
    lane->name = format::id(static_cast<std::uint64_t>(worker.pid));
    m_lanes.push_back(lane);
    matchLane(*lane);
    m_grown = true;
    return *lane;
}

void SpanHistory::setFilter(const FilterExpression& filter) {
    m_filter = filter;
    for (const LanePtr& lane : m_lanes) {
        lane->shown = 0;
        for (Span& span : lane->spans) {
            match(*lane, span);
            lane->shown += !span.hidden;
        }
        if (lane->running) match(*lane, *lane->running);
        matchLane(*lane);
    }
}

void SpanHistory::match(Lane& lane, Span& span) const {
    span.hidden = false;
    if (m_filter.isEmpty()) return;
    FilterFields fields;
    fields.function = label(span.label);
    fields.state = words::taskState(span.state).text;
    if (span.failed()) fields.state += QStringLiteral(" failed");
    fields.worker = lane.name;
    fields.pool = lane.pool_name;
    fields.pid = lane.worker.pid;
    fields.id = static_cast<double>(span.id);
    fields.tries = span.attempt;
    fields.run_s = static_cast<double>(span.end_ns - span.start_ns) / 1e9;
    fields.text = QStringList{format::id(span.id), fields.function, fields.state, fields.worker, fields.pool}.join(
        QLatin1Char('\n'));
    span.hidden = !m_filter.matches(fields);
}

void SpanHistory::matchLane(Lane& lane) const {
    FilterFields fields;
    fields.worker = lane.name;
    fields.pool = lane.pool_name;
    fields.pid = lane.worker.pid;
    fields.text = QStringList{lane.name, lane.pool_name, format::id(static_cast<std::uint64_t>(lane.worker.pid))}.join(
        QLatin1Char('\n'));
    lane.matches = m_filter.matches(fields);
}

void SpanHistory::update(const Snapshot& snapshot) {
    if (m_last_ns == 0 && snapshot.taken_ns - snapshot.program_started_ns > just_started_ns)
        m_covered_ns = snapshot.taken_ns;  // of what was before, there is what the program remembered
    for (const Task& task : snapshot.tasks)
        if (task.ended_ns) take(task);
    for (const LanePtr& lane : m_lanes) lane->running.reset();
    for (const Process& process : snapshot.processes)
        if (hasLane(process)) takeProcess(process, snapshot);
    for (const Exit& exit : snapshot.exits) {
        const auto found = m_places.find(exit.identity);
        if (found == m_places.end()) continue;
        Lane& lane = *m_lanes[found->second];
        lane.ended_ns = exit.ended_ns;
        lane.exit = words::exitText(exit.exitcode);
        lane.crashed = words::exitIsFailure(exit.exitcode, exit.cause);
        if (!exit.name.empty()) lane.name = QString::fromStdString(exit.name);
        if (lane.started_ns == 0) lane.started_ns = exit.started_ns;
    }
    for (const LanePtr& lane : m_lanes) {
        if (!lane->pool_name.isEmpty() || lane->pool == 0) continue;
        if (const Pool* pool = snapshot.pool(lane->pool)) lane->pool_name = QString::fromStdString(pool->name);
    }
    if (m_first_ns == 0) m_first_ns = snapshot.taken_ns;
    m_last_ns = std::max(m_last_ns, snapshot.taken_ns);
    if (m_grown) arrange();
    trim();
}

void SpanHistory::takeProcess(const Process& process, const Snapshot& snapshot) {
    Lane& lane = laneOf(process.identity, process.pool_id);
    if (lane.started_ns == 0) {
        lane.started_ns = process.started_ns;
        if (!process.name.empty()) lane.name = words::processName(process);
        matchLane(lane);
    }
    if (process.ended_ns) {
        lane.ended_ns = process.ended_ns;
        return;
    }
    takeWait(lane, process, snapshot);
    if (!process.task) return;
    Span span;
    span.start_ns = process.task->started_ns;
    span.end_ns = snapshot.taken_ns;
    span.id = process.task->id;
    span.label = labelOf(QString::fromStdString(process.task->function));
    span.attempt = static_cast<std::uint16_t>(process.task->attempt);
    match(lane, span);
    lane.running = span;
}

// Seen at a look or not at all: short waits are in the locks' counts, long ones are here.
void SpanHistory::takeWait(Lane& lane, const Process& process, const Snapshot& snapshot) {
    if (!process.wait || !blocks(process.wait->kind)) return;
    if (!lane.waits.empty() && lane.waits.back().start_ns == process.wait->since_ns) {
        lane.waits.back().end_ns = std::max(lane.waits.back().end_ns, snapshot.taken_ns);
        return;
    }
    Span span;
    span.start_ns = process.wait->since_ns;
    span.end_ns = snapshot.taken_ns;
    span.id = process.wait->object_id;
    Process waiting = process;
    waiting.state = ProcessState::waiting;
    span.label = labelOf(words::state(waiting, snapshot).text);
    if (!lane.waits.empty() && lane.waits.back().start_ns > span.start_ns) return;  // told before, at a later look
    lane.waits.push_back(span);
    if (lane.waits.size() > waits_kept) lane.waits.erase(lane.waits.begin(), lane.waits.begin() + waits_kept / 10);
}

bool SpanHistory::take(const Task& task) {
    if (!task.started_ns || !task.ended_ns || !task.worker) return false;
    Span span;
    span.start_ns = *task.started_ns;
    span.end_ns = *task.ended_ns;
    span.id = task.id;
    span.label = labelOf(QString::fromStdString(task.function));
    span.attempt = static_cast<std::uint16_t>(task.attempt);
    span.state = task.state;
    Lane& lane = laneOf(task.worker, task.pool_id);
    auto place = std::upper_bound(lane.spans.begin(), lane.spans.end(), span, earlier);
    // The same end again: a recording's last look and its list of tasks overlap.
    for (auto same = place; same != lane.spans.begin() && (same - 1)->end_ns == span.end_ns; --same)
        if ((same - 1)->id == span.id && (same - 1)->attempt == span.attempt) return false;
    match(lane, span);
    lane.shown += !span.hidden;
    lane.spans.insert(place, span);
    if (m_first_ns == 0 || span.start_ns < m_first_ns) m_first_ns = span.start_ns;
    m_last_ns = std::max(m_last_ns, span.end_ns);
    ++m_size;
    return true;
}

// They come newest first, and are taken from the oldest on: each lane grows at its end.
void SpanHistory::fill(const std::vector<Task>& tasks, std::uint64_t total) {
    for (auto task = tasks.rbegin(); task != tasks.rend(); ++task) take(*task);
    if (total > tasks.size()) {
        // Failures are known from before, too.
        const auto oldest = std::find_if(tasks.rbegin(), tasks.rend(), [](const Task& task) {
            return task.state == TaskState::done && task.ended_ns;
        });
        m_missing = total - tasks.size();
        m_covered_ns = oldest == tasks.rend() ? m_last_ns : *oldest->ended_ns;
    }
    if (m_grown) arrange();
    trim();
}

// Pools one after the other, in each the workers as they came; processes of no pool at the end.
void SpanHistory::arrange() {
    std::stable_sort(m_lanes.begin(), m_lanes.end(), [](const LanePtr& a, const LanePtr& b) {
        if ((a->pool == 0) != (b->pool == 0)) return b->pool == 0;
        if (a->pool != b->pool) return a->pool < b->pool;
        return a->started_ns < b->started_ns;
    });
    // Workers that ended long ago make room.
    while (m_lanes.size() > lanes_kept) {
        const auto oldest = std::min_element(m_lanes.begin(), m_lanes.end(), [](const LanePtr& a, const LanePtr& b) {
            return a->ended_ns.value_or(INT64_MAX) < b->ended_ns.value_or(INT64_MAX);
        });
        if (!(*oldest)->ended_ns) break;
        m_size -= (*oldest)->spans.size();
        m_lanes.erase(oldest);
    }
    m_places.clear();
    for (std::size_t i = 0; i < m_lanes.size(); ++i) m_places.emplace(m_lanes[i]->worker, i);
    m_grown = false;
}

void SpanHistory::trim() {
    if (m_size <= spans_kept + spans_kept / 10) return;
    std::vector<std::int64_t> ends;
    ends.reserve(m_size);
    for (const LanePtr& lane : m_lanes)
        for (const Span& span : lane->spans) ends.push_back(span.end_ns);
    const auto cut = ends.begin() + static_cast<std::ptrdiff_t>(m_size - spans_kept);
    std::nth_element(ends.begin(), cut, ends.end());
    const std::int64_t before_ns = *cut;
    m_covered_ns = std::max(m_covered_ns, before_ns);
    m_missing += m_size;
    m_size = 0;
    for (const LanePtr& lane : m_lanes) {
        std::size_t failures = 0;
        std::erase_if(lane->spans, [&](const Span& span) {
            return span.end_ns < before_ns && (!span.failed() || ++failures > spans_kept / 100);
        });
        m_size += lane->spans.size();
        lane->shown = static_cast<std::size_t>(
            std::count_if(lane->spans.begin(), lane->spans.end(), [](const Span& span) { return !span.hidden; }));
    }
    m_missing -= m_size;
}

std::optional<Task> SpanHistory::task(const Entity& entity) const {
    for (const LanePtr& lane : m_lanes) {
        if (lane->pool != entity.pool) continue;
        for (const Span& span : lane->spans) {
            if (span.id != entity.id || span.attempt != entity.attempt) continue;
            Task task;
            task.id = span.id;
            task.pool_id = lane->pool;
            task.function = label(span.label).toStdString();
            task.state = span.state;
            task.worker = lane->worker;
            task.started_ns = span.start_ns;
            task.ended_ns = span.end_ns;
            task.attempt = span.attempt;
            task.max_attempts = span.attempt;
            return task;
        }
    }
    return std::nullopt;
}

void SpanHistory::clear() {
    m_lanes.clear();
    m_places.clear();
    m_labels.clear();
    m_label_places.clear();
    m_first_ns = m_last_ns = m_covered_ns = 0;
    m_missing = 0;
    m_size = 0;
    m_grown = false;
}

}  // namespace lifeguard

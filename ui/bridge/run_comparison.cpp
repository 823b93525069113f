// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/run_comparison.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <map>

#include "mp/history.h"

namespace lifeguard {
namespace {

using namespace mp::history;
using mp::observe::Task;
using mp::observe::TaskState;

constexpr std::size_t tasks_compared = 200'000;

struct Sums {
    std::uint64_t count = 0, failed = 0;
    std::int64_t total_ns = 0;
    std::vector<std::int64_t> durations;
};
using Functions = std::map<std::string, Sums>;

RunRow rowOf(const RunInfo& run) {
    RunRow row;
    row.id = run.id;
    row.name = QString::fromStdString(run.name);
    row.source = QString::fromStdString(run.source);
    row.started_ns = run.started_ns;
    row.ended_ns = run.ended_ns;
    row.last_ns = run.ended_ns;
    row.recording = run.state == RunState::running;
    row.interrupted = run.state == RunState::interrupted;
    row.tasks_count = run.tasks;
    row.failed_count = run.failed;
    row.bad_exits_count = run.exits_nonzero;
    row.p95_ns = run.p95_ns;
    return row;
}

void addTask(const Task& task, ComparedRun& run, Functions& functions) {
    if (!task.started_ns || !task.ended_ns) return;
    Sums& sums = functions[task.function];
    const std::int64_t took = std::max<std::int64_t>(1, *task.ended_ns - *task.started_ns);
    ++sums.count;
    sums.failed += task.state != TaskState::done && task.state != TaskState::cancelled;
    sums.total_ns += took;
    sums.durations.push_back(took);
    ++run.durations.buckets[static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(took)) - 1)];
}

ComparedRun readRun(Database& database, std::int64_t id, Functions& functions) {
    const RunInfo info = database.run(id);
    ComparedRun run;
    run.row = rowOf(info);
    run.p50_ns = info.p50_ns;
    run.p99_ns = info.p99_ns;
    run.lost_count = database.task_counts(id).lost;
    if (info.duration_ns > 0)
        run.tasks_per_s = static_cast<double>(info.tasks) * 1e9 / static_cast<double>(info.duration_ns);
    for (const Point& point : database.series(id, {.metric = Metric::tasks_ok_per_s, .points = 600}))
        run.throughput.append({static_cast<double>(point.time_ns - info.started_ns) / 1e9,
                               point.value.value_or(std::numeric_limits<double>::quiet_NaN())});
    run.durations.buckets.assign(64, 0);
    const auto tasks = database.tasks(id, {.limit = tasks_compared});
    run.cut = tasks.size() == tasks_compared;
    for (const Task& task : tasks) addTask(task, run, functions);
    return run;
}

void fill(ComparedFunction& out, int side, Sums& sums) {
    out.count[side] = sums.count;
    out.failed[side] = sums.failed;
    out.total_ns[side] = sums.total_ns;
    if (sums.durations.empty()) return;
    const auto place = static_cast<std::ptrdiff_t>(0.95 * static_cast<double>(sums.durations.size() - 1) + 0.5);
    std::nth_element(sums.durations.begin(), sums.durations.begin() + place, sums.durations.end());
    out.p95_ns[side] = sums.durations[static_cast<std::size_t>(place)];
}

RunComparison read(const std::string& path, std::int64_t a, std::int64_t b) {
    auto database = Database::open_readonly(path);
    RunComparison out;
    Functions functions[2];
    out.runs[0] = readRun(database, a, functions[0]);
    out.runs[1] = readRun(database, b, functions[1]);
    std::map<std::string, ComparedFunction> all;
    for (int side = 0; side < 2; ++side)
        for (auto& [name, sums] : functions[side]) {
            all[name].name = QString::fromStdString(name);
            fill(all[name], side, sums);
        }
    for (const auto& [name, function] : all) out.functions.append(function);
    std::stable_sort(out.functions.begin(), out.functions.end(), [](const auto& x, const auto& y) {
        return std::abs(x.total_ns[0] - x.total_ns[1]) > std::abs(y.total_ns[0] - y.total_ns[1]);
    });
    return out;
}

}  // namespace

RunComparer::RunComparer(QObject* parent) : QObject(parent), m_thread(QStringLiteral("comparison")) {
    m_worker = m_thread.own(new QObject);
}

void RunComparer::compare(const QString& database, std::int64_t a, std::int64_t b) {
    const int number = ++m_asked;
    WorkerThread::post(m_worker, [this, number, path = database.toStdString(), a, b] {
        RunComparison result;
        QString complaint;
        try {
            result = read(path, a, b);
        } catch (const std::exception& error) {
            complaint = QString::fromUtf8(error.what());
        }
        WorkerThread::post(this, [this, number, result, complaint] {
            if (number != m_asked) return;  // another pair was asked for meanwhile
            if (complaint.isEmpty())
                Q_EMIT compared(result);
            else
                Q_EMIT failed(complaint);
        });
    });
}

}  // namespace lifeguard

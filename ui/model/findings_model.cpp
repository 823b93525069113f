// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/findings_model.h"

#include <QCoreApplication>
#include <cmath>
#include <map>

#include "format/format.h"
#include "format/words.h"

namespace lifeguard {
namespace {

// The words of free functions: for a member the context is lifeguard::FindingsModel.
struct FindingsModelText {
    Q_DECLARE_TR_FUNCTIONS(FindingsModel)
};

using namespace mp::observe;

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr double growth_floor_per_s = 1.0;  // slower is no news
constexpr double growth_share = 0.5;        // of the samples in the window must rise

QString nameOf(const Snapshot& snapshot, const Identity& identity) {
    const Process* p = snapshot.process(identity);
    if (p && !p->name.empty()) return words::processName(*p);
    return QCoreApplication::translate("FindingsModel", "pid %1")
        .arg(format::id(static_cast<std::uint64_t>(identity.pid)));
}

void addDeadlocks(std::vector<Finding>& all, const Snapshot& snapshot) {
    for (const auto& ring : snapshot.deadlocks()) {
        Finding f;
        QStringList parts;
        QString key;
        for (std::size_t i = 0; i < ring.members.size(); ++i) {
            const Lock* lock = snapshot.lock(ring.locks[i]);
            const QString name =
                lock && !lock->name.empty() ? QString::fromStdString(lock->name) : format::id(ring.locks[i]);
            parts << FindingsModelText::tr("%1 waits for “%2”").arg(nameOf(snapshot, ring.members[i]), name);
            key += QStringLiteral("/%1").arg(ring.members[i].pid);
        }
        f.kind = Finding::Kind::deadlock;
        f.key = QStringLiteral("deadlock") + key;
        f.text = FindingsModelText::tr("Deadlock: %1").arg(parts.join(QStringLiteral("; ")));
        f.page = QStringLiteral("locks");
        f.entity = {Entity::Kind::lock, {}, ring.locks.empty() ? 0 : ring.locks.front()};
        f.since_ns = ring.since_ns;
        all.push_back(f);
    }
}

QString pageOf(AlertMetric metric) {
    switch (metric) {
        case AlertMetric::queue_depth:
        case AlertMetric::queue_age:
            return QStringLiteral("queues");
        case AlertMetric::failed_rate:
        case AlertMetric::throughput:
            return QStringLiteral("tasks");
        case AlertMetric::lock_wait:
            return QStringLiteral("locks");
        default:
            return QStringLiteral("workers");
    }
}

void addAlerts(std::vector<Finding>& all, const QVector<AlertRules::Active>& alerts) {
    for (const AlertRules::Active& alert : alerts) {
        Finding f;
        f.kind = Finding::Kind::alert;
        f.key = QStringLiteral("alert") + alert.rule.id;
        f.text = FindingsModel::tr("Alert: %1").arg(alert.text);
        f.page = pageOf(alert.rule.metric);
        f.tone = Tone::waiting;
        f.entity = alert.entity;
        f.since_ns = alert.since_ns;
        all.push_back(f);
    }
}

// Deaths of the same kind are one finding: "worker-3 died: −11 SIGSEGV ×3".
void addCrashes(std::vector<Finding>& all, const Snapshot& snapshot) {
    std::map<std::int32_t, std::pair<int, const Exit*>> by_code;
    bool older = false;  // not counted here
    for (const Exit& e : snapshot.exits) {
        if (!words::exitIsFailure(e.exitcode, e.cause)) continue;
        if (snapshot.alive && snapshot.taken_ns - e.ended_ns > FindingsModel::crash_stay_ns) {
            older = true;
            continue;
        }
        auto& [count, latest] = by_code[e.exitcode];
        ++count;
        if (!latest || latest->ended_ns <= e.ended_ns) latest = &e;
    }
    for (const auto& [code, group] : by_code) {
        const auto& [count, e] = group;
        Finding f;
        f.kind = Finding::Kind::crash;
        f.key = QStringLiteral("crash%1").arg(code);
        f.text = FindingsModelText::tr("%1 died: %2").arg(words::exitName(*e, snapshot), words::exitText(code));
        if (count > 1) f.text += QStringLiteral(" ×%1").arg(count);
        if (count > 1 && older)
            f.text += FindingsModelText::tr(" in %n min", nullptr, FindingsModel::crash_stay_ns / (60 * second_ns));
        if (!e->task.empty()) f.text += FindingsModelText::tr(", task #%1 was lost").arg(format::id(e->task_id));
        f.page = QStringLiteral("exits");
        f.entity = {Entity::Kind::exit, e->identity, 0};
        f.since_ns = e->ended_ns;
        all.push_back(f);
    }
}

void addLostTasks(std::vector<Finding>& all, const Snapshot& snapshot) {
    for (const Pool& pool : snapshot.pools) {
        if (pool.lost_count == 0) continue;
        Finding f;
        f.kind = Finding::Kind::lost_tasks;
        f.key = QStringLiteral("lost%1").arg(pool.id);
        f.text =
            FindingsModelText::tr("%1: %n task(s) lost with their worker", nullptr, static_cast<int>(pool.lost_count))
                .arg(QString::fromStdString(pool.name));
        f.page = QStringLiteral("exits");
        f.entity = {Entity::Kind::pool, {}, pool.id};
        all.push_back(f);
    }
}

// Grows: over the last 10 s it rose faster than the floor, and in most of the steps.
std::optional<double> steadyGrowth(const Series& depths, std::int64_t now_ns) {
    double first = 0, last = 0;
    std::int64_t first_ns = 0, last_ns = 0;
    int rises = 0, steps = 0;
    for (qsizetype i = 0; i < depths.values.size(); ++i) {
        if (depths.times_ns[i] < now_ns - 10 * second_ns || std::isnan(depths.values[i])) continue;
        if (first_ns == 0) {
            first = depths.values[i];
            first_ns = depths.times_ns[i];
        } else {
            ++steps;
            rises += depths.values[i] > last ? 1 : 0;
        }
        last = depths.values[i];
        last_ns = depths.times_ns[i];
    }
    if (steps < 3 || last_ns - first_ns < 3 * second_ns || rises < growth_share * steps) return std::nullopt;
    const double rate = (last - first) / (static_cast<double>(last_ns - first_ns) / second_ns);
    return rate >= growth_floor_per_s ? std::optional(rate) : std::nullopt;
}

double firstOf(const Series& depths) {
    const auto known =
        std::find_if(depths.values.cbegin(), depths.values.cend(), [](double v) { return !std::isnan(v); });
    return known == depths.values.cend() ? 0 : *known;
}

// Between two samples it may have been emptied: what is told is true now.
void addGrowingQueues(std::vector<Finding>& all, const Snapshot& snapshot, const TimeHistory& history) {
    for (const Queue& queue : snapshot.queues) {
        const Series depths = history.series({SeriesKind::queue_depth, queue.id}, snapshot.taken_ns - 10 * second_ns);
        const auto rate = steadyGrowth(depths, snapshot.taken_ns);
        if (!rate || queue.depth_count == 0 || static_cast<double>(queue.depth_count) < firstOf(depths)) continue;
        Finding f;
        f.kind = Finding::Kind::growing_queue;
        f.key = QStringLiteral("queue%1").arg(queue.id);
        f.text = FindingsModelText::tr("queue “%1” grows by %2, now %3 items")
                     .arg(QString::fromStdString(queue.name), format::rate(rate), format::count(queue.depth_count));
        f.page = QStringLiteral("queues");
        f.tone = Tone::waiting;
        f.entity = {Entity::Kind::queue, {}, queue.id};
        all.push_back(f);
    }
}

void addLongWaits(std::vector<Finding>& all, const Snapshot& snapshot) {
    for (const Lock& lock : snapshot.locks) {
        std::int64_t longest = 0;
        for (const Identity& who : lock.waiters)
            if (const Process* p = snapshot.process(who); p && p->wait && p->wait->object_id == lock.id)
                longest = std::max(longest, snapshot.taken_ns - p->wait->since_ns);
        if (longest < FindingsModel::long_wait_ns || !lock.holder) continue;
        Finding f;
        f.kind = Finding::Kind::lock_wait;
        f.key = QStringLiteral("wait%1").arg(lock.id);
        f.text = FindingsModelText::tr("lock “%1” is held by %2; %n wait(s), the longest for %3", nullptr,
                                       static_cast<int>(lock.waiters.size()))
                     .arg(QString::fromStdString(lock.name), nameOf(snapshot, *lock.holder), format::age(longest));
        f.page = QStringLiteral("locks");
        f.tone = Tone::waiting;
        f.entity = {Entity::Kind::lock, {}, lock.id};
        f.since_ns = snapshot.taken_ns - longest;
        all.push_back(f);
    }
}

}  // namespace

const Columns& FindingsModel::columns() {
    static const Columns all{
        {QStringLiteral("finding"), tr("Needs attention"), {}, tr("What went wrong or is about to."), false, true}};
    return all;
}

void FindingsModel::update(const Snapshot& snapshot, const TimeHistory& history,
                           const QVector<AlertRules::Active>& alerts) {
    std::vector<Finding> all;
    addDeadlocks(all, snapshot);
    addCrashes(all, snapshot);
    addAlerts(all, alerts);
    addLostTasks(all, snapshot);
    addGrowingQueues(all, snapshot, history);
    addLongWaits(all, snapshot);
    sync(std::move(all));
}

int FindingsModel::failures() const {
    return static_cast<int>(
        std::count_if(rows().begin(), rows().end(), [](const Finding& f) { return f.tone == Tone::failed; }));
}

QVariant FindingsModel::cell(const Finding& row, int, int role) const {
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole:
        case RawRole:
        case SortRole:
            return row.text;
        case EntityRole:
            return QVariant::fromValue(row.entity);
        case ToneRole:
            return static_cast<int>(row.tone);
        case GlyphRole:
            if (row.kind == Finding::Kind::deadlock) return QStringLiteral("◆");
            return row.tone == Tone::failed ? QStringLiteral("✖") : words::state(ProcessState::waiting).glyph;
        case PageRole:
            return row.page;
        default:
            return {};
    }
}

FilterFields FindingsModel::fields(const Finding& row) const {
    FilterFields f;
    f.text = row.text;
    return f;
}

}  // namespace lifeguard

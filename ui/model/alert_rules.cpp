// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/alert_rules.h"

#include <QUuid>
#include <algorithm>
#include <cmath>

#include "format/format.h"
#include "format/words.h"

namespace lifeguard {

using namespace mp::observe;

namespace {

constexpr double ns_per_second = 1e9;

// As they stand in the settings file, in the enumeration's order.
const char* const metric_ids[alert_metrics_count] = {"queue_depth",   "queue_age",     "failed_rate", "busy_share",
                                                     "heartbeat_age", "worker_memory", "lock_wait",   "throughput"};

bool isWorker(const Process& p) {
    return p.role == ProcessRole::pool_worker && !p.ended_ns;
}

void addQueues(QList<AlertValue>& out, AlertMetric metric, const Snapshot& snapshot) {
    for (const Queue& queue : snapshot.queues) {
        AlertValue value{QString::fromStdString(queue.name), 0, {Entity::Kind::queue, {}, queue.id}};
        if (metric == AlertMetric::queue_depth)
            value.value = static_cast<double>(queue.depth_count);
        else if (queue.oldest_ns)
            value.value = static_cast<double>(*queue.oldest_ns) / ns_per_second;
        else if (queue.depth_count > 0)
            continue;  // not known
        out.append(value);
    }
    if (metric != AlertMetric::queue_depth) return;
    for (const Pool& pool : snapshot.pools)
        out.append({QString::fromStdString(pool.name),
                    static_cast<double>(pool.queued_count),
                    {Entity::Kind::pool, {}, pool.id}});
}

void addWorkers(QList<AlertValue>& out, AlertMetric metric, const Snapshot& snapshot) {
    for (const Process& p : snapshot.processes) {
        if (!isWorker(p)) continue;
        AlertValue value{words::processName(p), 0, {Entity::Kind::process, p.identity, 0}};
        if (metric == AlertMetric::worker_memory) {
            if (!p.memory_bytes) continue;
            value.value = static_cast<double>(*p.memory_bytes);
        } else {
            // Who sleeps because somebody has stopped it cannot write.
            if (!p.heartbeat_ns || p.state == ProcessState::suspended) continue;
            value.value =
                static_cast<double>(std::max<std::int64_t>(0, snapshot.taken_ns - *p.heartbeat_ns)) / ns_per_second;
        }
        out.append(value);
    }
}

void addPools(QList<AlertValue>& out, AlertMetric metric, const Snapshot& snapshot) {
    for (const Pool& pool : snapshot.pools) {
        AlertValue value{QString::fromStdString(pool.name), 0, {Entity::Kind::pool, {}, pool.id}};
        if (metric == AlertMetric::busy_share) {
            if (pool.alive_count == 0) continue;
            value.value = static_cast<double>(pool.busy_count) / static_cast<double>(pool.alive_count);
        } else {
            // What has nothing to do is not slow.
            if (!pool.tasks_per_s || pool.queued_count + pool.running_count == 0) continue;
            value.value = *pool.tasks_per_s;
        }
        out.append(value);
    }
}

void addLocks(QList<AlertValue>& out, const Snapshot& snapshot) {
    for (const Lock& lock : snapshot.locks) {
        std::int64_t longest = 0;
        for (const Identity& who : lock.waiters)
            if (const Process* p = snapshot.process(who); p && p->wait && p->wait->object_id == lock.id)
                longest = std::max(longest, snapshot.taken_ns - p->wait->since_ns);
        out.append({QString::fromStdString(lock.name),
                    static_cast<double>(longest) / ns_per_second,
                    {Entity::Kind::lock, {}, lock.id}});
    }
}

}  // namespace

// --- words ----------------------------------------------------------------------------------------------------------

QString AlertRules::metricName(AlertMetric metric) {
    switch (metric) {
        case AlertMetric::queue_depth:
            return tr("Queue depth");
        case AlertMetric::queue_age:
            return tr("Age of the oldest item");
        case AlertMetric::failed_rate:
            return tr("Failed tasks");
        case AlertMetric::busy_share:
            return tr("Busy workers");
        case AlertMetric::heartbeat_age:
            return tr("Silence of a worker");
        case AlertMetric::worker_memory:
            return tr("Memory of a worker");
        case AlertMetric::lock_wait:
            return tr("Wait for a lock");
        case AlertMetric::throughput:
            return tr("Throughput");
    }
    return {};
}

QString AlertRules::unit(AlertMetric metric) {
    switch (metric) {
        case AlertMetric::queue_depth:
            return tr("items");
        case AlertMetric::failed_rate:
        case AlertMetric::throughput:
            return tr("tasks/s");
        case AlertMetric::busy_share:
            return QStringLiteral("%");
        case AlertMetric::worker_memory:
            return QStringLiteral("MiB");
        default:
            return tr("s", "seconds");
    }
}

double AlertRules::unitFactor(AlertMetric metric) {
    return metric == AlertMetric::busy_share ? 0.01 : metric == AlertMetric::worker_memory ? 1024.0 * 1024 : 1.0;
}

QString AlertRules::valueText(AlertMetric metric, double value) {
    switch (metric) {
        case AlertMetric::queue_depth:
            return format::count(static_cast<std::uint64_t>(std::max(0.0, value)));
        case AlertMetric::failed_rate:
        case AlertMetric::throughput:
            return format::rate(value);
        case AlertMetric::busy_share:
            return format::share(value);
        case AlertMetric::worker_memory:
            return format::bytes(static_cast<std::int64_t>(value));
        default:
            return format::duration(static_cast<std::int64_t>(value * ns_per_second));
    }
}

QString AlertRules::describe(const AlertRule& rule) {
    const QString what =
        rule.subject.isEmpty() ? metricName(rule.metric) : tr("%1 of “%2”").arg(metricName(rule.metric), rule.subject);
    const bool whole_s = unit(rule.metric) == tr("s", "seconds") && rule.bound == std::floor(rule.bound);
    const QString bound =
        whole_s ? format::seconds(static_cast<std::int64_t>(rule.bound)) : valueText(rule.metric, rule.bound);
    const QString text = rule.above ? tr("%1 above %2").arg(what, bound) : tr("%1 below %2").arg(what, bound);
    if (rule.lasting_s == 0) return text;
    return tr("%1 for %2").arg(text, format::seconds(rule.lasting_s));
}

// --- keeping --------------------------------------------------------------------------------------------------------

QVector<AlertRule> AlertRules::presets() {
    const auto rule = [](const char* id, AlertMetric metric, bool above, double bound, int lasting_s, bool enabled) {
        return AlertRule{QLatin1String(id), metric, above, bound, lasting_s, 60, {}, enabled};
    };
    return {rule("preset-failures", AlertMetric::failed_rate, true, 1, 10, true),
            rule("preset-silence", AlertMetric::heartbeat_age, true, 60, 0, true),
            rule("preset-lock", AlertMetric::lock_wait, true, 30, 0, true),
            rule("preset-age", AlertMetric::queue_age, true, 300, 30, false),
            rule("preset-depth", AlertMetric::queue_depth, true, 10'000, 60, false),
            rule("preset-memory", AlertMetric::worker_memory, true, 2.0 * 1024 * 1024 * 1024, 10, false),
            rule("preset-busy", AlertMetric::busy_share, false, 0.2, 120, false),
            rule("preset-throughput", AlertMetric::throughput, false, 1, 60, false)};
}

QVariant AlertRules::toVariant(const QVector<AlertRule>& rules) {
    QVariantList list;
    for (const AlertRule& rule : rules)
        list.append(QVariantMap{{QStringLiteral("id"), rule.id},
                                {QStringLiteral("metric"), QLatin1String(metric_ids[static_cast<int>(rule.metric)])},
                                {QStringLiteral("above"), rule.above},
                                {QStringLiteral("bound"), rule.bound},
                                {QStringLiteral("lasting"), rule.lasting_s},
                                {QStringLiteral("rearm"), rule.rearm_s},
                                {QStringLiteral("subject"), rule.subject},
                                {QStringLiteral("enabled"), rule.enabled}});
    return list;
}

QVector<AlertRule> AlertRules::fromVariant(const QVariant& value) {
    QVector<AlertRule> rules;
    for (const QVariant& each : value.toList()) {
        const QVariantMap map = each.toMap();
        AlertRule rule;
        rule.id = map.value(QStringLiteral("id")).toString();
        const QString metric = map.value(QStringLiteral("metric")).toString();
        const auto* known = std::find_if(std::begin(metric_ids), std::end(metric_ids),
                                         [&](const char* id) { return metric == QLatin1String(id); });
        bool number = false;
        rule.bound = map.value(QStringLiteral("bound")).toDouble(&number);
        if (known == std::end(metric_ids) || !number || !std::isfinite(rule.bound) || rule.id.isEmpty()) continue;
        rule.metric = static_cast<AlertMetric>(known - std::begin(metric_ids));
        rule.above = map.value(QStringLiteral("above"), true).toBool();
        rule.lasting_s = std::clamp(map.value(QStringLiteral("lasting"), 10).toInt(), 0, 86'400);
        rule.rearm_s = std::clamp(map.value(QStringLiteral("rearm"), 60).toInt(), 0, 86'400);
        rule.subject = map.value(QStringLiteral("subject")).toString();
        rule.enabled = map.value(QStringLiteral("enabled"), true).toBool();
        rules.append(rule);
    }
    return rules;
}

// A rule that was changed begins anew; the others go on where they were.
void AlertRules::setRules(const QVector<AlertRule>& rules) {
    QHash<QString, State> states;
    QVector<AlertRule> named = rules;
    for (AlertRule& rule : named) {
        if (rule.id.isEmpty()) rule.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        if (m_rules.contains(rule) && m_states.contains(rule.id)) states.insert(rule.id, m_states.value(rule.id));
    }
    m_rules = named;
    m_states = states;
}

void AlertRules::forget() {
    m_states.clear();
}

// --- judging --------------------------------------------------------------------------------------------------------

QList<AlertValue> AlertRules::values(AlertMetric metric, const Snapshot& snapshot, const TimeHistory& history) {
    QList<AlertValue> out;
    switch (metric) {
        case AlertMetric::queue_depth:
        case AlertMetric::queue_age:
            addQueues(out, metric, snapshot);
            break;
        case AlertMetric::heartbeat_age:
        case AlertMetric::worker_memory:
            addWorkers(out, metric, snapshot);
            break;
        case AlertMetric::busy_share:
        case AlertMetric::throughput:
            addPools(out, metric, snapshot);
            break;
        case AlertMetric::lock_wait:
            addLocks(out, snapshot);
            break;
        case AlertMetric::failed_rate:
            if (const double rate = history.last({SeriesKind::tasks_failed_per_s}); std::isfinite(rate))
                out.append({{}, rate, {}});
            break;
    }
    return out;
}

void AlertRules::look(const Snapshot& snapshot, const TimeHistory& history) {
    for (const AlertRule& rule : m_rules)
        if (rule.enabled) judge(rule, m_states[rule.id], values(rule.metric, snapshot, history), snapshot.taken_ns);
}

void AlertRules::judge(const AlertRule& rule, State& state, const QList<AlertValue>& values, std::int64_t now_ns) {
    QHash<QString, std::int64_t> since;
    const AlertValue* worst = nullptr;
    int lasting = 0;
    for (const AlertValue& each : values) {
        if (!rule.subject.isEmpty() && each.subject != rule.subject) continue;
        if (rule.above ? each.value <= rule.bound : each.value >= rule.bound) continue;
        // A name may stand for several: what is told apart is the entity.
        const QString key =
            QStringLiteral("%1/%2/%3").arg(each.subject).arg(each.entity.id).arg(each.entity.identity.pid);
        const std::int64_t began = state.since_ns.value(key, now_ns);
        since.insert(key, began);
        if (now_ns - began < std::int64_t(rule.lasting_s) * 1'000'000'000) continue;
        ++lasting;
        if (worst == nullptr || (rule.above ? each.value > worst->value : each.value < worst->value)) worst = &each;
    }
    state.since_ns = since;
    if (worst != nullptr) {
        state.back_ns.reset();
        state.text = describe(rule) + QStringLiteral(": ");
        if (!worst->subject.isEmpty()) state.text += worst->subject + QLatin1Char(' ');
        state.text += valueText(rule.metric, worst->value);
        if (lasting > 1) state.text += tr(" and %n more", nullptr, lasting - 1);
        state.entity = worst->entity;
        if (state.fired_ns) return;
        state.fired_ns = now_ns;
        Q_EMIT fired(state.text, state.entity);
    } else if (state.fired_ns) {
        if (!since.isEmpty()) {  // beyond again, but not for long enough: neither news nor over
            state.back_ns.reset();
            return;
        }
        if (!state.back_ns) state.back_ns = now_ns;
        if (now_ns - *state.back_ns < std::int64_t(rule.rearm_s) * 1'000'000'000) return;
        state.fired_ns.reset();
        state.back_ns.reset();
        Q_EMIT cleared(describe(rule));
    }
}

QVector<AlertRules::Active> AlertRules::active() const {
    QVector<Active> out;
    for (const AlertRule& rule : m_rules) {
        const auto state = m_states.constFind(rule.id);
        if (state != m_states.cend() && state->fired_ns && !state->back_ns)
            out.append({rule, state->text, state->entity, *state->fired_ns});
    }
    return out;
}

}  // namespace lifeguard

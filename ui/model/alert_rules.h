// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Rules of the user's own: "queue depth above 1,000 for 30 s". A rule fires once, when something has been beyond its
// bound for as long as it says, and clears once, when nothing has been for its re-arm time; only then may it fire
// again.
//
//     AlertRules alerts;
//     alerts.setRules(AlertRules::presets());
//     alerts.look(snapshot, history);          // at each sample; its clock is the snapshot's
//
// Threads: the GUI's.

#include <QHash>
#include <QObject>
#include <QVariant>
#include <QVector>

#include "bridge/time_history.h"
#include "model/roles.h"

namespace lifeguard {

enum class AlertMetric : std::uint8_t {
    queue_depth,    // items
    queue_age,      // s, of the oldest item
    failed_rate,    // tasks per second that failed or were lost
    busy_share,     // of the workers, 0 … 1
    heartbeat_age,  // s, since a worker last wrote about itself
    worker_memory,  // bytes
    lock_wait,      // s, of the longest wait that lasts
    throughput,     // tasks per second
};
inline constexpr int alert_metrics_count = 8;

struct AlertRule {
    QString id;  // for ever; "" where it is new
    AlertMetric metric = AlertMetric::queue_depth;
    bool above = true;   // beyond is more than the bound; false: less
    double bound = 0;    // in the metric's unit
    int lasting_s = 10;  // so long it must be beyond
    int rearm_s = 60;    // so long it must be back
    QString subject;     // of the queue, pool, worker or lock with this name; "": of any
    bool enabled = true;
    bool operator==(const AlertRule&) const = default;
};

// What a rule looks at now.
struct AlertValue {
    QString subject;
    double value = 0;
    Entity entity;
};

class AlertRules : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void setRules(const QVector<AlertRule>& rules);
    const QVector<AlertRule>& rules() const { return m_rules; }
    static QVector<AlertRule> presets();
    // For the settings file; what cannot be read is left out.
    static QVariant toVariant(const QVector<AlertRule>& rules);
    static QVector<AlertRule> fromVariant(const QVariant& value);

    static QString metricName(AlertMetric metric);  // "Queue depth"
    static QString unit(AlertMetric metric);        // "items", "s", "%", "MiB", "tasks/s"
    static double unitFactor(AlertMetric metric);   // what stands in a form times this is the bound
    static QString valueText(AlertMetric metric, double value);
    static QString describe(const AlertRule& rule);  // "queue depth above 1,000 for 30 s"
    static QList<AlertValue> values(AlertMetric metric, const mp::observe::Snapshot& snapshot,
                                    const TimeHistory& history);

    void look(const mp::observe::Snapshot& snapshot, const TimeHistory& history);
    void forget();  // another session

    struct Active {
        AlertRule rule;
        QString text;  // "queue depth above 1,000 for 30 s: “in” 1,204"
        Entity entity;
        std::int64_t since_ns = 0;
    };
    QVector<Active> active() const;

Q_SIGNALS:
    void fired(const QString& sentence, const lifeguard::Entity& entity);
    void cleared(const QString& sentence);

private:
    struct State {
        QHash<QString, std::int64_t> since_ns;  // by subject: beyond since
        std::optional<std::int64_t> fired_ns;
        std::optional<std::int64_t> back_ns;  // nothing is beyond since
        QString text;
        Entity entity;
    };
    void judge(const AlertRule& rule, State& state, const QList<AlertValue>& values, std::int64_t now_ns);

    QVector<AlertRule> m_rules;
    QHash<QString, State> m_states;
};

}  // namespace lifeguard

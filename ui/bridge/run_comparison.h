// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Two recorded runs side by side: their figures, their throughput from the start on, their functions. Read on a thread
// of its own.
//
//     comparer.compare(database, 118, 117);     // answers by compared() or failed()

#include <QMetaType>
#include <QObject>
#include <QPointF>
#include <QVector>

#include "bridge/run_row.h"
#include "bridge/worker_thread.h"
#include "mp/snapshot.h"

namespace lifeguard {

struct ComparedRun {
    RunRow row;
    std::optional<double> tasks_per_s;  // over the whole run
    std::optional<double> p50_ns;
    std::optional<double> p99_ns;
    std::uint64_t lost_count = 0;
    QList<QPointF> throughput;  // x: seconds since its start; y: tasks done a second; NaN is a gap
    mp::observe::Histogram durations;
    bool cut = false;  // more tasks than are read: the newest make the functions' figures
};

struct ComparedFunction {
    QString name;
    std::uint64_t count[2] = {0, 0};  // A, B
    std::uint64_t failed[2] = {0, 0};
    std::int64_t total_ns[2] = {0, 0};
    std::int64_t p95_ns[2] = {0, 0};
    bool operator==(const ComparedFunction&) const = default;
};

struct RunComparison {
    ComparedRun runs[2];
    QVector<ComparedFunction> functions;  // the largest change of their time in all first
};

class RunComparer : public QObject {
    Q_OBJECT
public:
    explicit RunComparer(QObject* parent = nullptr);
    void compare(const QString& database, std::int64_t a, std::int64_t b);

Q_SIGNALS:
    void compared(const lifeguard::RunComparison& comparison);
    void failed(const QString& sentence);

private:
    WorkerThread m_thread;
    QObject* m_worker;
    int m_asked = 0;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::RunComparison)

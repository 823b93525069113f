// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What this machine offers for watching, checked once at start on a thread of its own: the line at the foot of Home.

#include <QObject>
#include <QString>
#include <QVector>

#include "bridge/worker_thread.h"

namespace lifeguard {

struct SelfTestItem {
    QString name;  // "/proc"
    bool ok = false;
    QString detail;  // what was found, or why not and what is missing without it
};

class SelfTest : public QObject {
    Q_OBJECT
public:
    explicit SelfTest(const QString& database, QObject* parent = nullptr);
    ~SelfTest() override;
    const QVector<SelfTestItem>& items() const { return m_items; }
    void look();  // again: programs come and go

Q_SIGNALS:
    void finished();

private:
    WorkerThread m_thread;
    QObject* m_worker;
    QString m_database;
    QVector<SelfTestItem> m_items;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Follows what was asked to end until it has ended, and says so: "12 of 12 ended". Nothing the user did goes without a
// result.

#include <QObject>
#include <QTimer>

#include "bridge/request.h"
#include "model/session_models.h"

namespace lifeguard {

class Aftermath : public QObject {
    Q_OBJECT
public:
    explicit Aftermath(SessionModels& models, QObject* parent = nullptr);
    void follow(const Outcome& outcome);

Q_SIGNALS:
    void told(const QString& sentence, bool failure);

private:
    struct Watched {
        Verb verb;
        QList<Target> targets;
        std::int64_t since_ns;
    };
    void look();
    void report(const Watched& watched, const mp::observe::Snapshot& snapshot, qsizetype ended);

    SessionModels& m_models;
    QList<Watched> m_watched;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is chosen in the window, by entity: pages write it, toolbar and inspector read it. It never moves by itself:
// when the chosen worker ends, it stays chosen.

#include <QObject>

#include "model/roles.h"

namespace lifeguard {

class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    const QList<Entity>& entities() const { return m_entities; }
    Entity single() const { return m_entities.size() == 1 ? m_entities.front() : Entity{}; }
    void set(const QList<Entity>& entities) {
        if (entities == m_entities) return;
        m_entities = entities;
        Q_EMIT changed();
    }
    void clear() { set({}); }

Q_SIGNALS:
    void changed();

private:
    QList<Entity> m_entities;
};

}  // namespace lifeguard

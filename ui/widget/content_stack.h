// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Either the content or the empty state that explains its absence.

#include <QStackedWidget>

#include "widget/empty_state.h"

namespace lifeguard {

class ContentStack : public QStackedWidget {
    Q_OBJECT
public:
    ContentStack(const QString& name, QWidget* content, QWidget* parent = nullptr);
    void showContent() { setCurrentIndex(0); }
    void showEmpty(const QString& sentence, const QList<EmptyState::Action>& actions);
    bool isEmpty() const { return currentIndex() == 1; }
    EmptyState* empty() const { return m_empty; }

private:
    EmptyState* m_empty;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/content_stack.h"

namespace lifeguard {

ContentStack::ContentStack(const QString& name, QWidget* content, QWidget* parent) : QStackedWidget(parent) {
    setObjectName(name + QLatin1String("Stack"));
    m_empty = new EmptyState(name + QLatin1String("Empty"), this);
    addWidget(content);
    addWidget(m_empty);
}

void ContentStack::showEmpty(const QString& sentence, const QList<EmptyState::Action>& actions) {
    m_empty->set(sentence, actions);
    setCurrentIndex(1);
}

}  // namespace lifeguard

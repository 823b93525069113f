// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/empty_state.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace lifeguard {

EmptyState::EmptyState(const QString& name, QWidget* parent) : QWidget(parent) {
    setObjectName(name);
    m_label = new QLabel(this);
    m_label->setObjectName(name + QLatin1String("Text"));
    m_label->setAlignment(Qt::AlignCenter);
    m_label->setWordWrap(true);
    m_label->setMinimumWidth(fontMetrics().averageCharWidth() * 30);
    m_buttons = new QHBoxLayout;
    m_buttons->setAlignment(Qt::AlignCenter);
    auto* layout = new QVBoxLayout(this);
    layout->addStretch();
    layout->addWidget(m_label);
    layout->addSpacing(6);
    layout->addLayout(m_buttons);
    layout->addStretch();
}

void EmptyState::set(const QString& sentence, const QList<Action>& actions) {
    m_label->setText(sentence);
    setAccessibleName(sentence);
    QStringList texts;
    for (const Action& action : actions) texts.append(action.text);
    m_actions = actions;
    // The buttons stay while their words do: a refresh must not take the focus away.
    if (texts == m_texts) return;
    m_texts = texts;
    while (QLayoutItem* item = m_buttons->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (qsizetype i = 0; i < actions.size(); ++i) {
        auto* button = new QPushButton(actions[i].text, this);
        button->setObjectName(objectName() + QStringLiteral("Action%1").arg(i));
        button->setAccessibleName(actions[i].text);
        connect(button, &QPushButton::clicked, this, [this, i] { m_actions[i].run(); });
        m_buttons->addWidget(button);
    }
}

QString EmptyState::sentence() const {
    return m_label->text();
}

}  // namespace lifeguard

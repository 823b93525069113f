// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What stands where nothing is: one sentence why, and what can be done about it.

#include <QWidget>
#include <functional>

class QHBoxLayout;
class QLabel;

namespace lifeguard {

class EmptyState : public QWidget {
    Q_OBJECT
public:
    struct Action {
        QString text;
        std::function<void()> run;
    };

    explicit EmptyState(const QString& name, QWidget* parent = nullptr);
    void set(const QString& sentence, const QList<Action>& actions);
    QString sentence() const;

private:
    QLabel* m_label;
    QHBoxLayout* m_buttons;
    QStringList m_texts;
    QList<Action> m_actions;
};

}  // namespace lifeguard

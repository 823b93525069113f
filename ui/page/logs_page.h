// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What was said, by whom: the program's log, output of tasks, failures and ends, in one list that follows.

#include "page/page.h"
#include "page/state_chips.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

class QCheckBox;
class QLabel;
class QPushButton;

namespace lifeguard {

class LogsPage : public Page {
    Q_OBJECT
public:
    LogsPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    void showSelection(bool fresh) override;
    QWidget* mainWidget() const override { return m_table; }
    bool isFollowing() const;

protected:
    void refresh() override;

private:
    void refreshRows();
    void toTheEnd();
    void choose();
    QList<Entity> about() const;
    void showMenu(const QList<Entity>& entities, const QPoint& global);
    void save();
    const LogRow* lineOf(const Entity& line) const;

    FilterProxy* m_proxy;
    StateChips* m_chips;
    TableView* m_table;
    ContentStack* m_stack;
    ContentStack* m_rows;
    QCheckBox* m_follow;
    QPushButton* m_save;
    QLabel* m_note;
    bool m_moving = false;  // the page scrolls, not the user
};

}  // namespace lifeguard

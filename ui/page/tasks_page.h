// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What was done, by whom, how long it took and what came of it: one row an attempt, with chips that filter by state.

#include "page/page.h"
#include "page/state_chips.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

class QLabel;
class QPushButton;

namespace lifeguard {

class TasksPage : public Page {
    Q_OBJECT
public:
    TasksPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override { return entity.kind == Entity::Kind::task; }
    void refresh() override;

private:
    void refreshRows();
    void refreshButtons();
    void refreshNote();
    void showMenu(const QList<Entity>& entities, const QPoint& global);
    QList<Entity> chosenRunning() const;
    QList<Entity> chosenFailed() const;
    void refreshRetries();
    void showWorker(const Entity& task);

    FilterProxy* m_proxy;
    StateChips* m_chips;
    TableView* m_table;
    ContentStack* m_stack;
    ContentStack* m_rows;
    QPushButton* m_stop;
    QPushButton* m_retry;
    QPushButton* m_retry_failed;
    QLabel* m_note;
};

}  // namespace lifeguard

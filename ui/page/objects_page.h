// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a manager server holds, C++'s or Python's: one row an object. The chosen one is looked at in the inspector.

#include "page/page.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

class QLabel;
class QToolButton;

namespace lifeguard {

class ObjectsPage : public Page {
    Q_OBJECT
public:
    ObjectsPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override { return entity.kind == Entity::Kind::object; }
    void refresh() override;

private:
    QWidget* makeBar();
    void showMenu(const QPoint& global);

    FilterProxy* m_proxy;
    QLabel* m_server;
    QLabel* m_badge;
    QToolButton* m_control;
    TableView* m_table;
    ContentStack* m_stack;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Every end of a process: when, how, what it means, what it was doing, who took its place. The inspector has the rest.

#include "page/page.h"
#include "widget/chips.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

namespace lifeguard {

class ExitsPage : public Page {
    Q_OBJECT
public:
    ExitsPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override {
        return entity.kind == Entity::Kind::exit && m_context.models.exits.indexOf(entity).isValid();
    }
    void refresh() override;

private:
    void refreshGroups();
    void showMenu(const QList<Entity>& entities, const QPoint& global);

    FilterProxy* m_proxy;
    Chips* m_groups;
    TableView* m_table;
    ContentStack* m_stack;
    ContentStack* m_rows;
};

}  // namespace lifeguard

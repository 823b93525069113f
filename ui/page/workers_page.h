// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who works, on what, and how it goes: the tree session → pool → worker, with chips that filter by state.

#include "page/page.h"
#include "page/state_chips.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

class QCheckBox;
class QPushButton;
class QToolButton;

namespace lifeguard {

class WorkersPage : public Page {
    Q_OBJECT
public:
    WorkersPage(const PageContext& context, QWidget* parent = nullptr);

    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_tree; }
    TreeView* tree() const { return m_tree; }

protected:
    ViewKeeper* keeper() const override { return m_tree->keeper(); }
    bool lists(const Entity& entity) const override { return m_context.models.processes.indexOf(entity).isValid(); }
    void refresh() override;

private:
    void showMenu(const QList<Entity>& entities, const QPoint& global);

    FilterProxy* m_proxy;
    StateChips* m_chips;
    TreeView* m_tree;
    ContentStack* m_stack;
    QCheckBox* m_ended;
    QPushButton* m_clear;
};

}  // namespace lifeguard

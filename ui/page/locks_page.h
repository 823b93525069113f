// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who holds, who waits, and whether it can ever end: the locks, the wait-for graph, the waits of the chosen lock.

#include "chart/histogram_view.h"
#include "page/page.h"
#include "widget/banner.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"
#include "widget/wait_graph.h"

class QScrollArea;

namespace lifeguard {

class LocksPage : public Page {
    Q_OBJECT
public:
    LocksPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override {
        return entity.kind == Entity::Kind::lock || entity.kind == Entity::Kind::sync;
    }
    void refresh() override;

private:
    void refreshBanner(const mp::observe::Snapshot& snapshot);
    void refreshWaits();

    FilterProxy* m_proxy;
    Banner* m_banner;
    TableView* m_table;
    ContentStack* m_stack;
    ContentStack* m_rows;
    WaitGraphView* m_graph;
    QScrollArea* m_graphArea;
    ContentStack* m_graphStack;
    HistogramView* m_waits;
    Entity m_deadlocked;
};

}  // namespace lifeguard

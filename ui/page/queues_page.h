// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What flows and what piles up: the queues, and the depth and flow of the chosen ones over time.

#include "chart/time_series_view.h"
#include "page/page.h"
#include "widget/banner.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

namespace lifeguard {

class QueuesPage : public Page {
    Q_OBJECT
public:
    QueuesPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override { return entity.kind == Entity::Kind::queue; }
    void refresh() override;

private:
    QList<std::uint64_t> chartedQueues() const;  // the chosen, or the deepest four
    void refreshCharts();

    FilterProxy* m_proxy;
    Banner* m_banner;
    TableView* m_table;
    ContentStack* m_stack;
    ContentStack* m_rows;
    TimeSeriesView* m_depth;
    TimeSeriesView* m_flow;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Two recorded runs side by side: what changed, for better or worse; throughput from the start on, one over the other;
// the functions whose time changed most. The runs are the two that are chosen on the Runs page.

#include "bridge/run_comparison.h"
#include "chart/histogram_view.h"
#include "chart/time_series_view.h"
#include "model/compare_model.h"
#include "page/page.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"

class QLabel;
class QSplitter;

namespace lifeguard {

class ComparePage : public Page {
    Q_OBJECT
public:
    ComparePage(const PageContext& context, QWidget* parent = nullptr);
    QWidget* mainWidget() const override { return m_figures_view; }
    void compare(std::int64_t a, std::int64_t b);

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void showComparison(const RunComparison& comparison);
    void swap();

    RunComparer m_comparer;
    CompareModel m_figures, m_functions{CompareModel::Of::functions};
    FilterProxy m_figures_proxy, m_functions_proxy;
    TableView *m_figures_view, *m_functions_view;
    TimeSeriesView* m_throughput;
    HistogramView* m_durations;
    ContentStack* m_stack;
    QSplitter* m_charts;
    QLabel *m_title, *m_note;
    std::int64_t m_a = 0, m_b = 0;  // asked for; 0: none yet
    bool m_known = false;           // and read
    QString m_complaint;
};

}  // namespace lifeguard

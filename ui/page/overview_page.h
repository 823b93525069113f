// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// How it goes as a whole: five figures, what needs attention, how far the work is, four charts.

#include "chart/time_series_view.h"
#include "page/page.h"
#include "page/pool_progress.h"
#include "widget/card.h"
#include "widget/content_stack.h"

class QBoxLayout;
class QLabel;
class QListView;
class QProgressBar;
class QVBoxLayout;

namespace lifeguard {

class OverviewPage : public Page {
    Q_OBJECT
public:
    OverviewPage(const PageContext& context, QWidget* parent = nullptr);
    QWidget* mainWidget() const override { return m_workers; }

protected:
    void refresh() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeCards();
    QWidget* makeFindings();
    QWidget* makeCharts();
    void refreshCards(const mp::observe::Snapshot& snapshot);
    void refreshProgress(const QList<PoolProgress>& progress);
    void refreshCharts(const mp::observe::Snapshot& snapshot);
    void follow(const QModelIndex& finding);

    struct Bar {
        QWidget* row;
        QLabel* name;
        QProgressBar* bar;
        QLabel* text;
    };
    ContentStack* m_stack;
    QBoxLayout* m_middle;
    Card *m_workers, *m_throughput, *m_queued, *m_failed, *m_wait;
    QListView* m_findings;
    ContentStack* m_findingsStack;
    QLabel* m_findingsTitle;
    QVBoxLayout* m_progress;
    QList<Bar> m_bars;
    TimeSeriesView *m_states, *m_rates, *m_depths, *m_durations;
    ProgressTracker m_tracker;
    struct Charted {  // what the curves were drawn of
        mp::observe::Identity program;
        std::int64_t from_ns, to_ns;
        std::size_t queues;
        bool operator==(const Charted&) const = default;
    };
    std::optional<Charted> m_charted;
};

}  // namespace lifeguard

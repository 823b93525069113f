// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Who ran what when: lanes of workers over time, live or of a recording. A click inspects a task, a double-click or
// Enter shows it among the tasks, dragging sums up a stretch of time.

#include "chart/timeline_view.h"
#include "page/page.h"
#include "widget/content_stack.h"

class QCheckBox;
class QComboBox;
class QLabel;

namespace lifeguard {

class TimelinePage : public Page {
    Q_OBJECT
public:
    TimelinePage(const PageContext& context, QWidget* parent = nullptr);
    void reveal(const Entity& entity) override;
    void showSelection(bool fresh) override;
    FilterProxy* filter() const override { return m_filter; }
    QWidget* mainWidget() const override { return m_view; }

protected:
    void refresh() override;

private:
    QWidget* makeBar();
    void refreshSummary();
    void refreshNote();
    void followTimes();

    FilterProxy* m_filter;  // of no model: the spans are no rows
    TimelineView* m_view;
    ContentStack* m_lanes;
    ContentStack* m_stack;
    QComboBox* m_colours = nullptr;
    QCheckBox* m_waits = nullptr;
    QCheckBox* m_live = nullptr;
    QLabel* m_legend;
    QLabel* m_summary;
    QLabel* m_note;
    TimeRange m_range;
    mp::observe::Identity m_shown;  // the program whose time is in sight
};

}  // namespace lifeguard

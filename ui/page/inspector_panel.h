// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// All about what is chosen, on any page: the content of the right dock. A process that has ended keeps its last values,
// and says that they are frozen.

#include <QTabWidget>

#include "chart/histogram_view.h"
#include "chart/time_series_view.h"
#include "page/fact_list.h"
#include "page/page.h"
#include "widget/content_stack.h"
#include "widget/elided_label.h"

class QLabel;
class QPushButton;
class QSpinBox;

namespace lifeguard {

class InspectorPanel : public QWidget {
    Q_OBJECT
public:
    explicit InspectorPanel(const PageContext& context, QWidget* parent = nullptr);
    Entity entity() const { return m_entity; }
    QSize sizeHint() const override;

Q_SIGNALS:
    void requested(lifeguard::Verb verb, const QList<lifeguard::Entity>& entities, bool descendants = false);
    void resizeRequested(std::uint64_t pool, std::uint32_t workers);
    void pageRequested(const QString& page, const lifeguard::Entity& entity);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeActions();
    QWidget* makeResize();
    void choose();
    void refresh();
    void setTabs(Entity::Kind kind);
    void showProcess(const mp::observe::Snapshot& snapshot);
    void showPool(const mp::observe::Snapshot& snapshot);
    void showQueue(const mp::observe::Snapshot& snapshot);
    void showLock(const mp::observe::Snapshot& snapshot);
    void showExit(const mp::observe::Snapshot& snapshot);
    void showRun();
    void showTask(const mp::observe::Snapshot& snapshot);
    void takeOutputs(const QList<OutputOfTask>& outputs);
    void takeWords(const WordsOfProcess& words);
    void showHistogram(const QString& title, const mp::observe::Histogram& histogram, const QString& empty);
    void refreshActions();
    void refreshPause();
    void setLink(const QString& text, const QString& page, const Entity& entity);

    PageContext m_context;
    Entity m_entity;
    std::optional<mp::observe::Process> m_process;  // as last seen
    ElidedLabel* m_title;
    QLabel* m_subtitle;
    QTabWidget* m_tabs;
    ContentStack* m_stack;
    FactList *m_summary, *m_task, *m_locks, *m_resources, *m_evidence, *m_attempts, *m_output;
    std::optional<mp::observe::Task> m_shown_task;  // as last seen
    std::optional<OutputOfTask> m_task_output;
    std::optional<std::pair<Entity, bool>> m_output_asked;  // of which task, and whether it had ended
    std::vector<mp::observe::LogEntry> m_words;             // of the exit, as a recording has them
    std::optional<std::pair<Entity, bool>> m_words_asked;   // of which exit, and whether all was written down
    QWidget* m_resourcesBox;
    TimeSeriesView *m_cpu, *m_depth;
    HistogramView* m_histogram;
    QWidget *m_actions, *m_resize;
    QPushButton *m_terminate, *m_kill, *m_suspend, *m_resume, *m_stop, *m_retry, *m_pause, *m_link, *m_apply;
    QSpinBox* m_size;
    QString m_linkPage;
    Entity m_linkEntity;
    std::optional<Entity::Kind> m_kind;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/timeline_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>

#include "format/format.h"

namespace lifeguard {
namespace {

const QString colours_key = QStringLiteral("timeline/colours");
const QString waits_key = QStringLiteral("timeline/waits");

}  // namespace

TimelinePage::TimelinePage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("timeline"), tr("Timeline"), parent) {
    m_filter = new FilterProxy(this);
    m_view = new TimelineView(this);
    auto* content = new QWidget(this);
    m_legend = new QLabel(content);
    m_legend->setObjectName(QStringLiteral("timelineLegend"));
    m_legend->setAccessibleName(tr("What the colours mean"));
    m_legend->setTextFormat(Qt::RichText);
    m_legend->setWordWrap(true);
    m_summary = new QLabel(content);
    m_summary->setObjectName(QStringLiteral("timelineSummary"));
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_summary->setWordWrap(true);
    m_note = new QLabel(content);
    m_note->setObjectName(QStringLiteral("timelineNote"));
    m_note->setWordWrap(true);
    m_note->hide();
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(makeBar());
    m_lanes = new ContentStack(QStringLiteral("timelineLanes"), m_view, content);
    column->addWidget(m_lanes, 1);
    column->addWidget(m_legend);
    column->addWidget(m_summary);
    column->addWidget(m_note);
    m_stack = new ContentStack(QStringLiteral("timeline"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    connect(m_view, &TimelineView::taskChosen, this,
            [this](const Entity& task) { m_context.models.selection.set({task}); });
    connect(m_view, &TimelineView::workerChosen, this,
            [this](const Entity& worker) { m_context.models.selection.set({worker}); });
    connect(m_view, &TimelineView::activated, this,
            [this](const Entity& task) { Q_EMIT pageRequested(QStringLiteral("tasks"), task); });
    connect(m_view, &TimelineView::rangeChanged, this, &TimelinePage::refreshSummary);
    // The box tells what is; setChecked() on what is already changes nothing.
    connect(m_view, &TimelineView::followingChanged, m_live, &QCheckBox::setChecked);
    m_view->setSpans(&context.models.spans);
    connect(m_filter, &FilterProxy::filterChanged, this, [this] {
        m_context.models.spans.setFilter(m_filter->expression());
        if (isVisible()) refresh();
    });
    connect(&context.models.times, &TimeView::changed, this, &TimelinePage::followTimes);
    refresh();
}

QWidget* TimelinePage::makeBar() {
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    auto* label = new QLabel(tr("&Colour by"), bar);
    m_colours = new QComboBox(bar);
    m_colours->setObjectName(QStringLiteral("timelineColours"));
    m_colours->setAccessibleName(tr("Colour by"));
    m_colours->addItem(tr("function"), static_cast<int>(TimelineView::ColourBy::function));
    m_colours->addItem(tr("state"), static_cast<int>(TimelineView::ColourBy::state));
    m_colours->addItem(tr("pool"), static_cast<int>(TimelineView::ColourBy::pool));
    label->setBuddy(m_colours);
    m_waits = new QCheckBox(tr("W&aits for locks"), bar);
    m_waits->setObjectName(QStringLiteral("timelineWaits"));
    m_waits->setToolTip(
        tr("Waits for locks, semaphores, conditions, barriers and full queues that lasted long enough "
           "to be seen"));
    row->addWidget(label);
    row->addWidget(m_colours);
    row->addSpacing(8);
    row->addWidget(m_waits);
    row->addStretch();
    const auto add = [&](const char* name, const QString& text, const QString& tip) {
        auto* button = new QToolButton(bar);
        button->setObjectName(QLatin1String(name));
        button->setText(text);
        button->setToolTip(tip);
        button->setAccessibleName(tip);
        button->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(button);
        return button;
    };
    connect(add("timelineZoomIn", tr("+"), tr("Zoom in (W, or Ctrl and the wheel)")), &QToolButton::clicked, m_view,
            &TimelineView::zoomIn);
    connect(add("timelineZoomOut", tr("−"), tr("Zoom out (S)")), &QToolButton::clicked, m_view, &TimelineView::zoomOut);
    connect(add("timelineFit", tr("Fit"), tr("Show all that is known (F)")), &QToolButton::clicked, m_view,
            &TimelineView::fit);
    QToolButton* picture = add("timelineExport", tr("E&xport"), tr("The timeline as a picture"));
    picture->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(picture);
    menu->setObjectName(QStringLiteral("timelineExportMenu"));
    m_view->fillExportMenu(menu);
    picture->setMenu(menu);
    m_live = new QCheckBox(tr("F&ollow"), bar);
    m_live->setObjectName(QStringLiteral("timelineLive"));
    m_live->setToolTip(tr("Keep the newest in sight (End)"));
    m_live->setChecked(true);
    row->addWidget(m_live);
    connect(m_live, &QCheckBox::toggled, m_view, &TimelineView::setFollowing);
    connect(m_colours, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_view->setColourBy(static_cast<TimelineView::ColourBy>(m_colours->itemData(index).toInt()));
        refreshSummary();
        m_context.settings.setValue(colours_key, index);
    });
    connect(m_waits, &QCheckBox::toggled, this, [this](bool on) {
        m_view->setWaitsShown(on);
        refreshSummary();
        m_context.settings.setValue(waits_key, on);
    });
    m_waits->setChecked(m_context.settings.value(waits_key, true).toBool());
    m_colours->setCurrentIndex(std::clamp(m_context.settings.value(colours_key, 0).toInt(), 0, 2));
    return bar;
}

void TimelinePage::refresh() {
    const SnapshotPtr snapshot = m_context.models.snapshot();
    if (!snapshot) {
        m_shown = {};
        m_stack->showEmpty(tr("No timeline: no program is watched."), waysToAProgram());
        return;
    }
    if (m_context.models.spans.lanes().empty()) {
        m_stack->showEmpty(tr("This program has no workers yet. Each process that it starts gets a lane here, with the "
                              "tasks that it runs and the locks that it waits for."),
                           {{tr("Go to Workers"), [this] { Q_EMIT pageRequested(QStringLiteral("workers"), {}); }}});
        return;
    }
    m_stack->showContent();
    const bool recording = m_context.feed.state() == SnapshotFeed::State::recording;
    m_live->setVisible(!recording);
    const bool fresh = m_shown != snapshot->program;
    m_shown = snapshot->program;
    if (fresh) m_view->restart();
    const auto& lanes = m_context.models.spans.lanes();
    const bool any = std::any_of(lanes.begin(), lanes.end(),
                                 [this](const auto& lane) { return m_context.models.spans.isShown(*lane); });
    if (any)
        m_lanes->showContent();
    else
        m_lanes->showEmpty(tr("No task or worker matches “%1” in %2 lanes.")
                               .arg(m_filter->filterText(), format::count(static_cast<std::uint64_t>(lanes.size()))),
                           {{tr("Clear filter"), [this] { m_filter->setFilterText({}); }}});
    refreshNote();
    if (fresh) followTimes();
    if (!m_context.models.isPaused() || fresh) m_view->refresh();
    // A recording is over: all of it is in sight at first, also when its tasks come a moment later.
    if (recording && m_view->isFollowing()) m_view->fit();
}

// The range of the time strip is what is in sight; without one it is what it was: the newest, or all of a recording.
void TimelinePage::followTimes() {
    const TimeRange range = m_context.models.times.range();
    m_view->setMoment(m_context.models.times.moment());
    if (range == m_range) return;
    m_range = range;
    if (!range.isEmpty())
        m_view->showRange(range.from_ns, range.to_ns);
    else if (m_context.feed.state() == SnapshotFeed::State::recording)
        m_view->fit();
    else
        m_view->follow();
}

// An empty lane that was full is no idle worker.
void TimelinePage::refreshNote() {
    const SpanHistory& spans = m_context.models.spans;
    const auto missing = static_cast<int>(std::min<std::uint64_t>(spans.missing(), 2'000'000'000));
    m_note->setVisible(missing > 0);
    if (missing == 0) return;
    const bool recording = m_context.feed.state() == SnapshotFeed::State::recording;
    const QString text =
        recording
            ? tr("%1 older task(s) of this run, from before %2, are not drawn; an export has them all.", nullptr,
                 missing)
            : tr("%1 older task(s), from before %2, are not drawn any more; a recording keeps them.", nullptr, missing);
    m_note->setText(text.arg(format::count(spans.missing()), format::clockSeconds(spans.coveredFrom())));
}

void TimelinePage::refreshSummary() {
    const TimelineView::Range range = m_view->range();
    const TimelineView::Summary sum = m_view->summary();
    QString text = m_view->hasSelection() ? tr("Selection: ") : tr("In sight: ");
    text +=
        tr("%1 · %2 task(s)", nullptr, static_cast<int>(sum.tasks))
            .arg(format::duration(range.to_ns - range.from_ns), format::count(static_cast<std::uint64_t>(sum.tasks)));
    if (sum.failed > 0) text += tr(" · ✖ %1 failed").arg(format::count(static_cast<std::uint64_t>(sum.failed)));
    text += tr(" · busy %1").arg(format::share(sum.busy));
    if (sum.tasks > 0)
        text += tr(" · p50 %1 · longest %2").arg(format::duration(sum.p50_ns), format::duration(sum.longest_ns));
    if (m_summary->text() != text) m_summary->setText(text);
    QStringList words;
    for (const auto& [name, colour] : m_view->legend()) {
        const QString glyph = name.left(1).toHtmlEscaped(), rest = name.mid(1).toHtmlEscaped();
        words << (colour.isValid()
                      ? QStringLiteral("<span style=\"color:%1\">%2</span>%3").arg(colour.name(), glyph, rest)
                      : name.toHtmlEscaped());
    }
    const QString legend = words.join(QStringLiteral(" &nbsp; "));
    if (m_legend->text() != legend) m_legend->setText(legend);
}

void TimelinePage::showSelection(bool) {
    const Entity chosen = m_context.models.selection.single();
    if (chosen.kind == Entity::Kind::task) {
        if (chosen == m_view->chosen()) return;  // of a lane: more tasks are drawn than are listed
        const mp::observe::Task* task = m_context.models.tasks.task(chosen);
        m_view->highlight(chosen, task != nullptr ? task->worker : mp::observe::Identity{});
        return;
    }
    m_view->highlight({}, chosen.identity);
}

void TimelinePage::reveal(const Entity& entity) {
    m_view->choose(entity, true);
}

}  // namespace lifeguard

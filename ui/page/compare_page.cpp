// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/compare_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

#include "format/format.h"
#include "page/curves.h"

namespace lifeguard {
namespace {

QString nameOf(const RunRow& run) {
    const QString name = run.name.isEmpty() ? run.source : run.name;
    return QStringLiteral("%1 %2, %3").arg(QString::number(run.id), name, format::dateTime(run.started_ns));
}

QString sinceStart(double seconds) {
    return format::elapsed(static_cast<std::int64_t>(seconds * 1e9));
}

}  // namespace

ComparePage::ComparePage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("compare"), tr("Compare"), parent) {
    m_figures_proxy.setSourceModel(&m_figures);
    m_functions_proxy.setSourceModel(&m_functions);
    const auto table = [&](const char* name, const QString& title, FilterProxy* proxy, CompareModel::Of of) {
        auto* view = new TableView(QLatin1String(name), CompareModel::columns(of), context.settings, this);
        view->setAccessibleName(title);
        view->setModel(proxy);
        return view;
    };
    m_figures_view = table("compareFigures", tr("Figures of both runs"), &m_figures_proxy, CompareModel::Of::figures);
    m_figures_view->columns()->setNames({QStringLiteral("title")});
    m_figures_view->columns()->setDefaultWidths({{QStringLiteral("title"), 20},
                                                 {QStringLiteral("a"), 12},
                                                 {QStringLiteral("b"), 12},
                                                 {QStringLiteral("change"), 16}});
    m_figures_view->setMinimumWidth(fontMetrics().averageCharWidth() * 62);  // all its columns
    m_functions_view = table("compareFunctions", tr("Functions, the largest change first"), &m_functions_proxy,
                             CompareModel::Of::functions);
    m_functions_view->columns()->setNames({QStringLiteral("title")});
    m_functions_view->columns()->setDefaultWidths(
        {{QStringLiteral("title"), 24}, {QStringLiteral("a"), 54}, {QStringLiteral("b"), 54}});
    m_throughput = new TimeSeriesView(TimeSeriesView::Shape::lines, this);
    curves::furnishRates(m_throughput, QStringLiteral("compareThroughput"), tr("Tasks done, from the start on"),
                         tr("per s"));
    m_throughput->setTimeText(&sinceStart);
    m_durations = new HistogramView(this);
    m_durations->setObjectName(QStringLiteral("compareDurations"));
    m_durations->setHeading(tr("Task durations"), tr("share of tasks"));
    m_durations->setValueText(&curves::duration);
    m_durations->setCountText(&format::share);
    m_durations->setEmptyText(tr("Neither run has finished a task"));
    m_title = new QLabel(this);
    m_title->setObjectName(QStringLiteral("compareTitle"));
    m_title->setTextFormat(Qt::PlainText);
    QFont bold = font();
    bold.setBold(true);
    m_title->setFont(bold);
    m_title->setWordWrap(true);
    auto* swap = new QPushButton(tr("Sw&ap"), this);
    swap->setObjectName(QStringLiteral("compareSwap"));
    swap->setToolTip(tr("Make B the run that is judged against A"));
    auto* runs = new QPushButton(tr("Other &runs…"), this);
    runs->setObjectName(QStringLiteral("compareRuns"));
    m_note = new QLabel(this);
    m_note->setObjectName(QStringLiteral("compareNote"));
    m_note->setWordWrap(true);
    m_note->hide();

    auto* content = new QWidget(this);
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_title, 1);
    bar->addWidget(swap);
    bar->addWidget(runs);
    auto* top = new QSplitter(Qt::Horizontal, content);
    top->setObjectName(QStringLiteral("compareTop"));
    top->setChildrenCollapsible(false);
    m_charts = new QSplitter(Qt::Horizontal, content);
    m_charts->setObjectName(QStringLiteral("compareCharts"));
    m_charts->setChildrenCollapsible(false);
    m_charts->addWidget(m_throughput);
    m_charts->addWidget(m_durations);
    top->addWidget(m_figures_view);
    top->addWidget(m_charts);
    top->setStretchFactor(1, 1);
    auto* parts = new QSplitter(Qt::Vertical, content);
    parts->setObjectName(QStringLiteral("compareParts"));
    parts->setChildrenCollapsible(false);
    parts->addWidget(top);
    parts->addWidget(m_functions_view);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addLayout(bar);
    column->addWidget(parts, 1);
    column->addWidget(m_note);
    m_stack = new ContentStack(QStringLiteral("compare"), content, this);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_stack);
    connect(swap, &QPushButton::clicked, this, &ComparePage::swap);
    connect(runs, &QPushButton::clicked, this, [this] { Q_EMIT pageRequested(QStringLiteral("runs"), {}); });
    connect(&m_comparer, &RunComparer::compared, this, &ComparePage::showComparison);
    connect(&m_comparer, &RunComparer::failed, this, [this](const QString& sentence) {
        m_complaint = sentence;
        refresh();
    });
    refresh();
}

void ComparePage::compare(std::int64_t a, std::int64_t b) {
    m_a = a;
    m_b = b;
    m_known = false;
    m_complaint.clear();
    m_comparer.compare(m_context.runs.database(), a, b);
    refresh();
}

void ComparePage::swap() {
    if (m_a != 0) compare(m_b, m_a);
}

// Two runs that are chosen are compared when the page comes to the front; the later one is A, judged against the
// earlier.
void ComparePage::refresh() {
    const QList<Entity>& chosen = m_context.models.selection.entities();
    if (chosen.size() == 2 && chosen[0].kind == Entity::Kind::run && chosen[1].kind == Entity::Kind::run) {
        const auto later = static_cast<std::int64_t>(std::max(chosen[0].id, chosen[1].id));
        const auto earlier = static_cast<std::int64_t>(std::min(chosen[0].id, chosen[1].id));
        const bool same = (m_a == later && m_b == earlier) || (m_a == earlier && m_b == later);
        if (!same) {
            compare(later, earlier);
            return;
        }
    }
    const EmptyState::Action to_runs{tr("Go to Runs"), [this] { Q_EMIT pageRequested(QStringLiteral("runs"), {}); }};
    if (!m_complaint.isEmpty())
        m_stack->showEmpty(m_complaint, {to_runs});
    else if (m_a == 0)
        m_stack->showEmpty(tr("Choose two runs on the Runs page: here they are compared."), {to_runs});
    else if (!m_known)
        m_stack->showEmpty(tr("Reading runs %1 and %2…").arg(m_a).arg(m_b), {});
    else
        m_stack->showContent();
}

void ComparePage::showComparison(const RunComparison& comparison) {
    m_known = true;
    const ComparedRun &a = comparison.runs[0], &b = comparison.runs[1];
    m_title->setText(tr("A: run %1   ↔   B: run %2").arg(nameOf(a.row), nameOf(b.row)));
    m_figures.setRuns(comparison);
    m_functions.setFunctions(comparison);
    double longest = 1;
    for (const ComparedRun* run : {&a, &b})
        if (!run->throughput.isEmpty()) longest = std::max(longest, run->throughput.last().x());
    m_throughput->setSpan(longest);
    m_throughput->setSilence(std::max(5.0, longest / 50));
    m_throughput->setEmptyText(tr("Neither run has finished a task"));
    m_throughput->setSeries(
        {{QStringLiteral("A"), tr("A: run %1").arg(a.row.id), a.throughput, Tone::active, Qt::SolidLine},
         {QStringLiteral("B"), tr("B: run %1").arg(b.row.id), b.throughput, Tone::waiting, Qt::DashLine}});
    QList<HistogramView::Bucket> both = curves::buckets(a.durations);
    const auto& others = b.durations.buckets;
    for (qsizetype i = 0; i < both.size() && static_cast<std::size_t>(i) < others.size(); ++i)
        both[i].other = static_cast<double>(others[static_cast<std::size_t>(i)]);
    m_durations->setPair(both, tr("A: run %1").arg(a.row.id), tr("B: run %1").arg(b.row.id));
    m_note->setText(
        tr("A run has more tasks than are read here: the functions' figures are those of its newest tasks."));
    m_note->setVisible(a.cut || b.cut);
    refresh();
}

// Where it is narrow, the charts stand one above the other.
void ComparePage::resizeEvent(QResizeEvent* event) {
    Page::resizeEvent(event);
    const bool wide = width() > fontMetrics().averageCharWidth() * 160;
    m_charts->setOrientation(wide ? Qt::Horizontal : Qt::Vertical);
}

}  // namespace lifeguard

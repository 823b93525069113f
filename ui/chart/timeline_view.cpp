// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/timeline_view.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "format/format.h"

namespace lifeguard {
namespace {

constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t first_width_ns = 30 * second;
constexpr std::int64_t least_width_ns = 1'000;  // 1 µs over the whole width
constexpr std::int64_t most_width_ns = 400LL * 86'400 * second;
constexpr int bar_steps = 1'000'000;  // the horizontal bar counts in parts of all that is known
constexpr int near_px = 3;            // so far from a narrow span still means that span

}  // namespace

TimelineView::TimelineView(QWidget* parent) : QAbstractScrollArea(parent) {
    setObjectName(QStringLiteral("timelineView"));
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
    viewport()->setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    verticalScrollBar()->setSingleStep(rowHeight());
    verticalScrollBar()->setAccessibleName(tr("Workers"));
    horizontalScrollBar()->setAccessibleName(tr("Time"));
    connect(horizontalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (m_setting_bars || m_spans == nullptr) return;
        const std::int64_t first = m_spans->firstTime();
        const double all = static_cast<double>(std::max<std::int64_t>(1, m_spans->lastTime() - first));
        const std::int64_t from = first + static_cast<std::int64_t>(all * value / bar_steps);
        const bool at_end = value == horizontalScrollBar()->maximum();
        setRange(from, from + m_to_ns - m_from_ns, at_end && m_following);
    });
}

QSize TimelineView::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 100, rowHeight() * 14};
}

void TimelineView::setSpans(const SpanHistory* spans) {
    m_spans = spans;
    refresh();
}

void TimelineView::setColourBy(ColourBy by) {
    m_colour_by = by;
    viewport()->update();
}

void TimelineView::setWaitsShown(bool shown) {
    m_waits = shown;
    viewport()->update();
}

int TimelineView::rowHeight() const {
    return fontMetrics().height() + 8;
}
int TimelineView::rulerHeight() const {
    return fontMetrics().height() + 8;
}
int TimelineView::labelWidth() const {
    return std::min(fontMetrics().averageCharWidth() * 29, std::max(60, viewport()->width() / 4));
}
int TimelineView::rowTop(int row) const {
    return rulerHeight() + row * rowHeight() - (m_picture_height > 0 ? 0 : verticalScrollBar()->value());
}
int TimelineView::rowAt(int y) const {
    if (y < rulerHeight()) return -1;
    const int row = (y - rulerHeight() + verticalScrollBar()->value()) / rowHeight();
    return row < static_cast<int>(m_rows.size()) ? row : -1;
}

double TimelineView::xOf(std::int64_t time_ns) const {
    const double width = std::max(1, viewport()->width() - labelWidth());
    const double all = static_cast<double>(std::max<std::int64_t>(1, m_to_ns - m_from_ns));
    return labelWidth() + static_cast<double>(time_ns - m_from_ns) / all * width;
}

std::int64_t TimelineView::timeAt(double x) const {
    const double width = std::max(1, viewport()->width() - labelWidth());
    return m_from_ns + static_cast<std::int64_t>((x - labelWidth()) / width * static_cast<double>(m_to_ns - m_from_ns));
}

// --- what is in sight -----------------------------------------------------------------------------------------------

// The moment is brought into sight.
void TimelineView::setMoment(std::optional<std::int64_t> time_ns) {
    if (time_ns == m_moment) return;
    m_moment = time_ns;
    const std::int64_t width = m_to_ns - m_from_ns;
    if (time_ns && (*time_ns < m_from_ns || *time_ns > m_to_ns))
        setRange(*time_ns - width * 3 / 4, *time_ns + width / 4, false);
    viewport()->update();
}

void TimelineView::refresh() {
    if (m_spans == nullptr) return;
    if (m_to_ns == 0 || m_spans->lastTime() == 0) {
        const std::int64_t last = m_spans->lastTime();
        m_from_ns = last - first_width_ns;
        m_to_ns = last;
        m_following = true;
    } else if (m_following) {
        const std::int64_t width = m_to_ns - m_from_ns;
        m_to_ns = m_spans->lastTime();
        m_from_ns = m_to_ns - width;
    }
    layOut();
    adjustBars();
    describe();
    viewport()->update();
    Q_EMIT rangeChanged();
}

void TimelineView::restart() {
    m_from_ns = m_to_ns = 0;
    m_selected = {};
    m_chosen = {};
    m_chosen_lane = {};
    if (!m_following) Q_EMIT followingChanged(true);
    m_following = true;
}

// The lanes of those that lived in this time; a pool's name above its workers.
void TimelineView::layOut() {
    m_rows.clear();
    if (m_spans == nullptr) return;
    std::optional<std::uint64_t> pool;
    for (const SpanHistory::LanePtr& lane : m_spans->lanes()) {
        if (!m_spans->isShown(*lane)) continue;
        if (lane->started_ns > m_to_ns || lane->ended_ns.value_or(m_to_ns) < m_from_ns) continue;
        if (pool != lane->pool) {
            pool = lane->pool;
            m_rows.push_back({nullptr, lane->pool == 0             ? tr("Processes")
                                       : lane->pool_name.isEmpty() ? tr("Pool")
                                                                   : tr("Pool %1").arg(lane->pool_name)});
        }
        m_rows.push_back({lane, lane->name});
    }
}

void TimelineView::setRange(std::int64_t from_ns, std::int64_t to_ns, bool following) {
    const std::int64_t width = std::clamp(to_ns - from_ns, least_width_ns, most_width_ns);
    m_from_ns = from_ns;
    m_to_ns = from_ns + width;
    const bool changed = m_following != following;
    m_following = following;
    if (changed) Q_EMIT followingChanged(following);
    layOut();
    adjustBars();
    describe();
    viewport()->update();
    Q_EMIT rangeChanged();
}

void TimelineView::showRange(std::int64_t from_ns, std::int64_t to_ns) {
    setRange(from_ns, to_ns, false);
}

void TimelineView::zoom(double factor, std::int64_t around_ns) {
    const auto width = static_cast<double>(m_to_ns - m_from_ns);
    const double wanted = std::clamp(width * factor, static_cast<double>(least_width_ns), 1e17);
    // While following, the newest stays where it is.
    if (m_following) {
        setRange(m_to_ns - static_cast<std::int64_t>(wanted), m_to_ns, true);
        return;
    }
    const double share = static_cast<double>(around_ns - m_from_ns) / std::max(1.0, width);
    const std::int64_t from = around_ns - static_cast<std::int64_t>(wanted * share);
    setRange(from, from + static_cast<std::int64_t>(wanted), false);
}

void TimelineView::zoomIn() {
    zoom(0.5, (m_from_ns + m_to_ns) / 2);
}
void TimelineView::zoomOut() {
    zoom(2, (m_from_ns + m_to_ns) / 2);
}

void TimelineView::pan(double widths) {
    const auto by = static_cast<std::int64_t>(static_cast<double>(m_to_ns - m_from_ns) * widths);
    setRange(m_from_ns + by, m_to_ns + by, false);
}

void TimelineView::fit() {
    if (m_spans == nullptr || m_spans->lastTime() == 0) return;
    const std::int64_t first = m_spans->firstTime();
    const std::int64_t width = std::max<std::int64_t>(second / 1000, m_spans->lastTime() - first);
    setRange(first - width / 100, first + width + width / 100, false);
}

void TimelineView::follow() {
    if (m_spans == nullptr || m_spans->lastTime() == 0) return;
    const std::int64_t width = m_to_ns - m_from_ns;
    setRange(m_spans->lastTime() - width, m_spans->lastTime(), true);
}

void TimelineView::setFollowing(bool on) {
    if (on == m_following) return;
    if (on)
        follow();
    else
        setRange(m_from_ns, m_to_ns, false);
}

void TimelineView::adjustBars() {
    const int content = static_cast<int>(m_rows.size()) * rowHeight() + rulerHeight();
    verticalScrollBar()->setRange(0, std::max(0, content - viewport()->height()));
    verticalScrollBar()->setPageStep(viewport()->height());
    if (m_spans == nullptr) return;
    m_setting_bars = true;
    const double all = static_cast<double>(std::max<std::int64_t>(1, m_spans->lastTime() - m_spans->firstTime()));
    const double width = static_cast<double>(m_to_ns - m_from_ns) / all;
    const int page = static_cast<int>(std::clamp(width, 0.0001, 1.0) * bar_steps);
    horizontalScrollBar()->setRange(0, bar_steps - page);
    horizontalScrollBar()->setPageStep(page);
    horizontalScrollBar()->setSingleStep(std::max(1, page / 10));
    horizontalScrollBar()->setValue(static_cast<int>(
        std::clamp(static_cast<double>(m_from_ns - m_spans->firstTime()) / all, 0.0, 1.0) * bar_steps));
    m_setting_bars = false;
}

void TimelineView::describe() {
    const Summary all = summary();
    setAccessibleDescription(tr("%1 lanes over %2: %3 tasks, %4 failed")
                                 .arg(format::count(static_cast<std::uint64_t>(m_rows.size())),
                                      format::duration(range().to_ns - range().from_ns),
                                      format::count(static_cast<std::uint64_t>(all.tasks)),
                                      format::count(static_cast<std::uint64_t>(all.failed))));
}

TimelineView::Range TimelineView::range() const {
    return m_selected.isEmpty() ? Range{m_from_ns, m_to_ns} : m_selected;
}

void TimelineView::clearSelection() {
    if (m_selected.isEmpty()) return;
    m_selected = {};
    describe();
    viewport()->update();
    Q_EMIT rangeChanged();
}

// Tasks that touch the range, and how much of the workers' time in it they took, as far as all of them are known.
TimelineView::Summary TimelineView::summary() const {
    Summary out;
    const Range in = range();
    std::vector<std::int64_t> durations;
    if (m_spans != nullptr) durations.reserve(m_spans->size());
    double busy = 0, available = 0;
    for (const Row& row : m_rows) {
        if (row.lane == nullptr || row.lane->pool == 0) continue;
        const std::int64_t covered = std::max(in.from_ns, m_spans->coveredFrom());
        const std::int64_t from = std::max(covered, row.lane->started_ns);
        const std::int64_t to = std::min({in.to_ns, row.lane->ended_ns.value_or(in.to_ns), m_spans->lastTime()});
        if (to > from) available += static_cast<double>(to - from);
        const auto add = [&](const Span& span) {
            if (span.hidden || span.start_ns > in.to_ns || span.end_ns < in.from_ns) return;
            ++out.tasks;
            out.failed += span.failed();
            durations.push_back(span.end_ns - span.start_ns);
            busy += static_cast<double>(
                std::max<std::int64_t>(0, std::min(span.end_ns, in.to_ns) - std::max(span.start_ns, covered)));
        };
        auto span = std::lower_bound(row.lane->spans.begin(), row.lane->spans.end(), in.from_ns,
                                     [](const Span& each, std::int64_t time) { return each.end_ns < time; });
        for (; span != row.lane->spans.end() && span->start_ns <= in.to_ns; ++span) add(*span);
        if (row.lane->running) add(*row.lane->running);
    }
    out.busy = available > 0 ? std::min(1.0, busy / available) : 0;
    if (durations.empty()) return out;
    const auto middle = durations.begin() + static_cast<std::ptrdiff_t>(durations.size() / 2);
    std::nth_element(durations.begin(), middle, durations.end());
    out.p50_ns = *middle;
    out.longest_ns = *std::max_element(durations.begin(), durations.end());
    return out;
}

// --- what lies where ------------------------------------------------------------------------------------------------

const Span* TimelineView::spanAt(const SpanHistory::Lane& lane, std::int64_t time_ns, std::int64_t slack_ns) const {
    const Span* best = nullptr;
    auto span = std::lower_bound(lane.spans.begin(), lane.spans.end(), time_ns - slack_ns,
                                 [](const Span& each, std::int64_t time) { return each.end_ns < time; });
    for (; span != lane.spans.end() && span->start_ns <= time_ns + slack_ns; ++span) {
        if (span->hidden) continue;
        const bool inside = span->start_ns <= time_ns && time_ns <= span->end_ns;
        // A failure in reach wins: it is drawn over its neighbours.
        if (best == nullptr || (span->failed() && !best->failed()) || (inside && !best->failed())) best = &*span;
    }
    if (best == nullptr && lane.running && !lane.running->hidden && lane.running->start_ns <= time_ns + slack_ns &&
        lane.running->end_ns >= time_ns - slack_ns)
        best = &*lane.running;
    return best;
}

Entity TimelineView::taskAt(const QPoint& at) const {
    const int row = rowAt(at.y());
    if (row < 0 || at.x() < labelWidth() || m_rows[static_cast<std::size_t>(row)].lane == nullptr) return {};
    const SpanHistory::Lane& lane = *m_rows[static_cast<std::size_t>(row)].lane;
    const Span* span = spanAt(lane, timeAt(at.x()), timeAt(at.x() + near_px) - timeAt(at.x()));
    return span != nullptr ? SpanHistory::entityOf(lane, *span) : Entity{};
}

QString TimelineView::textAt(const QPoint& at) const {
    const int row = rowAt(at.y());
    if (row < 0 || m_rows[static_cast<std::size_t>(row)].lane == nullptr) return {};
    const SpanHistory::Lane& lane = *m_rows[static_cast<std::size_t>(row)].lane;
    const QString who = tr("%1 (pid %2)").arg(lane.name, format::id(static_cast<std::uint64_t>(lane.worker.pid)));
    if (at.x() < labelWidth()) return lane.exit.isEmpty() ? who : tr("%1\nexited %2").arg(who, lane.exit);
    const std::int64_t time = timeAt(at.x());
    QStringList lines;
    if (const Span* span = spanAt(lane, time, timeAt(at.x() + near_px) - time)) {
        const StateText state = words::taskState(span->state);
        lines << tr("#%1 %2").arg(format::id(span->id), m_spans->label(span->label)) << state.full()
              << tr("from %1, %2 %3")
                     .arg(format::clock(span->start_ns),
                          span->state == mp::observe::TaskState::running ? tr("for") : tr("took"),
                          format::duration(span->end_ns - span->start_ns));
    }
    for (const Span& wait : lane.waits) {
        if (!m_waits || wait.start_ns > time || wait.end_ns < time) continue;
        lines << tr("waits: %1, %2").arg(m_spans->label(wait.label), format::duration(wait.end_ns - wait.start_ns));
    }
    if (lines.isEmpty()) return {};
    lines << who;
    return lines.join(QLatin1Char('\n'));
}

QPoint TimelineView::placeOf(const Entity& task) const {
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].lane == nullptr || m_rows[i].lane->pool != task.pool) continue;
        const auto matches = [&](const Span& span) {
            return span.id == task.id && span.attempt == task.attempt && span.end_ns >= m_from_ns &&
                   span.start_ns <= m_to_ns;
        };
        const auto& spans = m_rows[i].lane->spans;
        const auto found = std::find_if(spans.begin(), spans.end(), matches);
        const auto& running = m_rows[i].lane->running;
        const Span* span = found != spans.end() ? &*found : running && matches(*running) ? &*running : nullptr;
        if (span == nullptr) continue;
        const double x = (std::max<double>(labelWidth(), xOf(span->start_ns)) +
                          std::min<double>(viewport()->width(), xOf(span->end_ns))) /
                         2;
        return {static_cast<int>(x), rowTop(static_cast<int>(i)) + rowHeight() / 2};
    }
    return {};
}

void TimelineView::highlight(const Entity& task, const mp::observe::Identity& lane) {
    if (task == m_chosen && lane == m_chosen_lane) return;
    m_chosen = task;
    m_chosen_lane = lane;
    viewport()->update();
}

void TimelineView::choose(const Entity& entity, bool reveal) {
    m_chosen = entity;
    viewport()->update();
    if (!reveal || m_spans == nullptr || entity.kind != Entity::Kind::task) return;
    for (const SpanHistory::LanePtr& lane : m_spans->lanes()) {
        if (lane->pool != entity.pool) continue;
        for (const Span& span : lane->spans) {
            if (span.id != entity.id || span.attempt != entity.attempt) continue;
            m_chosen_lane = lane->worker;
            const std::int64_t width = m_to_ns - m_from_ns;
            if (span.start_ns < m_from_ns || span.end_ns > m_to_ns) {
                const std::int64_t wide = std::max(width, (span.end_ns - span.start_ns) * 2);
                const std::int64_t middle = span.start_ns + (span.end_ns - span.start_ns) / 2;
                setRange(middle - wide / 2, middle - wide / 2 + wide, false);
            }
            for (std::size_t row = 0; row < m_rows.size(); ++row) {
                if (m_rows[row].lane == nullptr || m_rows[row].lane->worker != m_chosen_lane) continue;
                const int top = static_cast<int>(row) * rowHeight();
                QScrollBar* bar = verticalScrollBar();
                if (top < bar->value()) bar->setValue(top);
                const int bottom = top + rowHeight() + rulerHeight() - viewport()->height();
                if (bottom > bar->value()) bar->setValue(bottom);
            }
            return;
        }
    }
}

}  // namespace lifeguard

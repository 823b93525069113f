// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/time_series_view.h"

#include <QDateTime>
#include <QEvent>
#include <QLocale>
#include <QVBoxLayout>
#include <QtCharts/QAreaSeries>
#include <QtCharts/QLineSeries>
#include <QtCharts/QValueAxis>
#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "chart/chart_view.h"
#include "chart/decimate.h"
#include "chart/ticks.h"
#include "format/format.h"

namespace lifeguard {
namespace {

// The nearest sample to x, if it is near enough to be the one under the pointer.
double valueAt(const QList<QPointF>& points, double x, double reach) {
    auto after = std::lower_bound(points.cbegin(), points.cend(), x,
                                  [](const QPointF& p, double wanted) { return p.x() < wanted; });
    if (after == points.cend() || (after != points.cbegin() && x - (after - 1)->x() < after->x() - x)) {
        if (after == points.cbegin()) return std::nan("");
        --after;
    }
    return std::abs(after->x() - x) <= reach ? after->y() : std::nan("");
}

// To the bit: a gap's nan is equal to itself here.
bool samePoints(const QList<QPointF>& a, const QList<QPointF>& b) {
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value); };
    return std::equal(a.cbegin(), a.cend(), b.cbegin(), b.cend(), [&](const QPointF& p, const QPointF& q) {
        return bits(p.x()) == bits(q.x()) && bits(p.y()) == bits(q.y());
    });
}

bool sameCurves(const QList<Curve>& a, const QList<Curve>& b) {
    return std::equal(a.cbegin(), a.cend(), b.cbegin(), b.cend(), [](const Curve& p, const Curve& q) {
        return p.id == q.id && p.title == q.title && p.tone == q.tone && p.line == q.line &&
               samePoints(p.points, q.points);
    });
}

}  // namespace

struct TimeSeriesView::Parts {
    explicit Parts(Shape s) : shape(s) {}
    const Shape shape;
    ChartView* view = nullptr;
    QValueAxis* x = nullptr;
    QValueAxis* y = nullptr;
    // One drawn series a run between gaps; they are kept and refilled, never made anew each tick.
    QList<QLineSeries*> lines;
    QList<QAreaSeries*> areas;
    QList<Curve> series;
    QString title;
    QString unit;
    QString empty;
    Scale scale = Scale::decimal;
    bool whole = false;
    std::function<QString(double, double)> tickText;
    ValueText valueText = [](double v) { return QLocale().toString(v, 'g', 3); };
    ValueText timeText = [](double s) {
        return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(s * 1000)).toString(QStringLiteral("HH:mm:ss"));
    };
    double span = 300;
    double silence = 5;
    double from = 0;
    double to = 0;
    bool zoomed = false;
    StickyMaximum maximum;
    QList<double> ticks;
    bool pending = false;
    int runs = 0;
    int points = 0;

    // The view inside hears of a new palette after the widget around it.
    const QPalette& palette() const { return view->parentWidget()->palette(); }
    QColor colour(const Curve& s) const {
        return s.tone ? theme::tone(*s.tone, palette()) : theme::series(s.id, theme::isDark(palette())).color;
    }
    // Two names may share a colour; then they differ in their line.
    Qt::PenStyle line(const Curve& s) const {
        if (s.line || s.tone) return s.line.value_or(Qt::SolidLine);
        int style = theme::series(s.id, false).line;
        for (const Curve& earlier : series) {
            if (earlier.id == s.id) break;
            if (!earlier.tone && !earlier.line && colour(earlier) == colour(s)) style = style % Qt::DashDotDotLine + 1;
        }
        return static_cast<Qt::PenStyle>(style);
    }
    QString text(double value) const { return std::isfinite(value) ? valueText(value) : QStringLiteral("—"); }

    LegendEntry legend(const Curve& s, double value) const {
        return {s.title, text(value), colour(s), line(s), shape == Shape::stackedAreas};
    }
    QLineSeries* lineAt(int i) {
        while (lines.size() <= i) {
            auto* made = new QLineSeries(view->chart());
            view->chart()->addSeries(made);
            made->attachAxis(x);
            made->attachAxis(y);
            lines.append(made);
        }
        return lines[i];
    }
    QAreaSeries* areaAt(int i) {
        while (areas.size() <= i) {
            auto* made = new QAreaSeries(new QLineSeries(view->chart()), new QLineSeries(view->chart()));
            view->chart()->addSeries(made);
            made->attachAxis(x);
            made->attachAxis(y);
            areas.append(made);
        }
        return areas[i];
    }
    void range();
    double highest() const;
    void drawLines();
    void drawAreas();
    ChartTable table() const;
};

void TimeSeriesView::Parts::range() {
    if (zoomed) return;
    to = 0;
    double first = std::numeric_limits<double>::max();
    for (const Curve& s : series) {
        if (s.points.isEmpty()) continue;
        to = std::max(to, s.points.last().x());
        first = std::min(first, s.points.first().x());
    }
    const bool no_data = to <= 0;
    if (no_data) to = static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000;
    from = to - (no_data ? span : fittingSpan(to - first, span));
}

double TimeSeriesView::Parts::highest() const {
    double top = 0;
    QList<double> sums;
    for (const Curve& s : series) {
        for (qsizetype i = 0; i < s.points.size(); ++i) {
            const QPointF& p = s.points[i];
            if (p.x() < from || p.x() > to) continue;
            const double value = std::isfinite(p.y()) ? p.y() : 0;
            if (shape == Shape::lines) {
                top = std::max(top, value);
            } else {
                if (sums.size() <= i) sums.resize(s.points.size(), 0);
                top = std::max(top, sums[i] += value);
            }
        }
    }
    return top;
}

void TimeSeriesView::Parts::drawLines() {
    const int columns = std::max(16, static_cast<int>(view->plotRect().width()));
    for (const Curve& s : series) {
        for (QList<QPointF>& run : splitAtGaps(s.points, from, to, silence)) {
            QList<QPointF> kept = decimate(run, from, to, columns);
            // A sample alone between two gaps: a short dash, or it would not be seen.
            if (kept.size() == 1) kept.append(kept[0] + QPointF((to - from) / columns * 2, 0));
            QLineSeries* drawn = lineAt(runs++);
            drawn->setPen(QPen(colour(s), 1.8, line(s), Qt::RoundCap, Qt::RoundJoin));
            points += static_cast<int>(kept.size());
            drawn->replace(kept);
        }
    }
    for (qsizetype i = runs; i < lines.size(); ++i) lines[i]->clear();
}

void TimeSeriesView::Parts::drawAreas() {
    const int columns = std::max(16, static_cast<int>(view->plotRect().width()));
    if (!series.isEmpty()) {
        const QList<QPointF>& clock = series.first().points;
        // Every layer takes the same samples: those of the stack's own extremes would differ from layer to layer.
        const qsizetype stride = std::max<qsizetype>(1, clock.size() / std::min(columns, kMostPoints));
        QList<QPointF> below;
        for (qsizetype i = 0; i < clock.size(); i += stride) below.append({clock[i].x(), 0});
        for (const Curve& s : series) {
            QList<QPointF> above = below;
            for (qsizetype i = 0; i < above.size(); ++i) {
                const qsizetype at = i * stride;
                above[i].ry() = at < s.points.size() ? below[i].y() + s.points[at].y() : std::nan("");
                if (!std::isfinite(above[i].y())) below[i].ry() = std::nan("");  // both edges have the gap
            }
            const auto uppers = splitAtGaps(above, from, to, silence * static_cast<double>(stride));
            const auto lowers = splitAtGaps(below, from, to, silence * static_cast<double>(stride));
            for (qsizetype run = 0; run < uppers.size() && run < lowers.size(); ++run) {
                QAreaSeries* drawn = areaAt(runs++);
                QColor fill = colour(s);
                fill.setAlphaF(0.75F);
                drawn->setBrush(fill);
                drawn->setPen(QPen(colour(s), 1));
                drawn->lowerSeries()->replace(lowers[run]);
                drawn->upperSeries()->replace(uppers[run]);
                points += static_cast<int>(uppers[run].size());
            }
            below = above;
        }
    }
    for (qsizetype i = runs; i < areas.size(); ++i) {
        areas[i]->upperSeries()->clear();
        areas[i]->lowerSeries()->clear();
    }
}

ChartTable TimeSeriesView::Parts::table() const {
    ChartTable table;
    table.header.append(TimeSeriesView::tr("Time"));
    QList<double> moments;
    for (const Curve& s : series) {
        table.header.append(unit.isEmpty() ? s.title : TimeSeriesView::tr("%1 (%2)").arg(s.title, unit));
        for (const QPointF& p : s.points) {
            if (p.x() >= from && p.x() <= to) moments.append(p.x());
        }
    }
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    for (const double moment : moments) {
        QList<ChartCell> row{{timeText(moment), isoUtc(moment)}};
        for (const Curve& s : series) {
            const double value = valueAt(s.points, moment, 0);
            row.append({text(value), std::isfinite(value) ? QString::number(value, 'g', 12) : QString()});
        }
        table.rows.append(row);
    }
    return table;
}

TimeSeriesView::TimeSeriesView(Shape shape, QWidget* parent) : QWidget(parent), m(std::make_unique<Parts>(shape)) {
    m->view = new ChartView(this);
    m->view->setObjectName(QStringLiteral("chartView"));
    setFocusProxy(m->view);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m->view);
    m->x = new QValueAxis(m->view->chart());
    m->y = new QValueAxis(m->view->chart());
    m->view->chart()->addAxis(m->x, Qt::AlignBottom);
    m->view->chart()->addAxis(m->y, Qt::AlignLeft);
    m->x->hide();
    m->y->hide();
    m->view->table = [this] { return m->table(); };
    m->view->readout = [this](double place) {
        const double at = m->from + place * (m->to - m->from);
        Readout said{m->timeText(at), {}};
        // A stack is read from the top.
        for (const Curve& s : m->series) {
            const LegendEntry entry = m->legend(s, valueAt(s.points, at, std::max(1.0, m->silence)));
            m->shape == Shape::lines ? said.entries.append(entry) : said.entries.prepend(entry);
        }
        return said;
    };
    m->view->zoom = [this](double from, double to) {
        const double width = m->to - m->from;
        zoomTo(m->from + from * width, m->from + to * width);
    };
    m->view->resetZoom = [this] { resetZoom(); };
    m->view->zoomed = [this] { return m->zoomed; };
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

TimeSeriesView::~TimeSeriesView() = default;

void TimeSeriesView::setHeading(const QString& title, const QString& unit) {
    m->title = title;
    m->unit = unit;
    m->view->setHeading(unit.isEmpty() ? title : tr("%1 (%2)").arg(title, unit));
    m->view->setAccessibleName(m->view->heading());
    setAccessibleName(m->view->heading());
}

void TimeSeriesView::setScale(Scale scale, bool wholeNumbers) {
    m->scale = scale;
    m->whole = wholeNumbers;
    draw();
}

void TimeSeriesView::setValueText(const ValueText& text) {
    m->valueText = text;
    draw();
}

void TimeSeriesView::setTickText(const std::function<QString(double value, double step)>& text) {
    m->tickText = text;
}
void TimeSeriesView::setTimeText(const ValueText& text) {
    m->timeText = text;
    draw();
}

void TimeSeriesView::setSpan(double seconds) {
    m->span = std::max(1.0, seconds);
    draw();
}

void TimeSeriesView::setSilence(double seconds) {
    m->silence = seconds;
    draw();
}

void TimeSeriesView::setEmptyText(const QString& text) {
    m->empty = text;
    draw();
}

void TimeSeriesView::setSeries(const QList<Curve>& series) {
    const QList<Curve> shown = series.mid(0, kMostSeries);
    if (!shown.isEmpty() && sameCurves(m->series, shown)) return;
    m->series = shown;
    draw();
}

bool TimeSeriesView::isZoomed() const {
    return m->zoomed;
}

void TimeSeriesView::zoomTo(double from, double to) {
    if (!(to - from >= 1)) return;
    m->zoomed = true;
    m->from = from;
    m->to = to;
    m->maximum.reset();
    draw();
}

void TimeSeriesView::resetZoom() {
    m->zoomed = false;
    m->maximum.reset();
    draw();
}

void TimeSeriesView::draw() {
    m->range();
    m->pending = !isVisible();
    if (m->pending) return;
    m->x->setRange(m->from, m->to);
    const int most = std::clamp(static_cast<int>(m->view->height() / (fontMetrics().height() * 2.6)), 2, 6);
    const double top = m->maximum.update(m->highest(), QDateTime::currentMSecsSinceEpoch());
    m->ticks = niceTicks(top, most, m->scale, m->whole);
    const double end = m->ticks.last();
    m->y->setRange(0, end);
    QList<Tick> yTicks;
    for (const double tick : m->ticks)
        yTicks.append({tick / end, m->tickText ? m->tickText(tick, m->ticks[1]) : m->valueText(tick)});
    const int labels =
        std::clamp(m->view->width() / std::max(1, fontMetrics().horizontalAdvance(m->timeText(m->to)) * 2), 2, 8);
    QList<Tick> xTicks;
    const int offset = format::utcOffset(static_cast<std::int64_t>(m->to * 1e9));
    for (const double tick : timeTicks(m->from, m->to, labels, offset))
        xTicks.append({(tick - m->from) / (m->to - m->from), m->timeText(tick)});
    QList<LegendEntry> legend;
    for (const Curve& s : m->series) {
        legend.append(m->legend(s, s.points.isEmpty() ? std::nan("") : s.points.last().y()));
    }
    m->view->setLegend(legend);
    m->view->setTicks(xTicks, yTicks);
    m->runs = m->points = 0;
    m->shape == Shape::lines ? m->drawLines() : m->drawAreas();
    m->view->setEmptyText(m->runs > 0 ? QString() : m->empty.isEmpty() ? tr("No samples yet") : m->empty);
    describe();
}

// A chart shows nothing to a screen reader by itself: say the latest values, once a tick.
void TimeSeriesView::describe() {
    QStringList said;
    for (const Curve& s : m->series) {
        if (!s.points.isEmpty()) said.append(tr("%1: %2").arg(s.title, m->text(s.points.last().y())));
    }
    const QString text = said.isEmpty() ? tr("No samples yet") : tr("Latest: %1").arg(said.join(QLatin1String(", ")));
    m->view->setAccessibleDescription(text);
    setAccessibleDescription(text);
}

void TimeSeriesView::showTable() {
    m->view->showTable();
}
void TimeSeriesView::copyToClipboard() {
    m->view->copyToClipboard();
}
QString TimeSeriesView::tableText() const {
    return toTsv(m->table());
}
QByteArray TimeSeriesView::toPng() {
    return m->view->toPng();
}
QByteArray TimeSeriesView::toSvg() {
    return m->view->toSvg();
}
int TimeSeriesView::drawnPoints() const {
    return m->points;
}
int TimeSeriesView::drawnRuns() const {
    return m->runs;
}
QList<double> TimeSeriesView::valueTicks() const {
    return m->ticks;
}

QSize TimeSeriesView::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 55, fontMetrics().height() * 12};
}
QSize TimeSeriesView::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 24, fontMetrics().height() * 7};
}

void TimeSeriesView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (m->pending) draw();
}

void TimeSeriesView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    // Curves carry their colour; the frame is repainted by the view itself.
    if (event->type() == QEvent::PaletteChange && m->view != nullptr) draw();
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/time_strip.h"

#include <QAccessible>
#include <QDateTime>
#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "chart/decimate.h"
#include "chart/ticks.h"
#include "format/format.h"

namespace lifeguard {

void installTimeStripAccess();  // time_strip_input.cpp

namespace {

double lastValue(const QList<QPointF>& points, double time, double gap) {
    double value = std::nan("");
    for (const QPointF& p : points) {
        if (p.x() > time + 0.5) break;
        value = time - p.x() < gap ? p.y() : std::nan("");
    }
    return value;
}

}  // namespace

TimeStrip::TimeStrip(QWidget* parent) : QWidget(parent) {
    installTimeStripAccess();  // before anything speaks of it
    setObjectName(QStringLiteral("timeStrip"));
    setAccessibleName(tr("Time strip"));
    setMouseTracking(true);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setWhatsThis(
        tr("The last minutes: busy workers, ▼ ends of processes, ◆ deadlocks. Drag over it to show only what "
           "happened then; drag the handle at the right end to the left to see everything as it was."));
    m_timeText = [](double s) {
        return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(s * 1000)).toString(QStringLiteral("HH:mm:ss"));
    };
}

void TimeStrip::setSpan(double seconds) {
    m_most = m_span = std::max(10.0, seconds);
    update();
}

void TimeStrip::setTimeText(const ValueText& text) {
    m_timeText = text;
}

void TimeStrip::setHistory(const QList<QPointF>& busy, const QList<QPointF>& total, const QList<Mark>& marks) {
    m_busy = busy;
    m_total = total;
    m_marks = marks;
    m_end = busy.isEmpty() ? static_cast<double>(QDateTime::currentMSecsSinceEpoch()) / 1000 : busy.last().x();
    m_known = busy.isEmpty() ? 0 : m_end - busy.first().x();
    m_span = busy.isEmpty() ? m_most : fittingSpan(m_known, m_most);
    describe();
    update();
}

void TimeStrip::setLive(bool live) {
    m_live = live;
    update();
}

void TimeStrip::setRange(std::optional<std::pair<double, double>> range) {
    m_range = range;
    describe();
    update();
}

void TimeStrip::setMoment(std::optional<double> time) {
    if (time == m_moment) return;
    m_moment = time;
    describe();
    update();
    QAccessibleValueChangeEvent changed(this, moment());
    QAccessible::updateAccessibility(&changed);
}

QString TimeStrip::valueText() const {
    QString text = m_moment ? m_timeText(*m_moment) : m_live ? tr("LIVE") : tr("END");
    if (m_range) text += tr(", range %1 – %2").arg(m_timeText(m_range->first), m_timeText(m_range->second));
    return text;
}

QSize TimeStrip::sizeHint() const {
    return {400, std::max(48, fontMetrics().height() * 2 + 16)};
}
QSize TimeStrip::minimumSizeHint() const {
    return {120, sizeHint().height()};
}

QRectF TimeStrip::plot() const {
    const int words = std::max(fontMetrics().horizontalAdvance(tr("LIVE")), fontMetrics().horizontalAdvance(tr("END")));
    const double label = words + fontMetrics().height() + 12;
    return {8, 4, width() - 8 - label, height() - fontMetrics().height() - 8.0};
}

// A long recording is sampled in longer steps.
double TimeStrip::gap() const {
    return std::max(5.0, 3 * m_known / static_cast<double>(std::max<qsizetype>(1, m_busy.size())));
}

double TimeStrip::timeAt(double x) const {
    return m_end - m_span + (x - plot().left()) / std::max(1.0, plot().width()) * m_span;
}

double TimeStrip::pixelAt(double time) const {
    return plot().left() + (time - m_end + m_span) / m_span * plot().width();
}

QString TimeStrip::textAt(int x) const {
    if (!plot().adjusted(-4, 0, 4, 0).contains(QPointF(x, plot().center().y()))) return {};
    const double time = timeAt(x);
    QStringList lines{m_timeText(time)};
    const double busy = lastValue(m_busy, time, gap());
    const double total = lastValue(m_total, time, gap());
    if (std::isfinite(busy) && std::isfinite(total))
        lines.append(
            tr("%1 of %2 workers busy").arg(QLocale().toString(busy, 'f', 0), QLocale().toString(total, 'f', 0)));
    int left = 6;
    for (const Mark& mark : m_marks) {
        if (std::abs(pixelAt(mark.time) - x) > 6) continue;
        if (left-- == 0) {
            lines.append(QStringLiteral("…"));
            break;
        }
        lines.append((mark.kind == MarkKind::deadlock ? QStringLiteral("◆ ") : QStringLiteral("▼ ")) + mark.text);
    }
    return lines.join(QLatin1Char('\n'));
}

void TimeStrip::describe() {
    const double busy = m_busy.isEmpty() ? std::nan("") : m_busy.last().y();
    const auto deadlocks = std::count_if(m_marks.cbegin(), m_marks.cend(),
                                         [](const Mark& mark) { return mark.kind == MarkKind::deadlock; });
    setAccessibleDescription(valueText() + QStringLiteral(": ") +
                             tr("%1 workers busy now, %2 exits and %3 deadlocks in sight")
                                 .arg(std::isfinite(busy) ? QLocale().toString(busy, 'f', 0) : QStringLiteral("—"),
                                      QLocale().toString(static_cast<int>(m_marks.size() - deadlocks)),
                                      QLocale().toString(static_cast<int>(deadlocks))));
}

void TimeStrip::paintBusy(QPainter& painter, const QRectF& area) {
    double top = 1;
    for (const QPointF& p : m_total) {
        if (std::isfinite(p.y())) top = std::max(top, p.y());
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor busy = theme::tone(Tone::active, palette());
    QColor wash = busy;
    wash.setAlphaF(0.35F);
    for (const QList<QPointF>& run : splitAtGaps(m_busy, m_end - m_span, m_end, gap())) {
        QPolygonF line;
        for (const QPointF& p : decimate(run, m_end - m_span, m_end, std::max(16, static_cast<int>(area.width()))))
            line.append({std::max(area.left(), pixelAt(p.x())),
                         area.bottom() - std::min(1.0, p.y() / top) * (area.height() - 2)});
        QPainterPath shape;
        shape.addPolygon(line);
        shape.lineTo(line.last().x(), area.bottom());
        shape.lineTo(line.first().x(), area.bottom());
        painter.fillPath(shape, wash);
        painter.setPen(QPen(busy, 1.2));
        painter.drawPolyline(line);
    }
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimeStrip::paintTicks(QPainter& painter, const QRectF& area) {
    const QFontMetricsF metrics(font());
    QColor faint = palette().color(QPalette::WindowText);
    faint.setAlphaF(0.25F);
    QColor label = palette().color(QPalette::WindowText);
    label.setAlphaF(0.75F);
    double free = 0;
    const int offset = format::utcOffset(static_cast<std::int64_t>(m_end * 1e9));
    const double wide = metrics.horizontalAdvance(m_timeText(m_end));
    for (const double tick :
         timeTicks(m_end - m_span, m_end, std::max(2, static_cast<int>(area.width() / (wide * 2))), offset)) {
        const double x = pixelAt(tick);
        painter.setPen(faint);
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        const double from = std::clamp(x - wide / 2, 2.0, std::max(2.0, width() - wide));
        if (from < free || from + wide > area.right() + 8) continue;
        free = from + wide + 8;
        painter.setPen(label);
        painter.drawText(QPointF(from, height() - 3 - metrics.descent()), m_timeText(tick));
    }
}

void TimeStrip::paintMarks(QPainter& painter, const QRectF& area) {
    const QFontMetricsF metrics(font());
    // The worst last, so that nothing covers it.
    for (const MarkKind kind : {MarkKind::exit, MarkKind::badExit, MarkKind::deadlock}) {
        painter.setPen(theme::tone(kind == MarkKind::exit ? Tone::idle : Tone::failed, palette()));
        const QString glyph = kind == MarkKind::deadlock ? QStringLiteral("◆") : QStringLiteral("▼");
        for (const Mark& mark : m_marks) {
            if (mark.kind != kind || mark.time < m_end - m_span) continue;
            const double x = std::min(pixelAt(mark.time), area.right());
            painter.drawText(QRectF(x - 10, area.top() - 2, 20, metrics.height()), Qt::AlignHCenter | Qt::AlignTop,
                             glyph);
        }
    }
}

// The range, and the handle of the moment: at the right end while what is shown is now.
void TimeStrip::paintChosen(QPainter& painter, const QRectF& area) {
    const QColor colour = palette().color(QPalette::Highlight);
    if (m_range) {
        QColor wash = colour;
        wash.setAlphaF(0.25F);
        const double from = std::clamp(pixelAt(m_range->first), area.left(), area.right());
        const double to = std::clamp(pixelAt(m_range->second), area.left(), area.right());
        painter.fillRect(QRectF(from, area.top(), std::max(2.0, to - from), area.height()), wash);
        painter.setPen(QPen(colour, 1));
        painter.drawLine(QPointF(from, area.top()), QPointF(from, area.bottom()));
        painter.drawLine(QPointF(to, area.top()), QPointF(to, area.bottom()));
    }
    if (m_cursor >= 0) {
        painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DotLine));
        painter.drawLine(QPointF(m_cursor, area.top()), QPointF(m_cursor, area.bottom()));
    }
    if (m_busy.isEmpty()) return;
    const double x = std::clamp(pixelAt(moment()), area.left(), area.right());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, m_moment ? 2 : 1));
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    painter.setPen(QPen(palette().color(QPalette::Window), 1));
    painter.setBrush(colour);
    painter.drawRoundedRect(QRectF(x - 3.5, area.center().y() - 8, 7, 16), 3, 3);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimeStrip::paintEnd(QPainter& painter, const QRectF& area) {
    if (m_busy.isEmpty()) return;  // nothing is watched: neither live nor over
    const QFontMetricsF metrics(font());
    const QRectF end(area.right() + 10, area.top(), width() - area.right() - 12, area.height());
    const double dot = metrics.height() * 0.5;
    const bool live = m_live && !m_moment;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme::tone(live ? Tone::ok : Tone::idle, palette()));
    painter.drawEllipse(QRectF(end.left(), end.center().y() - dot / 2, dot, dot));
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(end.adjusted(dot + 4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, m_live ? tr("LIVE") : tr("END"));
}

void TimeStrip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QRectF area = plot();
    QColor faint = palette().color(QPalette::WindowText);
    faint.setAlphaF(0.25F);
    painter.setPen(faint);
    painter.drawLine(QPointF(0, 0.5), QPointF(width(), 0.5));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    paintBusy(painter, area);
    paintTicks(painter, area);
    paintMarks(painter, area);
    paintChosen(painter, area);
    paintEnd(painter, area);
    if (!hasFocus()) return;
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

bool TimeStrip::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = textAt(help->pos().x());
        text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
// How the timeline is drawn: lanes, spans by pixel column, waits, the ruler.
#include <QDateTime>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "chart/ticks.h"
#include "chart/timeline_view.h"
#include "format/format.h"
#include "format/theme.h"

namespace lifeguard {

struct TimelineView::Ink {
    QColor colour;
    Qt::BrushStyle hatch = Qt::SolidPattern;
};

namespace {

// Moments for the ruler, also closer together than a second.
QList<double> moments(std::int64_t from_ns, std::int64_t to_ns, int most) {
    const double from = static_cast<double>(from_ns) / 1e9, to = static_cast<double>(to_ns) / 1e9;
    if ((to - from) / most > 0.5) {
        const int offset = format::utcOffset(static_cast<std::int64_t>(to * 1e9));
        return timeTicks(from, to, most, offset);
    }
    return {};
}

QColor readableOn(const QColor& ground) {
    return theme::contrast(ground, Qt::white) >= theme::contrast(ground, Qt::black) ? Qt::white : Qt::black;
}

}  // namespace

TimelineView::Ink TimelineView::inkOf(const SpanHistory::Lane& lane, const Span& span) const {
    const bool dark = theme::isDark(palette());
    if (span.failed()) return {theme::tone(Tone::failed, dark)};
    switch (m_colour_by) {
        case ColourBy::state:
            return {theme::tone(words::taskState(span.state).tone, dark)};
        case ColourBy::pool: {
            const auto style = theme::series(lane.pool_name, dark);
            return {style.color, style.hatch};
        }
        case ColourBy::function:
            break;
    }
    const auto style = theme::series(m_spans->label(span.label), dark);
    return {style.color, style.hatch};
}

// Counted by number, since there may be hundreds of thousands of spans; only what is shown gets its text.
QList<TimelineView::Swatch> TimelineView::legend() const {
    struct Kind {
        const SpanHistory::Lane* lane;
        Span span;  // one of them, for text and colour
        std::size_t many;
    };
    std::unordered_map<std::uint64_t, Kind> kinds;
    bool waits = false, failures = false;
    Kind* last = nullptr;
    std::uint64_t last_key = 0;
    const auto add = [&](const SpanHistory::Lane& lane, const Span& span) {
        if (span.hidden) return;
        if (span.failed()) {
            failures = true;
            return;
        }
        const std::uint64_t key = m_colour_by == ColourBy::state  ? static_cast<std::uint64_t>(span.state)
                                  : m_colour_by == ColourBy::pool ? lane.pool
                                                                  : span.label;
        if (last == nullptr || key != last_key)
            last = &kinds.try_emplace(key, Kind{&lane, span, 0}).first->second;  // places in the map stay
        last_key = key;
        ++last->many;
    };
    for (const Row& row : m_rows) {
        if (row.lane == nullptr) continue;
        auto span = std::lower_bound(row.lane->spans.begin(), row.lane->spans.end(), m_from_ns,
                                     [](const Span& each, std::int64_t time) { return each.end_ns < time; });
        for (; span != row.lane->spans.end() && span->start_ns <= m_to_ns; ++span) add(*row.lane, *span);
        if (row.lane->running) add(*row.lane, *row.lane->running);
        for (const Span& wait : row.lane->waits)
            waits = waits || (wait.end_ns >= m_from_ns && wait.start_ns <= m_to_ns);
    }
    std::vector<const Kind*> sorted;
    for (const auto& [key, kind] : kinds) sorted.push_back(&kind);
    const auto textOf = [this](const Kind& kind) {
        return m_colour_by == ColourBy::state  ? words::taskState(kind.span.state).text
               : m_colour_by == ColourBy::pool ? kind.lane->pool_name
                                               : m_spans->label(kind.span.label);
    };
    std::sort(sorted.begin(), sorted.end(), [&](const Kind* a, const Kind* b) {
        return a->many != b->many ? a->many > b->many : textOf(*a) < textOf(*b);
    });
    QList<Swatch> out;
    for (const Kind* kind : sorted) {
        if (out.size() == 8) break;
        out.append({QStringLiteral("■ ") + textOf(*kind), inkOf(*kind->lane, kind->span).colour});
    }
    if (sorted.size() > 8) out.append({tr("and %n more", nullptr, static_cast<int>(sorted.size()) - 8), {}});
    if (failures) out.append({QStringLiteral("✖ ") + tr("failed"), theme::tone(Tone::failed, palette())});
    if (waits && m_waits)
        out.append({words::state(mp::observe::ProcessState::waiting).glyph + QLatin1Char(' ') + tr("waits"),
                    theme::tone(Tone::waiting, palette())});
    return out;
}

void TimelineView::fillSpan(QPainter& painter, const QRect& place, const Ink& ink, double share, const QString& text) {
    ++m_columns_drawn;
    QColor colour = ink.colour;
    colour.setAlphaF(static_cast<float>(0.25 + 0.65 * std::clamp(share, 0.0, 1.0)));
    painter.fillRect(place, colour);
    if (place.width() > 12 && ink.hatch != Qt::SolidPattern) {
        QColor lines = palette().color(QPalette::Base);
        lines.setAlphaF(0.35F);
        painter.fillRect(place, QBrush(lines, ink.hatch));
    }
    if (place.width() < fontMetrics().averageCharWidth() * 4 || text.isEmpty()) return;
    painter.setPen(readableOn(ink.colour));
    painter.drawText(place.adjusted(4, 0, -2, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(text, Qt::ElideRight, place.width() - 6));
}

// One rectangle a pixel column: what is narrower shares its column, and the darker it is the fuller the column was.
// Failures come last and are two pixels wide at least, so that nothing hides them however far one zooms out.
void TimelineView::paintSpans(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip) {
    std::vector<const Span*> failures;
    const double per_px = static_cast<double>(std::max<std::int64_t>(1, m_to_ns - m_from_ns)) / strip.width();
    int column = -1;
    double filled = 0;
    const Span* longest = nullptr;
    const auto flush = [&] {
        if (longest != nullptr)
            fillSpan(painter, {strip.left() + column, strip.top(), 1, strip.height()}, inkOf(lane, *longest),
                     filled / per_px, {});
        filled = 0;
        longest = nullptr;
    };
    const auto draw = [&](const Span& span) {
        if (span.hidden) return;
        if (span.failed()) failures.push_back(&span);
        const int left = static_cast<int>(std::floor(static_cast<double>(span.start_ns - m_from_ns) / per_px));
        const int right = static_cast<int>(std::floor(static_cast<double>(span.end_ns - m_from_ns) / per_px));
        if (static_cast<double>(span.end_ns - span.start_ns) >= per_px) {
            flush();
            const int from = std::max(0, left), to = std::min(strip.width(), right);
            if (to > from && !span.failed())
                fillSpan(painter, {strip.left() + from, strip.top(), to - from, strip.height()}, inkOf(lane, span), 1,
                         m_spans->label(span.label));
            column = right;
            return;
        }
        if (left != column) {
            flush();
            column = left;
        }
        filled += static_cast<double>(span.end_ns - span.start_ns);
        if (longest == nullptr || span.end_ns - span.start_ns > longest->end_ns - longest->start_ns) longest = &span;
    };
    auto span = std::lower_bound(lane.spans.begin(), lane.spans.end(), m_from_ns,
                                 [](const Span& each, std::int64_t time) { return each.end_ns < time; });
    for (; span != lane.spans.end() && span->start_ns <= m_to_ns; ++span) draw(*span);
    flush();
    if (lane.running && lane.running->start_ns <= m_to_ns && lane.running->end_ns >= m_from_ns) draw(*lane.running);
    flush();
    int free = -1;
    for (const Span* failure : failures) {
        const int left = std::max(0, static_cast<int>(static_cast<double>(failure->start_ns - m_from_ns) / per_px));
        const int right =
            std::min(strip.width(), static_cast<int>(static_cast<double>(failure->end_ns - m_from_ns) / per_px));
        if (right < free) continue;  // this column shows one already
        const QRect place(strip.left() + left, strip.top(), std::max(2, right - left), strip.height());
        free = left + 2;
        fillSpan(painter, place, inkOf(lane, *failure), 1, QStringLiteral("✖ ") + m_spans->label(failure->label));
    }
}

void TimelineView::paintWaits(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip) {
    const QColor colour = theme::tone(Tone::waiting, palette());
    for (const Span& wait : lane.waits) {
        if (wait.end_ns < m_from_ns || wait.start_ns > m_to_ns) continue;
        const int left = std::max(strip.left(), static_cast<int>(xOf(wait.start_ns)));
        const int right = std::min(strip.right() + 1, static_cast<int>(xOf(wait.end_ns)));
        const QRect place(left, strip.top() + strip.height() / 2, std::max(1, right - left), (strip.height() + 1) / 2);
        QColor wash = palette().color(QPalette::Base);
        painter.fillRect(place, wash);
        wash = colour;
        wash.setAlphaF(0.3F);
        painter.fillRect(place, wash);
        painter.fillRect(place, QBrush(colour, Qt::BDiagPattern));
        painter.fillRect(QRect(place.left(), place.top(), place.width(), 2), colour);
        const QString text =
            words::state(mp::observe::ProcessState::waiting).glyph + QLatin1Char(' ') + m_spans->label(wait.label);
        const int wide = fontMetrics().horizontalAdvance(text) + 8;
        if (place.width() < wide || strip.height() < fontMetrics().height()) continue;
        const QRect box(place.left() + 2, strip.top(), wide, strip.height());
        painter.fillRect(box.adjusted(0, 1, 0, -1), palette().color(QPalette::Base));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

void TimelineView::paintLane(QPainter& painter, const SpanHistory::Lane& lane, const QRect& strip) {
    // The time in which it lived lies on the ground; before and after it there is none.
    const int born = std::clamp(static_cast<int>(xOf(lane.started_ns)), strip.left(), strip.right() + 1);
    const int end = lane.ended_ns ? static_cast<int>(xOf(*lane.ended_ns)) : strip.right() + 1;
    const int died = std::clamp(end, strip.left(), strip.right() + 1);
    QColor ground = palette().color(QPalette::Text);
    ground.setAlphaF(0.06F);
    painter.fillRect(QRect(born, strip.top(), std::max(0, died - born), strip.height()), ground);
    paintSpans(painter, lane, strip);
    if (m_waits) paintWaits(painter, lane, strip);
    if (!lane.ended_ns || end < strip.left() || end > strip.right()) return;
    const QColor colour = theme::tone(lane.crashed ? Tone::failed : Tone::idle, palette());
    painter.fillRect(QRect(end - 1, strip.top() - 1, 3, strip.height() + 2), colour);
    painter.setPen(colour);
    // As much as there is room for on its right: what it did last is never hidden, and its tool tip tells the rest.
    const QString glyph = lane.crashed ? QStringLiteral("✖") : QStringLiteral("■");
    for (const QString& text : QStringList{glyph + QLatin1Char(' ') + lane.exit, glyph}) {
        const QRect words(end + 5, strip.top(), fontMetrics().horizontalAdvance(text) + 2, strip.height());
        if (words.right() > strip.right()) continue;
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, text);
        break;
    }
}

void TimelineView::paintLabel(QPainter& painter, const Row& row, const QRect& place, bool current) {
    painter.fillRect(place, palette().color(current ? QPalette::Highlight : QPalette::Base));
    QFont font = painter.font();
    font.setBold(row.lane == nullptr);
    font.setItalic(row.lane != nullptr && row.lane->ended_ns);
    painter.setFont(font);
    painter.setPen(palette().color(current ? QPalette::HighlightedText : QPalette::Text));
    const int indent = row.lane == nullptr ? 6 : 16;
    QString text = row.text;
    if (row.lane != nullptr && row.lane->crashed) text = QStringLiteral("✖ ") + text;
    painter.drawText(place.adjusted(indent, 0, -4, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(font).elidedText(text, Qt::ElideMiddle, place.width() - indent - 4));
    font.setBold(false);
    font.setItalic(false);
    painter.setFont(font);
}

void TimelineView::paintRuler(QPainter& painter) {
    const QRect ruler(0, 0, viewport()->width(), rulerHeight());
    painter.fillRect(ruler, palette().color(QPalette::Window));
    QColor faint = palette().color(QPalette::WindowText);
    faint.setAlphaF(0.25F);
    painter.setPen(faint);
    painter.drawLine(ruler.bottomLeft(), ruler.bottomRight());
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRect(6, 0, labelWidth() - 8, rulerHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     tr("%1 in sight").arg(format::duration(m_to_ns - m_from_ns)));
    const int width = viewport()->width() - labelWidth();
    const QString widest = format::clock(m_to_ns);
    const int wide = fontMetrics().horizontalAdvance(widest) + 24;
    const int most = std::max(2, width / wide);
    QList<std::pair<double, QString>> ticks;
    for (const double moment : moments(m_from_ns, m_to_ns, most)) {
        const auto ns = static_cast<std::int64_t>(moment * 1e9);
        ticks.append({xOf(ns), format::clockSeconds(ns)});
    }
    if (ticks.isEmpty()) {  // closer than a second: steps of 1, 2, 5, told from the last whole second on
        const double step = niceStep(static_cast<double>(m_to_ns - m_from_ns), most, Scale::decimal);
        const std::int64_t whole = m_from_ns / 1'000'000'000 * 1'000'000'000;
        const auto first = static_cast<std::int64_t>(std::ceil(static_cast<double>(m_from_ns - whole) / step));
        for (std::int64_t i = first; whole + static_cast<std::int64_t>(static_cast<double>(i) * step) <= m_to_ns; ++i) {
            const auto after = static_cast<std::int64_t>(static_cast<double>(i) * step);
            const std::int64_t second = (whole + after) / 1'000'000'000 * 1'000'000'000;
            const std::int64_t rest = whole + after - second;
            ticks.append({xOf(whole + after),
                          rest == 0 ? format::clockSeconds(second) : QStringLiteral("+") + format::duration(rest)});
        }
    }
    double free = labelWidth();
    for (const auto& [x, text] : ticks) {
        if (x < labelWidth()) continue;
        painter.setPen(faint);
        painter.drawLine(QPointF(x, rulerHeight() - 5), QPointF(x, shownHeight()));
        painter.setPen(palette().color(QPalette::WindowText));
        const double words = fontMetrics().horizontalAdvance(text);
        const double at = x + 3 + words <= viewport()->width() ? x + 3 : x - 3 - words;  // the last one: on its left
        if (at < free) continue;
        free = at + words;
        painter.drawText(QRectF(at, 0, words + 1, rulerHeight()), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(viewport());
    draw(painter);
    if (!hasFocus()) return;
    painter.setClipping(false);
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRect(viewport()->rect().adjusted(1, 1, -1, -1));
}

void TimelineView::draw(QPainter& painter) {
    painter.fillRect(QRect(0, 0, viewport()->width(), shownHeight()), palette().color(QPalette::Base));
    m_columns_drawn = 0;
    if (m_spans == nullptr) return;
    paintRuler(painter);
    painter.setClipRect(QRect(0, rulerHeight(), viewport()->width(), shownHeight()));
    const int left = labelWidth();
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const int top = rowTop(static_cast<int>(i));
        if (top + rowHeight() < rulerHeight() || top > shownHeight()) continue;
        const Row& row = m_rows[i];
        const QRect strip(left, top + 3, viewport()->width() - left, rowHeight() - 6);
        if (row.lane != nullptr) paintLane(painter, *row.lane, strip);
        const bool current = row.lane != nullptr && row.lane->worker == m_chosen_lane;
        paintLabel(painter, row, {0, top, left, rowHeight()}, current);
    }
    drawOver(painter);
}

// The chosen task, the moment, and what was dragged over.
void TimelineView::drawOver(QPainter& painter) {
    const int left = labelWidth();
    if (const QPoint place = m_chosen.kind == Entity::Kind::task ? placeOf(m_chosen) : QPoint(); !place.isNull()) {
        for (const Row& row : m_rows) {
            if (row.lane == nullptr || row.lane->pool != m_chosen.pool) continue;
            const auto is = [&](const Span& s) { return s.id == m_chosen.id && s.attempt == m_chosen.attempt; };
            const auto found = std::find_if(row.lane->spans.begin(), row.lane->spans.end(), is);
            const Span* span = found != row.lane->spans.end()                ? &*found
                               : row.lane->running && is(*row.lane->running) ? &*row.lane->running
                                                                             : nullptr;
            if (span == nullptr) continue;
            const int from = std::max(left, static_cast<int>(xOf(span->start_ns)));
            const int to = std::min(viewport()->width() - 1, static_cast<int>(xOf(span->end_ns)));
            painter.setPen(QPen(palette().color(QPalette::Text), 2));
            painter.drawRect(QRect(from, place.y() - rowHeight() / 2 + 2, std::max(3, to - from), rowHeight() - 5));
        }
    }
    if (m_moment) {  // what came later lies under a veil
        const int at = std::max(left, static_cast<int>(xOf(*m_moment)));
        QColor veil = palette().color(QPalette::Base);
        veil.setAlphaF(0.7F);
        painter.fillRect(QRect(at, 0, std::max(0, viewport()->width() - at), shownHeight()), veil);
        painter.fillRect(QRect(at - 1, 0, 2, shownHeight()), theme::tone(Tone::active, palette()));
    }
    if (!m_selected.isEmpty()) {
        QColor wash = palette().color(QPalette::Highlight);
        wash.setAlphaF(0.18F);
        const int from = std::max(left, static_cast<int>(xOf(m_selected.from_ns)));
        const int to = static_cast<int>(xOf(m_selected.to_ns));
        painter.fillRect(QRect(from, 0, std::max(1, to - from), shownHeight()), wash);
    }
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
// Keys, pointer and wheel of the timeline.
#include <QHelpEvent>
#include <QKeyEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "chart/timeline_view.h"

namespace lifeguard {

void TimelineView::choosePlace(int row, std::int64_t time_ns) {
    if (row < 0 || m_rows[static_cast<std::size_t>(row)].lane == nullptr) return;
    const SpanHistory::Lane& lane = *m_rows[static_cast<std::size_t>(row)].lane;
    m_chosen_lane = lane.worker;
    const Span* span = spanAt(lane, time_ns, timeAt(labelWidth() + 3) - timeAt(labelWidth()));
    m_chosen = span != nullptr ? SpanHistory::entityOf(lane, *span) : Entity{};
    viewport()->update();
    if (span != nullptr)
        Q_EMIT taskChosen(m_chosen);
    else
        Q_EMIT workerChosen({Entity::Kind::process, m_chosen_lane, 0});
}

// The next or the last task of the lane that the keyboard is on.
void TimelineView::stepSpan(int by) {
    const SpanHistory::Lane* lane = nullptr;
    for (const Row& row : m_rows)
        if (row.lane != nullptr && (lane == nullptr || row.lane->worker == m_chosen_lane)) lane = row.lane.get();
    if (lane == nullptr || lane->spans.empty()) return;
    const auto& spans = lane->spans;
    const auto now = std::find_if(spans.begin(), spans.end(),
                                  [&](const Span& span) { return SpanHistory::entityOf(*lane, span) == m_chosen; });
    auto next = spans.end() - 1;
    if (now != spans.end()) {
        auto at = now - spans.begin() + by;
        const auto is_hidden = [&] {
            return at >= 0 && at < static_cast<std::ptrdiff_t>(spans.size()) &&
                   spans[static_cast<std::size_t>(at)].hidden;
        };
        while (is_hidden()) at += by;
        if (at < 0 || at >= static_cast<std::ptrdiff_t>(spans.size())) return;
        next = spans.begin() + at;
    }
    m_chosen_lane = lane->worker;
    choose(SpanHistory::entityOf(*lane, *next), true);
    Q_EMIT taskChosen(m_chosen);
}

void TimelineView::stepLane(int by) {
    int current = -1;
    for (std::size_t i = 0; i < m_rows.size(); ++i)
        if (m_rows[i].lane != nullptr && m_rows[i].lane->worker == m_chosen_lane) current = static_cast<int>(i);
    const int count = static_cast<int>(m_rows.size());
    int next = current < 0 && by < 0 ? count : current;
    do next += by;
    while (next >= 0 && next < count && m_rows[static_cast<std::size_t>(next)].lane == nullptr);
    if (next < 0 || next >= count) return;
    m_chosen_lane = m_rows[static_cast<std::size_t>(next)].lane->worker;
    QScrollBar* bar = verticalScrollBar();
    if (rowTop(next) < rulerHeight()) bar->setValue(next * rowHeight());
    if (const int below = rowTop(next) + rowHeight() - viewport()->height(); below > 0)
        bar->setValue(bar->value() + below);
    viewport()->update();
    Q_EMIT workerChosen({Entity::Kind::process, m_chosen_lane, 0});
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    if (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) {
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
        case Qt::Key_W:
        case Qt::Key_Plus:
            zoomIn();
            break;
        case Qt::Key_S:
        case Qt::Key_Minus:
            zoomOut();
            break;
        case Qt::Key_A:
            pan(-0.25);
            break;
        case Qt::Key_D:
            pan(0.25);
            break;
        case Qt::Key_F:
            fit();
            break;
        case Qt::Key_End:
            follow();
            break;
        case Qt::Key_Left:
            stepSpan(-1);
            break;
        case Qt::Key_Right:
            stepSpan(1);
            break;
        case Qt::Key_Up:
            stepLane(-1);
            break;
        case Qt::Key_Down:
            stepLane(1);
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_chosen) Q_EMIT activated(m_chosen);
            break;
        case Qt::Key_Escape:
            if (m_selected.isEmpty())
                QAbstractScrollArea::keyPressEvent(event);
            else
                clearSelection();
            break;
        default:
            QAbstractScrollArea::keyPressEvent(event);
            break;
    }
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    m_pressed = event->position().toPoint();
    m_pressed_ns = timeAt(event->position().x());
    m_dragged = false;
    m_panning = event->button() == Qt::MiddleButton || (event->modifiers() & Qt::ShiftModifier);
    if (m_panning) viewport()->setCursor(Qt::ClosedHandCursor);
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) return;
    const QPoint at = event->position().toPoint();
    if (!m_dragged && std::abs(at.x() - m_pressed->x()) < 4) return;
    if (m_pressed->x() < labelWidth()) return;
    m_dragged = true;
    if (m_panning) {
        const std::int64_t by = m_pressed_ns - timeAt(at.x());
        setRange(m_from_ns + by, m_to_ns + by, false);
        return;
    }
    const std::int64_t other = timeAt(std::clamp(at.x(), labelWidth(), viewport()->width()));
    m_selected = {std::min(m_pressed_ns, other), std::max(m_pressed_ns, other)};
    describe();
    viewport()->update();
    Q_EMIT rangeChanged();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    viewport()->unsetCursor();
    if (m_pressed && !m_dragged && event->button() == Qt::LeftButton) {
        const QPoint at = *m_pressed;
        const int row = rowAt(at.y());
        clearSelection();
        if (at.x() >= labelWidth()) {
            choosePlace(row, timeAt(at.x()));
        } else if (row >= 0 && m_rows[static_cast<std::size_t>(row)].lane != nullptr) {
            m_chosen = {};
            m_chosen_lane = m_rows[static_cast<std::size_t>(row)].lane->worker;
            viewport()->update();
            Q_EMIT workerChosen({Entity::Kind::process, m_chosen_lane, 0});
        }
    }
    m_pressed.reset();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (const Entity task = taskAt(event->position().toPoint())) Q_EMIT activated(task);
}

// The wheel scrolls lanes; with Ctrl it zooms where the pointer is, with Shift it pans.
void TimelineView::wheelEvent(QWheelEvent* event) {
    const QPoint turn = event->angleDelta();
    const double steps = (turn.y() != 0 ? turn.y() : turn.x()) / 120.0;
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(std::pow(0.8, steps), timeAt(std::max<double>(labelWidth(), event->position().x())));
    } else if ((event->modifiers() & Qt::ShiftModifier) || turn.y() == 0) {
        pan(-0.1 * steps);
    } else {
        QAbstractScrollArea::wheelEvent(event);
        return;
    }
    event->accept();
}

bool TimelineView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString text = textAt(help->pos());
        text.isEmpty() ? QToolTip::hideText() : QToolTip::showText(help->globalPos(), text, viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TimelineView::scrollContentsBy(int, int) {
    viewport()->update();
}

void TimelineView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    adjustBars();
}

}  // namespace lifeguard

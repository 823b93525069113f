// SPDX-License-Identifier: GPL-3.0-or-later
// How the time strip is operated: mouse, keys, and what assistive tools see of it.
#include <QAccessibleWidget>
#include <QKeyEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "chart/time_strip.h"

namespace lifeguard {
namespace {

constexpr double grab_px = 8;
constexpr double drag_px = 4;  // less is a click
constexpr double least_span = 30, usual_span = 300;

// A slider over time: its value is the moment that is shown.
class TimeStripAccess : public QAccessibleWidget, public QAccessibleValueInterface {
public:
    explicit TimeStripAccess(QWidget* widget) : QAccessibleWidget(widget, QAccessible::Slider) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
        return QAccessibleWidget::interface_cast(type);
    }
    QString text(QAccessible::Text kind) const override {
        return kind == QAccessible::Value ? strip()->valueText() : QAccessibleWidget::text(kind);
    }
    QVariant currentValue() const override { return strip()->moment(); }
    void setCurrentValue(const QVariant& value) override { Q_EMIT strip()->momentChosen(value.toDouble()); }
    QVariant maximumValue() const override { return strip()->end(); }
    QVariant minimumValue() const override { return strip()->first(); }
    QVariant minimumStepSize() const override { return 1.0; }

private:
    TimeStrip* strip() const { return static_cast<TimeStrip*>(widget()); }
};

QAccessibleInterface* makeAccess(const QString& type, QObject* object) {
    auto* strip = type == QLatin1String("lifeguard::TimeStrip") ? qobject_cast<TimeStrip*>(object) : nullptr;
    return strip != nullptr ? new TimeStripAccess(strip) : nullptr;
}

}  // namespace

void installTimeStripAccess() {
    static const bool once = [] {
        QAccessible::installFactory(makeAccess);
        return true;
    }();
    Q_UNUSED(once);
}

bool TimeStrip::isHandle(const QPointF& at) const {
    if (m_busy.isEmpty()) return false;
    const QRectF area = plot();
    const double handle = std::clamp(pixelAt(moment()), area.left(), area.right());
    return std::abs(at.x() - handle) <= grab_px || at.x() > area.right();
}

void TimeStrip::chooseMoment(double x) {
    const QRectF area = plot();
    if (x >= area.right())
        Q_EMIT liveChosen();
    else
        Q_EMIT momentChosen(timeAt(std::max(area.left(), x)));
}

void TimeStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton) return;
    m_pressed = event->position().x();
    m_drag = isHandle(event->position()) ? Drag::moment : Drag::pressed;
    m_anchor = -1;
    if (m_pressed > plot().right()) Q_EMIT liveChosen();
}

void TimeStrip::mouseMoveEvent(QMouseEvent* event) {
    const QRectF area = plot();
    const double at = event->position().x();
    const int x = static_cast<int>(at);
    const QString text = textAt(x);
    m_cursor = text.isEmpty() ? -1 : x;
    setCursor(isHandle(event->position()) ? Qt::SizeHorCursor : Qt::ArrowCursor);
    if (m_drag == Drag::pressed && std::abs(at - m_pressed) >= drag_px) m_drag = Drag::range;
    if (m_drag == Drag::range) {
        const double from = std::clamp(std::min(at, m_pressed), area.left(), area.right());
        const double to = std::clamp(std::max(at, m_pressed), area.left(), area.right());
        if (to > from) Q_EMIT rangeChosen(timeAt(from), timeAt(to));
    }
    if (m_drag == Drag::moment && std::abs(at - m_pressed) >= 1) chooseMoment(at);
    if (m_drag != Drag::none || QToolTip::isVisible())
        QToolTip::showText(event->globalPosition().toPoint(), text, this);
    update();
}

void TimeStrip::mouseReleaseEvent(QMouseEvent*) {
    m_drag = Drag::none;
}

void TimeStrip::mouseDoubleClickEvent(QMouseEvent* event) {
    chooseMoment(event->position().x());
}

void TimeStrip::wheelEvent(QWheelEvent* event) {
    if (event->angleDelta().y() != 0) zoomSpan(event->angleDelta().y() > 0 ? 0.5 : 2);
    event->accept();
}

void TimeStrip::zoomSpan(double factor) {
    m_most = std::clamp(m_span * factor, least_span, std::max(m_known, usual_span));
    m_span = m_most;
    describe();
    update();
}

void TimeStrip::leaveEvent(QEvent* event) {
    QWidget::leaveEvent(event);
    m_cursor = -1;
    update();
}

// Shift makes the range grow from where the cursor was.
void TimeStrip::moveCursor(int by, bool choose) {
    const QRectF area = plot();
    const int start = m_cursor < 0 ? static_cast<int>(area.right()) : m_cursor;
    if (choose && m_anchor < 0) m_anchor = start;
    if (!choose) m_anchor = -1;
    m_cursor = std::clamp(start + by, static_cast<int>(area.left()), static_cast<int>(area.right()));
    if (choose && m_cursor != m_anchor)
        Q_EMIT rangeChosen(timeAt(std::min(m_cursor, m_anchor)), timeAt(std::max(m_cursor, m_anchor)));
    QToolTip::showText(mapToGlobal(QPoint(m_cursor, 0)), textAt(m_cursor), this);
    update();
}

void TimeStrip::keyPressEvent(QKeyEvent* event) {
    const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
    switch (event->key()) {
        case Qt::Key_Left:
        case Qt::Key_Right: {
            const int sign = event->key() == Qt::Key_Left ? -1 : 1;
            m_moment ? Q_EMIT stepped(sign * (shift ? 10 : 1)) : moveCursor(sign * 5, shift);
            return;
        }
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (m_cursor >= 0) chooseMoment(m_cursor);
            return;
        case Qt::Key_Home:
            Q_EMIT momentChosen(m_end - m_known);
            return;
        case Qt::Key_End:
            Q_EMIT liveChosen();
            return;
        case Qt::Key_Space:
            Q_EMIT playToggled();
            return;
        case Qt::Key_Plus:
            zoomSpan(0.5);
            return;
        case Qt::Key_Minus:
            zoomSpan(2);
            return;
        case Qt::Key_Escape:
            if (m_range) {
                Q_EMIT rangeCleared();
                return;
            }
            break;
        default:
            break;
    }
    QWidget::keyPressEvent(event);
}

}  // namespace lifeguard

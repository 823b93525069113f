// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last minutes at a glance, under every page: how many workers were busy, ▼ where a process ended, ◆ where a
// deadlock began. The right end is now. 48 px high (at 96 dpi). Hovering (or ← and →) names what stands there.
//
// Dragging over it chooses a range of time. Dragging the handle at the right end to the left (or a double-click, or
// Enter at the cursor) chooses a moment; the strip itself shows what it was told by setRange() and setMoment().
// Keys: ← and → move the cursor, with Shift the range grows from it; in history they step by a second, with Shift by
// ten; Home the beginning, End now; Space plays; + and − or the wheel show less or more time; Esc clears the range.

#include <QWidget>

#include <optional>

#include "chart/curve.h"

namespace lifeguard {

class TimeStrip : public QWidget {
    Q_OBJECT
public:
    enum class MarkKind { exit, badExit, deadlock };
    struct Mark {
        double time = 0;  // seconds since the epoch
        MarkKind kind = MarkKind::exit;
        QString text;  // one line for the tooltip
    };

    explicit TimeStrip(QWidget* parent = nullptr);

    void setSpan(double seconds);  // at most; 300 at first
    void setTimeText(const ValueText& text);
    // busy: workers at work; total: the height of the strip. Both as Curve::points.
    void setHistory(const QList<QPointF>& busy, const QList<QPointF>& total, const QList<Mark>& marks);
    // false: the program has ended, the right end is its last moment.
    void setLive(bool live);
    // Chosen, in seconds since the epoch.
    void setRange(std::optional<std::pair<double, double>> range);
    void setMoment(std::optional<double> time);
    double spanInSight() const { return m_span; }
    double first() const { return m_end - m_span; }
    double end() const { return m_end; }
    double moment() const { return m_moment.value_or(m_end); }
    QString valueText() const;  // "LIVE", "14:02:10", with the range
    // Places, for tests too.
    double timeAt(double x) const;
    double pixelAt(double time) const;

    // What the tooltip says at a place of the strip (pixels from its left edge).
    QString textAt(int x) const;

Q_SIGNALS:
    void rangeChosen(double from, double to);
    void rangeCleared();
    void momentChosen(double time);
    void liveChosen();
    void stepped(int seconds);
    void playToggled();

public:
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    enum class Drag { none, pressed, range, moment };
    QRectF plot() const;
    double gap() const;  // seconds without a sample that are one
    void describe();
    void paintBusy(QPainter& painter, const QRectF& area);
    void paintTicks(QPainter& painter, const QRectF& area);
    void paintMarks(QPainter& painter, const QRectF& area);
    void paintChosen(QPainter& painter, const QRectF& area);
    void paintEnd(QPainter& painter, const QRectF& area);
    // time_strip_input.cpp
    bool isHandle(const QPointF& at) const;
    void moveCursor(int by, bool choose);
    void zoomSpan(double factor);
    void chooseMoment(double x);

    QList<QPointF> m_busy;
    QList<QPointF> m_total;
    QList<Mark> m_marks;
    ValueText m_timeText;
    double m_most = 300;
    double m_span = 300;  // what is in sight: no more than there is
    double m_end = 0;
    bool m_live = true;
    int m_cursor = -1;
    int m_anchor = -1;  // where a range began that is chosen by keys
    std::optional<std::pair<double, double>> m_range;
    std::optional<double> m_moment;
    Drag m_drag = Drag::none;
    double m_pressed = 0;  // where, in pixels
    double m_known = 0;    // seconds that there is something of
};

}  // namespace lifeguard

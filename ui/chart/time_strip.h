// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The last minutes at a glance, under every page: how many workers were busy, ▼ where a process ended, ◆ where a
// deadlock began. The right end is now. 48 px high (at 96 dpi). Hovering (or ← and →) names what stands there.

#include <QWidget>

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

    // What the tooltip says at a place of the strip (pixels from its left edge).
    QString textAt(int x) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF plot() const;
    double timeAt(double x) const;
    double pixelAt(double time) const;
    void describe();

    QList<QPointF> m_busy;
    QList<QPointF> m_total;
    QList<Mark> m_marks;
    ValueText m_timeText;
    double m_most = 300;
    double m_span = 300;  // what is in sight: no more than there is
    double m_end = 0;
    bool m_live = true;
    int m_cursor = -1;
};

}  // namespace lifeguard

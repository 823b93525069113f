// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What all charts have in common: heading with unit, legend, grid, crosshair, table twin, copy and export. Private to
// this folder. Qt Charts draws the data alone; the frame around it is painted here, because its own axes cut labels and
// jump, and its own legend hides what does not fit.

#include <QPixmap>
#include <QtCharts/QChart>
#include <QtCharts/QChartView>
#include <functional>

#include "chart/chart_export.h"
#include "chart/curve.h"

namespace lifeguard {

struct Tick {
    double value = 0;  // 0..1 of the plot, from left or from bottom
    QString text;
};

struct LegendEntry {
    QString title;
    QString value;  // the latest, beside the title
    QColor colour;
    Qt::PenStyle line = Qt::SolidLine;
    bool filled = false;
};

// What the crosshair says at one place.
struct Readout {
    QString heading;
    QList<LegendEntry> entries;
};

class ChartView : public QChartView {
    Q_OBJECT
public:
    explicit ChartView(QWidget* parent);

    void setHeading(const QString& heading);
    QString heading() const { return m_heading; }
    void setEmptyText(const QString& text);  // painted instead of data; "" when there is some
    void setLegend(const QList<LegendEntry>& entries);
    void setTicks(const QList<Tick>& x, const QList<Tick>& y);
    // Vertical lines with a name (p50, p95) above the plot: place 0..1, rising.
    void setMarks(const QList<Tick>& marks);
    QRectF plotRect() const { return chart()->plotArea(); }

    std::function<ChartTable()> table;         // for the twin, Copy and CSV
    std::function<Readout(double)> readout;    // at 0..1 of the plot's width
    std::function<void(double, double)> zoom;  // to a part of the plot's width; unset: no zooming
    std::function<void()> resetZoom;
    std::function<bool()> zoomed;
    std::function<void()> plotMoved;  // the plot has another size now

    void showTable();
    void copyToClipboard();
    QByteArray toPng();
    QByteArray toSvg();

protected:
    void paintEvent(QPaintEvent* event) override;
    void drawBackground(QPainter* painter, const QRectF& rect) override;
    void drawForeground(QPainter* painter, const QRectF& rect) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void place();  // heading, legend and labels first, the plot takes the rest
    void touch();
    double placeMarks(double left, double right);  // how high their strip is
    void drawFrame(QPainter& painter);
    void drawTicks(QPainter& painter);
    void drawCursor(QPainter& painter);
    double atPixel(double x) const;
    QFont headingFont() const;

    QString m_heading;
    QString m_empty;
    QList<LegendEntry> m_legend;
    QList<QRectF> m_legendPlaces;
    QList<Tick> m_x;
    QList<Tick> m_y;
    QList<Tick> m_marks;
    QList<QRectF> m_markPlaces;  // of their names, from the plot's top up
    QPixmap m_cache;
    bool m_stale = true;
    double m_cursor = -1;  // 0..1; -1: none
    double m_dragFrom = -1;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Curves (or stacked areas) over time: the one interface behind which the charting library lies.
//
//     auto* chart = new TimeSeriesView(TimeSeriesView::Shape::lines, this);
//     chart->setHeading(tr("Queue depth"), tr("items"));
//     chart->setValueText(format::count);
//     chart->setSeries(series);   // once a tick; at most 8 are drawn
//
// The newest moment stands at the right edge until the user zooms (drag; double-click or 0 goes back). A hidden chart
// keeps what it is given and draws when it is shown. y starts at 0. GUI thread.

#include <QWidget>
#include <memory>

#include "chart/curve.h"

namespace lifeguard {

class TimeSeriesView : public QWidget {
    Q_OBJECT
public:
    enum class Shape { lines, stackedAreas };  // stackedAreas: all series have the same x
    static constexpr int kMostSeries = 8;

    explicit TimeSeriesView(Shape shape, QWidget* parent = nullptr);
    ~TimeSeriesView() override;

    void setHeading(const QString& title, const QString& unit);
    void setScale(Scale scale, bool wholeNumbers = false);
    void setValueText(const ValueText& text);
    // Words of the axis, where they depend on its step: a number of decimals for all of it.
    void setTickText(const std::function<QString(double value, double step)>& text);
    void setTimeText(const ValueText& text);  // of a moment, seconds since the epoch
    void setSpan(double seconds);             // how much of the past is in sight at most; 300 at first
    void setSilence(double seconds);          // samples further apart than this are a gap; 5 at first
    void setEmptyText(const QString& text);   // why there is nothing to draw

    void setSeries(const QList<Curve>& series);
    void redraw() { draw(); }  // numbers and times are written in another way now

    bool isZoomed() const;
    void zoomTo(double from, double to);  // seconds since the epoch
    void resetZoom();
    void showTable();
    void copyToClipboard();
    QString tableText() const;  // the table twin, tab separated
    QByteArray toPng();
    QByteArray toSvg();
    // What is drawn: for tests and for the bounds promised above.
    int drawnPoints() const;
    int drawnRuns() const;
    QList<double> valueTicks() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void showEvent(QShowEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Parts;
    void draw();
    void describe();
    std::unique_ptr<Parts> m;
};

}  // namespace lifeguard

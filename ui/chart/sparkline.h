// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A curve the size of a word: in table cells and on cards.

#include <QColor>
#include <QList>
#include <QRectF>
#include <QWidget>

class QPainter;

namespace lifeguard {

// Draws values (oldest first, NaN = missing) into the box; `top` is the value of its upper edge, 0: the greatest.
// `places` is how many samples the box is wide, so that a young curve grows from the right; 0: as many as there are.
void paintSparkline(QPainter& painter, const QRectF& box, const QList<double>& values, const QColor& colour,
                    double top = 0, int places = 0);

class Sparkline : public QWidget {
    Q_OBJECT
public:
    explicit Sparkline(QWidget* parent = nullptr);
    void setValues(const QList<double>& values);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QList<double> m_values;
};

}  // namespace lifeguard

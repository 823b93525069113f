// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/sparkline.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "format/theme.h"

namespace lifeguard {

void paintSparkline(QPainter& painter, const QRectF& box, const QList<double>& values, const QColor& colour, double top,
                    int places) {
    if (values.isEmpty() || box.width() < 2 || box.height() < 2) return;
    if (top <= 0) {
        for (const double value : values) {
            if (std::isfinite(value)) top = std::max(top, value);
        }
    }
    if (top <= 0) top = 1;
    const auto wide = std::max<qsizetype>({values.size(), places, 2});
    const double step = box.width() / static_cast<double>(wide - 1);
    const qsizetype offset = wide - values.size();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QColor wash = colour;
    wash.setAlphaF(0.25F);
    QPolygonF run;
    const auto flush = [&] {
        if (run.size() == 1) run.append(run[0] + QPointF(std::min(2.0, step), 0));
        if (run.isEmpty()) return;
        QPainterPath area;
        area.addPolygon(run);
        area.lineTo(run.last().x(), box.bottom());
        area.lineTo(run.first().x(), box.bottom());
        painter.fillPath(area, wash);
        painter.setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.drawPolyline(run);
        run.clear();
    };
    for (qsizetype i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) {
            flush();
            continue;
        }
        const double height = std::clamp(values[i] / top, 0.0, 1.0) * (box.height() - 2);
        run.append({box.left() + static_cast<double>(i + offset) * step, box.bottom() - 1 - height});
    }
    flush();
    painter.restore();
}

Sparkline::Sparkline(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAttribute(Qt::WA_TransparentForMouseEvents);
}

void Sparkline::setValues(const QList<double>& values) {
    if (m_values == values) return;
    m_values = values;
    update();
}

QSize Sparkline::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 12, fontMetrics().height() * 2};
}

void Sparkline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintSparkline(painter, QRectF(rect()), m_values, theme::tone(Tone::active, palette()));
}

}  // namespace lifeguard

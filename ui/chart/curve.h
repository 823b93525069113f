// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One curve as a page hands it to a chart: x in seconds since the Unix epoch, rising; y in the chart's unit.
// A missing sample is a point whose y is NaN: it is drawn as a gap, never as a line to zero.

#include <QList>
#include <QPointF>
#include <QString>
#include <functional>
#include <optional>

#include "format/theme.h"

namespace lifeguard {

struct Curve {
    QString id;     // its colour follows from it, on every page the same
    QString title;  // for the legend, translated
    QList<QPointF> points;
    std::optional<Tone> tone = {};          // a state's colour instead of the name's
    std::optional<Qt::PenStyle> line = {};  // instead of the name's
};

using ValueText = std::function<QString(double)>;  // a number with its unit, as ui/format writes it

// What round numbers are: 1-2-5 of 10; of 1024; durations in nanoseconds, which are minutes and hours above 20 s.
enum class Scale { decimal, binary, duration };

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Fewer points for the same picture: what a pixel column would cover is reduced to its least and its greatest.

#include <QList>
#include <QPointF>

namespace lifeguard {

constexpr int kMostPoints = 2000;  // a series, however wide the plot: replace() costs 1 µs a point

// The runs of points between gaps (NaN), limited to [from, to] plus one neighbour on each side, so that lines reach the
// edges. A gap is also a silence longer than `silence` seconds (0: none).
QList<QList<QPointF>> splitAtGaps(const QList<QPointF>& points, double from, double to, double silence);

// At most two points a column, in their order; the first and the last stay.
QList<QPointF> decimate(const QList<QPointF>& run, double from, double to, int columns);

}  // namespace lifeguard

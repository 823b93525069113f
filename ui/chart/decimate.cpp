// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/decimate.h"

#include <algorithm>
#include <cmath>

namespace lifeguard {

QList<QList<QPointF>> splitAtGaps(const QList<QPointF>& points, double from, double to, double silence) {
    const auto byX = [](const QPointF& p, double x) { return p.x() < x; };
    auto begin = std::lower_bound(points.cbegin(), points.cend(), from, byX);
    auto end = std::lower_bound(begin, points.cend(), to, byX);
    if (begin != points.cbegin()) --begin;
    if (end != points.cend()) ++end;
    QList<QList<QPointF>> runs;
    QList<QPointF> run;
    const auto close = [&] {
        if (!run.isEmpty()) runs.append(run);
        run.clear();
    };
    for (auto point = begin; point != end; ++point) {
        if (!std::isfinite(point->y())) {
            close();
            continue;
        }
        if (silence > 0 && !run.isEmpty() && point->x() - run.last().x() > silence) close();
        run.append(*point);
    }
    close();
    return runs;
}

QList<QPointF> decimate(const QList<QPointF>& run, double from, double to, int columns) {
    columns = std::clamp(columns, 1, kMostPoints / 2 - 1);
    if (run.size() <= 2 * columns || !(to > from)) return run;
    QList<QPointF> kept;
    kept.reserve(2 * columns + 2);
    kept.append(run.first());
    const double perColumn = (to - from) / columns;
    qsizetype i = 1;
    while (i < run.size() - 1) {
        const double column = std::floor((run[i].x() - from) / perColumn);
        qsizetype low = i;
        qsizetype high = i;
        for (; i < run.size() - 1 && std::floor((run[i].x() - from) / perColumn) == column; ++i) {
            if (run[i].y() < run[low].y()) low = i;
            if (run[i].y() > run[high].y()) high = i;
        }
        kept.append(run[std::min(low, high)]);
        if (low != high) kept.append(run[std::max(low, high)]);
    }
    kept.append(run.last());
    return kept;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// From the session's recent past to what charts take, and from numbers to their words as charts ask for them.

#include "bridge/time_history.h"
#include "chart/curve.h"
#include "chart/histogram_view.h"
#include "chart/time_series_view.h"
#include "mp/snapshot.h"

namespace lifeguard::curves {

QList<QPointF> points(const TimeHistory& history, const SeriesId& id, double scale = 1);
QList<double> lastMinute(const TimeHistory& history, const SeriesId& id);  // for sparklines

// Words for axes: seconds since the epoch; counts; rates; durations in ns; bytes; per cent.
QString clock(double seconds);
QString count(double value);
QString rate(double value);
QString duration(double ns);
QString bytes(double value);
QString percent(double value);

// Sets clock and words of a new chart.
void furnish(TimeSeriesView* chart, const QString& name, const QString& title, const QString& unit,
             const ValueText& words, Scale scale = Scale::decimal, bool whole = false);
// The same of one that shows rates: its axis has the decimals that its steps need.
void furnishRates(TimeSeriesView* chart, const QString& name, const QString& title, const QString& unit);

QList<HistogramView::Bucket> buckets(const mp::observe::Histogram& histogram);
QList<HistogramView::Mark> quantiles(const mp::observe::Histogram& histogram, std::int64_t longest = 0);

// Five colours that mean workers' states, bottom of the stack first.
QList<Curve> workersByState(const TimeHistory& history);

}  // namespace lifeguard::curves

// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/curves.h"

#include <QCoreApplication>
#include <cmath>

#include "format/format.h"

namespace lifeguard::curves {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("lifeguard::curves", text);
}

}  // namespace

QList<QPointF> points(const TimeHistory& history, const SeriesId& id, double scale) {
    const Series series = history.series(id);
    QList<QPointF> all;
    all.reserve(series.values.size());
    for (qsizetype i = 0; i < series.values.size(); ++i)
        all.append({static_cast<double>(series.times_ns[i]) / 1e9, series.values[i] * scale});
    return all;
}

QList<double> lastMinute(const TimeHistory& history, const SeriesId& id) {
    return history.series(id, history.lastTime() - 60'000'000'000).values;
}

QString clock(double seconds) {
    return format::clockSeconds(static_cast<std::int64_t>(std::llround(seconds * 1e9)));
}
QString count(double value) {
    return format::count(static_cast<std::uint64_t>(std::llround(std::max(0.0, value))));
}
QString rate(double value) {
    return format::rate(value);
}
QString duration(double ns) {
    return format::duration(static_cast<std::int64_t>(std::llround(ns)));
}
QString bytes(double value) {
    return format::bytes(static_cast<std::int64_t>(std::llround(value)));
}
QString percent(double value) {
    return format::cpu(value);
}

void furnish(TimeSeriesView* chart, const QString& name, const QString& title, const QString& unit,
             const ValueText& words, Scale scale, bool whole) {
    chart->setObjectName(name);
    chart->setHeading(title, unit);
    chart->setTimeText(&clock);
    chart->setValueText(words);
    chart->setScale(scale, whole);
}

void furnishRates(TimeSeriesView* chart, const QString& name, const QString& title, const QString& unit) {
    furnish(chart, name, title, unit, &rate);
    chart->setTickText(&format::rateIn);
}

QList<HistogramView::Bucket> buckets(const mp::observe::Histogram& histogram) {
    QList<HistogramView::Bucket> all;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
        const double from = std::ldexp(1.0, static_cast<int>(i));
        all.append({from, 2 * from, static_cast<double>(histogram.buckets[i])});
    }
    return all;
}

QList<HistogramView::Mark> quantiles(const mp::observe::Histogram& histogram, std::int64_t longest) {
    QList<HistogramView::Mark> marks;
    const auto add = [&](const QString& title, double q) {
        const auto value = histogram.quantile(q);
        if (value) marks.append({title, longest > 0 ? std::min(*value, static_cast<double>(longest)) : *value});
    };
    add(tr("p50"), 0.50);
    add(tr("p95"), 0.95);
    add(tr("p99"), 0.99);
    return marks;
}

QList<Curve> workersByState(const TimeHistory& history) {
    const auto curve = [&](SeriesKind kind, const QString& id, const QString& title, Tone tone) {
        return Curve{id, title, points(history, {kind}), tone};
    };
    return {curve(SeriesKind::workers_busy, QStringLiteral("busy"), tr("busy"), Tone::active),
            curve(SeriesKind::workers_waiting, QStringLiteral("waiting"), tr("waiting"), Tone::waiting),
            curve(SeriesKind::workers_suspended, QStringLiteral("suspended"), tr("suspended"), Tone::suspended),
            curve(SeriesKind::workers_starting, QStringLiteral("starting"), tr("starting"), Tone::ok),
            curve(SeriesKind::workers_idle, QStringLiteral("idle"), tr("idle"), Tone::idle)};
}

}  // namespace lifeguard::curves

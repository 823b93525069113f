// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/ticks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace lifeguard {
namespace {

double roundUp125(double value) {
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double mantissa : {1.0, 2.0, 5.0}) {
        if (mantissa * power >= value * (1 - 1e-9)) return mantissa * power;
    }
    return 10 * power;
}

constexpr std::array<double, 17> kTimeSteps{60,    120,   300,   600,   900,    1200,   1800,   3600,   7200,
                                            10800, 21600, 43200, 86400, 172800, 432000, 864000, 1728000};

double clockStep(double least) {
    for (const double step : kTimeSteps) {
        if (step >= least * (1 - 1e-9)) return step;
    }
    return std::ceil(least / 864000) * 864000;
}

}  // namespace

double niceStep(double maximum, int most, Scale scale) {
    if (!(maximum > 0) || most < 1) return 1;
    const double least = maximum / most;
    if (scale == Scale::duration && least > 20e9) return clockStep(least / 1e9) * 1e9;
    if (scale == Scale::binary && least >= 1) {
        const double unit = std::pow(1024.0, std::floor(std::log2(least * (1 + 1e-12)) / 10));
        const double inUnit = roundUp125(least / unit);
        return inUnit >= 1000 ? unit * 1024 : inUnit * unit;
    }
    return roundUp125(least);
}

QList<double> niceTicks(double maximum, int most, Scale scale, bool whole) {
    double step = niceStep(maximum > 0 ? maximum : 1, most, scale);
    if (whole && step < 1) step = 1;
    QList<double> ticks{0};
    // Multiplied, not summed: 0.1 added ten times is not 1.
    for (int i = 1; ticks.last() < maximum * (1 - 1e-9) || i == 1; ++i) ticks.append(step * i);
    return ticks;
}

double fittingSpan(double past, double most) {
    for (const double step : {30.0, 60.0, 120.0})
        if (past <= step) return std::min(step, most);
    return most;
}

QList<double> timeTicks(double from, double to, int most, int utcOffset) {
    QList<double> ticks;
    if (!(to > from) || most < 1) return ticks;
    const double least = (to - from) / most;
    const double step = least <= 1    ? 1
                        : least <= 2  ? 2
                        : least <= 5  ? 5
                        : least <= 10 ? 10
                        : least <= 15 ? 15
                        : least <= 30 ? 30
                                      : clockStep(least);
    double tick = std::ceil((from + utcOffset) / step) * step - utcOffset;
    for (; tick <= to; tick += step) ticks.append(tick);
    return ticks;
}

double StickyMaximum::update(double wanted, qint64 nowMs) {
    constexpr qint64 patience = 30'000;
    if (wanted >= m_current) {
        m_current = m_recent = wanted;
        m_since = nowMs;
        return m_current;
    }
    m_recent = qMax(m_recent == m_current ? 0.0 : m_recent, wanted);
    if (nowMs - m_since >= patience) {
        m_current = m_recent;
        m_recent = 0;
        m_since = nowMs;
    }
    return m_current;
}

}  // namespace lifeguard

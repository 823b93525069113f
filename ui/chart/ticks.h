// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Round numbers for axes, and a range that does not jump.

#include <QList>
#include <QtGlobal>

#include "chart/curve.h"

namespace lifeguard {

// How much of the past is shown: as much as there is, in few steps, up to `most`; all in seconds.
double fittingSpan(double past, double most);
// A step of the 1-2-5 kind (of 1024 for binary; of seconds, minutes, hours for duration) so that `maximum` is reached
// in at most `most` steps.
double niceStep(double maximum, int most, Scale scale);

// 0, step, 2 step, … up to the first that is not below maximum. Never empty; the last is the axis' end.
QList<double> niceTicks(double maximum, int most, Scale scale, bool whole = false);

// Round moments (in the local time zone) within [from, to], at most `most`.
QList<double> timeTicks(double from, double to, int most, int utcOffset);

// The upper end of an axis: grows at once, shrinks only when less has been enough for 30 s.
class StickyMaximum {
public:
    double update(double wanted, qint64 nowMs);
    void reset() { m_current = 0; }

private:
    double m_current = 0;
    double m_recent = 0;  // the largest wanted since m_since
    qint64 m_since = 0;
};

}  // namespace lifeguard

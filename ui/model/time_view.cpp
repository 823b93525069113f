// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time_view.h"

namespace lifeguard {

void TimeView::setRange(const TimeRange& range) {
    const TimeRange wanted = range.isEmpty() ? TimeRange{} : range;
    if (wanted == m_range) return;
    m_range = wanted;
    Q_EMIT changed();
}

void TimeView::setMoment(std::optional<std::int64_t> time_ns) {
    if (time_ns == m_moment) return;
    m_moment = time_ns;
    Q_EMIT changed();
}

}  // namespace lifeguard

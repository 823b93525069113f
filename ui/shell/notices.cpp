// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/notices.h"

#include <QCoreApplication>
#include <QMap>

namespace lifeguard {
namespace {

constexpr qsizetype lines_shown = 4;

struct NoticesText {
    Q_DECLARE_TR_FUNCTIONS(Notices)
};

// One line for each cause.
QStringList crashLines(const QList<NoticeEvent>& events) {
    QStringList order, lines;
    QMap<QString, QStringList> by_cause;
    for (const NoticeEvent& event : events) {
        if (event.kind != Settings::Notice::crash) continue;
        if (!by_cause.contains(event.cause)) order << event.cause;
        by_cause[event.cause] << event.who;
    }
    for (const QString& cause : order) {
        const QStringList who = by_cause.value(cause);
        lines << (who.size() == 1
                      ? NoticesText::tr("%1 crashed: %2").arg(who.first(), cause)
                      : NoticesText::tr("%n workers crashed: %1", nullptr, static_cast<int>(who.size())).arg(cause));
    }
    return lines;
}

QString titleOf(Settings::Notice kind) {
    switch (kind) {
        case Settings::Notice::crash:
            return NoticesText::tr("A worker crashed");
        case Settings::Notice::deadlock:
            return NoticesText::tr("Deadlock");
        case Settings::Notice::lost:
            return NoticesText::tr("Connection lost");
        case Settings::Notice::finished:
            return NoticesText::tr("The run has finished");
        case Settings::Notice::alert:
            return NoticesText::tr("Alert");
    }
    return {};
}

}  // namespace

std::optional<Notices::Popup> Notices::due(std::int64_t now_ms, bool window_active) {
    if (window_active) m_pending.clear();
    if (m_pending.isEmpty() || (m_last_ms && now_ms - *m_last_ms < gap_ms)) return std::nullopt;
    m_last_ms = now_ms;
    QStringList lines = crashLines(m_pending);
    bool same = true;
    for (const NoticeEvent& event : std::as_const(m_pending)) {
        same = same && event.kind == m_pending.first().kind;
        if (event.kind != Settings::Notice::crash && !lines.contains(event.who)) lines << event.who;
    }
    Popup popup;
    popup.title = same ? titleOf(m_pending.first().kind) : NoticesText::tr("Lifeguard");
    const auto more = static_cast<int>(lines.size() - lines_shown);
    if (more > 0) lines = lines.mid(0, lines_shown) << NoticesText::tr("and %n more", nullptr, more);
    popup.text = lines.join(QLatin1Char('\n'));
    m_pending.clear();
    return popup;
}

}  // namespace lifeguard

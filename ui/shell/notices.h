// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What is worth a popup on the desktop, and when: only while the window is not in front, at most one in 30 s, what came
// meanwhile in one sentence: "5 workers crashed: −11 SIGSEGV". No clock of its own, no desktop: a test gives it both.
//
//     notices.add({Settings::Notice::crash, "worker-3", "−11 SIGSEGV"});
//     if (auto popup = notices.due(now_ms, window->isActiveWindow())) show(*popup);

#include <QList>
#include <QString>
#include <optional>

#include "bridge/settings.h"

namespace lifeguard {

struct NoticeEvent {
    Settings::Notice kind = Settings::Notice::crash;
    QString who;    // "worker-3"; a whole sentence for what is no crash
    QString cause;  // of a crash: "−11 SIGSEGV"
};

class Notices {
public:
    static constexpr std::int64_t gap_ms = 30'000;

    void add(const NoticeEvent& event) { m_pending.append(event); }
    struct Popup {
        QString title;
        QString text;
    };
    // What is to be shown now. What came while the window was in front was seen there.
    std::optional<Popup> due(std::int64_t now_ms, bool window_active);
    bool isPending() const { return !m_pending.isEmpty(); }

private:
    QList<NoticeEvent> m_pending;
    std::optional<std::int64_t> m_last_ms;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Watches the session for what deserves a popup (notices.h decides when) and shows it: through the desktop's
// notification service, else by the tray, else in the window alone, which always tells it too.

#include <QObject>
#include <QTimer>
#include <unordered_set>

#include "shell/hub.h"
#include "shell/notices.h"

class QSystemTrayIcon;

namespace lifeguard {

class Notifier : public QObject {
    Q_OBJECT
public:
    Notifier(Hub& hub, QWidget* window);
    bool isPending() const { return m_notices.isPending(); }  // a popup waits for its turn

Q_SIGNALS:
    void shown(const QString& title, const QString& text);  // a popup was wanted, for tests
    void told(const QString& sentence, bool failure);
    void noted(const QString& sentence, bool failure);  // for the list of what has happened alone
    void popped(const QString& sentence);               // a popup that nothing else could show

private:
    void add(Settings::Notice kind, const QString& who, const QString& cause = {});
    void look();
    void onState();
    void show(const Notices::Popup& popup);
    void showOtherwise(const Notices::Popup& popup);

    Hub& m_hub;
    QWidget* m_window;
    Notices m_notices;
    QTimer m_timer;
    QSystemTrayIcon* m_tray = nullptr;
    std::unordered_set<mp::observe::Identity> m_exits;
    std::int64_t m_deadlock_ns = 0;
    bool m_first = true;  // what was so when the session was opened is no news
};

}  // namespace lifeguard

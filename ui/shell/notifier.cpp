// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/notifier.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDateTime>
#include <QSystemTrayIcon>
#include <QWidget>

#include "format/format.h"
#include "format/words.h"
#include "shell/icons.h"

namespace lifeguard {

using State = SnapshotFeed::State;

namespace {

constexpr std::int64_t short_run_ns = 30'000'000'000;  // who started it still looks
constexpr int popup_stays_ms = 10'000;

}  // namespace

Notifier::Notifier(Hub& hub, QWidget* window) : QObject(window), m_hub(hub), m_window(window) {
    connect(&hub.models, &SessionModels::latestChanged, this, &Notifier::look);
    connect(&hub.models, &SessionModels::cleared, this, [this] {
        m_exits.clear();
        m_deadlock_ns = 0;
        m_first = true;
    });
    connect(&hub.feed, &SnapshotFeed::stateChanged, this, &Notifier::onState);
    connect(&hub.models.alerts, &AlertRules::fired, this, [this](const QString& sentence) {
        Q_EMIT told(tr("Alert: %1").arg(sentence), true);
        add(Settings::Notice::alert, sentence);
    });
    connect(&hub.models.alerts, &AlertRules::cleared, this,
            [this](const QString& sentence) { Q_EMIT told(tr("No longer: %1").arg(sentence), false); });
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const auto popup = m_notices.due(QDateTime::currentMSecsSinceEpoch(), m_window->isActiveWindow());
        if (popup) show(*popup);
        if (!m_notices.isPending()) m_timer.stop();
    });
    m_timer.setInterval(500);  // what comes together is told together
}

void Notifier::add(Settings::Notice kind, const QString& who, const QString& cause) {
    if (!m_hub.settings.notifies(kind)) return;
    m_notices.add({kind, who, cause});
    if (!m_timer.isActive()) m_timer.start();
}

void Notifier::look() {
    const SnapshotPtr now = m_hub.models.latest();
    if (!now || m_hub.feed.kind() == mp::observe::SourceKind::recording) return;
    for (const auto& exit : now->exits) {
        if (!m_exits.insert(exit.identity).second || m_first) continue;
        if (!words::exitIsFailure(exit.exitcode, exit.cause)) continue;
        const QString who = words::exitName(exit, *now);
        const QString cause = words::exitText(exit.exitcode);
        Q_EMIT noted(tr("%1 crashed: %2").arg(who, cause), true);
        add(Settings::Notice::crash, who, cause);
    }
    const auto rings = now->deadlocks();
    const std::int64_t since = rings.empty() ? 0 : rings.front().since_ns;
    if (since != 0 && since != m_deadlock_ns && !m_first)
        for (const Finding& finding : m_hub.models.findings.rows())
            if (finding.kind == Finding::Kind::deadlock) {
                Q_EMIT noted(tr("Deadlock: %1").arg(finding.text), true);
                add(Settings::Notice::deadlock, finding.text);
            }
    m_deadlock_ns = since;
    m_first = false;
}

void Notifier::onState() {
    const SnapshotPtr last = m_hub.models.latest();
    if (m_hub.feed.state() == State::lost) {
        const QString sentence = tr("%1 can no longer be watched.").arg(m_hub.feed.title());
        Q_EMIT noted(sentence, true);
        add(Settings::Notice::lost, sentence);
    }
    if (m_hub.feed.state() != State::ended || !last) return;
    const std::int64_t ran_ns = last->taken_ns - last->program_started_ns;
    const QString sentence = tr("%1 ended after %2.").arg(m_hub.feed.title(), format::duration(ran_ns));
    Q_EMIT noted(sentence, false);
    if (ran_ns > short_run_ns) add(Settings::Notice::finished, sentence);
}

void Notifier::show(const Notices::Popup& popup) {
    Q_EMIT shown(popup.title, popup.text);
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        showOtherwise(popup);
        return;
    }
    auto message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("/org/freedesktop/Notifications"),
        QStringLiteral("org.freedesktop.Notifications"), QStringLiteral("Notify"));
    message << tr("Lifeguard") << 0U << icons::application_id << popup.title << popup.text.toHtmlEscaped()
            << QStringList() << QVariantMap{{QStringLiteral("desktop-entry"), icons::application_id}} << popup_stays_ms;
    auto* answer = new QDBusPendingCallWatcher(bus.asyncCall(message), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, [this, answer, popup] {
        if (answer->isError()) showOtherwise(popup);
        answer->deleteLater();
    });
}

// There is no such service: the tray, if there is one, else the window's status line.
void Notifier::showOtherwise(const Notices::Popup& popup) {
    if (QSystemTrayIcon::isSystemTrayAvailable() && QSystemTrayIcon::supportsMessages()) {
        if (!m_tray) m_tray = new QSystemTrayIcon(icons::application(), this);
        m_tray->show();  // for as long as it says something: the window does not live there
        m_tray->showMessage(popup.title, popup.text, icons::application(), popup_stays_ms);
        QTimer::singleShot(popup_stays_ms, m_tray, &QSystemTrayIcon::hide);
        return;
    }
    QString line = popup.text;
    Q_EMIT popped(line.replace(QLatin1Char('\n'), QStringLiteral("; ")));
}

}  // namespace lifeguard

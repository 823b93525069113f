// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/session_button.h"

#include <QMenu>

#include "format/format.h"
#include "shell/icons.h"

namespace lifeguard {

SessionButton::SessionButton(Hub& hub, QWidget* parent) : QToolButton(parent), m_hub(hub) {
    setObjectName(QStringLiteral("sessionSelector"));
    setPopupMode(QToolButton::InstantPopup);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setIcon(icons::get("session"));
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("sessionMenu"));
    setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &SessionButton::fill);
    connect(&m_hub, &Hub::sessionChanged, this, &SessionButton::name);
    name();
}

void SessionButton::name() {
    QString text = tr("No session");
    switch (m_hub.feed.state()) {
        case SnapshotFeed::State::none:
            if (m_hub.manager.state() != ManagerFeed::State::none)
                text = tr("Manager: %1").arg(m_hub.manager.place().title());
            break;
        case SnapshotFeed::State::opening:
            text = tr("Opening…");
            break;
        case SnapshotFeed::State::recording:
            text = tr("Run: %1").arg(m_hub.feed.title());
            break;
        default:
            text = m_hub.feed.kind() == mp::observe::SourceKind::remote ? tr("Far: %1").arg(m_hub.feed.title())
                                                                        : tr("Local: %1").arg(m_hub.feed.title());
            break;
    }
    setToolTip(text);
    setAccessibleName(tr("Session: %1").arg(text));
    setText(fontMetrics().elidedText(text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * (m_roomy ? 48 : 40)));
}

void SessionButton::setRoomy(bool roomy) {
    m_roomy = roomy;
    name();
}

void SessionButton::fill() {
    menu()->clear();
    const auto offer = [this](const mp::observe::SessionInfo& info, auto open) {
        QAction* action = menu()->addAction(
            tr("%1 (pid %2)")
                .arg(QString::fromStdString(info.name), format::id(static_cast<std::uint64_t>(info.identity.pid))));
        action->setToolTip(QString::fromStdString(info.command));
        const SnapshotPtr now = m_hub.models.latest();
        action->setCheckable(true);
        action->setChecked(now && now->program == info.identity);
        connect(action, &QAction::triggered, this, [open, pid = info.identity.pid] { open(pid); });
    };
    if (const SessionList* far = m_hub.farSessions()) {
        menu()->addSection(tr("At the agent"));
        for (const auto& info : far->sessions()) offer(info, [this](int pid) { m_hub.attachFar(pid); });
        if (far->sessions().isEmpty()) menu()->addAction(tr("No program runs on the engine there"))->setEnabled(false);
        menu()->addSection(tr("Here"));
    }
    for (const auto& info : m_hub.sessions.sessions()) offer(info, [this](int pid) { m_hub.attach(pid); });
    if (menu()->isEmpty()) menu()->addAction(tr("No program runs on the engine now"))->setEnabled(false);
    menu()->addSeparator();
    connect(menu()->addAction(tr("Home")), &QAction::triggered, this, &SessionButton::homeRequested);
    QAction* close = menu()->addAction(tr("Stop watching"));
    close->setEnabled(m_hub.feed.isOpen() || m_hub.manager.isOpen());
    connect(close, &QAction::triggered, &m_hub, &Hub::close);
}

}  // namespace lifeguard

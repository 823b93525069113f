// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/manager_watch.h"

#include <QAction>
#include <QDateTime>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <algorithm>

#include "format/format.h"
#include "page/inspector_panel.h"
#include "page/object_inspector.h"
#include "shell/main_window.h"
#include "shell/navigation.h"
#include "shell/page_list.h"
#include "shell/status_line.h"
#include "widget/banner.h"

namespace lifeguard {

using LineState = ManagerFeed::State;

ManagerWatch::ManagerWatch(Hub& hub, Navigation& navigation, StatusLine& status, MainWindow* window)
    : QObject(window), m_hub(hub), m_navigation(navigation), m_status(status), m_window(window) {
    m_control = new QAction(tr("&Allow control…"), this);
    m_control->setObjectName(QStringLiteral("actionControl"));
    m_control->setCheckable(true);
    connect(m_control, &QAction::triggered, this, [this](bool checked) {
        m_control->setChecked(m_hub.manager.controlAllowed());
        askControl(checked);
    });
    m_timer.setInterval(500);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        refreshBanner();
        refreshStatus();
    });
}

QWidget* ManagerWatch::inspectors(Hub& hub, InspectorPanel* sessions, MainWindow* window) {
    auto* stack = new QStackedWidget(window);
    stack->setObjectName(QStringLiteral("inspectorStack"));
    auto* objects = new ObjectInspector(hub.pageContext(), stack);
    stack->addWidget(sessions);
    stack->addWidget(objects);
    connect(objects, &ObjectInspector::pageRequested, window, &MainWindow::showPage);
    return stack;
}

void ManagerWatch::start() {
    arrange(false);
    connect(&m_hub.manager, &ManagerFeed::stateChanged, this, &ManagerWatch::refresh);
    connect(&m_hub.manager, &ManagerFeed::opened, this, [this] {
        if (m_hub.manager.isOpen()) m_window->showPage(QStringLiteral("objects"));
    });
    auto* banner = m_window->findChild<Banner*>(QStringLiteral("managerBanner"));
    connect(banner, &Banner::actionTriggered, &m_hub.manager, &ManagerFeed::retry);
    connect(banner, &Banner::dismissed, this, [this] { m_dismissed = true; });
    refresh();
}

// Ctrl+1 and so on follow the order of the navigation.
void ManagerWatch::arrange(bool manager) {
    m_navigation.setManager(manager);
    int number = 1;
    for (const PageEntry& entry : pageList()) {
        auto* action = m_window->findChild<QAction*>(QStringLiteral("actionPage_") + entry.id);
        if (action == nullptr) continue;
        const bool shown = inNavigation(entry, manager);
        action->setVisible(shown);
        action->setShortcut(shown ? QKeySequence(QStringLiteral("Ctrl+%1").arg(number++)) : QKeySequence());
    }
    m_navigation.setCurrentPage(m_window->currentPage());
    m_window->findChild<QStackedWidget*>(QStringLiteral("inspectorStack"))->setCurrentIndex(manager ? 1 : 0);
}

void ManagerWatch::refresh() {
    const ManagerFeed& manager = m_hub.manager;
    if (manager.isOpen() != m_manager) {
        m_manager = manager.isOpen();
        arrange(m_manager);
    }
    m_control->setEnabled(manager.isOpen());
    m_control->setChecked(manager.controlAllowed());
    if (m_question && !manager.isOpen()) m_question->close();
    m_dismissed = m_dismissed && manager.stale();
    if (manager.state() == LineState::none)
        m_timer.stop();
    else
        m_timer.start();
    refreshBanner();
    refreshStatus();
}

void ManagerWatch::refreshBanner() {
    const ManagerFeed& manager = m_hub.manager;
    auto* banner = m_window->findChild<Banner*>(QStringLiteral("managerBanner"));
    if (m_dismissed) return;  // until it is reached again: the countdown alone is no other news
    if (manager.state() == LineState::waiting) {
        const qint64 left_ms = manager.retryAtMs() - QDateTime::currentMSecsSinceEpoch();
        const qint64 left_s = (std::max<qint64>(0, left_ms) + 999) / 1000;
        banner->showMessage(
            Tone::failed, QStringLiteral("✖"),
            tr("%1 is lost: %2. What is shown is stale; tried again in %3 s.")
                .arg(manager.place().title(), manager.reason(), format::count(static_cast<std::uint64_t>(left_s))),
            tr("Try now"));
    } else if (manager.state() == LineState::refused) {
        banner->showMessage(Tone::failed, QStringLiteral("✖"),
                            tr("%1: %2. What is shown is stale; it is not tried again by itself.")
                                .arg(manager.place().title(), manager.reason()),
                            tr("Try again"));
    } else {
        banner->clear();
    }
}

void ManagerWatch::refreshStatus() {
    const ManagerFeed& manager = m_hub.manager;
    QString text;
    switch (manager.state()) {
        case LineState::none:
            break;
        case LineState::connecting:
            text = tr("Attaching to %1…").arg(manager.place().title());
            break;
        case LineState::live: {
            const qint64 age_ms = QDateTime::currentMSecsSinceEpoch() - manager.updatedAtMs();
            text =
                manager.updatedAtMs() == 0
                    ? tr("● Manager %1").arg(manager.place().title())
                    : tr("● Manager %1 · updated %2 ago").arg(manager.place().title(), format::age(age_ms * 1'000'000));
            text += manager.controlAllowed() ? tr(" · CONTROL") : tr(" · read-only");
            break;
        }
        case LineState::waiting:
        case LineState::refused:
            text = tr("✖ Manager %1: %2").arg(manager.place().title(), manager.reason());
            break;
    }
    m_status.setManager(text);
}

void ManagerWatch::askControl(bool allowed) {
    if (!allowed) {
        m_hub.manager.setControlAllowed(false);
        return;
    }
    if (m_question || !m_hub.manager.isOpen()) return;
    m_question = new QMessageBox(
        QMessageBox::NoIcon, tr("Allow control?"),
        tr("Allow control of %1?\n\nMethods of its objects can be called then: they change what other programs use. It "
           "holds until you end it or leave this server.")
            .arg(m_hub.manager.place().title()),
        QMessageBox::Cancel, m_window);
    m_question->setObjectName(QStringLiteral("controlDialog"));
    m_question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* allow = m_question->addButton(tr("&Allow control"), QMessageBox::AcceptRole);
    allow->setObjectName(QStringLiteral("controlAllow"));
    m_question->setDefaultButton(QMessageBox::Cancel);
    m_question->setEscapeButton(QMessageBox::Cancel);
    connect(allow, &QPushButton::clicked, &m_hub.manager, [this] { m_hub.manager.setControlAllowed(true); });
    m_question->open();
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
// The main window's size and docks: what fits, what is remembered.
#include <QDockWidget>
#include <QGuiApplication>
#include <QLayout>
#include <QScreen>
#include <QToolBar>

#include "shell/main_window.h"
#include "shell/navigation.h"

namespace lifeguard {
namespace {

constexpr int compact_below = 1100;  // px: navigation shows icons alone
const QString geometry_key = QStringLiteral("layout/geometry");
const QString state_key = QStringLiteral("layout/state");

QSize firstSize(const QScreen& screen) {
    return QSize(1440, 900).boundedTo(screen.availableSize() * 9 / 10);
}

}  // namespace

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    fitWidth(width());
    m_layout_timer.start();
}

// What is to be narrow becomes so first: the wide layout needs more room than the narrow one gets.
void MainWindow::resizeTo(const QSize& size) {
    fitWidth(size.width());
    layout()->activate();
    resize(size);
}

// In a narrow window navigation and toolbar show icons, and the inspector gives way until there is room again or F9
// asks for it.
void MainWindow::fitWidth(int width) {
    const bool compact = width < compact_below;
    if (compact == m_navigation->isCompact()) return;
    m_navigation->setCompact(compact);
    findChild<QToolBar*>(QStringLiteral("toolBar"))
        ->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
    if (compact) m_inspector_gave_way = !m_inspector_dock->isHidden();
    if (m_inspector_gave_way) m_inspector_dock->setVisible(!compact);
}

void MainWindow::saveLayout() {
    if (m_restoring) return;
    m_hub.settings.setValue(geometry_key, saveGeometry());
    m_hub.settings.setValue(state_key, saveState(layout_version));
}

void MainWindow::restoreLayout() {
    m_restoring = true;
    const QByteArray geometry = m_hub.settings.value(geometry_key).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        resize(firstSize(*QGuiApplication::primaryScreen()));
    }
    const QByteArray state = m_hub.settings.value(state_key).toByteArray();
    if (!state.isEmpty()) restoreState(state, layout_version);
    m_restoring = false;
}

void MainWindow::resetLayout() {
    m_inspector_dock->show();
    m_activity_dock->hide();
    resizeDocks({m_inspector_dock}, {360}, Qt::Horizontal);
    resize(firstSize(*screen()));
    tell(tr("The layout is as it was at first."), false);
}

}  // namespace lifeguard

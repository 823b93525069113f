// SPDX-License-Identifier: GPL-3.0-or-later
// The main window's size and docks: what fits, what is remembered.
#include <QDockWidget>
#include <QGuiApplication>
#include <QLayout>
#include <QScreen>
#include <QToolBar>
#include <algorithm>

#include "shell/main_window.h"
#include "shell/navigation.h"
#include "shell/session_button.h"

namespace lifeguard {
namespace {

constexpr int compact_below = 1100;       // px: navigation shows icons alone
constexpr QSize smallest_size(860, 500);  // what the narrow layout needs, in any language
const QString geometry_key = QStringLiteral("layout/geometry");
const QString state_key = QStringLiteral("layout/state");
const QString gave_way_key = QStringLiteral("layout/inspectorGaveWay");

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
// asks for it. Narrow is what the words of the wide layout do not fit, too: they are longer in some languages.
void MainWindow::fitWidth(int width) {
    if (!m_navigation->isCompact()) m_wide_width = layout()->minimumSize().width();
    const bool compact = width < std::max(compact_below, m_wide_width);
    if (compact == m_navigation->isCompact()) return;
    setCompact(compact);
    if (compact) m_inspector_gave_way = !m_inspector_dock->isHidden();
    if (m_inspector_gave_way) m_inspector_dock->setVisible(!compact);
}

// The inspector, or whatever was asked for, has come.
void MainWindow::makeRoom() {
    if (!m_navigation->isCompact() && width() < layout()->minimumSize().width()) setCompact(true);
}

void MainWindow::setCompact(bool compact) {
    m_navigation->setCompact(compact);
    m_session_button->setRoomy(compact);
    findChild<QToolBar*>(QStringLiteral("toolBar"))
        ->setToolButtonStyle(compact ? Qt::ToolButtonIconOnly : Qt::ToolButtonTextBesideIcon);
}

void MainWindow::saveLayout() {
    if (m_restoring) return;
    m_hub.settings.setValue(geometry_key, saveGeometry());
    m_hub.settings.setValue(state_key, saveState(layout_version));
    m_hub.settings.setValue(gave_way_key,
                            m_navigation->isCompact() && m_inspector_gave_way && m_inspector_dock->isHidden());
}

void MainWindow::restoreLayout() {
    m_restoring = true;
    setMinimumSize(smallest_size);  // the wide layout's would keep a window from becoming narrow
    const QByteArray geometry = m_hub.settings.value(geometry_key).toByteArray();
    if (geometry.isEmpty() || !restoreGeometry(geometry)) {
        resize(firstSize(*QGuiApplication::primaryScreen()));
    }
    const QByteArray state = m_hub.settings.value(state_key).toByteArray();
    if (!state.isEmpty()) restoreState(state, layout_version);
    if (m_hub.settings.value(gave_way_key).toBool()) m_inspector_dock->show();  // hidden for want of room, not of wish
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

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/undo_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>

#include "format/format.h"

namespace lifeguard {

UndoBar::UndoBar(const QString& name, QWidget* parent, std::chrono::milliseconds patience)
    : QFrame(parent), m_patience(patience) {
    setObjectName(name);
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setForegroundRole(QPalette::ToolTipText);
    m_label = new QLabel(this);
    m_label->setObjectName(name + QLatin1String("Text"));
    m_label->setForegroundRole(QPalette::ToolTipText);
    m_left = new QLabel(this);
    m_left->setForegroundRole(QPalette::ToolTipText);
    m_undo = new QPushButton(tr("Undo"), this);
    m_undo->setObjectName(name + QLatin1String("Undo"));
    m_undo->setAccessibleName(tr("Undo"));
    const QKeySequence key(QKeySequence::Undo);
    m_undo->setToolTip(tr("Undo (%1)").arg(key.toString(QKeySequence::NativeText)));
    connect(new QShortcut(key, this), &QShortcut::activated, this, &UndoBar::undo);  // while it is shown
    auto* now = new QPushButton(tr("Delete now"), this);
    now->setObjectName(name + QLatin1String("Commit"));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 4, 6, 4);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_left);
    layout->addWidget(m_undo);
    layout->addWidget(now);
    m_timer.setInterval(250);
    connect(&m_timer, &QTimer::timeout, this, &UndoBar::tick);
    connect(m_undo, &QPushButton::clicked, this, &UndoBar::undo);
    connect(now, &QPushButton::clicked, this, &UndoBar::commit);
    hide();
}

// Whoever closes the window has not asked for it back.
UndoBar::~UndoBar() {
    commit();
}

void UndoBar::offer(const QString& sentence) {
    commit();
    m_label->setText(sentence);
    setAccessibleName(sentence);
    m_since.start();
    m_timer.start();
    tick();
    show();
}

void UndoBar::undo() {
    if (!m_timer.isActive()) return;
    m_timer.stop();
    hide();
    Q_EMIT undone();
}

void UndoBar::commit() {
    if (!m_timer.isActive()) return;
    m_timer.stop();
    hide();
    Q_EMIT committed();
}

void UndoBar::tick() {
    const auto left = m_patience.count() - m_since.elapsed();
    if (left <= 0) {
        commit();
        return;
    }
    m_left->setText(tr("%1 s").arg(format::count(static_cast<std::uint64_t>((left + 999) / 1000))));
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>

#include "format/theme.h"

namespace lifeguard {

Banner::Banner(const QString& name, QWidget* parent) : QFrame(parent) {
    setObjectName(name);
    m_glyph = new QLabel(this);
    QFont bold = font();
    bold.setBold(true);
    m_glyph->setFont(bold);
    m_label = new QLabel(this);
    m_label->setObjectName(name + QLatin1String("Text"));
    m_label->setWordWrap(true);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_action = new QPushButton(this);
    m_action->setObjectName(name + QLatin1String("Action"));
    m_close = new QToolButton(this);
    m_close->setObjectName(name + QLatin1String("Dismiss"));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    m_close->setText(QStringLiteral("×"));
    m_close->setAutoRaise(true);
    m_close->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 6, 6, 6);
    layout->addWidget(m_glyph);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_action);
    layout->addWidget(m_close);
    connect(m_action, &QPushButton::clicked, this, &Banner::actionTriggered);
    connect(m_close, &QToolButton::clicked, this, [this] {
        m_dismissed = m_text;
        hide();
        Q_EMIT dismissed();
    });
    hide();
}

void Banner::showMessage(Tone tone, const QString& glyph, const QString& text, const QString& action) {
    m_tone = tone;
    m_text = text;
    m_glyph->setText(glyph);
    m_label->setText(text);
    setAccessibleName(text);
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    colour();
    setVisible(text != m_dismissed);
}

void Banner::clear() {
    m_dismissed.clear();
    m_text.clear();
    hide();
}

void Banner::colour() {
    QPalette glyph = palette();
    glyph.setColor(QPalette::WindowText, theme::tone(m_tone, palette()));
    if (m_glyph->palette() != glyph) m_glyph->setPalette(glyph);
    update();
}

void Banner::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const QColor tone = theme::tone(m_tone, palette());
    QColor wash = tone;
    wash.setAlphaF(0.12F);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(tone);
    painter.setBrush(wash);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
}

void Banner::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_glyph != nullptr) colour();
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/card.h"

#include <QPainter>

#include "chart/sparkline.h"
#include "format/format.h"
#include "format/theme.h"

namespace lifeguard {
namespace {
constexpr int kPad = 10;
}

Card::Card(const QString& name, const QString& title, QWidget* parent) : QAbstractButton(parent) {
    setObjectName(name);
    setText(title);
    setAttribute(Qt::WA_Hover);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_value = format::unknown();
    describe();
}

void Card::setValue(const QString& value, const QString& note) {
    if (m_value == value && m_note == note) return;
    m_value = value;
    m_note = note;
    describe();
    update();
}

void Card::setTone(Tone tone, const QString& glyph) {
    if (m_tone == tone && m_glyph == glyph) return;
    m_tone = tone;
    m_glyph = glyph;
    update();
}

void Card::setSamples(const QList<double>& samples) {
    if (m_samples == samples) return;
    m_samples = samples;
    update();
}

void Card::describe() {
    setAccessibleName(m_note.isEmpty() ? tr("%1: %2").arg(text(), m_value)
                                       : tr("%1: %2, %3").arg(text(), m_value, m_note));
    setToolTip(accessibleName());
}

QFont Card::valueFont() const {
    QFont big = font();
    big.setPointSizeF(big.pointSizeF() * 1.6);
    big.setBold(true);
    return big;
}

QSize Card::sizeHint() const {
    return {fontMetrics().averageCharWidth() * 24,
            2 * kPad + 2 * fontMetrics().height() + QFontMetrics(valueFont()).height() + 2};
}

QSize Card::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 16, sizeHint().height()};
}

void Card::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& colours = palette();
    QColor edge = colours.color(QPalette::WindowText);
    edge.setAlphaF(underMouse() || isDown() ? 0.45F : 0.18F);
    painter.setPen(hasFocus() ? QPen(colours.color(QPalette::Highlight), 2) : QPen(edge, 1));
    painter.setBrush(isDown() ? colours.alternateBase() : colours.base());
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);

    const QRect inside = rect().adjusted(kPad, kPad, -kPad, -kPad);
    QColor quiet = colours.color(QPalette::WindowText);
    quiet.setAlphaF(0.75F);
    painter.setPen(quiet);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignTop,
                     fontMetrics().elidedText(text(), Qt::ElideRight, inside.width()));
    const QFontMetrics big(valueFont());
    const QRect line(inside.left(), inside.top() + fontMetrics().height() + 1, inside.width(), big.height());
    painter.setFont(valueFont());
    int x = line.left();
    if (!m_glyph.isEmpty()) {
        painter.setPen(theme::tone(m_tone, colours));
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, m_glyph);
        x += big.horizontalAdvance(m_glyph + QLatin1Char(' '));
    }
    painter.setPen(colours.color(QPalette::WindowText));
    const QString shown = big.elidedText(m_value, Qt::ElideRight, line.right() - x + 1);
    painter.drawText(QRect(x, line.top(), line.right() - x + 1, line.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     shown);
    x += big.horizontalAdvance(shown) + kPad;
    if (!m_samples.isEmpty() && line.right() - x > 24)
        paintSparkline(painter, QRectF(x, line.top() + 3, line.right() - x, line.height() - 6), m_samples,
                       theme::tone(Tone::active, colours), 0, 60);
    painter.setFont(font());
    painter.setPen(quiet);
    painter.drawText(inside, Qt::AlignLeft | Qt::AlignBottom,
                     fontMetrics().elidedText(m_note, Qt::ElideRight, inside.width()));
}

}  // namespace lifeguard

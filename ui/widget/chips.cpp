// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/chips.h"

#include <QPainter>

#include "format/format.h"
#include "format/theme.h"
#include "widget/flow_layout.h"

namespace lifeguard {
namespace {
constexpr int kChipPad = 9;
constexpr int kBar = 64;
}  // namespace

Chip::Chip(const QString& name, QWidget* parent) : QAbstractButton(parent) {
    setObjectName(name);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Chip::set(const QString& title, const QString& count, std::optional<Tone> tone, const QString& glyph,
               double fraction) {
    if (title == text() && count == m_count && tone == m_tone && glyph == m_glyph && fraction == m_fraction) return;
    const bool resized = title != text() || count != m_count || glyph != m_glyph || (fraction < 0) != (m_fraction < 0);
    setText(title);
    m_count = count;
    m_tone = tone;
    m_glyph = glyph;
    m_fraction = fraction;
    setAccessibleName(tr("%1, %2").arg(title, count));
    if (resized) updateGeometry();
    update();
}

QSize Chip::sizeHint() const {
    const QString all = m_glyph + text() + m_count;
    const int gaps = (m_glyph.isEmpty() ? 1 : 2) * fontMetrics().horizontalAdvance(QLatin1Char(' '));
    return {fontMetrics().horizontalAdvance(all) + gaps + 2 * kChipPad + (m_fraction >= 0 ? kBar + 6 : 0),
            fontMetrics().height() + 8};
}

void Chip::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QPalette& colours = palette();
    const QColor tone = m_tone ? theme::tone(*m_tone, colours) : colours.color(QPalette::WindowText);
    QColor edge = colours.color(QPalette::WindowText);
    edge.setAlphaF(underMouse() ? 0.5F : 0.25F);
    QColor fill = colours.color(isChecked() ? QPalette::Highlight : QPalette::Base);
    const QColor ink = colours.color(isChecked() ? QPalette::HighlightedText : QPalette::WindowText);
    const double round = height() / 2.0;
    painter.setPen(isChecked() ? QPen(fill, 1) : QPen(edge, 1));
    painter.setBrush(fill);
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), round, round);
    if (hasFocus()) {
        painter.setPen(QPen(ink, 1, Qt::DotLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(3.5, 3.5, -3.5, -3.5), round - 3, round - 3);
    }
    const int space = fontMetrics().horizontalAdvance(QLatin1Char(' '));
    QRect at = rect().adjusted(kChipPad, 0, -kChipPad, 0);
    if (!m_glyph.isEmpty()) {
        painter.setPen(isChecked() ? ink : tone);
        painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter, m_glyph);
        at.setLeft(at.left() + fontMetrics().horizontalAdvance(m_glyph) + space);
    }
    painter.setPen(ink);
    painter.drawText(at, Qt::AlignLeft | Qt::AlignVCenter, text());
    at.setLeft(at.left() + fontMetrics().horizontalAdvance(text()) + space);
    if (m_fraction >= 0) {
        const QRectF bar(at.left(), height() * 0.3, kBar, height() * 0.4);
        QColor empty = ink;
        empty.setAlphaF(0.15F);
        painter.fillRect(bar, empty);
        painter.fillRect(QRectF(bar.left(), bar.top(), qMax(2.0, bar.width() * m_fraction), bar.height()),
                         isChecked() ? ink : tone);
        at.setLeft(at.left() + kBar + 6);
    }
    QFont bold = font();
    bold.setBold(m_fraction < 0);
    painter.setFont(bold);
    painter.drawText(at.adjusted(0, 0, kChipPad, 0), Qt::AlignLeft | Qt::AlignVCenter, m_count);
}

Chips::Chips(const QString& name, QWidget* parent) : QWidget(parent) {
    setObjectName(name);
    new FlowLayout(this);
    m_group.setExclusive(true);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void Chips::setItems(const QList<Item>& items) {
    QStringList ids;
    for (const Item& item : items) ids.append(item.id);
    while (m_chips.size() > items.size()) {
        m_group.removeButton(m_chips.last());
        delete m_chips.takeLast();
    }
    while (m_chips.size() < items.size()) {
        const qsizetype at = m_chips.size();
        auto* chip = new Chip(QString(), this);
        m_group.addButton(chip);
        layout()->addWidget(chip);
        connect(chip, &QAbstractButton::clicked, this, [this, at] { choose(m_ids[at]); });
        m_chips.append(chip);
    }
    m_ids = ids;
    for (qsizetype i = 0; i < items.size(); ++i) {
        const Item& item = items[i];
        const QString name = objectName() + QLatin1Char('_') + item.id;
        if (m_chips[i]->objectName() != name) m_chips[i]->setObjectName(name);
        m_chips[i]->set(item.title, format::count(static_cast<std::uint64_t>(item.count)), item.tone, item.glyph,
                        item.fraction);
        m_chips[i]->setChecked(item.id == m_current);
    }
    if (!ids.isEmpty() && !ids.contains(m_current)) choose(ids.first());
}

void Chips::choose(const QString& id) {
    const qsizetype at = m_ids.indexOf(id);
    if (at < 0) return;
    m_chips[at]->setChecked(true);
    if (m_current == id) return;
    m_current = id;
    Q_EMIT chosen(id);
}

}  // namespace lifeguard

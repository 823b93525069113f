// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/cell_delegate.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QPainter>
#include <algorithm>

#include "chart/sparkline.h"
#include "format/theme.h"
#include "model/roles.h"

namespace lifeguard {
namespace {

constexpr int kMargin = 6;
constexpr int kSamplesInSight = 60;

QColor ink(const QStyleOptionViewItem& option) {
    const auto group = option.state & QStyle::State_Active ? QPalette::Active : QPalette::Inactive;
    return option.palette.color(group,
                                option.state & QStyle::State_Selected ? QPalette::HighlightedText : QPalette::Text);
}

void drawFrame(QPainter* painter, const QStyleOptionViewItem& option) {
    const QWidget* widget = option.widget;
    QStyle* style = widget != nullptr ? widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, widget);
}

int glyphWidthOf(const QFontMetrics& metrics, const QString& glyph) {
    return std::max(metrics.horizontalAdvance(glyph), metrics.height());
}

// As Qt draws it, which lays a text out three times to do so: most of what a window at rest did was that. False for
// what is more than a line of words.
bool drawPlain(QPainter* painter, const QStyleOptionViewItem& option) {
    constexpr auto more = QStyleOptionViewItem::HasDecoration | QStyleOptionViewItem::HasCheckIndicator;
    if ((option.features & more) || !(option.state & QStyle::State_Enabled)) return false;
    drawFrame(painter, option);
    if (option.text.isEmpty()) return true;
    const QStyle* style = option.widget != nullptr ? option.widget->style() : QApplication::style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1;
    const QRect room = option.rect.adjusted(margin, 0, -margin, 0);
    const QFontMetrics& metrics = option.fontMetrics;
    const bool surely_fits = option.text.size() * 2 * metrics.averageCharWidth() <= room.width();
    const QString text =
        surely_fits ? option.text : metrics.elidedText(option.text, option.textElideMode, room.width());
    painter->setFont(option.font);
    painter->setPen(ink(option));
    painter->drawText(
        room, static_cast<int>(QStyle::visualAlignment(option.direction, option.displayAlignment)) | Qt::TextSingleLine,
        text);
    return true;
}

// Left and right of the words.
int aroundWords(const QFontMetrics& metrics, const QString& glyph) {
    return 2 + kMargin + glyphWidthOf(metrics, glyph) + 4 + kMargin + 2;
}

void drawState(QPainter* painter, const QStyleOptionViewItem& option, const QString& glyph, Tone tone, bool wraps) {
    const bool selected = option.state & QStyle::State_Selected;
    QString word = option.text;
    if (word.startsWith(glyph)) word = word.mid(glyph.size()).trimmed();
    const QFontMetrics& metrics = option.fontMetrics;
    const int glyphWidth = glyphWidthOf(metrics, glyph);
    const int line = std::min(option.rect.height() - 2, metrics.height() + 4);
    const QRect cell = option.rect.adjusted(2, 1, -2, -1);
    const int wanted = kMargin + glyphWidth + 4 + metrics.horizontalAdvance(word) + kMargin;
    QRect pill(cell.left(), cell.top(), std::min(wanted, cell.width()), cell.height());
    if (wraps) {  // as high as its lines are, whatever room the list has left for it
        const QRect room(0, 0, pill.width() - kMargin - glyphWidth - 4, 1 << 20);
        const int lines = metrics.boundingRect(room, Qt::TextWordWrap, word).height();
        pill.setHeight(std::min(pill.height(), lines + line - metrics.height()));
    }
    if (option.displayAlignment & Qt::AlignRight) pill.moveRight(cell.right());
    const QColor colour = theme::tone(tone, option.palette);
    if (!selected) {
        QColor wash = colour;
        wash.setAlphaF(tone == Tone::idle ? 0.08F : 0.15F);
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setPen(Qt::NoPen);
        painter->setBrush(wash);
        painter->drawRoundedRect(pill, line / 2.0, line / 2.0);
    }
    painter->setPen(selected ? ink(option) : colour);
    painter->drawText(QRect(pill.left() + kMargin, pill.top(), glyphWidth, wraps ? line : pill.height()),
                      Qt::AlignCenter, glyph);
    painter->setPen(ink(option));
    const QRect text(pill.left() + kMargin + glyphWidth + 4, pill.top(), pill.width() - kMargin - glyphWidth - 4,
                     pill.height());
    if (wraps)
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextWordWrap, word);
    else
        painter->drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(word, Qt::ElideRight, text.width()));
}

}  // namespace

void CellDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    if (index.data(EndedRole).toBool()) option->font.setItalic(true);
    // Tool tips follow the text where it is cut; focus is the row's, so a dotted cell frame says nothing.
    option->state &= ~QStyle::State_HasFocus;
    if (m_middle.contains(index.column())) option->textElideMode = Qt::ElideMiddle;
}

void CellDelegate::paint(QPainter* painter, const QStyleOptionViewItem& given, const QModelIndex& index) const {
    if (!m_painted.isEmpty() && !m_painted.intersects(given.rect)) return;
    QStyleOptionViewItem option = given;
    initStyleOption(&option, index);
    const QVariant tone = index.data(ToneRole);
    const QVariant samples = index.data(SamplesRole);
    const QVariant fraction = index.data(FractionRole);
    const QString glyph = index.data(GlyphRole).toString();
    const bool state = tone.isValid() && !glyph.isEmpty();
    if (!state && !samples.isValid() && !fraction.isValid()) {
        painter->save();
        const bool drawn = !m_wraps && drawPlain(painter, option);
        painter->restore();
        if (!drawn) QStyledItemDelegate::paint(painter, given, index);
        return;
    }
    painter->save();
    painter->setFont(option.font);
    drawFrame(painter, option);
    const bool selected = option.state & QStyle::State_Selected;
    if (fraction.isValid()) {
        QColor bar = tone.isValid() ? theme::tone(static_cast<Tone>(tone.toInt()), option.palette)
                                    : theme::tone(Tone::active, option.palette);
        bar.setAlphaF(0.28F);
        QColor selectedBar = ink(option);
        selectedBar.setAlphaF(0.3F);
        const QRectF box = QRectF(option.rect).adjusted(2, 2, -2, -2);
        painter->fillRect(
            QRectF(box.left(), box.top(), box.width() * std::clamp(fraction.toDouble(), 0.0, 1.0), box.height()),
            selected ? selectedBar : bar);
    }
    if (samples.isValid()) {
        paintSparkline(*painter, QRectF(option.rect).adjusted(3, 2, -3, -2), samples.value<QVector<double>>(),
                       selected ? ink(option) : theme::tone(Tone::active, option.palette),
                       index.data(SamplesMaximumRole).toDouble(), kSamplesInSight);
    } else if (state && !fraction.isValid()) {
        drawState(painter, option, glyph, static_cast<Tone>(tone.toInt()), m_wraps);
    } else {
        painter->setPen(ink(option));
        const QRect text = option.rect.adjusted(kMargin, 0, -kMargin, 0);
        painter->drawText(text, static_cast<int>(option.displayAlignment),
                          option.fontMetrics.elidedText(option.text, Qt::ElideRight, text.width()));
    }
    painter->restore();
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(std::max(size.height(), option.fontMetrics.height() + 6));
    if (index.data(FractionRole).isValid()) size.rwidth() += 2 * kMargin;
    if (index.data(SamplesRole).isValid()) size.setWidth(option.fontMetrics.averageCharWidth() * 14);
    if (index.data(ToneRole).isValid()) size.rwidth() += option.fontMetrics.height() + 3 * kMargin;
    const auto* view = qobject_cast<const QAbstractScrollArea*>(option.widget);
    if (m_wraps && view != nullptr) {
        const int around = aroundWords(option.fontMetrics, index.data(GlyphRole).toString());
        const int room = std::max(option.fontMetrics.averageCharWidth() * 10, view->viewport()->width() - around);
        const QRect words = option.fontMetrics.boundingRect(QRect(0, 0, room, 1 << 20), Qt::TextWordWrap,
                                                            index.data(Qt::DisplayRole).toString());
        size = QSize(room + around, words.height() + 6);
    }
    return size;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Cells as the models describe them by role: a state as glyph and word on a wash of its tone, a bar behind its text, a
// sparkline. One delegate for all columns; what a cell has no role for is drawn as Qt does.

#include <QRegion>
#include <QSet>
#include <QStyledItemDelegate>

namespace lifeguard {

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    // Words of a state are shown in full, in as many lines as the view's width asks for; for lists of one column.
    void setWrapping(bool wraps) { m_wraps = wraps; }
    // Columns whose texts are cut in the middle; the others on the right.
    void setElidedInMiddle(const QSet<int>& columns) { m_middle = columns; }
    // Only what this touches is painted, until it is set empty: a tree paints whole rows where one cell has changed.
    void setPainted(const QRegion& region) { m_painted = region; }
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;

private:
    QRegion m_painted;
    QSet<int> m_middle;
    bool m_wraps = false;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Cells as the models describe them by role: a state as glyph and word on a wash of its tone, a bar behind its text, a
// sparkline. One delegate for all columns; what a cell has no role for is drawn as Qt does.

#include <QStyledItemDelegate>

namespace lifeguard {

class CellDelegate : public QStyledItemDelegate {
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override;
};

}  // namespace lifeguard

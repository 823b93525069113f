// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/columns_button.h"

namespace lifeguard {

ColumnsButton::ColumnsButton(const QString& name, QWidget* parent) : QToolButton(parent) {
    setObjectName(name);
    setText(tr("&Columns"));
    setToolTip(tr("Choose columns"));
    setFocusPolicy(Qt::StrongFocus);
    setArrowType(Qt::DownArrow);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void ColumnsButton::setHeader(HeaderView* header) {
    connect(this, &QToolButton::clicked, header,
            [this, header] { header->openMenu(mapToGlobal(QPoint(0, height()))); });
}

}  // namespace lifeguard

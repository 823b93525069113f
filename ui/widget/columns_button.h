// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The button above a table or tree that opens the menu of its columns.

#include <QToolButton>

#include "widget/header_view.h"

namespace lifeguard {

class ColumnsButton : public QToolButton {
    Q_OBJECT
public:
    // Its place in the order of Tab is where it is made; the header may come later.
    ColumnsButton(const QString& name, QWidget* parent);
    void setHeader(HeaderView* header);
};

}  // namespace lifeguard

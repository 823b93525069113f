// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Which columns a table shows, with a sentence on each. The first column always stays.

#include <QDialog>

class QTreeWidget;

namespace lifeguard {

class HeaderView;

class ColumnDialog : public QDialog {
    Q_OBJECT
public:
    ColumnDialog(HeaderView* header, QWidget* parent);

private:
    void fill();
    void apply();
    HeaderView* m_header;
    QTreeWidget* m_list;
};

}  // namespace lifeguard

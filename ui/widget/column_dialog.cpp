// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/column_dialog.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

#include "widget/header_view.h"

namespace lifeguard {

ColumnDialog::ColumnDialog(HeaderView* header, QWidget* parent) : QDialog(parent), m_header(header) {
    setObjectName(QStringLiteral("columnDialog"));
    setWindowTitle(tr("Columns"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_list = new QTreeWidget(this);
    m_list->setObjectName(QStringLiteral("columnList"));
    m_list->setAccessibleName(tr("Columns"));
    m_list->setHeaderLabels({tr("Column"), tr("What it says")});
    m_list->setRootIsDecorated(false);
    m_list->setAlternatingRowColors(true);
    m_list->setUniformRowHeights(true);
    auto* buttons =
        new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    connect(buttons, &QDialogButtonBox::accepted, this, [this] {
        apply();
        accept();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
        for (int i = 0; i < m_list->topLevelItemCount(); ++i)
            m_list->topLevelItem(i)->setCheckState(0, m_header->columns()[i].shown ? Qt::Checked : Qt::Unchecked);
    });
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_list);
    layout->addWidget(buttons);
    fill();
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 26);
}

void ColumnDialog::fill() {
    for (int section = 0; section < m_header->count(); ++section) {
        auto* item =
            new QTreeWidgetItem(m_list, {m_header->columns()[section].title, m_header->columns()[section].help});
        item->setToolTip(1, m_header->columns()[section].help);
        item->setCheckState(0, m_header->isSectionHidden(section) ? Qt::Unchecked : Qt::Checked);
        if (section == 0) item->setDisabled(true);
    }
    m_list->resizeColumnToContents(0);
}

void ColumnDialog::apply() {
    for (int section = 1; section < m_list->topLevelItemCount(); ++section)
        m_header->setShown(section, m_list->topLevelItem(section)->checkState(0) == Qt::Checked);
}

}  // namespace lifeguard

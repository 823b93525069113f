// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chart_table.h"

#include <QAbstractTableModel>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace lifeguard {
namespace {

// Read-only and fixed: the numbers of the moment in which the table was asked for.
class CellsModel : public QAbstractTableModel {
public:
    CellsModel(ChartTable table, QObject* parent) : QAbstractTableModel(parent), m_table(std::move(table)) {}
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_table.header.size());
    }
    QVariant data(const QModelIndex& index, int role) const override {
        if (!index.isValid()) return {};
        if (role == Qt::TextAlignmentRole && index.column() > 0)
            return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
        const ChartCell& cell = m_table.rows[index.row()][index.column()];
        if (role == Qt::DisplayRole) return cell.text;
        if (role == Qt::ToolTipRole) return cell.raw;
        return {};
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
        if (role != Qt::DisplayRole || orientation != Qt::Horizontal) return {};
        return m_table.header.value(section);
    }

private:
    ChartTable m_table;
};

}  // namespace

ChartTableDialog::ChartTableDialog(const QString& title, const ChartTable& table, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("chartTableDialog"));
    setWindowTitle(title);
    setAttribute(Qt::WA_DeleteOnClose);
    auto* view = new QTableView(this);
    view->setObjectName(QStringLiteral("chartTable"));
    view->setAccessibleName(title);
    view->setModel(new CellsModel(table, view));
    view->verticalHeader()->hide();
    view->setAlternatingRowColors(true);
    view->setSelectionBehavior(QAbstractItemView::SelectRows);
    view->horizontalHeader()->setStretchLastSection(true);
    view->resizeColumnsToContents();
    view->scrollToBottom();  // the newest is what one looks for
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto* copy = buttons->addButton(tr("Copy all"), QDialogButtonBox::ActionRole);
    copy->setObjectName(QStringLiteral("chartTableCopy"));
    connect(copy, &QPushButton::clicked, this, [table] { QGuiApplication::clipboard()->setText(toTsv(table)); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(view);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 28);
}

}  // namespace lifeguard

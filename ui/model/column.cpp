// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/column.h"

#include <QCoreApplication>

#include "model/roles.h"

namespace lifeguard {
namespace {

QString translated(std::string_view text) {
    const QByteArray bytes(text.data(), static_cast<qsizetype>(text.size()));
    return QCoreApplication::translate("Columns", bytes.constData());
}

QString unitText(mp::columns::Unit unit) {
    const auto symbol = mp::columns::unit_symbol(unit);
    return QString::fromUtf8(symbol.data(), static_cast<qsizetype>(symbol.size()));
}

}  // namespace

QVariant Column::header(int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return title;
        case Qt::ToolTipRole:
            return help;
        case Qt::AccessibleTextRole:
            return title;
        case Qt::AccessibleDescriptionRole:
            return help;
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignVCenter | (numeric ? Qt::AlignRight : Qt::AlignLeft));
        case ColumnIdRole:
            return id;
        default:
            return {};
    }
}

Column catalogueColumn(mp::columns::Table table, const char* id) {
    const mp::columns::Column* found = mp::columns::find(table, id);
    Q_ASSERT_X(found, "catalogueColumn", id);
    return {QLatin1String(id),
            translated(found->title),
            unitText(found->unit),
            translated(found->help),
            found->align == mp::columns::Align::right,
            found->shown};
}

Column catalogueColumn(mp::columns::Table table, const char* id, bool shown) {
    Column column = catalogueColumn(table, id);
    column.shown = shown;
    return column;
}

}  // namespace lifeguard

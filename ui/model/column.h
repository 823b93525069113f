// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A column is data: id (the catalogue's, mp/columns.h), heading, unit, help, alignment, shown by default or not.

#include <QString>
#include <QVariant>
#include <QVector>

#include "mp/columns.h"

namespace lifeguard {

struct Column {
    QString id;
    QString title;
    QString unit;  // "" where the value needs none
    QString help;  // one sentence for the column chooser and the tool tip
    bool numeric = false;
    bool shown = true;

    // headerData() for a horizontal heading.
    QVariant header(int role) const;
};

using Columns = QVector<Column>;

// A column of the catalogue under its id, translated. `shown` is the catalogue's unless told otherwise.
Column catalogueColumn(mp::columns::Table table, const char* id);
Column catalogueColumn(mp::columns::Table table, const char* id, bool shown);

}  // namespace lifeguard

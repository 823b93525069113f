// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A column is data: id (the catalogue's, mp/columns.h), heading, unit, help, alignment, shown by default or not.

#include <QString>
#include <QVariant>
#include <QVector>

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

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A model as indented text, to be compared with what it should look like.

#include <QAbstractItemModel>
#include <QStringList>

namespace lifeguard::test {

inline void print(const QAbstractItemModel& model, const QModelIndex& parent, int column, int depth,
                  QStringList& lines) {
    for (int row = 0; row < model.rowCount(parent); ++row) {
        lines << QString(depth * 2, QLatin1Char(' ')) + model.index(row, column, parent).data().toString();
        print(model, model.index(row, 0, parent), column, depth + 1, lines);
    }
}

inline QStringList printed(const QAbstractItemModel& model, int column = 0) {
    QStringList lines;
    print(model, {}, column, 0, lines);
    return lines;
}

}  // namespace lifeguard::test

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The objects of a manager server, a row each. What a server tells of all of them is there at once; what has to be
// asked of a single one (its size) comes when somebody asked.

#include <QHash>

#include "bridge/manager_objects.h"
#include "model/keyed_table.h"

namespace lifeguard {

class ObjectModel : public KeyedTable<ManagedObject, std::uint64_t> {
    Q_OBJECT
public:
    enum ColumnIndex { TypeColumn, IdColumn, ReferencesColumn, SizeColumn, PreviewColumn, SinceColumn, ColumnCount };
    using KeyedTable::KeyedTable;

    void update(const QVector<ManagedObject>& objects);
    void take(const ObjectDetails& details);  // what was learned of one
    void setStale(bool stale);                // the server is not reached: these rows are its last
    bool isStale() const { return m_stale; }
    void clear();
    QModelIndex indexOf(const Entity& entity, int column = 0) const { return indexOfKey(entity.id, column); }
    const ManagedObject* object(std::uint64_t key) const { return row(indexOfKey(key)); }
    static Entity entityOf(const QString& id);
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    std::uint64_t keyOf(const ManagedObject& row) const override { return row.key; }
    QVariant cell(const ManagedObject& row, int column, int role) const override;
    FilterFields fields(const ManagedObject& row) const override;

private:
    QString display(const ManagedObject& row, int column) const;
    QVariant raw(const ManagedObject& row, int column) const;
    QString toolTip(const ManagedObject& row, int column) const;

    struct Size {
        QString text;
        QString reason;
    };
    QHash<std::uint64_t, Size> m_sizes;
    bool m_stale = false;
};

}  // namespace lifeguard

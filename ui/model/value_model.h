// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One value of a manager as a tree: a row a part, the whole at the top. Proxies inside it carry the entity of the
// object that they stand for.

#include <QAbstractItemModel>
#include <QHash>

#include "bridge/manager_objects.h"

namespace lifeguard {

class ValueModel : public QAbstractItemModel {
    Q_OBJECT
public:
    enum ColumnIndex { NameColumn, ValueColumn, TypeColumn, ColumnCount };
    using QAbstractItemModel::QAbstractItemModel;

    void setValue(const ValuePtr& value);  // nullptr: nothing
    ValuePtr value() const { return m_value; }

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& index) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Place {
        const ValueNode* parent = nullptr;
        int row = 0;
    };
    void note(const ValueNode& node);

    ValuePtr m_value;
    QHash<const ValueNode*, Place> m_places;
};

}  // namespace lifeguard

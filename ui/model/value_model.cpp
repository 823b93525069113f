// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/value_model.h"

#include <algorithm>

#include "model/object_model.h"

namespace lifeguard {
namespace {

constexpr qsizetype cell_text = 200;  // characters of a value in a cell; the tool tip has more

const ValueNode* nodeOf(const QModelIndex& index) {
    return static_cast<const ValueNode*>(index.constInternalPointer());
}

bool same(const ValueNode& a, const ValueNode& b) {
    return a.key == b.key && a.type == b.type && a.text == b.text && a.link == b.link &&
           std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
}

}  // namespace

// What is the same keeps its place on the screen.
void ValueModel::setValue(const ValuePtr& value) {
    if (value == m_value || (value && m_value && same(*value, *m_value))) return;
    beginResetModel();
    m_value = value;
    m_places.clear();
    if (m_value) note(*m_value);
    endResetModel();
}

void ValueModel::note(const ValueNode& node) {
    int row = 0;
    for (const ValueNode& child : node.children) {
        m_places.insert(&child, {&node, row++});
        note(child);
    }
}

QModelIndex ValueModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    if (!parent.isValid()) return createIndex(row, column, m_value.get());
    return createIndex(row, column, &nodeOf(parent)->children[static_cast<std::size_t>(row)]);
}

QModelIndex ValueModel::parent(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto place = m_places.constFind(nodeOf(index));
    if (place == m_places.constEnd()) return {};  // the whole
    return createIndex(m_places.value(place->parent).row, 0, place->parent);
}

int ValueModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return m_value ? 1 : 0;
    return parent.column() == 0 ? static_cast<int>(nodeOf(parent)->children.size()) : 0;
}

int ValueModel::columnCount(const QModelIndex&) const {
    return ColumnCount;
}

QVariant ValueModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const ValueNode& node = *nodeOf(index);
    const QString name = node.key.isEmpty() ? tr("value") : node.key;
    const QString text = index.column() == NameColumn ? name : index.column() == ValueColumn ? node.text : node.type;
    switch (role) {
        case Qt::DisplayRole:
            return QString(text.left(cell_text)).replace(QLatin1Char('\n'), QLatin1Char(' '));
        case Qt::ToolTipRole:
            if (!node.link.isEmpty()) return tr("Another object of the manager: Enter or a double click shows it.");
            return text.size() > 40 ? QVariant(text) : QVariant();
        case EntityRole:
            return node.link.isEmpty() ? QVariant() : QVariant::fromValue(ObjectModel::entityOf(node.link));
        case Qt::AccessibleTextRole:
            return QString(headerData(index.column(), Qt::Horizontal).toString() + QLatin1String(": ") +
                           text.left(cell_text));
        default:
            return {};
    }
}

QVariant ValueModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return section == NameColumn ? tr("Part") : section == ValueColumn ? tr("Value") : tr("Type");
}

}  // namespace lifeguard

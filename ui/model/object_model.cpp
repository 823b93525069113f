// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/object_model.h"

#include "format/format.h"

namespace lifeguard {

const Columns& ObjectModel::columns() {
    const auto own = [](const char* id, const QString& title, const QString& help, bool numeric) {
        return Column{QLatin1String(id), title, {}, help, numeric, true};
    };
    static const Columns all = [&own] {
        Columns list(ColumnCount);
        list[TypeColumn] =
            own("kind", tr("Type"), tr("What it is, by how it prints; servers do not tell typeids."), false);
        list[IdColumn] = own("id", tr("Id"), tr("Its name on the server."), false);
        list[ReferencesColumn] = own("references", tr("References"), tr("Proxies that hold it."), true);
        list[SizeColumn] = own("size", tr("Size"), tr("Length, items or value; asked for when a row is chosen."), true);
        list[PreviewColumn] = own("text", tr("Preview"), tr("The beginning of what it prints as."), false);
        list[SinceColumn] = own("since", tr("Since"), tr("When this window saw it first."), false);
        return list;
    }();
    return all;
}

Entity ObjectModel::entityOf(const QString& id) {
    return {Entity::Kind::object, {}, id.toULongLong(nullptr, 16)};
}

void ObjectModel::update(const QVector<ManagedObject>& objects) {
    std::vector<ManagedObject> rows(objects.begin(), objects.end());
    QHash<std::uint64_t, Size> kept;
    for (ManagedObject& row : rows) {
        const auto known = m_sizes.constFind(row.key);
        if (known == m_sizes.constEnd()) continue;
        row.size = known->text;
        row.size_reason = known->reason;
        kept.insert(row.key, *known);
    }
    m_sizes = kept;
    sync(std::move(rows));
}

void ObjectModel::take(const ObjectDetails& details) {
    const Entity entity = entityOf(details.id);
    const QModelIndex index = indexOf(entity);
    if (!index.isValid() || !details.failure.isEmpty()) return;
    m_sizes.insert(entity.id, {details.size, details.size_reason});
    ManagedObject changed = *row(index);
    changed.size = details.size;
    changed.size_reason = details.size_reason;
    replaceRow(static_cast<std::size_t>(index.row()), std::move(changed));
}

void ObjectModel::setStale(bool stale) {
    if (m_stale == stale) return;
    m_stale = stale;
    touch(0, ColumnCount - 1);
}

void ObjectModel::clear() {
    m_sizes.clear();
    m_stale = false;
    sync({});
}

QVariant ObjectModel::cell(const ManagedObject& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return toolTip(row, column);
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(Entity{Entity::Kind::object, {}, row.key});
        case EndedRole:
            return m_stale;
        case ToneRole:
            return m_stale && column == TypeColumn ? QVariant(static_cast<int>(Tone::idle)) : QVariant();
        case GlyphRole:
            return m_stale && column == TypeColumn ? QVariant(QStringLiteral("?")) : QVariant();
        case Qt::AccessibleDescriptionRole:
            return m_stale ? tr("stale: the server is not reached") : QVariant();
        default:
            return {};
    }
}

QString ObjectModel::display(const ManagedObject& row, int column) const {
    switch (column) {
        case TypeColumn:
            return row.type;
        case IdColumn:
            return row.id;
        case ReferencesColumn:
            return format::count(static_cast<std::uint64_t>(row.references));
        case SizeColumn: {
            bool number = false;
            const qulonglong size = row.size.toULongLong(&number);
            return row.size.isEmpty() ? format::unknown() : number ? format::count(size) : row.size;
        }
        case PreviewColumn:
            return QString(row.preview).replace(QLatin1Char('\n'), QLatin1Char(' '));
        case SinceColumn:
            return row.first_seen_ns == 0 ? format::unknown() : format::clock(row.first_seen_ns);
        default:
            return {};
    }
}

QVariant ObjectModel::raw(const ManagedObject& row, int column) const {
    switch (column) {
        case IdColumn:
            return QVariant::fromValue<qulonglong>(row.key);
        case ReferencesColumn:
            return QVariant::fromValue<qlonglong>(row.references);
        case SizeColumn: {
            bool number = false;
            const double size = row.size.toDouble(&number);
            return number ? QVariant(size) : QVariant();
        }
        case SinceColumn:
            return QVariant::fromValue<qlonglong>(row.first_seen_ns);
        default:
            return display(row, column);
    }
}

QString ObjectModel::toolTip(const ManagedObject& row, int column) const {
    if (m_stale && column == TypeColumn) return tr("Stale: the server is not reached, this is the last it told.");
    switch (column) {
        case TypeColumn:
            return tr("By how it prints; servers do not tell typeids.");
        case SizeColumn:
            if (!row.size.isEmpty()) return {};
            return row.size_reason.isEmpty() ? tr("Not asked for yet: choose the row.") : row.size_reason;
        case PreviewColumn:
            return row.preview;
        case SinceColumn:
            return row.first_seen_ns == 0
                       ? tr("It was there before this window looked; servers do not tell since when.")
                       : format::isoTime(row.first_seen_ns);
        default:
            return {};
    }
}

FilterFields ObjectModel::fields(const ManagedObject& row) const {
    FilterFields f;
    f.type = row.type;
    f.references = static_cast<double>(row.references);
    bool number = false;
    const double size = row.size.toDouble(&number);
    if (number) f.depth = size;
    f.result = row.preview;
    f.text = row.type + QLatin1Char('\n') + row.id + QLatin1Char('\n') + row.preview;
    return f;
}

}  // namespace lifeguard

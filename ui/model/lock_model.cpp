// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/lock_model.h"

#include <algorithm>
#include <unordered_set>

#include "format/format.h"
#include "format/words.h"

namespace lifeguard {
namespace {

using namespace mp::observe;

QString processName(const Snapshot& snapshot, const Identity& identity) {
    const Process* p = snapshot.process(identity);
    if (p && !p->name.empty()) return words::processName(*p);
    return LockModel::tr("pid %1").arg(format::id(static_cast<std::uint64_t>(identity.pid)));
}

QString namesOf(const Snapshot& snapshot, const std::vector<Identity>& identities) {
    QStringList names;
    for (const Identity& identity : identities) names << processName(snapshot, identity);
    return names.join(QStringLiteral(", "));
}

LockRow fromSync(const Sync& sync, const Snapshot& snapshot) {
    LockRow row;
    row.is_sync = true;
    row.lock.id = sync.id;
    row.lock.name = sync.name;
    row.lock.kind = sync.kind;
    row.lock.owner = sync.owner;
    row.lock.waiters = sync.waiters;
    row.value = sync.value;
    row.limit = sync.limit;
    row.holder = namesOf(snapshot, sync.holders);
    row.waiters = namesOf(snapshot, sync.waiters);
    row.now_ns = snapshot.taken_ns;
    return row;
}

// Buckets are coarse, their quantiles a little off: none is longer than the longest wait.
std::optional<double> waitQuantile(const Lock& lock, double q) {
    const auto value = lock.waits.quantile(q);
    return value && lock.longest_wait_ns > 0 ? std::min(*value, static_cast<double>(lock.longest_wait_ns)) : value;
}

// Who is killed while it waits has been counted as contended and never as acquired.
double contendedShare(const Lock& lock) {
    return std::min(1.0, static_cast<double>(lock.contended_count) / static_cast<double>(lock.acquired_count));
}

QVariant duration(std::optional<double> ns) {
    return ns ? QVariant::fromValue<qlonglong>(static_cast<qlonglong>(*ns)) : QVariant();
}

}  // namespace

const Columns& LockModel::columns() {
    const auto column = [](const char* id, bool shown) {
        return catalogueColumn(mp::columns::Table::locks, id, shown);
    };
    static const Columns all = [&column] {
        Columns list(ColumnCount);
        list[NameColumn] = column("name", true);
        list[KindColumn] = column("kind", true);
        list[HolderColumn] = column("holder", true);
        list[HeldColumn] = column("held", true);
        list[WaitersColumn] = column("waiters", true);
        list[AcquiresColumn] = column("rate", true);
        list[AcquiredColumn] = column("acquired", false);
        list[ContendedColumn] = column("contended", true);
        list[WaitP50Column] = column("wait_p50", true);
        list[WaitP95Column] = column("wait_p95", true);
        list[WaitMaxColumn] = column("wait_max", true);
        list[ValueColumn] = catalogueColumn(mp::columns::Table::syncs, "value", true);
        list[OwnerDiedColumn] = column("owner_died", false);
        return list;
    }();
    return all;
}

void LockModel::update(const Snapshot& snapshot) {
    std::unordered_set<std::uint64_t> deadlocked;
    for (const auto& ring : snapshot.deadlocks()) deadlocked.insert(ring.locks.begin(), ring.locks.end());
    std::vector<LockRow> rows;
    rows.reserve(snapshot.locks.size() + snapshot.syncs.size());
    for (const auto& lock : snapshot.locks) {
        LockRow row;
        row.lock = lock;
        if (lock.holder) row.holder = processName(snapshot, *lock.holder);
        row.waiters = namesOf(snapshot, lock.waiters);
        row.now_ns = lock.held_since_ns ? snapshot.taken_ns : 0;  // a free lock's row does not change by time alone
        row.deadlocked = deadlocked.contains(lock.id);
        rows.push_back(std::move(row));
    }
    for (const auto& sync : snapshot.syncs) {
        rows.push_back(fromSync(sync, snapshot));
        rows.back().now_ns = 0;
    }
    sync(std::move(rows));
}

const LockRow* LockModel::lock(std::uint64_t id) const {
    return row(indexOfKey(id));
}

QVariant LockModel::cell(const LockRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return toolTip(row, column);
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(Entity{row.is_sync ? Entity::Kind::sync : Entity::Kind::lock, {}, row.lock.id});
        case ToneRole:
            if (column != NameColumn) return {};
            if (row.deadlocked) return static_cast<int>(Tone::failed);
            return row.is_sync || row.lock.waiters.empty() ? QVariant() : QVariant(static_cast<int>(Tone::waiting));
        case FractionRole: {
            if (column != WaitersColumn || row.lock.waiters.empty()) return {};
            std::size_t most = 1;
            for (const LockRow& each : rows()) most = std::max(most, each.lock.waiters.size());
            return static_cast<double>(row.lock.waiters.size()) / static_cast<double>(most);
        }
        case GlyphRole:
            if (column != NameColumn) return {};
            if (row.deadlocked) return QStringLiteral("◆");
            return row.is_sync || row.lock.waiters.empty() ? QVariant()
                                                           : QVariant(words::state(ProcessState::waiting).glyph);
        default:
            return {};
    }
}

QString LockModel::display(const LockRow& row, int column) const {
    const Lock& l = row.lock;
    if (row.is_sync) {
        switch (column) {
            case NameColumn:
            case KindColumn:
            case HolderColumn:
            case WaitersColumn:
                break;
            case ValueColumn:
                return row.limit ? QStringLiteral("%1/%2").arg(format::number(static_cast<double>(*row.value), 0),
                                                               format::number(static_cast<double>(*row.limit), 0))
                                 : format::number(static_cast<double>(row.value.value_or(0)), 0);
            default:
                return format::unknown();
        }
    }
    switch (column) {
        case NameColumn:
            return l.name.empty() ? tr("%1 %2").arg(QString::fromStdString(l.kind), format::id(l.id))
                                  : QString::fromStdString(l.name);
        case KindColumn:
            return QString::fromStdString(l.kind);
        case HolderColumn:
            return row.holder.isEmpty() ? (row.is_sync ? format::unknown() : tr("free")) : row.holder;
        case HeldColumn:
            return l.held_since_ns ? format::age(row.now_ns - *l.held_since_ns) : tr("free");
        case WaitersColumn:
            return format::count(static_cast<std::uint64_t>(l.waiters.size()));
        case AcquiresColumn:
            return format::rate(l.acquires_per_s);
        case AcquiredColumn:
            return format::count(l.acquired_count);
        case ContendedColumn:
            return l.acquired_count == 0 ? format::unknown() : format::percent(contendedShare(l) * 100);
        case WaitP50Column:
        case WaitP95Column: {
            const auto wait = waitQuantile(l, column == WaitP50Column ? 0.5 : 0.95);
            return wait ? format::duration(static_cast<std::int64_t>(*wait)) : format::unknown();
        }
        case WaitMaxColumn:
            return l.longest_wait_ns == 0 ? format::unknown() : format::duration(l.longest_wait_ns);
        case ValueColumn:
            return l.depth_count > 1 ? tr("taken %1 times").arg(l.depth_count) : QString();
        case OwnerDiedColumn:
            return format::count(l.owner_died_count);
        default:
            return {};
    }
}

QVariant LockModel::raw(const LockRow& row, int column) const {
    const Lock& l = row.lock;
    const auto count = [](std::uint64_t value) { return QVariant::fromValue<qulonglong>(value); };
    switch (column) {
        case WaitersColumn:
            return count(l.waiters.size());
        case ValueColumn:
            return row.value ? QVariant::fromValue<qlonglong>(*row.value)
                             : QVariant::fromValue<qlonglong>(l.depth_count);
        case HeldColumn:
            return l.held_since_ns ? QVariant::fromValue<qlonglong>(row.now_ns - *l.held_since_ns) : QVariant();
        case AcquiresColumn:
            return l.acquires_per_s ? QVariant(*l.acquires_per_s) : QVariant();
        case AcquiredColumn:
            return row.is_sync ? QVariant() : count(l.acquired_count);
        case ContendedColumn:
            return l.acquired_count == 0 ? QVariant() : QVariant(contendedShare(l));
        case WaitP50Column:
            return duration(waitQuantile(l, 0.5));
        case WaitP95Column:
            return duration(waitQuantile(l, 0.95));
        case WaitMaxColumn:
            return l.longest_wait_ns == 0 ? QVariant() : QVariant::fromValue<qlonglong>(l.longest_wait_ns);
        case OwnerDiedColumn:
            return row.is_sync ? QVariant() : count(l.owner_died_count);
        default:
            return display(row, column);
    }
}

QString LockModel::toolTip(const LockRow& row, int column) const {
    if (column == WaitersColumn) return row.waiters;
    if (column == NameColumn && row.deadlocked) return tr("Part of a deadlock.");
    if (display(row, column) != format::unknown()) return {};
    if (row.is_sync) return tr("Not measured for a %1.").arg(QString::fromStdString(row.lock.kind));
    if (column == AcquiresColumn) return tr("Not known yet: it takes two samples to measure.");
    return row.lock.acquired_count == 0 ? tr("It was never taken.") : tr("Nobody has had to wait for it.");
}

FilterFields LockModel::fields(const LockRow& row) const {
    FilterFields f;
    f.lock = display(row, NameColumn);
    f.worker = row.holder + QLatin1Char(' ') + row.waiters;
    f.state = row.deadlocked             ? QStringLiteral("deadlock failed")
              : row.lock.waiters.empty() ? QString()
                                         : QStringLiteral("waiting");
    f.text = f.lock + QLatin1Char('\n') + QString::fromStdString(row.lock.kind) + QLatin1Char('\n') + f.worker;
    return f;
}

}  // namespace lifeguard

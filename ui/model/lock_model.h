// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The locks of a session, and after them semaphores, conditions, events, barriers: who holds, who waits, how long.

#include "model/keyed_table.h"

namespace lifeguard {

struct LockRow {
    mp::observe::Lock lock;
    bool is_sync = false;               // Semaphore, Condition, Event, Barrier: holder and waits are unknown there
    std::optional<std::int64_t> value;  // of a sync object
    std::optional<std::int64_t> limit;
    QString holder;  // names, as the workers are called
    QString waiters;
    std::int64_t now_ns = 0;
    bool deadlocked = false;
    bool operator==(const LockRow&) const = default;
};

class LockModel : public KeyedTable<LockRow, std::uint64_t> {
    Q_OBJECT
public:
    enum ColumnIndex {
        NameColumn,
        KindColumn,
        HolderColumn,
        HeldColumn,
        WaitersColumn,
        AcquiresColumn,
        AcquiredColumn,
        ContendedColumn,
        WaitP50Column,
        WaitP95Column,
        WaitMaxColumn,
        ValueColumn,
        OwnerDiedColumn,
        ColumnCount
    };
    using KeyedTable::KeyedTable;

    void update(const mp::observe::Snapshot& snapshot);
    void clear() { sync({}); }
    QModelIndex indexOf(const Entity& entity, int column = 0) const { return indexOfKey(entity.id, column); }
    const LockRow* lock(std::uint64_t id) const;
    static const Columns& columns();

protected:
    const Columns& columnList() const override { return columns(); }
    std::uint64_t keyOf(const LockRow& row) const override { return row.lock.id; }
    QVariant cell(const LockRow& row, int column, int role) const override;
    QStringList states() const override {
        return {QStringLiteral("waiting"), QStringLiteral("deadlock"), QStringLiteral("failed")};
    }
    FilterFields fields(const LockRow& row) const override;

private:
    QString display(const LockRow& row, int column) const;
    QVariant raw(const LockRow& row, int column) const;
    QString toolTip(const LockRow& row, int column) const;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The processes of a session as a tree: session → pool → worker, other children under their parent. Nodes are keyed by
// identity (pid and start time) and changed by the smallest steps: insert, remove, move, dataChanged; never a reset.
// Ended processes stay 30 s if they ended well, else until clearEnded().

#include <QAbstractItemModel>
#include <QHash>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "model/column.h"
#include "model/filter_expression.h"
#include "model/roles.h"

namespace lifeguard {

struct ProcessNode;
struct ProcessPlan;

class ProcessModel : public QAbstractItemModel, public FilterSource {
    Q_OBJECT
public:
    enum ColumnIndex {
        NameColumn,
        PidColumn,
        StateColumn,
        TaskColumn,
        CpuColumn,
        CpuHistoryColumn,
        MemoryColumn,
        DoneColumn,
        FailedColumn,
        HeartbeatColumn,
        UptimeColumn,
        // optional
        ParentColumn,
        ThreadsColumn,
        FilesColumn,
        QueueWaitedColumn,
        LockWaitedColumn,
        RestartsColumn,
        NiceColumn,
        CpuTimeColumn,
        StartedColumn,
        ExitColumn,
        CommandColumn,
        RoleColumn,
        ColumnCount
    };
    static constexpr int samples_count = 60;
    static constexpr std::int64_t ended_stay_ns = 30'000'000'000;
    static constexpr std::int64_t offer_kill_ns = 5'000'000'000;

    explicit ProcessModel(QObject* parent = nullptr);
    ~ProcessModel() override;

    // jump: it is another moment than the one after the last, so that all that follows time has changed.
    void update(std::shared_ptr<const mp::observe::Snapshot> snapshot, bool sample, bool jump = false);
    void update(const mp::observe::Snapshot& snapshot, bool sample);
    void clear();       // another session: all rows are removed
    void clearEnded();  // ended rows go, whatever their exit
    void setShowEnded(bool shown);
    bool showsEnded() const { return m_show_ended; }

    // Terminate was sent: the row says "terminating 3 s" until the process ends, and offers Kill… after 5 s.
    void setTerminating(const mp::observe::Identity& identity, std::int64_t since_ns);

    QModelIndex indexOf(const Entity& entity, int column = 0) const;
    Entity entity(const QModelIndex& index) const;
    // The last known values, also of an ended process; nullptr if the row is gone.
    const mp::observe::Process* process(const mp::observe::Identity& identity) const;
    const mp::observe::Pool* pool(std::uint64_t id) const;
    // Processes below it (of a pool its living workers), itself not included.
    QList<mp::observe::Identity> descendants(const Entity& entity) const;

    struct Counts {
        int all = 0, busy = 0, idle = 0, waiting = 0, suspended = 0, ended = 0;
    };
    Counts counts() const;  // of the workers and processes that rows show, for the chips

    static const Columns& columns();

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    FilterFields filterFields(int row, const QModelIndex& parent) const override;
    QStringList states() const override;

Q_SIGNALS:
    void updated();  // after each update, when all rows are in place
    // For the activity list: "worker-3 ended −15 SIGTERM after 0.4 s".
    void terminated(const mp::observe::Identity& identity, const QString& sentence);

private:
    ProcessNode* node(const QModelIndex& index) const;
    ProcessNode* node(const Entity& entity) const;
    QModelIndex indexOfNode(const ProcessNode* node, int column = 0) const;
    bool isKept(const mp::observe::Process& process) const;
    void arrange(ProcessNode* parent, const ProcessPlan& plan);
    void place(ProcessNode* parent, int row, const Entity& entity, const ProcessPlan& plan);
    void removeUnplanned(ProcessNode* parent, const ProcessPlan& plan);
    void forget(const ProcessNode& node);
    void takeValues(ProcessNode* node, const ProcessPlan& plan, bool sample);
    void announce(ProcessNode* parent, bool sample);
    void reportTerminated(const ProcessNode& node);

    std::unique_ptr<ProcessNode> m_root;
    QHash<Entity, ProcessNode*> m_nodes;
    std::shared_ptr<const mp::observe::Snapshot> m_snapshot;
    std::unordered_map<mp::observe::Identity, std::int64_t> m_terminating;
    std::unordered_set<mp::observe::Identity> m_cleared;
    std::uint64_t m_next_order = 0;
    bool m_show_ended = true;
};

}  // namespace lifeguard

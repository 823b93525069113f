// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The processes of a session as a tree: session → pool → worker, other children under their parent. Nodes are keyed by
// identity (pid and start time) and changed by the smallest steps: insert, remove, move, dataChanged; never a reset.
// Ended processes stay 30 s if they ended well, else until clearEnded().

#include <QAbstractItemModel>
#include <memory>
#include <unordered_map>
#include <vector>

#include "model/column.h"
#include "model/filter_expression.h"
#include "model/roles.h"

namespace lifeguard {

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

Q_SIGNALS:
    void updated();  // after each update, when all rows are in place
    // For the activity list: "worker-3 ended −15 SIGTERM after 0.4 s".
    void terminated(const mp::observe::Identity& identity, const QString& sentence);

private:
    struct Node;
    struct Plan;
    Node* node(const QModelIndex& index) const;
    QModelIndex indexOfNode(const Node* node, int column = 0) const;
    void keepEnded(const mp::observe::Snapshot& snapshot, Plan& plan);
    void sync(Node* parent, const Plan& plan);
    void removeMissing(Node* parent, const Plan& plan);
    void refresh(Node* node, bool sample);
    void announceChanges(Node* parent);
    void sum(Node* node);
    StateText stateText(const Node& node) const;
    QVariant display(const Node& node, int column) const;
    QVariant raw(const Node& node, int column) const;
    QVariant toolTip(const Node& node, int column) const;

    std::unique_ptr<Node> m_root;
    std::unordered_map<std::size_t, std::vector<Node*>> m_nodes;  // by hash of the entity
    std::shared_ptr<const mp::observe::Snapshot> m_snapshot;
    std::unordered_map<mp::observe::Identity, std::int64_t> m_terminating;
    std::vector<mp::observe::Identity> m_cleared;
    bool m_show_ended = true;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/process_model.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "format/format.h"
#include "model/process_cells.h"
#include "model/process_node.h"
#include "model/process_plan.h"

namespace lifeguard {

using namespace mp::observe;

namespace {

// What moves all the time is no news: it is shown once a sample, as CPU and times are.
ProcessNode::Change changeOf(const Process& before, const Process& now) {
    using Change = ProcessNode::Change;
    if (before == now) return Change::none;
    const bool calm = before.state == now.state && before.task == now.task && before.wait == now.wait &&
                      before.ended_ns == now.ended_ns && before.exitcode == now.exitcode && before.cause == now.cause &&
                      before.failed_count == now.failed_count && before.identity == now.identity &&
                      before.parent == now.parent && before.name == now.name && before.command == now.command &&
                      before.pool_id == now.pool_id && before.role == now.role && before.daemon == now.daemon &&
                      before.started_ns == now.started_ns;
    return calm ? Change::figures : Change::news;
}

}  // namespace

ProcessModel::ProcessModel(QObject* parent)
    : QAbstractItemModel(parent),
      m_root(std::make_unique<ProcessNode>()),
      m_snapshot(std::make_shared<const Snapshot>()) {}

ProcessModel::~ProcessModel() = default;

const Columns& ProcessModel::columns() {
    return process_cells::columns();
}

// --- the tree follows the snapshot ----------------------------------------------------------------------------------

void ProcessModel::update(const Snapshot& snapshot, bool sample) {
    update(std::make_shared<const Snapshot>(snapshot), sample);
}

void ProcessModel::update(std::shared_ptr<const Snapshot> snapshot, bool sample, bool jump) {
    m_snapshot = std::move(snapshot);
    const ProcessPlan wanted = makeProcessPlan(*m_snapshot, m_nodes, [this](const Process& p) { return isKept(p); });
    arrange(m_root.get(), wanted);
    removeUnplanned(m_root.get(), wanted);
    takeValues(m_root.get(), wanted, sample);
    announce(m_root.get(), sample || jump);
    Q_EMIT updated();
}

bool ProcessModel::isKept(const Process& process) const {
    if (!process.ended_ns) return process.state != ProcessState::ended || !m_cleared.contains(process.identity);
    if (process.identity == m_snapshot->program) return true;
    if (!m_show_ended || m_cleared.contains(process.identity)) return false;
    return process.exitcode.value_or(0) != 0 || m_snapshot->taken_ns - *process.ended_ns <= ended_stay_ns;
}

// Top down: every wanted child is at its place before its own children are looked at. Rows that have to go are still
// there and are stepped over, so that what moves out of them can move.
void ProcessModel::arrange(ProcessNode* parent, const ProcessPlan& plan) {
    const auto wanted = plan.children.constFind(parent->entity);
    if (wanted == plan.children.cend()) return;
    std::size_t at = 0;
    for (const Entity& entity : *wanted) {
        while (at < parent->children.size() && !plan.items.contains(parent->children[at]->entity)) ++at;
        if (at >= parent->children.size() || parent->children[at]->entity != entity)
            place(parent, static_cast<int>(at), entity, plan);
        ++at;
    }
    for (std::size_t i = 0; i < parent->children.size(); ++i)
        if (plan.items.contains(parent->children[i]->entity)) arrange(parent->children[i].get(), plan);
}

void ProcessModel::place(ProcessNode* parent, int row, const Entity& entity, const ProcessPlan& plan) {
    const auto at = static_cast<std::ptrdiff_t>(row);
    if (ProcessNode* known = node(entity)) {
        ProcessNode* from = known->parent;
        const int old_row = known->row;
        beginMoveRows(indexOfNode(from), old_row, old_row, indexOfNode(parent), row);
        auto owned = std::move(from->children[static_cast<std::size_t>(old_row)]);
        from->children.erase(from->children.begin() + old_row);
        const auto target = from == parent && old_row < row ? at - 1 : at;
        parent->children.insert(parent->children.begin() + target, std::move(owned));
        known->parent = parent;
        from->renumber();
        parent->renumber();
        endMoveRows();
        return;
    }
    auto fresh = std::make_unique<ProcessNode>();
    fresh->entity = entity;
    fresh->parent = parent;
    fresh->order = m_next_order++;
    const auto& item = *plan.items.constFind(entity);
    if (item.process) fresh->process = *item.process;
    if (item.pool) fresh->pool = *item.pool;
    fresh->ended = fresh->process.ended_ns.has_value();
    beginInsertRows(indexOfNode(parent), row, row);
    m_nodes.insert(entity, fresh.get());
    parent->children.insert(parent->children.begin() + at, std::move(fresh));
    parent->renumber();
    endInsertRows();
}

void ProcessModel::removeUnplanned(ProcessNode* parent, const ProcessPlan& plan) {
    const auto unplanned = [&](int row) {
        return !plan.items.contains(parent->children[static_cast<std::size_t>(row)]->entity);
    };
    for (int last = static_cast<int>(parent->children.size()) - 1; last >= 0; --last) {
        if (!unplanned(last)) {
            removeUnplanned(parent->children[static_cast<std::size_t>(last)].get(), plan);
            continue;
        }
        int first = last;
        while (first > 0 && unplanned(first - 1)) --first;
        beginRemoveRows(indexOfNode(parent), first, last);
        for (int row = first; row <= last; ++row) forget(*parent->children[static_cast<std::size_t>(row)]);
        parent->children.erase(parent->children.begin() + first, parent->children.begin() + last + 1);
        parent->renumber();
        endRemoveRows();
        last = first;
    }
}

void ProcessModel::forget(const ProcessNode& node) {
    m_nodes.remove(node.entity);
    for (const auto& child : node.children) forget(*child);
}

void ProcessModel::takeValues(ProcessNode* node, const ProcessPlan& plan, bool sample) {
    const auto item = plan.items.constFind(node->entity);
    if (item != plan.items.cend() && item->process) {
        node->change = std::max(node->change, node->terminating_since_ns ? ProcessNode::Change::news
                                                                         : changeOf(node->process, *item->process));
        node->process = *item->process;
        node->ended = node->process.ended_ns.has_value() || node->process.state == ProcessState::ended;
        const auto terminating = m_terminating.find(node->process.identity);
        node->terminating_since_ns =
            terminating == m_terminating.end() ? std::nullopt : std::optional(terminating->second);
        if (node->ended && node->terminating_since_ns) reportTerminated(*node);
    }
    if (item != plan.items.cend() && item->pool) {
        if (!(node->pool == *item->pool)) node->change = ProcessNode::Change::news;
        node->pool = *item->pool;
        node->members = node->busy = node->idle = node->waiting = node->suspended = 0;
        node->cpu_percent.reset();
        node->memory_bytes.reset();
    }
    for (const auto& child : node->children) {
        takeValues(child.get(), plan, sample);
        if (!node->isPool() || child->ended || child->isPool()) continue;
        const Process& p = child->process;
        ++node->members;
        switch (p.state) {
            case ProcessState::busy:
            case ProcessState::running:
                ++node->busy;
                break;
            case ProcessState::waiting:
                ++node->waiting;
                break;
            case ProcessState::suspended:
            case ProcessState::draining:
                ++node->suspended;
                break;
            default:
                ++node->idle;
                break;
        }
        if (p.cpu_percent) node->cpu_percent = node->cpu_percent.value_or(0) + *p.cpu_percent;
        if (p.memory_bytes) node->memory_bytes = node->memory_bytes.value_or(0) + *p.memory_bytes;
        node->change = std::max(node->change, child->change);
    }
    if (sample && !node->ended && node != m_root.get()) {
        const auto cpu = node->isPool() ? node->cpu_percent : node->process.cpu_percent;
        const bool full = node->samples.size() >= samples_count;
        node->samples.append(cpu.value_or(std::numeric_limits<double>::quiet_NaN()));
        if (full) node->samples.removeFirst();
        node->flat = full && std::all_of(node->samples.cbegin(), node->samples.cend(), [](double v) { return v == 0; });
    }
}

void ProcessModel::reportTerminated(const ProcessNode& node) {
    const Process& p = node.process;
    const auto since = m_terminating.extract(p.identity);
    const std::int64_t took = p.ended_ns.value_or(m_snapshot->taken_ns) - since.mapped();
    Q_EMIT terminated(p.identity,
                      tr("%1 (pid %2) exited %3 after %4")
                          .arg(QString::fromStdString(p.name), QString::number(p.identity.pid),
                               p.exitcode ? words::exitText(*p.exitcode) : format::unknown(), format::age(took)));
}

// One dataChanged for each run of rows that changed alike. Figures wait for the sample, and a row of which nothing is
// new changes then where time or its curve is shown: what has not changed is not painted again.
void ProcessModel::announce(ProcessNode* parent, bool sample) {
    using Change = ProcessNode::Change;
    struct Part {
        int first, last;
    };
    static const QList<Part> whole{{0, ColumnCount - 1}}, waiting{{StateColumn, ColumnCount - 1}},
        figures{{CpuColumn, ColumnCount - 1}}, time{{HeartbeatColumn, UptimeColumn}},
        time_and_curve{{CpuHistoryColumn, CpuHistoryColumn}, {HeartbeatColumn, UptimeColumn}}, nothing;
    const auto parts = [&](const ProcessNode& node) -> const QList<Part>& {
        if (node.change == Change::news) return whole;
        if (!sample) return nothing;
        if (node.process.wait) return waiting;  // its words are another object's
        return node.change == Change::figures ? figures : node.flat || node.ended ? time : time_and_curve;
    };
    const int count = static_cast<int>(parent->children.size());
    const QModelIndex at = indexOfNode(parent);
    for (int first = 0, row = 1; row <= count; ++row) {
        const auto& changed = parts(*parent->children[static_cast<std::size_t>(first)]);
        if (row < count && &parts(*parent->children[static_cast<std::size_t>(row)]) == &changed) continue;
        for (const Part& part : changed)
            Q_EMIT dataChanged(index(first, part.first, at), index(row - 1, part.last, at));
        first = row;
    }
    for (const auto& child : parent->children) {
        if (sample || child->change == Change::news) child->change = Change::none;
        announce(child.get(), sample);
    }
}

void ProcessModel::clear() {
    m_snapshot = std::make_shared<const Snapshot>();
    m_terminating.clear();
    m_cleared.clear();
    removeUnplanned(m_root.get(), {});
    Q_EMIT updated();
}

void ProcessModel::clearEnded() {
    for (auto it = m_nodes.cbegin(); it != m_nodes.cend(); ++it)
        if (it.value()->ended) m_cleared.insert(it.value()->process.identity);
    update(m_snapshot, false);
}

void ProcessModel::setShowEnded(bool shown) {
    if (m_show_ended == shown) return;
    m_show_ended = shown;
    update(m_snapshot, false);
}

void ProcessModel::setTerminating(const Identity& identity, std::int64_t since_ns) {
    m_terminating.emplace(identity, since_ns);
    update(m_snapshot, false);
}

// --- questions ------------------------------------------------------------------------------------------------------

ProcessNode* ProcessModel::node(const QModelIndex& index) const {
    return index.isValid() ? static_cast<ProcessNode*>(index.internalPointer()) : m_root.get();
}
ProcessNode* ProcessModel::node(const Entity& entity) const {
    return m_nodes.value(entity, nullptr);
}

QModelIndex ProcessModel::indexOfNode(const ProcessNode* node, int column) const {
    if (!node || node == m_root.get()) return {};
    return createIndex(node->row, column, const_cast<ProcessNode*>(node));
}
QModelIndex ProcessModel::indexOf(const Entity& entity, int column) const {
    return indexOfNode(node(entity), column);
}
Entity ProcessModel::entity(const QModelIndex& index) const {
    return node(index)->entity;
}

// Words of the screen, and those of the chips.
QStringList ProcessModel::states() const {
    QStringList words{QStringLiteral("busy"),      QStringLiteral("idle"),   QStringLiteral("waiting"),
                      QStringLiteral("suspended"), QStringLiteral("exited"), QStringLiteral("failed"),
                      QStringLiteral("ok")};
    for (int state = static_cast<int>(ProcessState::starting); state <= static_cast<int>(ProcessState::ended); ++state)
        if (const QString word = words::state(static_cast<ProcessState>(state)).text; !words.contains(word))
            words << word;
    return words;
}

const Process* ProcessModel::process(const Identity& identity) const {
    for (const auto kind : {Entity::Kind::process, Entity::Kind::session})
        if (const ProcessNode* found = node(Entity{kind, identity, 0})) return &found->process;
    return nullptr;
}
const Pool* ProcessModel::pool(std::uint64_t id) const {
    const ProcessNode* found = node(Entity{Entity::Kind::pool, {}, id});
    return found ? &found->pool : nullptr;
}

QList<Identity> ProcessModel::descendants(const Entity& entity) const {
    QList<Identity> all;
    const ProcessNode* top = node(entity);
    if (!top) return all;
    for (const auto& child : top->children) {
        if (!child->isPool() && !child->ended) all.append(child->process.identity);
        all.append(descendants(child->entity));
    }
    return all;
}

ProcessModel::Counts ProcessModel::counts() const {
    Counts counts;
    for (auto it = m_nodes.cbegin(); it != m_nodes.cend(); ++it) {
        const ProcessNode& node = *it.value();
        if (node.entity.kind != Entity::Kind::process) continue;
        ++counts.all;
        if (node.ended) {
            ++counts.ended;
            continue;
        }
        switch (words::state(node.process, *m_snapshot).tone) {
            case Tone::active:
                ++counts.busy;
                break;
            case Tone::waiting:
                ++counts.waiting;
                break;
            case Tone::suspended:
                ++counts.suspended;
                break;
            default:
                ++counts.idle;
                break;
        }
    }
    return counts;
}

// --- QAbstractItemModel ---------------------------------------------------------------------------------------------

QModelIndex ProcessModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, node(parent)->children[static_cast<std::size_t>(row)].get());
}
QModelIndex ProcessModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOfNode(node(child)->parent) : QModelIndex();
}
int ProcessModel::rowCount(const QModelIndex& parent) const {
    return parent.column() > 0 ? 0 : static_cast<int>(node(parent)->children.size());
}
int ProcessModel::columnCount(const QModelIndex&) const {
    return ColumnCount;
}

QVariant ProcessModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) return {};
    return columns()[section].header(role);
}

QVariant ProcessModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const ProcessNode& n = *node(index);
    const int column = index.column();
    const Snapshot& snapshot = *m_snapshot;
    switch (role) {
        case Qt::DisplayRole:
            return process_cells::display(n, column, snapshot);
        case Qt::ToolTipRole:
            return process_cells::toolTip(n, column, snapshot);
        case Qt::TextAlignmentRole:
            return QVariant(Qt::AlignVCenter | (columns()[column].numeric ? Qt::AlignRight : Qt::AlignLeft));
        case Qt::AccessibleTextRole: {
            const QString text = column == CpuHistoryColumn ? process_cells::display(n, CpuColumn, snapshot)
                                                            : process_cells::display(n, column, snapshot);
            return QString(columns()[column].title + QStringLiteral(": ") + text);
        }
        case RawRole:
        case SortRole:
            return process_cells::raw(n, column, snapshot);
        case EntityRole:
            return QVariant::fromValue(n.entity);
        case EndedRole:
            return n.ended;
        case OfferKillRole:
            return !n.ended && n.terminating_since_ns && snapshot.taken_ns - *n.terminating_since_ns >= offer_kill_ns;
        case ToneRole:
            return column == StateColumn ? QVariant(static_cast<int>(process_cells::state(n, snapshot).tone))
                                         : QVariant();
        case GlyphRole:
            return column == StateColumn ? QVariant(process_cells::state(n, snapshot).glyph) : QVariant();
        case SamplesRole:
            return column == CpuHistoryColumn ? QVariant::fromValue(n.samples) : QVariant();
        case SamplesMaximumRole:
            return column == CpuHistoryColumn ? QVariant(100.0 * std::max(1, n.isPool() ? n.members : 1)) : QVariant();
        default:
            return {};
    }
}

FilterFields ProcessModel::filterFields(int row, const QModelIndex& parent) const {
    return process_cells::fields(*node(parent)->children[static_cast<std::size_t>(row)], *m_snapshot);
}

}  // namespace lifeguard

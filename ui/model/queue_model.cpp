// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/queue_model.h"

#include <cmath>

#include "format/format.h"

namespace lifeguard {
namespace {

constexpr std::int64_t one_second_ns = 1'000'000'000;

// Items a second over the last ten seconds, by the line through first and last; unknown with less than 3 s of data.
std::optional<double> growth(const Series& depths, std::int64_t now_ns) {
    const std::int64_t from = now_ns - 10 * one_second_ns;
    qsizetype first = -1, last = -1;
    for (qsizetype i = 0; i < depths.times_ns.size(); ++i) {
        if (depths.times_ns[i] < from || std::isnan(depths.values[i])) continue;
        if (first < 0) first = i;
        last = i;
    }
    if (first < 0 || depths.times_ns[last] - depths.times_ns[first] < 3 * one_second_ns) return std::nullopt;
    return (depths.values[last] - depths.values[first]) /
           (static_cast<double>(depths.times_ns[last] - depths.times_ns[first]) / one_second_ns);
}

}  // namespace

const Columns& QueueModel::columns() {
    const auto column = [](const char* id, bool shown) {
        return catalogueColumn(mp::columns::Table::queues, id, shown);
    };
    static const Columns all = [&column] {
        Columns list(ColumnCount);
        list[NameColumn] = column("name", true);
        list[KindColumn] = column("kind", true);
        list[DepthColumn] = column("depth", true);
        list[DepthColumn].title = tr("Depth / cap");
        list[HistoryColumn] = {QStringLiteral("depth_history"),
                               tr("Depth 60 s"),
                               {},
                               tr("Items in it over the last minute."),
                               false,
                               true};
        list[InColumn] = column("in_rate", true);
        list[OutColumn] = column("out_rate", true);
        list[OldestColumn] = column("oldest", true);
        list[PutColumn] = column("put", false);
        list[GotColumn] = column("got", false);
        list[BlockedColumn] = column("blocked", true);
        list[DrainColumn] = column("drain", true);
        list[UnfinishedColumn] = column("unfinished", false);
        list[RecoveredColumn] = column("recovered", false);
        return list;
    }();
    return all;
}

void QueueModel::update(const mp::observe::Snapshot& snapshot, const TimeHistory& history) {
    std::vector<QueueRow> rows;
    rows.reserve(snapshot.queues.size());
    for (const auto& queue : snapshot.queues) {
        QueueRow row;
        row.queue = queue;
        row.blocked_putters = static_cast<int>(queue.blocked_putters.size());
        row.blocked_getters = static_cast<int>(queue.blocked_getters.size());
        const Series depths =
            history.series({SeriesKind::queue_depth, queue.id}, snapshot.taken_ns - 60 * one_second_ns);
        row.growth_per_s = growth(depths, snapshot.taken_ns);
        row.depths = depths.values;
        rows.push_back(std::move(row));
    }
    sync(std::move(rows));
}

const mp::observe::Queue* QueueModel::queue(std::uint64_t id) const {
    const QueueRow* found = row(indexOfKey(id));
    return found ? &found->queue : nullptr;
}

QVariant QueueModel::cell(const QueueRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            return toolTip(row, column);
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(Entity{Entity::Kind::queue, {}, row.queue.id});
        case SamplesRole:
            return column == HistoryColumn ? QVariant::fromValue(row.depths) : QVariant();
        case SamplesMaximumRole: {
            if (column != HistoryColumn) return {};
            double top = row.queue.capacity_count ? static_cast<double>(*row.queue.capacity_count) : 1;
            for (const double depth : row.depths)
                if (depth > top) top = depth;
            return top;
        }
        case FractionRole:
            if (column != DepthColumn || row.queue.capacity_count.value_or(0) == 0) return {};
            return std::min(
                1.0, static_cast<double>(row.queue.depth_count) / static_cast<double>(*row.queue.capacity_count));
        case ToneRole:
            if (column != DrainColumn || row.growth_per_s.value_or(0) <= 0.05) return {};
            return static_cast<int>(Tone::waiting);
        case GlyphRole:
            if (column != DrainColumn || row.growth_per_s.value_or(0) <= 0.05) return {};
            return words::state(mp::observe::ProcessState::waiting).glyph;
        default:
            return {};
    }
}

QString QueueModel::display(const QueueRow& row, int column) const {
    const auto& q = row.queue;
    switch (column) {
        case NameColumn:
            return q.name.empty() ? tr("queue %1").arg(format::id(q.id)) : QString::fromStdString(q.name);
        case KindColumn:
            return QString::fromStdString(q.kind);
        case DepthColumn:
            return format::count(q.depth_count) + QLatin1Char('/') +
                   (q.capacity_count ? format::count(*q.capacity_count) : QStringLiteral("∞"));
        case InColumn:
            return format::rate(q.puts_per_s);
        case OutColumn:
            return format::rate(q.gets_per_s);
        case OldestColumn:
            return q.depth_count == 0 ? tr("empty") : format::duration(q.oldest_ns);
        case PutColumn:
            return format::count(q.put_count);
        case GotColumn:
            return format::count(q.got_count);
        case BlockedColumn: {
            QStringList sides;
            if (row.blocked_putters > 0) sides << tr("%1 put").arg(row.blocked_putters);
            if (row.blocked_getters > 0) sides << tr("%1 get").arg(row.blocked_getters);
            return sides.isEmpty() ? QStringLiteral("0") : sides.join(QStringLiteral(", "));
        }
        case DrainColumn: {
            if (q.depth_count == 0) return tr("empty");
            if (!row.growth_per_s) return format::unknown();
            if (*row.growth_per_s > 0.05) return tr("never: grows %1").arg(format::rate(row.growth_per_s));
            if (*row.growth_per_s > -0.05) return tr("never: steady");
            if (q.gets_per_s.value_or(0) <= 0) return format::unknown();  // it sank before; nobody takes from it now
            return format::duration(
                static_cast<std::int64_t>(static_cast<double>(q.depth_count) / -*row.growth_per_s * 1e9));
        }
        case UnfinishedColumn:
            return q.unfinished_count ? format::count(*q.unfinished_count) : format::unknown();
        case RecoveredColumn:
            return format::count(q.recovered_count);
        default:
            return {};
    }
}

QVariant QueueModel::raw(const QueueRow& row, int column) const {
    const auto& q = row.queue;
    const auto count = [](std::uint64_t value) { return QVariant::fromValue<qulonglong>(value); };
    switch (column) {
        case DepthColumn:
        case HistoryColumn:
            return count(q.depth_count);
        case InColumn:
            return q.puts_per_s ? QVariant(*q.puts_per_s) : QVariant();
        case OutColumn:
            return q.gets_per_s ? QVariant(*q.gets_per_s) : QVariant();
        case OldestColumn:
            return q.oldest_ns ? QVariant::fromValue<qlonglong>(*q.oldest_ns) : QVariant();
        case PutColumn:
            return count(q.put_count);
        case GotColumn:
            return count(q.got_count);
        case BlockedColumn:
            return row.blocked_putters + row.blocked_getters;
        case DrainColumn:
            return row.growth_per_s ? QVariant(*row.growth_per_s) : QVariant();
        case UnfinishedColumn:
            return q.unfinished_count ? count(*q.unfinished_count) : QVariant();
        case RecoveredColumn:
            return count(q.recovered_count);
        default:
            return display(row, column);
    }
}

QString QueueModel::toolTip(const QueueRow& row, int column) const {
    if (display(row, column) != format::unknown()) return {};
    switch (column) {
        case DrainColumn:
            if (row.growth_per_s) return tr("Not known: nothing is taken from it.");
            return tr("Not known yet: it takes some seconds to see whether it grows.");
        case OldestColumn:
            return tr("Not known: its items carry no time.");
        case UnfinishedColumn:
            return tr("Only a JoinableQueue counts unfinished items.");
        default:
            return tr("Not known yet: it takes two samples to measure.");
    }
}

FilterFields QueueModel::fields(const QueueRow& row) const {
    FilterFields f;
    f.queue = display(row, NameColumn);
    f.depth = static_cast<double>(row.queue.depth_count);
    f.state = row.growth_per_s.value_or(0) > 0.05 ? QStringLiteral("growing")
              : row.blocked_putters > 0           ? QStringLiteral("blocked")
                                                  : QString();
    f.text = f.queue + QLatin1Char('\n') + QString::fromStdString(row.queue.kind);
    return f;
}

}  // namespace lifeguard

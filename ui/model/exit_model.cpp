// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/exit_model.h"

#include "format/format.h"

namespace lifeguard {

using namespace mp::observe;

const Columns& ExitModel::columns() {
    const auto column = [](const char* id) { return catalogueColumn(mp::columns::Table::exits, id, true); };
    static const Columns all = [&column] {
        Columns list(ColumnCount);
        list[TimeColumn] = column("time");
        list[WorkerColumn] = column("name");
        list[PidColumn] = column("pid");
        list[ExitColumn] = column("exit");
        list[MeaningColumn] = column("meaning");
        list[RanColumn] = column("ran");
        list[TaskColumn] = column("task");
        list[ReplacedColumn] = column("replaced_by");
        return list;
    }();
    return all;
}

void ExitModel::update(const Snapshot& snapshot) {
    std::vector<ExitRow> rows;
    rows.reserve(snapshot.exits.size());
    for (auto it = snapshot.exits.rbegin(); it != snapshot.exits.rend(); ++it) {
        rows.push_back({*it});
        rows.back().exit.name = words::exitName(*it, snapshot).toStdString();  // as it is called everywhere
    }
    std::stable_sort(rows.begin(), rows.end(),
                     [](const ExitRow& a, const ExitRow& b) { return a.exit.ended_ns > b.exit.ended_ns; });
    sync(std::move(rows));
}

const Exit* ExitModel::exitOf(const Identity& identity) const {
    const ExitRow* found = row(indexOfKey(identity));
    return found ? &found->exit : nullptr;
}

QVector<ExitModel::Group> ExitModel::groups(const std::function<bool(int)>& is_counted) const {
    QVector<Group> groups;
    for (int i = 0; i < rowCount(); ++i) {
        if (is_counted && !is_counted(i)) continue;
        const ExitRow& row = rows()[static_cast<std::size_t>(i)];
        const StateText state = words::exitState(row.exit.exitcode, row.exit.cause);
        const bool wanted = state.tone == Tone::idle;
        const QString text = wanted ? words::exitMeaning(row.exit.exitcode, row.exit.cause) : state.text;
        const auto same = std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.text == text; });
        if (same == groups.end())
            groups.append({text, state.tone, 1,
                           wanted ? QLatin1Char('"') + text + QLatin1Char('"')
                                  : QStringLiteral("exit:%1").arg(row.exit.exitcode)});
        else
            ++same->count;
    }
    std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) { return a.count > b.count; });
    return groups;
}

int ExitModel::failures() const {
    return static_cast<int>(std::count_if(rows().begin(), rows().end(), [](const ExitRow& row) {
        return words::exitIsFailure(row.exit.exitcode, row.exit.cause);
    }));
}

QVariant ExitModel::cell(const ExitRow& row, int column, int role) const {
    const Exit& e = row.exit;
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::ToolTipRole:
            if (column == TimeColumn) return format::isoTime(e.ended_ns);
            if (column == RanColumn && e.started_ns == 0) return tr("Not known: its start was not seen.");
            if (column == TaskColumn && !e.task.empty()) return display(row, column);
            return {};
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(Entity{Entity::Kind::exit, e.identity, 0});
        case ToneRole:
            if (column != ExitColumn) return {};
            return static_cast<int>(words::exitState(e.exitcode, e.cause).tone);
        case GlyphRole:
            if (column != ExitColumn) return {};
            return words::exitState(e.exitcode, e.cause).glyph;
        default:
            return {};
    }
}

QString ExitModel::display(const ExitRow& row, int column) const {
    const Exit& e = row.exit;
    switch (column) {
        case TimeColumn:
            return format::clock(e.ended_ns);
        case WorkerColumn:
            return QString::fromStdString(e.name);
        case PidColumn:
            return format::id(static_cast<std::uint64_t>(e.identity.pid));
        case ExitColumn:
            return words::exitText(e.exitcode);
        case MeaningColumn:
            return words::exitMeaning(e.exitcode, e.cause);
        case RanColumn:
            return e.started_ns == 0 ? format::unknown() : format::duration(e.ended_ns - e.started_ns);
        case TaskColumn:
            if (e.task_id == 0 && e.task.empty()) return QStringLiteral("–");
            return QStringLiteral("#%1 %2").arg(format::id(e.task_id), QString::fromStdString(e.task));
        case ReplacedColumn:
            return e.replaced_by ? format::id(static_cast<std::uint64_t>(e.replaced_by.pid)) : QStringLiteral("–");
        default:
            return {};
    }
}

QVariant ExitModel::raw(const ExitRow& row, int column) const {
    const Exit& e = row.exit;
    switch (column) {
        case TimeColumn:
            return QVariant::fromValue<qlonglong>(e.ended_ns);
        case PidColumn:
            return e.identity.pid;
        case ExitColumn:
            return e.exitcode;
        case RanColumn:
            return e.started_ns == 0 ? QVariant() : QVariant::fromValue<qlonglong>(e.ended_ns - e.started_ns);
        case TaskColumn:
            return QVariant::fromValue<qulonglong>(e.task_id);
        case ReplacedColumn:
            return e.replaced_by ? QVariant(e.replaced_by.pid) : QVariant();
        default:
            return display(row, column);
    }
}

FilterFields ExitModel::fields(const ExitRow& row) const {
    const Exit& e = row.exit;
    FilterFields f;
    f.worker = QString::fromStdString(e.name);
    f.function = QString::fromStdString(e.task);
    f.cause = words::exitMeaning(e.exitcode, e.cause) + QLatin1Char(' ') + words::exitCause(e.cause);
    f.state = words::exitIsFailure(e.exitcode, e.cause) ? QStringLiteral("failed") : QStringLiteral("ok");
    f.pid = e.identity.pid;
    f.exit = e.exitcode;
    if (e.started_ns != 0) f.run_s = static_cast<double>(e.ended_ns - e.started_ns) / 1e9;
    for (int column = 0; column < ColumnCount; ++column) f.text += display(row, column) + QLatin1Char('\n');
    return f;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/run_model.h"

#include "format/format.h"

namespace lifeguard {

const Columns& RunModel::columns() {
    const auto own = [](const char* id, const QString& title, const QString& help, bool numeric) {
        return Column{QLatin1String(id), title, {}, help, numeric, true};
    };
    const auto column = [](const char* id) { return catalogueColumn(mp::columns::Table::runs, id, true); };
    static const Columns all = [&] {
        Columns list(ColumnCount);
        list[StarColumn] =
            own("starred", QStringLiteral("☆"), tr("Starred runs are never removed by themselves."), false);
        list[IdColumn] = column("id");
        list[NameColumn] = column("name");
        list[SourceColumn] = column("source");
        list[StartedColumn] = column("started");
        list[DurationColumn] = column("duration");
        list[TasksColumn] = column("tasks");
        list[FailedColumn] = column("failed");
        list[ExitsColumn] = column("exits_nonzero");
        list[P95Column] = column("p95");
        list[SizeColumn] = column("size");
        list[StateColumn] = column("state");
        list[NotesColumn] = column("notes");
        return list;
    }();
    return all;
}

void RunModel::update(const QVector<RunRow>& runs) {
    sync(std::vector<RunRow>(runs.begin(), runs.end()));
}

namespace {

StateText state(const RunRow& row) {
    if (row.recording) return {QStringLiteral("●"), RunModel::tr("recording"), Tone::active};
    if (row.interrupted) return {QStringLiteral("◌"), RunModel::tr("interrupted"), Tone::suspended};
    return {QStringLiteral("✓"), RunModel::tr("finished"), Tone::ok};
}

std::int64_t length(const RunRow& row) {
    return std::max<std::int64_t>(0, row.last_ns - row.started_ns);
}

}  // namespace

QVariant RunModel::cell(const RunRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return display(row, column);
        case Qt::AccessibleTextRole:
            if (column == StarColumn) return row.starred ? tr("starred") : tr("not starred");
            return {};
        case Qt::ToolTipRole:
            if (column == StartedColumn) return format::isoTime(row.started_ns);
            if (column == NameColumn || column == SourceColumn) return row.command;
            if (column == P95Column && !row.p95_ns) return tr("Not known: no task was finished.");
            if (column == StateColumn && row.interrupted)
                return tr("The recorder ended before the program; there are data up to %1.")
                    .arg(format::clock(row.last_ns));
            return column == NotesColumn ? row.notes : QString();
        case RawRole:
        case SortRole:
            return raw(row, column);
        case EntityRole:
            return QVariant::fromValue(Entity{Entity::Kind::run, {}, static_cast<std::uint64_t>(row.id)});
        case ToneRole:
            return column == StateColumn ? QVariant(static_cast<int>(state(row).tone)) : QVariant();
        case GlyphRole:
            return column == StateColumn ? QVariant(state(row).glyph) : QVariant();
        default:
            return {};
    }
}

QString RunModel::display(const RunRow& row, int column) const {
    switch (column) {
        case StarColumn:
            return row.starred ? QStringLiteral("★") : QStringLiteral("☆");
        case IdColumn:
            return format::id(static_cast<std::uint64_t>(row.id));
        case NameColumn:
            return row.name;
        case SourceColumn:
            return row.source;
        case StartedColumn:
            return format::dateTime(row.started_ns);
        case DurationColumn:
            return format::duration(length(row));
        case TasksColumn:
            return format::count(row.tasks_count);
        case FailedColumn:
            return format::count(row.failed_count);
        case ExitsColumn:
            return format::count(row.bad_exits_count);
        case P95Column:
            return row.p95_ns ? format::duration(static_cast<std::int64_t>(*row.p95_ns)) : format::unknown();
        case SizeColumn:
            return format::bytes(row.size_bytes);
        case StateColumn:
            return state(row).text;
        case NotesColumn:
            return row.notes;
        default:
            return {};
    }
}

QVariant RunModel::raw(const RunRow& row, int column) const {
    const auto number = [](auto value) { return QVariant::fromValue<qlonglong>(static_cast<qlonglong>(value)); };
    switch (column) {
        case StarColumn:
            return row.starred;
        case IdColumn:
            return number(row.id);
        case StartedColumn:
            return number(row.started_ns);
        case DurationColumn:
            return number(length(row));
        case TasksColumn:
            return number(row.tasks_count);
        case FailedColumn:
            return number(row.failed_count);
        case ExitsColumn:
            return number(row.bad_exits_count);
        case P95Column:
            return row.p95_ns ? QVariant(*row.p95_ns) : QVariant();
        case SizeColumn:
            return row.size_bytes ? number(*row.size_bytes) : QVariant();
        default:
            return display(row, column);
    }
}

FilterFields RunModel::fields(const RunRow& row) const {
    FilterFields f;
    f.worker = row.name;
    f.state = state(row).text;
    f.failed = static_cast<double>(row.failed_count);
    f.done = static_cast<double>(row.tasks_count);
    f.run_s = static_cast<double>(length(row)) / 1e9;
    f.text =
        QStringList{
            format::id(static_cast<std::uint64_t>(row.id)), row.name, row.source, row.command, row.notes, f.state}
            .join(QLatin1Char('\n'));
    return f;
}

}  // namespace lifeguard

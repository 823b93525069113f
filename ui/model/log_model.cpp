// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/log_model.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <algorithm>

#include "format/format.h"

namespace lifeguard {

using namespace mp::observe;

namespace {

// Named like its context, which is what lupdate takes where it does not find the class.
struct LogLevels {
    Q_DECLARE_TR_FUNCTIONS(LogLevels)
};

constexpr std::uint8_t error_level = 40;
constexpr std::uint8_t warning_level = 30;
constexpr std::size_t printed_kept = 2000;
constexpr std::int64_t claim_ns = 2'000'000'000;

StateText levelText(const LogRow& row) {
    if (row.level >= error_level) return {QStringLiteral("✖"), LogLevels::tr("error"), Tone::failed};
    if (row.level >= warning_level)
        return {words::state(ProcessState::waiting).glyph, LogLevels::tr("warning"), Tone::waiting};
    switch (row.stream) {
        case LogRow::Stream::out:
            return {QStringLiteral("›"), LogLevels::tr("stdout"), Tone::active};
        case LogRow::Stream::err:
            return {QStringLiteral("»"), LogLevels::tr("stderr"), Tone::suspended};
        case LogRow::Stream::exit:
            return {QStringLiteral("■"), LogLevels::tr("exit"), Tone::idle};
        default:
            break;
    }
    if (row.level < 20) return {QStringLiteral("·"), LogLevels::tr("debug"), Tone::idle};
    return {QStringLiteral("○"), LogLevels::tr("info"), Tone::idle};
}

bool isOther(const LogRow& row) {
    return row.level < warning_level && row.stream != LogRow::Stream::out && row.stream != LogRow::Stream::err;
}

// Words of the filter, not of the screen.
QString levelWords(const LogRow& row) {
    QString words;
    if (row.stream == LogRow::Stream::out) words = QStringLiteral("stdout");
    if (row.stream == LogRow::Stream::err) words = QStringLiteral("stderr");
    if (row.stream == LogRow::Stream::exit) words = QStringLiteral("exit");
    if (row.stream == LogRow::Stream::task) words = QStringLiteral("task");
    if (row.level >= error_level) return words + QStringLiteral(" error");
    if (row.level >= warning_level) return words + QStringLiteral(" warning");
    if (row.stream == LogRow::Stream::log) words = row.level < 20 ? QStringLiteral("debug") : QStringLiteral("info");
    return isOther(row) ? words + QStringLiteral(" other") : words;
}

Column column(const char* id, const QString& title, const QString& help, bool numeric = false, bool shown = true) {
    return {QLatin1String(id), title, {}, help, numeric, shown};
}

}  // namespace

const Columns& LogModel::columns() {
    static const Columns all{
        column("time", tr("Time"), tr("When it was said; of a task's output: when the task ended.")),
        column("source", tr("Source"), tr("The process that said it.")),
        column("level", tr("Level"), tr("How grave it is, or the stream that it was written to.")),
        column("text", tr("Text"), tr("The line, cut where it is very long.")),
        column("pid", tr("PID"), tr("Number of the process in the system."), true, false)};
    return all;
}

QString LogModel::plain(const QString& line) {
    static const QRegularExpression escapes(
        QStringLiteral("\\x1b(?:\\[[0-9;?]*[ -/]*[@-~]|\\][^\\x07\\x1b]*(?:\\x07|\\x1b\\\\)|[@-Z\\\\-_])"));
    // Cut first: a megabyte is not searched for codes.
    QString text = line.left(text_kept);
    if (text.contains(QChar(0x1b))) text.remove(escapes);
    for (QChar& c : text)
        if (c == QLatin1Char('\t') || c.unicode() < 0x20) c = QLatin1Char(' ');
    while (text.endsWith(QLatin1Char(' '))) text.chop(1);
    if (line.size() > text_kept)
        text += tr("… %1 more").arg(format::count(static_cast<std::uint64_t>(line.size() - text_kept)));
    return text;
}

QString LogModel::nameOf(const Identity& process) const {
    const auto found = m_names.find(process);
    if (found != m_names.end()) return found->second;
    return process ? format::id(static_cast<std::uint64_t>(process.pid)) : format::unknown();
}

void LogModel::add(LogRow row, const QString& text) {
    row.number = ++m_numbered;
    row.text = plain(text);
    if (row.source.isEmpty()) row.source = nameOf(row.process);
    if (!row.entity && row.process) row.entity = {Entity::Kind::process, row.process, 0};
    m_fresh.push_back(std::move(row));
    if (m_fresh.size() < 2 * rows_kept) return;
    m_fresh.erase(m_fresh.begin(), m_fresh.begin() + rows_kept);  // the window is paused, or the program floods it
    m_forgotten += rows_kept;
}

void LogModel::take(const Snapshot& snapshot) {
    for (const Process& process : snapshot.processes)
        if (!process.name.empty() && !m_names.contains(process.identity))
            m_names.emplace(process.identity, words::processName(process));
    takeEntries(snapshot);
    claim(snapshot.taken_ns);
    takeFailures(snapshot.tasks);
    takeExits(snapshot);
}

void LogModel::takeEntries(const Snapshot& snapshot) {
    for (const LogEntry& entry : snapshot.log) {
        if (entry.sequence <= m_sequence) continue;
        m_sequence = entry.sequence;
        LogRow row;
        row.time_ns = entry.time_ns;
        row.level = entry.level;
        row.process = entry.process;
        if (entry.stream != LogStream::log) {
            takePrinted(row, entry);
            continue;
        }
        const QStringList lines = QString::fromStdString(entry.text).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        for (const QString& line : lines) add(row, line);
    }
}

// A line of a worker's. Where we hear the program itself, we hear it twice, in any order: it is shown as the worker's.
void LogModel::takePrinted(LogRow row, const LogEntry& entry) {
    row.stream = entry.stream == LogStream::err ? LogRow::Stream::err : LogRow::Stream::out;
    if (entry.task_id != 0) {
        row.entity = {Entity::Kind::task, {}, entry.task_id};
        row.entity.pool = entry.pool_id;
        row.entity.attempt = entry.attempt;
    }
    const QString text = QString::fromStdString(entry.text);
    const QString shown = plain(text);
    const auto heard =
        std::find_if(m_unclaimed.begin(), m_unclaimed.end(), [&](const LogRow& each) { return each.text == shown; });
    if (heard != m_unclaimed.end()) {
        m_unclaimed.erase(heard);
    } else {
        m_printed.push_back(shown);
        if (m_printed.size() > printed_kept) m_printed.pop_front();
    }
    m_has_printed = true;
    add(std::move(row), text);
}

void LogModel::takeFailures(const std::vector<Task>& tasks) {
    for (const Task& task : tasks) {
        if (!task.ended_ns || !is_failure(task.state)) continue;
        if (!m_failures.insert({task.pool_id, task.id, task.attempt}).second) continue;
        LogRow row;
        row.time_ns = *task.ended_ns;
        row.stream = LogRow::Stream::task;
        row.level = error_level;
        row.process = task.worker;
        row.entity = TaskModel::entityOf(task);
        add(row, tr("task #%1 %2 %3: %4", "number, function, lost or failed, why")
                     .arg(format::id(task.id), QString::fromStdString(task.function), words::taskState(task.state).text,
                          taskOutcome(task)));
    }
    if (m_failures.size() > 4 * rows_kept) m_failures.clear();
}

void LogModel::takeExits(const Snapshot& snapshot) {
    for (const Exit& exit : snapshot.exits) {
        if (!m_exits.insert(exit.identity).second) continue;
        if (!exit.name.empty()) m_names.try_emplace(exit.identity, QString::fromStdString(exit.name));
        const bool failure = words::exitIsFailure(exit.exitcode, exit.cause);
        LogRow row;
        row.time_ns = exit.ended_ns;
        row.stream = LogRow::Stream::exit;
        row.level = failure ? error_level : 20;
        row.process = exit.identity;
        row.entity = {Entity::Kind::exit, exit.identity, 0};
        add(row,
            tr("exited %1: %2").arg(words::exitText(exit.exitcode), words::exitMeaning(exit.exitcode, exit.cause)));
    }
}

void LogModel::addOutput(const Task& task, const QString& worker, const QString& out, const QString& err) {
    LogRow row;
    row.time_ns = task.ended_ns.value_or(0);
    row.process = task.worker;
    row.source = worker;
    row.entity = TaskModel::entityOf(task);
    const auto lines = [&](const QString& text, LogRow::Stream stream) {
        row.stream = stream;
        for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) add(row, line);
    };
    lines(err, LogRow::Stream::err);
    lines(out, LogRow::Stream::out);
}

// Output comes in pieces that may end within a line.
void LogModel::addProgramOutput(const Identity& program, const QString& name, const QString& text,
                                std::int64_t time_ns) {
    LogRow row;
    row.time_ns = time_ns;
    row.stream = LogRow::Stream::out;
    row.process = program;
    row.source = name;
    QStringList lines = QString(m_unfinished + text).split(QLatin1Char('\n'));
    m_unfinished = lines.takeLast().left(2 * text_kept);
    for (const QString& line : lines) {
        if (line.isEmpty()) continue;
        if (!m_has_printed) {
            add(row, line);
            continue;
        }
        // A worker's line perhaps, which is told with the next look or has been told already.
        row.text = plain(line);
        const auto told = std::find(m_printed.begin(), m_printed.end(), row.text);
        if (told != m_printed.end()) {
            m_printed.erase(told);
            continue;
        }
        m_unclaimed.push_back(row);
    }
    claim(time_ns);
}

// Lines that no worker has claimed for so long are the program's own.
void LogModel::claim(std::int64_t now_ns) {
    while (!m_unclaimed.empty() &&
           (m_unclaimed.size() > printed_kept || now_ns - m_unclaimed.front().time_ns > claim_ns)) {
        const QString line = m_unclaimed.front().text;
        add(std::move(m_unclaimed.front()), line);
        m_unclaimed.pop_front();
    }
}

void LogModel::add(Counts& counts, const LogRow& row, int by) {
    counts.all += by;
    if (row.level >= error_level)
        counts.errors += by;
    else if (row.level >= warning_level)
        counts.warnings += by;
    if (row.stream == LogRow::Stream::out) counts.out += by;
    if (row.stream == LogRow::Stream::err) counts.err += by;
    if (isOther(row)) counts.others += by;
}

LogModel::Counts LogModel::countsOf(const std::function<bool(int)>& is_counted) const {
    Counts counts;
    for (int i = 0; i < rowCount(); ++i)
        if (is_counted(i)) add(counts, rows()[static_cast<std::size_t>(i)], 1);
    return counts;
}

// Lines come a little late and from several sides; each goes where its time is.
void LogModel::show() {
    if (m_fresh.empty()) return;
    std::stable_sort(m_fresh.begin(), m_fresh.end(),
                     [](const LogRow& a, const LogRow& b) { return a.time_ns < b.time_ns; });
    if (m_fresh.size() > rows_kept) {
        m_forgotten += m_fresh.size() - rows_kept;
        m_fresh.erase(m_fresh.begin(), m_fresh.end() - rows_kept);
    }
    const std::size_t all = rows().size() + m_fresh.size();
    if (all > rows_kept + rows_kept / 10) {
        const std::size_t excess = std::min(rows().size(), all - rows_kept);
        for (std::size_t i = 0; i < excess; ++i) count(rows()[i], -1);
        m_forgotten += excess;
        dropRows(0, excess);
    }
    std::vector<LogRow> group;
    std::size_t place = 0;
    for (LogRow& row : m_fresh) {
        const auto after = std::upper_bound(rows().begin(), rows().end(), row.time_ns,
                                            [](std::int64_t time, const LogRow& each) { return time < each.time_ns; });
        const auto here = static_cast<std::size_t>(after - rows().begin());
        if (!group.empty() && here != place) {
            const std::size_t shift = group.size();
            putRows(place, std::exchange(group, {}));
            place = here + shift;
        } else {
            place = here;
        }
        count(row, 1);
        group.push_back(std::move(row));
    }
    putRows(place, std::move(group));
    m_fresh.clear();
}

void LogModel::clear() {
    dropRows(0, rows().size());
    m_fresh.clear();
    m_names.clear();
    m_exits.clear();
    m_failures.clear();
    m_sequence = 0;
    m_forgotten = 0;
    m_unfinished.clear();
    m_unclaimed.clear();
    m_printed.clear();
    m_has_printed = false;
    m_counts = {};
}

QModelIndex LogModel::indexOf(const Entity& entity) const {
    for (int i = rowCount() - 1; i >= 0; --i)
        if (rows()[static_cast<std::size_t>(i)].entity == entity) return index(i, 0);
    return {};
}

QVariant LogModel::cell(const LogRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            switch (column) {
                case TimeColumn:
                    return format::clock(row.time_ns);
                case SourceColumn:
                    return row.source;
                case LevelColumn:
                    return levelText(row).text;
                case TextColumn:
                    return row.text;
                case PidColumn:
                    return row.process ? format::id(static_cast<std::uint64_t>(row.process.pid)) : format::unknown();
                default:
                    return {};
            }
        case Qt::ToolTipRole:
            if (column == TimeColumn) return format::isoTime(row.time_ns);
            return column == TextColumn ? QVariant(row.text.left(1000)) : QVariant();
        case RawRole:
        case SortRole:
            if (column == TimeColumn) return QVariant::fromValue<qlonglong>(row.time_ns);
            if (column == LevelColumn) return row.level;
            if (column == PidColumn) return row.process.pid;
            return column == SourceColumn ? row.source : row.text;
        case EntityRole:
            // A row's own: two lines of one task are two rows.
            return QVariant::fromValue(Entity{Entity::Kind::line, {}, row.number});
        case ToneRole:
            return column == LevelColumn ? QVariant(static_cast<int>(levelText(row).tone)) : QVariant();
        case GlyphRole:
            return column == LevelColumn ? QVariant(levelText(row).glyph) : QVariant();
        default:
            return {};
    }
}

FilterFields LogModel::fields(const LogRow& row) const {
    FilterFields f;
    f.worker = row.source;
    f.state = levelWords(row);
    f.level = row.level;
    if (row.process) f.pid = row.process.pid;
    if (row.entity.kind == Entity::Kind::task) f.id = static_cast<double>(row.entity.id);
    f.text = row.text + QLatin1Char('\n') + row.source;
    return f;
}

}  // namespace lifeguard

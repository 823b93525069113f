// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a program and its workers say, by time: its log, what its tasks and the program write to stdout and stderr,
// failures of tasks and ends of processes.
//
//     log.take(snapshot);   // at each look, paused or not
//     log.show();           // what was taken becomes rows
//
// Bounded: the oldest lines go. A line is cut for display and carries no escape codes.

#include <QHash>
#include <deque>
#include <functional>
#include <unordered_set>

#include "model/keyed_table.h"
#include "model/task_model.h"

namespace lifeguard {

struct LogRow {
    enum class Stream : std::uint8_t { log, out, err, task, exit };
    std::uint64_t number = 0;  // in order of arrival, for ever
    std::int64_t time_ns = 0;
    Stream stream = Stream::log;
    std::uint8_t level = 20;  // Python's; of what is written to a stream: 20
    mp::observe::Identity process;
    QString source;
    QString text;
    Entity entity;  // what the line is about: a task, an exit, a process
    bool operator==(const LogRow&) const = default;
};

class LogModel : public KeyedTable<LogRow, std::uint64_t> {
    Q_OBJECT
public:
    enum ColumnIndex { TimeColumn, SourceColumn, LevelColumn, TextColumn, PidColumn, ColumnCount };
    static constexpr std::size_t rows_kept = 20'000;
    static constexpr qsizetype text_kept = 4096;  // characters of a line

    using KeyedTable::KeyedTable;

    void take(const mp::observe::Snapshot& snapshot);
    void takeFailures(const std::vector<mp::observe::Task>& tasks);
    // What a task wrote; it is told when the task has ended.
    void addOutput(const mp::observe::Task& task, const QString& worker, const QString& out, const QString& err);
    // What the program itself writes, as it comes.
    void addProgramOutput(const mp::observe::Identity& program, const QString& name, const QString& text,
                          std::int64_t time_ns);
    void show();
    void clear();

    struct Counts {
        int all = 0, errors = 0, warnings = 0, out = 0, err = 0, others = 0;
    };
    const Counts& counts() const { return m_counts; }
    Counts countsOf(const std::function<bool(int)>& is_counted) const;  // of those rows
    std::optional<TimeRange> timesOf(int row, const QModelIndex&) const override {
        const std::int64_t time_ns = rows()[static_cast<std::size_t>(row)].time_ns;
        return TimeRange{time_ns, time_ns};
    }
    std::uint64_t forgotten() const { return m_forgotten; }
    QModelIndex indexOf(const Entity& entity) const;
    static const Columns& columns();
    // As it can be shown: without escape and control codes, and cut.
    static QString plain(const QString& line);

protected:
    const Columns& columnList() const override { return columns(); }
    std::uint64_t keyOf(const LogRow& row) const override { return row.number; }
    QVariant cell(const LogRow& row, int column, int role) const override;
    QStringList states() const override {
        return {QStringLiteral("debug"),  QStringLiteral("info"),   QStringLiteral("warning"), QStringLiteral("error"),
                QStringLiteral("stdout"), QStringLiteral("stderr"), QStringLiteral("exit"),    QStringLiteral("task")};
    }
    FilterFields fields(const LogRow& row) const override;

private:
    void add(LogRow row, const QString& text);
    void takeEntries(const mp::observe::Snapshot& snapshot);
    void takePrinted(LogRow row, const mp::observe::LogEntry& entry);
    void claim(std::int64_t now_ns);
    void takeExits(const mp::observe::Snapshot& snapshot);
    QString nameOf(const mp::observe::Identity& process) const;
    static void add(Counts& counts, const LogRow& row, int by);
    void count(const LogRow& row, int by) { add(m_counts, row, by); }

    std::vector<LogRow> m_fresh;
    std::unordered_map<mp::observe::Identity, QString> m_names;
    std::unordered_set<mp::observe::Identity> m_exits;
    std::unordered_set<TaskKey> m_failures;
    std::uint64_t m_sequence = 0;
    std::uint64_t m_numbered = 0;
    std::uint64_t m_forgotten = 0;
    QString m_unfinished;            // the start of a line of the program's output
    std::deque<LogRow> m_unclaimed;  // lines of the program's output that a worker may have printed
    std::deque<QString> m_printed;   // lines of workers that the program's output has not brought yet
    bool m_has_printed = false;      // workers' output is taken down
    Counts m_counts;
};

}  // namespace lifeguard

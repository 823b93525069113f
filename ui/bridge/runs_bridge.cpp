// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/runs_bridge.h"

#include <QFileInfo>
#include <QTimer>
#include <algorithm>
#include <optional>

#include "bridge/run_export.h"
#include "mp/history.h"

namespace lifeguard {
namespace {

using namespace mp::history;

RunRow toRow(const RunInfo& run) {
    RunRow row;
    row.id = run.id;
    row.name = QString::fromStdString(run.name);
    row.source = QString::fromStdString(run.source);
    row.command = QString::fromStdString(run.command);
    row.pid = run.program.pid;
    row.started_ns = run.started_ns;
    row.recording = run.state == RunState::running;
    row.interrupted = run.state == RunState::interrupted;
    if (!row.recording) row.ended_ns = run.ended_ns;
    row.last_ns = run.ended_ns;
    row.tasks_count = run.tasks;
    row.failed_count = run.failed;
    row.bad_exits_count = run.exits_nonzero;
    row.p95_ns = run.p95_ns;
    row.size_bytes = static_cast<std::int64_t>(run.size_bytes);
    row.notes = QString::fromStdString(run.notes);
    row.starred = run.starred;
    return row;
}

}  // namespace

class RunsWorker : public QObject {
    Q_OBJECT
public:
    explicit RunsWorker(const QString& path) : m_path(path), m_timer(new QTimer(this)) {
        connect(m_timer, &QTimer::timeout, this, &RunsWorker::list);
    }

    void setWatching(bool watching) {
        if (watching) {
            m_timer->start(2000);
            list();
        } else {
            m_timer->stop();
        }
    }
    void list() {
        attempt([this] {
            if (!QFileInfo::exists(m_path)) {  // nothing was recorded yet: no reason to make a file
                Q_EMIT listed({});
                return;
            }
            QVector<RunRow> rows;
            for (const auto& run : database().runs()) rows.append(toRow(run));
            Q_EMIT listed(rows);
        });
    }
    // Something done to runs; the list is read again afterwards.
    template <class Function>
    void change(Function&& function) {
        attempt([&] { function(database()); });
        list();
    }
    void exportRun(std::int64_t run, const QString& format, const QString& path) {
        attempt([&] {
            if (format == QLatin1String("csv")) {
                database().export_run(run, Format::csv, path.toStdString());
            } else {
                database().export_file(run, run_export::formatOf(format), path.toStdString());
            }
            Q_EMIT exported(path);
        });
    }
    void prune(const RetentionPolicy& policy) {
        attempt([&] {
            if (QFileInfo::exists(m_path)) database().prune(policy);
        });
    }
    void readOutputs(const RunPlace& place, QList<OutputOfTask> wanted) {
        attempt([&] {
            if (!QFileInfo::exists(place.database)) return;
            auto opened = Database::open_readonly(place.database.toStdString());
            for (OutputOfTask& each : wanted) {
                const auto found = opened.task_output(place.run, each.pool, each.id, each.attempt);
                if (!found) continue;
                each.known = true;
                each.command = QString::fromStdString(found->command);
                each.output = QString::fromStdString(found->output);
                each.error = QString::fromStdString(found->error);
                each.output_cut = found->output_cut;
                each.error_cut = found->error_cut;
            }
        });
        Q_EMIT outputsRead(wanted);
    }
    void readWords(const RunPlace& place, const mp::observe::Identity& process) {
        WordsOfProcess words{process, {}};
        attempt([&] {
            if (!QFileInfo::exists(place.database)) return;
            words.lines = Database::open_readonly(place.database.toStdString()).last_lines(place.run, process);
        });
        Q_EMIT wordsRead(words);
    }

Q_SIGNALS:
    void outputsRead(const QList<lifeguard::OutputOfTask>& outputs);
    void wordsRead(const lifeguard::WordsOfProcess& words);
    void listed(const QVector<lifeguard::RunRow>& runs);
    void failed(const QString& sentence);
    void exported(const QString& path);

private:
    Database& database() {
        if (!m_database) m_database.emplace(m_path.toStdString());
        return *m_database;
    }
    template <class Function>
    void attempt(Function&& function) {
        try {
            function();
            m_complaint.clear();
        } catch (const std::exception& error) {
            m_database.reset();
            const QString sentence = QString::fromUtf8(error.what());
            if (std::exchange(m_complaint, sentence) != sentence) Q_EMIT failed(sentence);
        }
    }

    QString m_path;
    QTimer* m_timer;
    std::optional<Database> m_database;
    QString m_complaint;
};

QString RunsBridge::defaultPath() {
    return QString::fromStdString(default_path());
}

RunsBridge::RunsBridge(const QString& database, QObject* parent)
    : QObject(parent), m_thread(QStringLiteral("runs")), m_path(database) {
    m_worker = m_thread.own(new RunsWorker(database));
    connect(m_worker, &RunsWorker::failed, this, &RunsBridge::failed);
    connect(m_worker, &RunsWorker::exported, this, &RunsBridge::exported);
    connect(m_worker, &RunsWorker::outputsRead, this, &RunsBridge::outputsRead);
    connect(m_worker, &RunsWorker::wordsRead, this, &RunsBridge::wordsRead);
    connect(m_worker, &RunsWorker::listed, this, [this](const QVector<RunRow>& runs) {
        if (runs == m_runs) return;
        m_runs = runs;
        Q_EMIT changed(m_runs);
    });
}

RunsBridge::~RunsBridge() = default;

void RunsBridge::refresh() {
    WorkerThread::post(m_worker, [worker = m_worker] { worker->list(); });
}

void RunsBridge::setWatching(bool watching) {
    WorkerThread::post(m_worker, [worker = m_worker, watching] { worker->setWatching(watching); });
}

void RunsBridge::rename(std::int64_t run, const QString& name) {
    WorkerThread::post(m_worker, [worker = m_worker, run, name] {
        worker->change([&](Database& db) { db.rename(run, name.toStdString()); });
    });
}

void RunsBridge::setNotes(std::int64_t run, const QString& notes) {
    WorkerThread::post(m_worker, [worker = m_worker, run, notes] {
        worker->change([&](Database& db) { db.set_notes(run, notes.toStdString()); });
    });
}

void RunsBridge::setStarred(std::int64_t run, bool starred) {
    WorkerThread::post(m_worker, [worker = m_worker, run, starred] {
        worker->change([&](Database& db) { db.set_starred(run, starred); });
    });
}

void RunsBridge::remove(const QList<std::int64_t>& runs) {
    WorkerThread::post(m_worker, [worker = m_worker, runs] {
        worker->change([&](Database& db) {
            for (const auto run : runs) db.delete_run(run);
        });
    });
}

void RunsBridge::restore(const QList<std::int64_t>& runs) {
    WorkerThread::post(m_worker, [worker = m_worker, runs] {
        worker->change([&](Database& db) {
            for (const auto run : runs) db.restore_run(run);
        });
    });
}

void RunsBridge::commitRemoval() {
    WorkerThread::post(m_worker, [worker = m_worker] { worker->change([](Database& db) { db.purge_deleted(); }); });
}

void RunsBridge::prune(const Settings::Retention& retention) {
    // Without a limit: longer than anything lasts.
    const auto days = [](int count) { return std::chrono::hours(24 * (count > 0 ? count : 36'500)); };
    RetentionPolicy policy;
    policy.keep_tasks_for = days(retention.tasks_days);
    policy.keep_runs_for = days(retention.runs_days);
    policy.max_file_bytes = static_cast<std::uint64_t>(retention.most_mib) << 20;
    WorkerThread::post(m_worker, [worker = m_worker, policy] { worker->prune(policy); });
}

void RunsBridge::exportRun(std::int64_t run, const QString& format, const QString& path) {
    WorkerThread::post(m_worker, [worker = m_worker, run, format, path] { worker->exportRun(run, format, path); });
}

void RunsBridge::readOutputs(const RunPlace& place, const QList<OutputOfTask>& wanted) {
    WorkerThread::post(m_worker, [worker = m_worker, place, wanted] { worker->readOutputs(place, wanted); });
}

void RunsBridge::readWords(const RunPlace& place, const mp::observe::Identity& process) {
    WorkerThread::post(m_worker, [worker = m_worker, place, process] { worker->readWords(place, process); });
}

SessionOpener RunsBridge::openerOfRun(const QString& database, std::int64_t run) {
    return [path = database.toStdString(), run] { return Database::open_readonly(path).load(run); };
}

SessionOpener RunsBridge::openerOfFile(const QString& path) {
    return [path = path.toStdString()] {
        auto database = Database::open_readonly(path);
        const auto runs = database.runs({.limit = 1});
        if (runs.empty()) throw mp::ValueError(path + " holds no recorded run");
        return database.load(runs.front().id);
    };
}

}  // namespace lifeguard

#include "runs_bridge.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/recorder_control.h"

#include <QProcess>
#include <QTimer>
#include <algorithm>
#include <csignal>

#include "bridge/launcher.h"
#include "mp/history.h"

namespace lifeguard {

using mp::observe::Identity;

class RecorderLoop : public QObject {
    Q_OBJECT
public:
    explicit RecorderLoop(const QString& database)
        : m_database(database), m_timer(new QTimer(this)), m_start_timer(new QTimer(this)) {
        connect(m_timer, &QTimer::timeout, this, &RecorderLoop::look);
        m_start_timer->setSingleShot(true);
        connect(m_start_timer, &QTimer::timeout, this, &RecorderLoop::startRecorder);
    }

    void follow(const Identity& program, bool start, std::chrono::milliseconds grace) {
        m_program = program;
        m_last = {};
        m_run = 0;
        m_complained = false;
        m_start_timer->stop();
        if (start) m_start_timer->start(grace);
        m_timer->start(1000);
        look();
    }
    void leave() {
        m_timer->stop();
        m_start_timer->stop();
        m_program = {};
        m_last = {};
    }

    void startRecorder() {
        try {
            if (!m_program || mp::history::recorded_by(m_program)) return;
            // The recorder has no voice here: whether there is a database to write to is asked before.
            const mp::history::Database writable(m_database.toStdString());
        } catch (const std::exception& error) {
            Q_EMIT failed(tr("Not recorded: %1").arg(QString::fromUtf8(error.what())));
            return;
        }
        const QString ctl = Launcher::findProgram(QStringLiteral("lifeguardctl"));
        if (ctl.isEmpty()) {
            Q_EMIT failed(tr("Not recorded: lifeguardctl is neither beside this program nor in PATH."));
            return;
        }
        QProcess process;
        process.setProgram(ctl);
        process.setArguments({QStringLiteral("record"), QStringLiteral("--db"), m_database, QStringLiteral("--attach"),
                              QString::number(m_program.pid)});
        process.setStandardInputFile(QProcess::nullDevice());
        process.setStandardOutputFile(QProcess::nullDevice());
        process.setStandardErrorFile(QProcess::nullDevice());
        if (!process.startDetached()) Q_EMIT failed(tr("Not recorded: %1.").arg(process.errorString()));
    }

    void stopRecorder() {
        try {
            if (const auto recorder = mp::history::recorded_by(m_program); recorder && recorder->pid > 1)
                ::kill(recorder->pid, SIGTERM);
        } catch (const std::exception& error) {
            Q_EMIT failed(QString::fromUtf8(error.what()));
        }
    }

Q_SIGNALS:
    void seen(const lifeguard::RecordingState& state);
    void failed(const QString& sentence);

private:
    void look() {
        RecordingState state;
        try {
            state.recording = m_program && mp::history::recorded_by(m_program).has_value();
            if (state.recording)
                readRun(state);
            else
                m_run = 0;  // what is recorded next is another run
            m_complained = false;
        } catch (const std::exception& error) {
            if (!std::exchange(m_complained, true)) Q_EMIT failed(QString::fromUtf8(error.what()));
        }
        if (state == m_last) return;
        m_last = state;
        Q_EMIT seen(state);
    }

    void readRun(RecordingState& state) {
        auto database = mp::history::Database::open_readonly(m_database.toStdString());
        if (m_run != 0 && database.run(m_run).state != mp::history::RunState::running) m_run = 0;
        if (m_run == 0)
            for (const auto& run : database.runs({.state = mp::history::RunState::running}))
                if (run.program == m_program) m_run = std::max(m_run, run.id);
        if (m_run == 0) return;
        const auto run = database.run(m_run);
        state.run = run.id;
        state.started_ns = run.started_ns;
        state.size_bytes = static_cast<std::int64_t>(run.size_bytes);
    }

    QString m_database;
    QTimer* m_timer;
    QTimer* m_start_timer;
    Identity m_program;
    RecordingState m_last;
    std::int64_t m_run = 0;
    bool m_complained = false;
};

RecorderControl::RecorderControl(const QString& database, QObject* parent)
    : QObject(parent), m_thread(QStringLiteral("recorder")) {
    m_loop = m_thread.own(new RecorderLoop(database));
    connect(m_loop, &RecorderLoop::failed, this, &RecorderControl::failed);
    connect(m_loop, &RecorderLoop::seen, this, [this](const RecordingState& state) {
        if (!m_program) return;
        m_state = state;
        Q_EMIT changed();
    });
}

RecorderControl::~RecorderControl() = default;

void RecorderControl::follow(const Identity& program, bool start, std::chrono::milliseconds grace) {
    m_program = program;
    m_state = {};
    WorkerThread::post(m_loop, [loop = m_loop, program, start, grace] { loop->follow(program, start, grace); });
    Q_EMIT changed();
}

void RecorderControl::leave() {
    m_program = {};
    m_state = {};
    WorkerThread::post(m_loop, [loop = m_loop] { loop->leave(); });
    Q_EMIT changed();
}

void RecorderControl::start() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->startRecorder(); });
}

void RecorderControl::stop() {
    WorkerThread::post(m_loop, [loop = m_loop] { loop->stopRecorder(); });
}

}  // namespace lifeguard

#include "recorder_control.moc"

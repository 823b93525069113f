// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/launcher.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QTemporaryFile>

namespace lifeguard {
namespace {

constexpr int look_interval_ms = 100;
constexpr int output_interval_ms = 200;
constexpr qint64 output_limit_bytes = 4 << 20;

QString program_folder;
const QString ctl = QStringLiteral("lifeguardctl");
const QString session_bus = QStringLiteral("DBUS_SESSION_BUS_ADDRESS");
const QString demo_program = QStringLiteral("lifeguard-demo");

bool lives(qint64 pid) {
    return QFileInfo::exists(QStringLiteral("/proc/%1").arg(pid));
}

// Where what a started program prints is kept while it runs: a file of this user's cache, gone with the window.
QString outputFile() {
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/lifeguard");
    QDir().mkpath(folder);
    QTemporaryFile file(folder + QStringLiteral("/output-XXXXXX"));
    file.setAutoRemove(false);
    return file.open() ? file.fileName() : QString();
}

}  // namespace

// On the launcher's thread: starts, watches until the session is there or the program is gone, reads what it prints.
class LaunchLoop : public QObject {
    Q_OBJECT
public:
    LaunchLoop() : m_timer(new QTimer(this)) { connect(m_timer, &QTimer::timeout, this, &LaunchLoop::look); }
    ~LaunchLoop() override { dropOutput(); }

    void start(const QString& program, const QStringList& arguments, const QString& directory) {
        dropOutput();
        QProcess process;
        process.setProgram(program);
        process.setArguments(arguments);
        if (!directory.isEmpty()) process.setWorkingDirectory(directory);
        process.setStandardInputFile(QProcess::nullDevice());
        // What the window does without (app/gui) is not kept from what it starts.
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (environment.value(session_bus) == QLatin1String("disabled:")) environment.remove(session_bus);
        process.setProcessEnvironment(environment);
        m_path = outputFile();
        process.setStandardOutputFile(m_path, QIODevice::Append);
        process.setStandardErrorFile(m_path, QIODevice::Append);
        m_program = QFileInfo(program).fileName();
        m_said.clear();
        if (!process.startDetached(&m_pid)) {
            Q_EMIT failed(tr("%1 could not be started: %2.").arg(program, process.errorString()));
            m_pid = 0;
            return;
        }
        m_output = std::make_unique<QFile>(m_path);
        if (!m_output->open(QIODevice::ReadOnly)) m_output.reset();
        Q_EMIT started(m_pid);
        m_timer->start(output_interval_ms);
    }

    void appeared() { m_appeared = true; }

Q_SIGNALS:
    void started(qint64 pid);
    void ended(qint64 pid);
    void failed(const QString& sentence);
    void output(const QString& text);

private:
    void look() {
        const bool alive = lives(m_pid);
        readOutput();
        if (alive) return;
        m_timer->stop();
        if (!m_appeared) {
            const QString said = m_said.trimmed().section(QLatin1Char('\n'), -1);
            Q_EMIT failed(said.isEmpty() ? tr("%1 ended before it could be watched.").arg(m_program)
                                         : tr("%1 ended before it could be watched: %2").arg(m_program, said));
        }
        Q_EMIT ended(m_pid);
        m_pid = 0;
        m_appeared = false;
        dropOutput();
    }
    void readOutput() {
        if (!m_output) return;
        const QString text = QString::fromUtf8(m_output->readAll());
        if (text.isEmpty()) return;
        if (m_output->pos() > output_limit_bytes) {  // the program appends: after this it begins anew
            m_output->seek(0);
            QFile::resize(m_path, 0);
        }
        m_said += text;
        m_said = m_said.right(4096);
        Q_EMIT output(text);
    }
    void dropOutput() {
        m_output.reset();
        if (!m_path.isEmpty()) QFile::remove(m_path);
        m_path.clear();
    }

    QTimer* m_timer;
    std::unique_ptr<QFile> m_output;
    QString m_path, m_program, m_said;
    qint64 m_pid = 0;
    bool m_appeared = false;
};

Launcher::Launcher(SessionList* sessions, QObject* parent)
    : QObject(parent), m_sessions(sessions), m_thread(QStringLiteral("launcher")) {
    m_loop = m_thread.own(new LaunchLoop);
    m_timer.setInterval(look_interval_ms);
    connect(&m_timer, &QTimer::timeout, m_sessions, &SessionList::refresh);
    connect(m_sessions, &SessionList::changed, this, &Launcher::look);
    connect(m_loop, &LaunchLoop::output, this, &Launcher::outputAppended);
    connect(m_loop, &LaunchLoop::failed, this, [this](const QString& sentence) {
        stopWaiting();
        Q_EMIT failed(sentence);
    });
    connect(m_loop, &LaunchLoop::started, this, [this](qint64 pid) {
        m_pid = m_launched = pid;
        m_timer.start();
        look();
    });
    connect(m_loop, &LaunchLoop::ended, this, [this](qint64 pid) {
        if (pid == m_pid) stopWaiting();
    });
}

Launcher::~Launcher() = default;

QString Launcher::findProgram(const QString& name) {
    const QString folder = program_folder.isEmpty() ? QCoreApplication::applicationDirPath() : program_folder;
    const QString beside = folder + QLatin1Char('/') + name;
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(name);
}

void Launcher::setProgramFolder(const QString& folder) {
    program_folder = folder;
}

QStringList Launcher::poolArguments(const PoolSpec& spec) {
    QStringList arguments{QStringLiteral("pool")};
    if (spec.workers > 0) arguments << QStringLiteral("-j") << QString::number(spec.workers);
    // lifeguardctl counts the attempts in all, as GNU parallel does.
    if (spec.retries > 0) arguments << QStringLiteral("--retries") << QString::number(spec.retries + 1);
    if (spec.timeoutSeconds > 0)
        arguments << QStringLiteral("--timeout") << QString::number(spec.timeoutSeconds, 'g', 12);
    if (!spec.name.isEmpty()) arguments << QStringLiteral("--name") << spec.name;
    if (!spec.record) arguments << QStringLiteral("--no-record");
    if (!spec.inputFile.isEmpty()) arguments << QStringLiteral("--arg-file") << spec.inputFile;
    arguments << QStringLiteral("--") << spec.command;
    if (spec.inputFile.isEmpty()) arguments << QStringLiteral(":::") << spec.inputs;
    return arguments;
}

void Launcher::startPool(const PoolSpec& spec) {
    m_recorded = spec.record;
    start(ctl, poolArguments(spec), spec.directory, false);
}
void Launcher::startDemo() {
    m_recorded = false;
    start(demo_program, {}, {}, true);
}

void Launcher::start(const QString& name, const QStringList& arguments, const QString& directory, bool demo) {
    const QString program = findProgram(name);
    if (program.isEmpty()) {
        Q_EMIT failed(tr("%1 is neither beside this program nor in PATH: install it, or build it.").arg(name));
        return;
    }
    if (!directory.isEmpty() && !QFileInfo(directory).isDir()) {
        Q_EMIT failed(tr("The directory %1 does not exist.").arg(directory));
        return;
    }
    m_demo = demo;
    WorkerThread::post(m_loop,
                       [loop = m_loop, program, arguments, directory] { loop->start(program, arguments, directory); });
}

void Launcher::look() {
    if (m_pid == 0) return;
    if (!m_sessions->find(static_cast<int>(m_pid))) return;
    const int pid = static_cast<int>(m_pid);
    stopWaiting();
    WorkerThread::post(m_loop, [loop = m_loop] { loop->appeared(); });
    Q_EMIT sessionAppeared(pid, m_demo);
}

void Launcher::stopWaiting() {
    m_pid = 0;
    m_timer.stop();
}

}  // namespace lifeguard

#include "launcher.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/hub.h"

#include "format/format.h"
#include "shell/alert_store.h"

namespace lifeguard {

using mp::observe::SourceKind;

Hub::Hub(Settings& shared_settings, const QString& database, QObject* parent)
    : QObject(parent),
      settings(shared_settings),
      runs(database),
      launcher(&sessions),
      recorder(database),
      self_test(database),
      output(models, feed, runs, launcher),
      travel(models, feed) {
    feed.setInterval(std::chrono::milliseconds(settings.intervalMs()));
    connect(&feed, &SnapshotFeed::opened, this, &Hub::onOpened);
    connect(&feed, &SnapshotFeed::frameReady, this, &Hub::onFrame);
    connect(&feed, &SnapshotFeed::pastReady, &models, &SessionModels::fillPast);
    connect(&feed, &SnapshotFeed::tasksReady, &models, &SessionModels::fillTasks);
    connect(&feed, &SnapshotFeed::stateChanged, this, &Hub::sessionChanged);
    connect(&travel, &TimeTravel::told, this, &Hub::told);
    connect(&recorder, &RecorderControl::changed, this, [this] {
        if (feed.kind() != SourceKind::recording && recorder.state().run != 0)
            models.setPlace({runs.database(), recorder.state().run});
    });
    connect(&runs, &RunsBridge::changed, &models.runs, &RunModel::update);
    connect(&launcher, &Launcher::sessionAppeared, this, &Hub::attach);
    const auto complain = [this](const QString& sentence) { Q_EMIT told(sentence, true); };
    connect(&feed, &SnapshotFeed::failed, this, complain);
    connect(&runs, &RunsBridge::failed, this, complain);
    connect(&launcher, &Launcher::failed, this, complain);
    connect(&recorder, &RecorderControl::failed, this, complain);
    connect(&sessions, &SessionList::failed, this, complain);
    connect(&runs, &RunsBridge::exported, this,
            [this](const QString& path) { Q_EMIT told(tr("Exported to %1").arg(path), false); });
    showAsSet();
    models.alerts.setRules(alert_store::load(settings));
    const auto prune = [this] { runs.prune(settings.retention()); };
    connect(&m_pruning, &QTimer::timeout, this, prune);
    m_pruning.start(std::chrono::hours(1));
    QTimer::singleShot(std::chrono::minutes(1), this, prune);  // opening comes first
    connect(&settings, &Settings::changed, this, [this, prune](const QString& key) {
        if (key.startsWith(QStringLiteral("history/"))) prune();
        if (key.startsWith(QStringLiteral("sampling/")))
            feed.setInterval(std::chrono::milliseconds(settings.intervalMs()));
    });
}

void Hub::showAsSet() {
    format::showUtc(settings.utc());
    format::showCpuOfMachine(settings.cpuOfMachine());
}

PageContext Hub::pageContext() {
    return {models, feed, sessions, runs, launcher, settings, self_test};
}

void Hub::attach(int pid, bool demo) {
    open([pid] { return mp::observe::attach(pid); });
    m_demo = demo;
}

void Hub::open(SessionOpener opener, TasksLoader tasks) {
    models.clear();
    recorder.leave();
    commands.clear();
    m_demo = false;
    m_followed = false;
    feed.open(std::move(opener), std::move(tasks));
}

void Hub::openRun(std::int64_t run) {
    open(runs.opener(run), runs.tasksLoader(run));
}
void Hub::openFile(const QString& path) {
    open(RunsBridge::openerOfFile(path), RunsBridge::tasksOfFile(path));
}

void Hub::close() {
    feed.close();
    models.clear();
    recorder.leave();
    commands.clear();
    m_demo = false;
    Q_EMIT sessionChanged();
}

void Hub::onOpened() {
    models.setAlerting(feed.kind() != SourceKind::recording);
    if (feed.kind() != SourceKind::recording) commands.setOpener(feed.opener());
    Q_EMIT told(tr("Opened %1").arg(feed.title()), false);
    Q_EMIT sessionChanged();
}

void Hub::onFrame(const Frame& frame) {
    models.update(frame);
    if (m_followed || feed.kind() != SourceKind::local || !frame.snapshot->alive) return;
    m_followed = true;
    const bool fresh = frame.snapshot->taken_ns - frame.snapshot->program_started_ns < 3'000'000'000;
    recorder.follow(frame.snapshot->program, settings.recordAttached(), std::chrono::seconds(fresh && !m_demo ? 2 : 0));
}

}  // namespace lifeguard

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
    connect(&manager, &ManagerFeed::failed, this, complain);
    connect(&manager, &ManagerFeed::opened, this, &Hub::onManagerOpened);
    connect(&manager, &ManagerFeed::stateChanged, this, [this] {
        models.objects.setStale(manager.stale());
        Q_EMIT sessionChanged();
    });
    connect(&manager, &ManagerFeed::listed, this, [this] { models.objects.update(*manager.objects()); });
    connect(&manager, &ManagerFeed::answered, &models.objects, &ObjectModel::take);
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
    return {models, feed, sessions, runs, launcher, settings, self_test, manager};
}

void Hub::attach(int pid, bool demo) {
    m_far.reset();
    open([pid] { return mp::observe::attach(pid); });
    m_demo = demo;
}

void Hub::open(SessionOpener opener, TasksLoader tasks) {
    leave();
    manager.close();
    feed.open(std::move(opener), std::move(tasks));
}

void Hub::leave() {
    models.clear();
    recorder.leave();
    commands.clear();
    m_demo = false;
    m_followed = false;
}

void Hub::attachManager(const ManagerPlace& place) {
    leave();
    m_far.reset();
    feed.close();
    manager.open(place);
}

void Hub::onManagerOpened() {
    SavedManagers(settings).remember(manager.place());
    if (manager.kind().kind == ServerKind::agent)
        openAgent();
    else
        Q_EMIT told(tr("Attached to %1 (%2)").arg(manager.place().title(), manager.kind().text), false);
}

// An agent has sessions instead of objects: the newest is opened, the others stand in the session selector.
void Hub::openAgent() {
    const ManagerPlace place = manager.place();
    try {
        m_agent = AgentPlace{.address = parseManagerAddress(place.address)};
        if (place.key != KeyKind::none) m_agent->key = managerKey(place);
    } catch (const mp::Exception& error) {
        Q_EMIT told(QString::fromUtf8(error.what()), true);
        return;
    }
    manager.close();
    m_far = std::make_unique<SessionList>(nullptr, finderOfAgent(*m_agent));
    m_far_wanted = true;
    connect(m_far.get(), &SessionList::changed, this, &Hub::onFarSessions);
    connect(m_far.get(), &SessionList::failed, this, [this](const QString& sentence) { Q_EMIT told(sentence, true); });
    Q_EMIT told(tr("Attached to the agent %1").arg(place.title()), false);
}

void Hub::onFarSessions() {
    if (!m_far_wanted || m_far->sessions().isEmpty()) return;
    attachFar(m_far->sessions().last().identity.pid);
}

void Hub::attachFar(int pid) {
    if (!m_agent) return;
    m_far_wanted = false;
    open(openerOfAgent(*m_agent, pid));
}

// Whoever opens a recording has left the agent: its sessions are not asked for any more.
void Hub::openRun(std::int64_t run) {
    m_far.reset();
    open(runs.opener(run), runs.tasksLoader(run));
}
void Hub::openFile(const QString& path) {
    m_far.reset();
    open(RunsBridge::openerOfFile(path), RunsBridge::tasksOfFile(path));
}

void Hub::close() {
    feed.close();
    manager.close();
    m_far.reset();
    leave();
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

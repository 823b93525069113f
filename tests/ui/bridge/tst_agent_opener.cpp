// SPDX-License-Identifier: GPL-3.0-or-later
// A program seen through a real agent. It is this very one, and the agent serves on a thread of it.
#include <unistd.h>

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <thread>

#include "bridge/agent_opener.h"
#include "mp/agent.h"
#include "mp/managers.h"
#include "mp/queues.h"

using namespace lifeguard;
using mp::managers::BaseManager;
using mp::observe::AgentView;

class RunningAgent {
public:
    explicit RunningAgent(const AgentPlace& place)
        : m_manager({.address = place.address, .authkey = place.key, .clients_may_shut_down = false}),
          m_server(m_manager.get_server()),
          m_thread([this] { m_server.serve_forever(); }) {}
    ~RunningAgent() {
        m_server.stop();
        m_thread.join();
    }
    static void registerView() {
        const auto agent = std::make_shared<mp::observe::Agent>();
        BaseManager::register_callable<AgentView>("lifeguard", [agent] { return agent->open(); })
            .method<&AgentView::sessions>("sessions")
            .method<&AgentView::find>("find")
            .method<&AgentView::snapshot>("snapshot")
            .method<&AgentView::command>("command")
            .method<&AgentView::tree>("tree");
    }

private:
    BaseManager m_manager;
    mp::managers::Server m_server;
    std::thread m_thread;
};

class TestAgentOpener : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() {
        QVERIFY(m_folder.isValid());
        qputenv("XDG_RUNTIME_DIR", m_folder.path().toLocal8Bit());
        m_place = {.address = m_folder.filePath(QStringLiteral("agent")).toStdString(), .key = "abracadabra"};
        m_queue.emplace(mp::QueueOptions{.maxsize = 10, .name = "orders"});
        RunningAgent::registerView();
    }

    void theListHasWhatTheAgentHas() {
        const RunningAgent agent(m_place);
        SessionList list(nullptr, finderOfAgent(m_place));
        QTRY_VERIFY(list.find(::getpid()) != nullptr);
        QCOMPARE(list.sessions().size(), 1);
    }

    void theFeedShowsOneOfThem() {
        const RunningAgent agent(m_place);
        SnapshotFeed feed;
        feed.open(openerOfAgent(m_place, ::getpid()));
        QTRY_VERIFY(feed.latest() != nullptr);
        QCOMPARE(feed.kind(), mp::observe::SourceKind::remote);
        QCOMPARE(feed.latest()->queues.size(), std::size_t{1});
        QCOMPARE(feed.latest()->queues.front().name, std::string("orders"));
        m_queue->put(7);
        QTRY_COMPARE(feed.latest()->queues.front().depth_count, 1U);
    }

    void withoutAPidItIsTheOnlyOne() {
        const RunningAgent agent(m_place);
        QCOMPARE(openerOfAgent(m_place)().snapshot().program.pid, ::getpid());
    }

    // Each thread that opens the program asks the agent on a connection of its own.
    void anOpenerMakesASessionEachTime() {
        const RunningAgent agent(m_place);
        const SessionOpener open = openerOfAgent(m_place, ::getpid());
        std::optional<mp::observe::Session> first(open());
        mp::observe::Session second = open();
        QCOMPARE(first->snapshot().queues.size(), std::size_t{1});
        first.reset();
        QCOMPARE(second.snapshot().queues.size(), std::size_t{1});
    }

    void whatFailsHasASentence_data() {
        QTest::addColumn<bool>("listening");
        QTest::addColumn<QString>("key");
        QTest::addColumn<int>("pid");
        QTest::newRow("nobody listens") << false << "abracadabra" << 0;
        QTest::newRow("another key") << true << "guess" << 0;
        QTest::newRow("no such program") << true << "abracadabra" << 1;
    }
    void whatFailsHasASentence() {
        QFETCH(bool, listening);
        QFETCH(QString, key);
        QFETCH(int, pid);
        std::optional<RunningAgent> agent;
        if (listening) agent.emplace(m_place);
        AgentPlace place = m_place;
        place.key = key.toStdString();
        SnapshotFeed feed;
        QSignalSpy failed(&feed, &SnapshotFeed::failed);
        feed.open(openerOfAgent(place, pid));
        QTRY_COMPARE(failed.count(), 1);
        QVERIFY(failed.front().front().toString().size() > 10);
        QCOMPARE(feed.state(), SnapshotFeed::State::none);
        if (pid != 0) return;  // the list asks for no program
        SessionList list(nullptr, finderOfAgent(place));
        QSignalSpy told(&list, &SessionList::failed);
        QTRY_VERIFY(told.count() > 0);
    }

private:
    QTemporaryDir m_folder;
    AgentPlace m_place;
    std::optional<mp::Queue<int>> m_queue;
};

QTEST_GUILESS_MAIN(TestAgentOpener)
#include "tst_agent_opener.moc"

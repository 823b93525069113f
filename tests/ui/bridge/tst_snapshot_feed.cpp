// SPDX-License-Identifier: GPL-3.0-or-later
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTest>
#include <atomic>

#include "bridge/session_list.h"
#include "bridge/snapshot_feed.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

// A source whose program vanishes under the watcher.
class VanishingSource : public mp::test::FakeSource {
public:
    using FakeSource::FakeSource;
    Snapshot snapshot() override {
        if (++m_count > 2) throw mp::OSError("the registry of pid 4242 is gone");
        return FakeSource::snapshot();
    }

private:
    int m_count = 0;
};

// One that can be waited for until it has been looked at.
class CountingSource : public mp::test::FakeSource {
public:
    CountingSource(std::shared_ptr<FakeProgram> program, std::atomic<int>& looks)
        : FakeSource(std::move(program)), m_looks(looks) {}
    Snapshot snapshot() override {
        const auto counted = qScopeGuard([this] { ++m_looks; });
        return FakeSource::snapshot();
    }

private:
    std::atomic<int>& m_looks;
};

class TestSnapshotFeed : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void deliversFramesAndSamples() {
        auto program = std::make_shared<FakeProgram>("render");
        SnapshotFeed feed;
        feed.setInterval(1000ms);
        QSignalSpy opened(&feed, &SnapshotFeed::opened);
        int frames = 0, samples = 0;
        connect(&feed, &SnapshotFeed::frameReady, this, [&](const Frame& frame) {
            ++frames;
            samples += frame.sample;
        });
        feed.open([program] { return program->session(); });
        QCOMPARE(feed.state(), SnapshotFeed::State::opening);
        QTRY_COMPARE(feed.state(), SnapshotFeed::State::live);
        QCOMPARE(opened.count(), 1);
        QTRY_VERIFY_WITH_TIMEOUT(samples >= 3, 20000);
        QVERIFY2(frames >= 2 * samples, "polls between the samples are delivered as well");
        QCOMPARE(feed.title(), QStringLiteral("render (pid 4242)"));
    }

    void taskOfEveryPollArrivesOnce() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto worker = program->workers(program->add_pool("pool-A", 1)).front();
        SnapshotFeed feed;
        QMap<quint64, int> seen;
        connect(&feed, &SnapshotFeed::frameReady, this, [&](const Frame& frame) {
            for (const auto& task : frame.snapshot->tasks)
                if (task.ended_ns) ++seen[task.id];
        });
        feed.open([program] { return program->session(); });
        for (int i = 0; i < 200; ++i) {
            program->start_task(worker);
            program->advance(1ms);
            program->finish_task(worker);
            if (i % 20 == 0) QTest::qWait(60);
        }
        QTRY_COMPARE_WITH_TIMEOUT(seen.size(), 200, 20000);
        for (const int count : seen) QCOMPARE(count, 1);
    }

    void slowWindowMergesFrames() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto worker = program->workers(program->add_pool("pool-A", 1)).front();
        std::atomic<int> looks = 0;
        SnapshotFeed feed;
        QSet<quint64> seen;
        QMap<std::uint64_t, int> lines;
        int frames = 0;
        connect(&feed, &SnapshotFeed::frameReady, this, [&](const Frame& frame) {
            ++frames;
            for (const auto& task : frame.snapshot->tasks)
                if (task.ended_ns) seen.insert(task.id);
            std::uint64_t last = 0;
            for (const auto& entry : frame.snapshot->log) {
                QVERIFY(entry.sequence > std::exchange(last, entry.sequence));
                ++lines[entry.sequence];
            }
        });
        feed.open([&] { return Session(std::make_unique<CountingSource>(program, looks)); });
        QTRY_VERIFY_WITH_TIMEOUT(frames > 0, 20000);
        const int before = frames;
        for (int i = 0; i < 5; ++i) {  // the GUI thread is stuck; polls go on
            program->start_task(worker);
            program->finish_task(worker);
            mp::test::print_line(*program, worker, "line", 1);  // each look has the newest line alone
            const int looked = looks;
            while (looks < looked + 2) QThread::msleep(5);
        }
        QCoreApplication::processEvents();
        QVERIFY2(frames - before <= 2, "frames do not pile up");
        QTRY_COMPARE_WITH_TIMEOUT(seen.size(), 5, 20000);
        QTRY_COMPARE_WITH_TIMEOUT(lines.size(), 5, 20000);
    }

    void endIsSeen() {
        auto program = std::make_shared<FakeProgram>("render");
        SnapshotFeed feed;
        feed.open([program] { return program->session(); });
        QTRY_COMPARE(feed.state(), SnapshotFeed::State::live);
        program->exit(program->program(), 3);
        QTRY_COMPARE_WITH_TIMEOUT(feed.state(), SnapshotFeed::State::ended, 20000);
        QVERIFY(feed.latest());
    }

    void whatTheUserEndedIsSaidToBeByTheUser() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto a = program->add_process("a"), b = program->add_process("b"), c = program->add_process("c");
        SnapshotFeed feed;
        feed.open([program] { return program->session(); });
        QTRY_COMPARE(feed.state(), SnapshotFeed::State::live);
        feed.markEndedByUser(a);
        feed.markEndedByUser(c);
        program->exit(a, -9);
        program->exit(b, -9);
        program->exit(c, 3);  // came to its end by itself, before the signal
        QTRY_VERIFY_WITH_TIMEOUT(feed.latest() && feed.latest()->exits.size() == 3, 20000);
        QCOMPARE(feed.latest()->exits[0].cause, ExitCause::by_user);
        QCOMPARE(feed.latest()->exits[1].cause, ExitCause::signal_unknown);
        QCOMPARE(feed.latest()->exits[2].cause, ExitCause::error);
    }

    void failureToOpenIsASentence() {
        SnapshotFeed feed;
        QSignalSpy failed(&feed, &SnapshotFeed::failed);
        feed.open([]() -> Session { throw mp::ProcessLookupError("there is no process 99999"); });
        QTRY_COMPARE(failed.count(), 1);
        QCOMPARE(failed[0][0].toString(), QStringLiteral("there is no process 99999"));
        QCOMPARE(feed.state(), SnapshotFeed::State::none);
    }

    void lostSourceKeepsTheLastState() {
        auto program = std::make_shared<FakeProgram>("render");
        SnapshotFeed feed;
        QSignalSpy lost(&feed, &SnapshotFeed::lost);
        feed.open([program] { return Session(std::make_unique<VanishingSource>(program)); });
        QTRY_COMPARE_WITH_TIMEOUT(lost.count(), 1, 20000);
        QCOMPARE(feed.state(), SnapshotFeed::State::lost);
        QVERIFY(feed.latest());
        // While another source is asked three times, this one is asked no more.
        SnapshotFeed other;
        QSignalSpy frames(&other, &SnapshotFeed::frameReady);
        other.open([program] { return program->session(); });
        QTRY_VERIFY_WITH_TIMEOUT(frames.count() >= 3, 20000);
        QCOMPARE(lost.count(), 1);
    }

    void framesOfASessionLeftBehindAreDropped() {
        auto first = std::make_shared<FakeProgram>("first", 100), second = std::make_shared<FakeProgram>("second", 200);
        SnapshotFeed feed;
        feed.open([first] { return first->session(); });
        QTRY_VERIFY(feed.latest());
        QStringList names;
        feed.open([second] { return second->session(); });
        connect(&feed, &SnapshotFeed::frameReady, this,
                [&](const Frame& frame) { names << QString::fromStdString(frame.snapshot->name); });
        QTRY_VERIFY_WITH_TIMEOUT(names.size() >= 3, 20000);
        QVERIFY(!names.contains(QStringLiteral("first")));
        feed.close();
        QVERIFY(!feed.latest());
        QCOMPARE(feed.state(), SnapshotFeed::State::none);
    }

    void sessionListTellsOfChanges() {
        auto count = std::make_shared<std::atomic<int>>(1);
        SessionList list(nullptr, [count] {
            std::vector<SessionInfo> found(static_cast<std::size_t>(count->load()));
            for (std::size_t i = 0; i < found.size(); ++i) found[i].identity = {static_cast<int>(100 + i), 1};
            return found;
        });
        QTRY_COMPARE(list.sessions().size(), 1);
        QSignalSpy changed(&list, &SessionList::changed);
        *count = 3;
        list.refresh();
        QTRY_COMPARE(list.sessions().size(), 3);
        QCOMPARE(changed.count(), 1);
        QVERIFY(list.find(102));
        QVERIFY(!list.find(99));
    }
};

QTEST_GUILESS_MAIN(TestSnapshotFeed)
#include "tst_snapshot_feed.moc"

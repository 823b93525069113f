// SPDX-License-Identifier: GPL-3.0-or-later
// The time strip: ranges of time, history mode, replay.
#include <QAccessible>
#include <QLabel>
#include <QSignalSpy>
#include <QToolButton>

#include "chart/time_strip.h"
#include "chart/timeline_view.h"
#include "format/format.h"
#include "mp/history.h"
#include "shell/time_dock.h"
#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using namespace std::chrono_literals;

class TestTimeTravel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m = std::make_unique<WindowFixture>();
        m_pool = m->program->add_pool("pool-A", 2);
    }
    void cleanup() {
        m_recorder = nullptr;
        m->window.reset();
        m.reset();
    }

    // Acceptance 40: what is dragged over is what the lists show; the chip says so, Esc clears it.
    void draggingFiltersTheLists() {
        openAndLive(10);
        for (const QString& id : {QStringLiteral("tasks"), QStringLiteral("exits"), QStringLiteral("logs")})
            m->window->showPage(id);
        auto* chip = m->in<QToolButton>(m->window.get(), "rangeChip");
        QVERIFY(!chip->isVisible());
        const int y = strip()->height() / 3;
        const auto at = [&](double second) {
            return QPoint(qRound(strip()->pixelAt(static_cast<double>(m_start_ns) / 1e9 + second)), y);
        };
        QTest::mousePress(strip(), Qt::LeftButton, {}, at(2.5));
        QTest::mouseMove(strip(), at(3));
        QTest::mouseMove(strip(), at(5.5));
        QTest::mouseRelease(strip(), Qt::LeftButton, {}, at(5.5));
        const TimeRange range = m->hub->models.times.range();
        QVERIFY2(std::abs(range.from_ns - m_start_ns - 2'500'000'000) < 300'000'000,
                 qPrintable(QString::number(range.from_ns - m_start_ns)));
        QVERIFY(std::abs(range.to_ns - m_start_ns - 5'500'000'000) < 300'000'000);
        QVERIFY(chip->isVisible());
        QVERIFY2(chip->text().contains(format::clockSeconds(range.from_ns)), qPrintable(chip->text()));
        // Tasks last from each second to 0.9 s later; a process ended at 4.
        QCOMPARE(rows("tasks"), 4);
        QCOMPARE(rows("exits"), 1);
        QVERIFY(rows("logs") > 0 && rows("logs") < m->hub->models.log.rowCount());
        m->window->showPage(QStringLiteral("timeline"));
        const auto* timeline = m->window->findChild<TimelineView*>();
        QCOMPARE(timeline->from(), range.from_ns);
        QTest::keyClick(m->window.get(), Qt::Key_Escape);
        QVERIFY(m->hub->models.times.range().isEmpty());
        QVERIFY(!chip->isVisible());
        QCOMPARE(rows("tasks"), 10);
        QVERIFY(m->window->isVisible());
    }

    // A range is chosen without a mouse too, and assistive tools hear of it.
    void keysChooseARangeAndAMoment() {
        openAndLive(10);
        strip()->setFocus();
        for (int i = 0; i < 4; ++i) QTest::keyClick(strip(), Qt::Key_Left);
        for (int i = 0; i < 6; ++i) QTest::keyClick(strip(), Qt::Key_Left, Qt::ShiftModifier);
        QVERIFY(!m->hub->models.times.range().isEmpty());
        auto* access = QAccessible::queryAccessibleInterface(strip());
        QVERIFY(access && access->role() == QAccessible::Slider && access->valueInterface());
        QVERIFY2(access->text(QAccessible::Value).startsWith(QStringLiteral("LIVE, range")),
                 qPrintable(access->text(QAccessible::Value)));
        QTest::keyClick(strip(), Qt::Key_Escape);
        QVERIFY(m->hub->models.times.range().isEmpty());
        QTest::keyClick(strip(), Qt::Key_Return);
        QTRY_VERIFY(m->hub->models.isPast());
        QCOMPARE(access->valueInterface()->currentValue().toDouble(),
                 static_cast<double>(*m->hub->travel.moment()) / 1e9);
        QTest::keyClick(strip(), Qt::Key_End);
        QVERIFY(!m->hub->models.isPast());
    }

    // Acceptance 41, of a session that nobody records: as far as the memory goes, and said so.
    void historyFromMemory() {
        openAndLive(10);
        QTRY_VERIFY(m->hub->models.history.newestTime() >= m_start_ns + 10'000'000'000);
        m->choose({m->program->workers(m_pool).front()});
        QVERIFY(m->action("actionKill")->isEnabled());
        QVERIFY(!m->action("actionLive")->isEnabled());
        const int now = m->hub->models.exits.rowCount();
        QCOMPARE(now, 1);
        m->hub->travel.goTo(m_start_ns + 2'100'000'000);
        QTRY_VERIFY(m->hub->models.isPast());
        const auto* text = m->in<QLabel>(m->window.get(), "historyText");
        QVERIFY2(text->text().startsWith(QStringLiteral("HISTORY ")), qPrintable(text->text()));
        QVERIFY2(text->text().contains(QStringLiteral("not recorded")), qPrintable(text->text()));
        QVERIFY(m->window->findChild<HistoryFrame*>()->isShown());
        QCOMPARE(m->hub->models.exits.rowCount(), 0);  // it came later
        QVERIFY(m->hub->models.snapshot()->taken_ns <= m_start_ns + 2'100'000'000);
        QVERIFY(!m->action("actionKill")->isEnabled());
        QVERIFY(m->action("actionKill")->toolTip().contains(QStringLiteral("is over")));
        m->window->showPage(QStringLiteral("tasks"));
        QCOMPARE(rows("tasks"), 3);
        // What goes on meanwhile is not shown, and not lost.
        live(2);
        QCOMPARE(rows("tasks"), 3);
        QTest::keyClick(m->window.get(), Qt::Key_End);
        QVERIFY(!m->hub->models.isPast());
        QVERIFY(!m->window->findChild<HistoryFrame*>()->isShown());
        QCOMPARE(m->hub->models.exits.rowCount(), 1);
        QTRY_COMPARE(rows("tasks"), 12);
        QVERIFY(m->action("actionKill")->isEnabled());
    }

    // Of a session that is being recorded: from its database, on another thread, only the latest wish is read.
    void historyFromTheRecordingThatIsBeingWritten() {
        mp::history::Database database(m->folder.filePath(QStringLiteral("history.db")).toStdString());
        auto watched = m->program->session();
        mp::history::Recorder recorder(database, watched);
        m_recorder = &recorder;
        openAndLive(10);
        recorder.flush();
        m->hub->models.setPlace({m->hub->runs.database(), recorder.run_id()});
        QSignalSpy changed(&m->hub->models, &SessionModels::updated);
        for (int i = 90; i >= 30; --i) m->hub->travel.goTo(m_start_ns + i * 100'000'000LL);
        QTRY_VERIFY(m->hub->models.isPast() && m->hub->models.times.moment() == m_start_ns + 3'000'000'000);
        QVERIFY(!m->hub->travel.fromMemory());
        QVERIFY2(changed.count() < 40, qPrintable(QString::number(changed.count())));
        QCOMPARE(m->hub->models.exits.rowCount(), 0);
        m->hub->travel.goTo(m_start_ns + 6'000'000'000);
        QTRY_COMPARE(m->hub->models.exits.rowCount(), 1);
        m->hub->travel.goLive();
        m_recorder = nullptr;
        recorder.finish();
    }

    // A recording plays: Space, speeds, steps.
    void recordingPlays() {
        std::int64_t run = 0;
        {
            mp::history::Database database(m->folder.filePath(QStringLiteral("history.db")).toStdString());
            auto watched = m->program->session();
            mp::history::Recorder recorder(database, watched);
            m_start_ns = m->program->now_ns();
            recorder.step();
            for (int i = 0; i < 8; ++i) {
                work(i);
                recorder.step();
            }
            recorder.finish();
            run = recorder.run_id();
        }
        m->makeWindow();
        m->hub->openRun(run);
        QTRY_VERIFY(m->hub->models.tasks.rowCount() == 8);
        m->window->showPage(QStringLiteral("tasks"));
        QVERIFY(m->in<QPushButton>(m->window.get(), "historyPlay")->isVisible());
        QVERIFY(m->hub->travel.isLive());
        // All of it is in sight, and the strip's left end is its beginning.
        QVERIFY(strip()->first() <= static_cast<double>(m_start_ns) / 1e9 + 0.5);
        strip()->setFocus();
        QTest::keyClick(strip(), Qt::Key_Home);
        QTRY_VERIFY(m->hub->models.isPast());
        QTest::keyClick(strip(), Qt::Key_Right);
        QTRY_COMPARE(m->hub->models.times.moment().value_or(0) - m->hub->travel.first(), std::int64_t(1'000'000'000));
        QTRY_VERIFY(rows("tasks") < 8);
        m->hub->travel.setSpeed(16);
        QTest::keyClick(strip(), Qt::Key_Space);
        QVERIFY(m->hub->travel.isPlaying());
        QTRY_VERIFY(m->hub->travel.isLive());  // at its end
        QVERIFY(!m->hub->travel.isPlaying());
        QCOMPARE(rows("tasks"), 8);
    }

    // The filter line is for the timeline too.
    void filterHidesSpans() {
        openAndLive(10);
        m->window->showPage(QStringLiteral("timeline"));
        auto* view = m->window->findChild<TimelineView*>();
        view->fit();
        QCOMPARE(view->summary().tasks, std::size_t(10));
        FilterProxy* filter = m->window->page(QStringLiteral("timeline"))->filter();
        QVERIFY(filter);
        filter->setFilterText(QStringLiteral("fn:odd"));
        QCOMPARE(view->summary().tasks, std::size_t(5));
        live(2);
        view->fit();
        QCOMPARE(view->summary().tasks, std::size_t(6));
        filter->setFilterText(QStringLiteral("fn:nothing"));
        QCOMPARE(view->lanesInSight(), 0);
        QVERIFY(!view->isVisible());  // a sentence and a button instead
        filter->setFilterText({});
        QVERIFY(view->isVisible());
        QCOMPARE(view->summary().tasks, std::size_t(12));
    }

private:
    TimeStrip* strip() const { return m->window->findChild<TimeStrip*>(); }
    int rows(const char* page) const { return m->window->page(QLatin1String(page))->filter()->rowCount(); }

    // A second of the program: a task from its start to 0.9 s later, a line; at the fifth a process ends.
    void work(int i) {
        const auto worker = m->program->workers(m_pool).front();
        m->program->start_task(worker, i % 2 ? "odd" : "even");
        m->program->log("second " + std::to_string(i));
        if (i == 4 && m_ended++ == 0) m->program->exit(m->program->add_process("helper"), -11);
        m->program->advance(900ms);
        m->program->finish_task(worker);
        m->program->advance(100ms);
    }
    void live(int seconds) {
        for (int i = 0; i < seconds; ++i) {
            work(m_seconds++);
            if (m_recorder) m_recorder->step();
            m->settle();
        }
    }
    void openAndLive(int seconds) {
        m_seconds = m_ended = 0;
        m->open();
        m->window->showPage(QStringLiteral("tasks"));
        m_start_ns = m->program->now_ns();
        if (m_recorder) m_recorder->step();
        live(seconds);
    }

    std::unique_ptr<WindowFixture> m;
    mp::history::Recorder* m_recorder = nullptr;
    std::uint64_t m_pool = 0;
    std::int64_t m_start_ns = 0;
    int m_seconds = 0, m_ended = 0;
};

QTEST_MAIN(TestTimeTravel)
#include "tst_time_travel.moc"

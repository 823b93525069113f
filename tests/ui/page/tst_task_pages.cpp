// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that show single tasks: the list, the timeline, and the inspector of a task.
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTabWidget>
#include <QToolButton>
#include <ctime>

#include "page/inspector_panel.h"
#include "page/locks_page.h"
#include "page/logs_page.h"
#include "page/queues_page.h"
#include "page/tasks_page.h"
#include "page/timeline_page.h"
#include "page_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using mp::observe::Identity;
using mp::observe::TaskState;

class TestTaskPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_f = std::make_unique<PageFixture>();
        m_pool = m_f->program->add_pool("pool-A", 3);
        m_workers = m_f->program->workers(m_pool);
    }
    void cleanup() { m_f.reset(); }

    void chipsShowWhatTheyCount() {
        work();
        TasksPage page(m_f->context());
        page.resize(1000, 600);
        page.show();
        auto* chips = page.findChild<Chips*>(QStringLiteral("taskChips"));
        const TaskModel::Counts counts = m_f->models.tasks.counts();
        QCOMPARE(counts.failed, 2);
        for (const auto& [id, count] : {std::pair{"running", counts.running},
                                        {"done", counts.done},
                                        {"failed", counts.failed},
                                        {"cancelled", counts.cancelled}}) {
            chips->choose(QLatin1String(id));
            QVERIFY2(page.filter()->rowCount() == count, id);
        }
        // What is queued has no row, and the page says so instead of staying blank.
        chips->choose(QStringLiteral("queued"));
        auto* said = page.findChild<QLabel*>(QStringLiteral("taskRowsEmptyText"));
        QVERIFY(said->isVisible());
        QVERIFY2(said->text().startsWith(QStringLiteral("40 call(s) are queued")), qPrintable(said->text()));
        page.filter()->setFilterText(QStringLiteral("state:failed fn:nothing"));
        QVERIFY(said->text().contains(QStringLiteral("No rows match")));
    }

    // What waits now belongs to no stretch of time.
    void aRangeHasNoQueue() {
        work();
        TasksPage page(m_f->context());
        page.resize(1000, 600);
        page.show();
        auto* chips = page.findChild<Chips*>(QStringLiteral("taskChips"));
        const auto queued = [&] { return chips->findChild<QWidget*>(QStringLiteral("taskChips_queued")) != nullptr; };
        QVERIFY(queued());
        m_f->models.times.setRange({m_f->program->now_ns() - 5'000'000'000, m_f->program->now_ns()});
        QVERIFY(!queued());
        m_f->models.times.clearRange();
        QVERIFY(queued());
    }

    // Of a moment of the past nobody says that there never was one.
    void aMomentWithoutQueuesSaysSo() {
        m_f->program->add_queue("in");
        m_f->program->add_lock("db");
        m_f->show();
        const SnapshotPtr then = m_f->models.snapshot();
        mp::observe::Snapshot empty = *then;
        empty.queues.clear();
        empty.locks.clear();
        m_f->models.showPast(std::make_shared<const mp::observe::Snapshot>(empty), empty.taken_ns);
        QueuesPage queues(m_f->context());
        queues.show();
        QVERIFY(queues.findChild<QLabel*>(QStringLiteral("queuesEmptyText"))
                    ->text()
                    .startsWith(QStringLiteral("At this moment")));
        LocksPage locks(m_f->context());
        locks.show();
        QVERIFY(locks.findChild<QLabel*>(QStringLiteral("locksEmptyText"))
                    ->text()
                    .startsWith(QStringLiteral("At this moment")));
    }

    // Every line is of a chip.
    void logChipsCountAllLines() {
        work();
        m_f->program->log("a word");
        m_f->program->exit(m_workers[2], 0);
        m_f->pass();
        const LogModel::Counts counts = m_f->models.log.counts();
        QVERIFY(counts.others >= 2);
        QCOMPARE(counts.errors + counts.warnings + counts.out + counts.err + counts.others, counts.all);
        LogsPage page(m_f->context());
        page.show();
        page.findChild<Chips*>(QStringLiteral("logChips"))->choose(QStringLiteral("other"));
        QCOMPARE(page.filter()->rowCount(), counts.others);
    }

    void onlyRunningTasksCanBeStopped() {
        work();
        QVERIFY(m_f->open());
        TasksPage page(m_f->context());
        page.resize(1000, 600);
        page.show();
        auto* stop = page.findChild<QPushButton*>(QStringLiteral("taskStop"));
        QVERIFY(!stop->isEnabled() && !stop->toolTip().isEmpty());
        const Entity running = entityOf(TaskState::running), done = entityOf(TaskState::done);
        page.reveal(done);
        QVERIFY(!stop->isEnabled() && stop->toolTip().contains(QStringLiteral("does not run")));
        page.reveal(running);
        QVERIFY2(stop->isEnabled(), qPrintable(stop->toolTip()));
        QSignalSpy asked(&page, &Page::requested);
        stop->click();
        QCOMPARE(asked.first()[0].value<Verb>(), Verb::cancel_task);
        QCOMPARE(asked.first()[1].value<QList<Entity>>(), QList<Entity>{running});
        QCOMPARE(m_f->models.selection.entities(), QList<Entity>{running});
        m_f->program->finish_task(m_workers[2]);
        m_f->pass();
        QVERIFY(!stop->isEnabled());
    }

    // Acceptance 36, 37: what has failed can be tried again while its pool keeps the call, one or all.
    void failedTasksCanBeTriedAgain() {
        work();
        QVERIFY(m_f->open());
        TasksPage page(m_f->context());
        page.resize(1000, 600);
        page.show();
        auto* retry = page.findChild<QPushButton*>(QStringLiteral("taskRetry"));
        auto* all = page.findChild<QPushButton*>(QStringLiteral("taskRetryFailed"));
        page.reveal(entityOf(TaskState::failed));
        QVERIFY(!retry->isEnabled() && retry->toolTip().contains(QStringLiteral("does not keep")));
        QVERIFY(!all->isVisible());
        m_f->program->edit_all([](mp::observe::Snapshot& s) { s.pools.front().retryable_count = 2; });
        m_f->pass();
        QVERIFY2(retry->isEnabled(), qPrintable(retry->toolTip()));
        QCOMPARE(all->text(), QStringLiteral("Retry &all failed (2)…"));
        QSignalSpy asked(&page, &Page::requested);
        retry->click();
        QCOMPARE(asked[0][0].value<Verb>(), Verb::retry_task);
        QCOMPARE(asked[0][1].value<QList<Entity>>(), QList<Entity>{entityOf(TaskState::failed)});
        all->click();
        QCOMPARE(asked[1][0].value<Verb>(), Verb::retry_failed);
        page.reveal(entityOf(TaskState::done));
        QVERIFY(!retry->isEnabled());
    }

    // Acceptance 35: arguments, error, attempts.
    void inspectorShowsTheTask() {
        work();
        InspectorPanel panel(m_f->context());
        panel.resize(400, 700);
        panel.show();
        m_f->models.selection.set({entityOf(TaskState::failed)});
        const auto text = [&](const char* name) { return panel.findChild<FactList*>(QLatin1String(name))->text(); };
        QVERIFY2(text("inspectorSummary").contains(QStringLiteral("Error\tValueError: bad input 5")),
                 qPrintable(text("inspectorSummary")));
        QVERIFY(text("inspectorSummary").contains(QStringLiteral("Arguments\t\"b.png\"")));
        QVERIFY(
            panel.findChild<QLabel*>(QStringLiteral("inspectorSubtitle"))->text().contains(QStringLiteral("failed")));
        QCOMPARE(panel.findChild<QTabWidget*>(QStringLiteral("inspectorTabs"))->count(), 3);
        QVERIFY(text("inspectorOutput").contains(QStringLiteral("not recorded")));
        // A lost attempt and the one after it are told together.
        m_f->models.selection.set({entityOf(TaskState::lost)});
        QVERIFY2(text("inspectorAttempts").contains(QStringLiteral("Attempt 1")),
                 qPrintable(text("inspectorAttempts")));
        QVERIFY(text("inspectorAttempts").contains(QStringLiteral("Attempt 2")));
        QVERIFY(!panel.findChild<QPushButton*>(QStringLiteral("inspectorStopTask"))->isVisible());
        m_f->models.selection.set({entityOf(TaskState::running)});
        QVERIFY(panel.findChild<QPushButton*>(QStringLiteral("inspectorStopTask"))->isVisible());
    }

    // Acceptance 49: it follows until the user looks back, and again from the end on.
    void logFollowsUntilTheUserLooksBack() {
        for (int i = 0; i < 300; ++i) m_f->program->log("line " + std::to_string(i), i % 50 == 0 ? 40 : 20);
        m_f->pass();
        LogsPage page(m_f->context());
        page.resize(900, 400);
        page.show();
        auto* table = page.findChild<TableView*>(QStringLiteral("logTable"));
        QScrollBar* bar = table->verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(10);
        QVERIFY(!page.isFollowing());
        const int before = bar->maximum();
        m_f->program->log("one more");
        m_f->pass();
        QTRY_VERIFY(bar->maximum() > before);
        QCOMPARE(bar->value(), 10);
        bar->setValue(bar->maximum());
        QVERIFY(page.isFollowing());
        const int then = bar->maximum();
        for (int i = 0; i < 30; ++i) m_f->program->log("still more");
        m_f->pass();
        QTRY_VERIFY(bar->maximum() > then);
        QTRY_COMPARE(bar->value(), bar->maximum());
        page.findChild<Chips*>(QStringLiteral("logChips"))->choose(QStringLiteral("error"));
        QCOMPARE(page.filter()->rowCount(), 6);
    }

    // A line leads to what it is about, in the inspector and on its page.
    void lineLeadsToItsTask() {
        work();
        LogsPage page(m_f->context());
        page.resize(900, 400);
        page.show();
        const Entity failed = entityOf(TaskState::failed);
        page.reveal(failed);
        QCOMPARE(m_f->models.selection.entities(), QList<Entity>{failed});
        QVERIFY(!page.isFollowing());  // what is read must not run away
    }

    // Acceptance 38: keys, what the pointer is told, and the way to the list of tasks.
    void timelineZoomsPansAndTells() {
        work();
        TimelinePage page(m_f->context());
        page.resize(1100, 600);
        page.show();
        auto* view = page.findChild<TimelineView*>();
        QVERIFY(view->lanesInSight() >= 4);  // three workers and the name of their pool
        QVERIFY(view->isFollowing());
        const auto width = view->to() - view->from();
        QTest::keyClick(view, Qt::Key_W);
        QCOMPARE(view->to() - view->from(), width / 2);
        QTest::keyClick(view, Qt::Key_S);
        QCOMPARE(view->to() - view->from(), width);
        QVERIFY(view->isFollowing());
        const auto from = view->from();
        QTest::keyClick(view, Qt::Key_A);
        QCOMPARE(view->from(), from - width / 4);
        QVERIFY(!view->isFollowing());
        QTest::keyClick(view, Qt::Key_D);
        QCOMPARE(view->from(), from);
        QTest::keyClick(view, Qt::Key_F);
        QVERIFY(view->from() <= m_f->models.spans.firstTime() && view->to() >= m_f->models.spans.lastTime());
        const Entity failed = entityOf(TaskState::failed);
        const QPoint place = view->placeOf(failed);
        QVERIFY(!place.isNull());
        const QString told = view->textAt(place);
        for (const char* part : {"#2 blur", "failed", "worker-2", "took 2.00\u00a0s"})
            QVERIFY2(told.contains(QString::fromUtf8(part)), qPrintable(told));
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, place);
        QCOMPARE(m_f->models.selection.single(), failed);
        QSignalSpy pages(&page, &Page::pageRequested);
        QTest::keyClick(view, Qt::Key_Return);
        QCOMPARE(pages.size(), 1);
        QCOMPARE(pages[0][0].toString(), QStringLiteral("tasks"));
        QCOMPARE(pages[0][1].value<Entity>(), failed);
        QTest::keyClick(view, Qt::Key_End);
        QVERIFY(view->isFollowing());
        QVERIFY(page.findChild<QCheckBox*>(QStringLiteral("timelineLive"))->isChecked());
    }

    // What is not drawn is no idle time, and it is said.
    void theTimelineSaysWhatItDoesNotDraw() {
        work();
        TimelinePage page(m_f->context());
        page.resize(1100, 600);
        page.show();
        auto* note = page.findChild<QLabel*>(QStringLiteral("timelineNote"));
        QVERIFY(!note->isVisible());
        auto* view = page.findChild<TimelineView*>();
        view->fit();
        const double before = view->summary().busy;
        auto recorded = std::make_shared<RecordedTasks>();
        for (const TaskRow& row : m_f->models.tasks.rows())
            if (row.task.state == TaskState::done) recorded->tasks.push_back(row.task);
        recorded->tasks.resize(1);  // the latest
        recorded->total = 5000;
        m_f->models.fillTasks(recorded);
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(QStringLiteral("4,999 older task(s)")), qPrintable(note->text()));
        QVERIFY(m_f->models.spans.coveredFrom() > view->from());
        QVERIFY(view->summary().busy != before);
    }

    void draggingSumsUpATime() {
        work();
        TimelinePage page(m_f->context());
        page.resize(1100, 600);
        page.show();
        auto* view = page.findChild<TimelineView*>();
        QTest::keyClick(view, Qt::Key_F);
        auto* sum = page.findChild<QLabel*>(QStringLiteral("timelineSummary"));
        QVERIFY2(sum->text().startsWith(QStringLiteral("In sight: ")), qPrintable(sum->text()));
        const QPoint place = view->placeOf(entityOf(TaskState::failed));
        QTest::mousePress(view->viewport(), Qt::LeftButton, {}, place - QPoint(8, 0));
        QTest::mouseMove(view->viewport(), place + QPoint(8, 0));
        QTest::mouseRelease(view->viewport(), Qt::LeftButton, {}, place + QPoint(8, 0));
        QVERIFY(view->hasSelection());
        QVERIFY2(sum->text().contains(QStringLiteral("✖ 1 failed")), qPrintable(sum->text()));
        QTest::keyClick(view, Qt::Key_Escape);
        QVERIFY(!view->hasSelection());
    }

    // Acceptance 39: a hundred thousand spans, and one failure among them that is still seen from far.
    void manySpansAreDrawnQuickly() {
        SpanHistory spans;
        mp::observe::Snapshot snapshot = m_f->program->take();
        const std::int64_t begin = snapshot.taken_ns;
        for (int i = 0; i < 100'000; ++i) {
            mp::observe::Task task;
            task.id = static_cast<std::uint64_t>(i + 1);
            task.pool_id = m_pool;
            task.function = "resize";
            task.worker = m_workers[static_cast<std::size_t>(i % 3)];
            task.started_ns = begin + i * 1'000'000LL;
            task.ended_ns = begin + i * 1'000'000LL + 900'000;
            task.state = i == 50'000 ? TaskState::failed : TaskState::done;
            snapshot.tasks.push_back(task);
        }
        snapshot.taken_ns = begin + 100'000'000'000;
        spans.update(snapshot);
        QCOMPARE(spans.size(), std::size_t(100'000));
        TimelineView view;
        view.resize(1200, 400);
        view.setSpans(&spans);
        view.show();
        view.fit();
        const std::clock_t before = std::clock();
        const QImage image = view.viewport()->grab().toImage();
        const std::clock_t took = std::clock() - before;
        qInfo("drawn in %lld ms, %d rectangles", static_cast<long long>(took * 1000 / CLOCKS_PER_SEC),
              view.columnsDrawn());
        QVERIFY2(view.columnsDrawn() < 3 * 1300, "one a pixel column and lane");
        QVERIFY2(took < CLOCKS_PER_SEC / 2, "ten times the bound, for a build that is not optimised");
        Entity failed{Entity::Kind::task, {}, 50'001};
        failed.pool = m_pool;
        failed.attempt = 1;
        const QPoint place = view.placeOf(failed);
        QCOMPARE(view.taskAt(place), failed);  // it wins over its neighbours in reach
        bool red = false;
        for (int x = place.x() - 2; x <= place.x() + 2; ++x) {
            const QColor colour = image.pixelColor(x, place.y());
            red = red || (colour.red() > colour.green() + 40 && colour.red() > colour.blue() + 40);
        }
        QVERIFY(red);
    }

    // Issue 5: the timeline as a picture, with the lanes below the window's edge and what the colours mean.
    void timelineIsExportedAsAPicture() {
        work();
        TimelinePage page(m_f->context());
        page.resize(1000, 300);
        page.show();
        auto* view = page.findChild<TimelineView*>();
        auto* button = page.findChild<QToolButton*>(QStringLiteral("timelineExport"));
        QVERIFY(button && button->menu() && button->menu()->actions().size() == 3);
        const QImage small = QImage::fromData(view->toPng(), "PNG");
        QCOMPARE(small.width(), 2 * view->viewport()->width());
        page.resize(1000, 900);
        QApplication::processEvents();
        const QImage large = QImage::fromData(view->toPng(), "PNG");
        QCOMPARE(small.height(), large.height());  // all lanes, however much of them the window shows
        QVERIFY(large.height() > 2 * view->lanesInSight() * page.fontMetrics().height());
        const QString svg = QString::fromUtf8(view->toSvg());
        QVERIFY(svg.contains(QStringLiteral("<svg")));
        QVERIFY2(svg.contains(QStringLiteral("resize")) && svg.contains(QStringLiteral("failed")), "the legend");
        QMenu menu;
        view->fillExportMenu(&menu);
        menu.actions().first()->trigger();
        QCOMPARE(QGuiApplication::clipboard()->image().size(), large.size());
    }

    void waitsForLocksAreDrawn() {
        const auto lock = m_f->program->add_lock("db");
        m_f->program->acquire(lock, m_workers[0]);
        m_f->program->acquire(lock, m_workers[1]);
        for (int i = 0; i < 4; ++i) m_f->pass();
        m_f->program->release(lock);
        m_f->pass();
        const auto& lanes = m_f->models.spans.lanes();
        const auto lane =
            std::find_if(lanes.begin(), lanes.end(), [&](const auto& l) { return l->worker == m_workers[1]; });
        QVERIFY(lane != lanes.end());
        QCOMPARE((*lane)->waits.size(), std::size_t(1));
        QVERIFY((*lane)->waits[0].end_ns - (*lane)->waits[0].start_ns >= 3'000'000'000);
        QVERIFY2(m_f->models.spans.label((*lane)->waits[0].label).contains(QStringLiteral("db")),
                 qPrintable(m_f->models.spans.label((*lane)->waits[0].label)));
    }

private:
    // One done, one failed, one lost and tried again, one that runs, some queued.
    void work() {
        m_f->program->submit(m_pool, 45);
        m_f->show();
        m_f->program->start_task(m_workers[0], "resize", "\"a.png\"");
        m_f->program->start_task(m_workers[1], "blur", "\"b.png\"");
        m_f->pass(2s);
        m_f->program->finish_task(m_workers[0], TaskState::done, "7");
        m_f->program->finish_task(m_workers[1], TaskState::failed, "ValueError: bad input 5");
        m_f->pass();
        m_f->program->start_task(m_workers[0], "train", {}, 1, 3);
        m_f->pass();
        const Identity fresh = m_f->program->replace(m_workers[0], -11);
        m_f->program->start_task(fresh, "train", {}, 2, 3, 3);
        m_f->pass();
        m_f->program->finish_task(fresh);
        m_f->program->start_task(m_workers[2], "resize", "\"c.png\"");
        m_f->pass();
    }
    Entity entityOf(TaskState state) const {
        for (const TaskRow& row : m_f->models.tasks.rows())
            if (row.task.state == state) return TaskModel::entityOf(row.task);
        return {};
    }

    std::unique_ptr<PageFixture> m_f;
    std::uint64_t m_pool = 0;
    std::vector<Identity> m_workers;
};

QTEST_MAIN(TestTaskPages)
#include "tst_task_pages.moc"

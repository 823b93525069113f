// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>

#include "chart/time_series_view.h"
#include "mp/history.h"
#include "page/exits_page.h"
#include "page/home_page.h"
#include "page/locks_page.h"
#include "page/logs_page.h"
#include "page/overview_page.h"
#include "page/queues_page.h"
#include "page/runs_page.h"
#include "page/start_page.h"
#include "page/state_chips.h"
#include "page/tasks_page.h"
#include "page/timeline_page.h"
#include "page/verbs.h"
#include "page/workers_page.h"
#include "page_fixture.h"
#include "widget/card.h"

using namespace lifeguard;
using namespace lifeguard::test;
using mp::observe::Identity;

class TestPages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m_f = std::make_unique<PageFixture>(); }
    void cleanup() { m_f.reset(); }

    // Acceptance 3: each page, without data, says why and offers one thing that works.
    void emptyPagesSayWhyAndOfferSomething() {
        for (const auto& page : sessionPages()) {
            page->show();
            auto* text = page->findChild<QLabel*>(page->id() + QStringLiteral("EmptyText"));
            auto* action = page->findChild<QPushButton*>(page->id() + QStringLiteral("EmptyAction0"));
            QVERIFY2(text != nullptr && text->isVisible() && !text->text().isEmpty(), qPrintable(page->id()));
            QVERIFY2(action != nullptr && action->isVisible() && action->isEnabled(), qPrintable(page->id()));
            QSignalSpy start(page.get(), &Page::startRequested);
            action->click();
            QCOMPARE(start.size(), 1);
        }
    }

    // Acceptance 4.
    void filterWithoutMatchesSaysSo() {
        fill();
        for (const auto& page : sessionPages()) {
            if (page->filter() == nullptr || page->id() == QLatin1String("runs")) continue;
            page->show();
            QVERIFY(page->filter()->setFilterText(QStringLiteral("poolload")));
            QLabel* said = nullptr;
            for (QLabel* label : page->findChildren<QLabel*>()) {
                if (label->isVisible() && label->text().contains(QStringLiteral("“poolload”"))) said = label;
            }
            QVERIFY2(said != nullptr, qPrintable(page->id()));
            QPushButton* clear = nullptr;
            for (QPushButton* button : page->findChildren<QPushButton*>()) {
                if (button->isVisible() && button->text() == QStringLiteral("Clear filter")) clear = button;
            }
            QVERIFY2(clear != nullptr, qPrintable(page->id()));
            clear->click();
            QCOMPARE(page->filter()->filterText(), QString());
            QVERIFY(!said->isVisible());
        }
    }

    // Tester hooks, and acceptance 56 and 57: whatever can be used has a name, and can be reached by keyboard.
    void everythingHasANameAndTakesTheKeyboard() {
        fill();
        for (const auto& page : sessionPages()) {
            page->show();
            for (QWidget* widget : page->findChildren<QWidget*>()) {
                const bool input = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QComboBox*>(widget) ||
                                   qobject_cast<QAbstractSpinBox*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                                   qobject_cast<TimeSeriesView*>(widget) || qobject_cast<QAbstractItemView*>(widget);
                if (!input || !widget->isVisibleTo(page.get()) || qobject_cast<QHeaderView*>(widget) ||
                    widget->objectName().startsWith(QLatin1String("qt_")))
                    continue;
                if (qobject_cast<QAbstractSpinBox*>(widget->parentWidget()) ||
                    qobject_cast<QComboBox*>(widget->parentWidget()))
                    continue;
                if (widget->inherits("QTableCornerButton")) continue;
                if (widget->inherits("QComboBoxListView")) continue;
                const QString what = page->id() + QLatin1Char('/') +
                                     QString::fromLatin1(widget->metaObject()->className()) + QLatin1Char('/') +
                                     widget->objectName();
                QVERIFY2(!widget->objectName().isEmpty(), qPrintable(what));
                auto* button = qobject_cast<QAbstractButton*>(widget);
                QVERIFY2(!widget->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                         qPrintable(what));
                if (widget->focusProxy() == nullptr) QVERIFY2(widget->focusPolicy() & Qt::TabFocus, qPrintable(what));
            }
        }
    }

    void chipsAndFilterLineSayTheSame() {
        FilterProxy proxy;
        StateChips three(QStringLiteral("three"), &proxy, nullptr);
        QVERIFY(proxy.setFilterText(QStringLiteral("resize state:busy pid>3")));
        three.showItems({{StateChips::all, QStringLiteral("All"), 3, {}, {}, -1},
                         {QStringLiteral("busy"), QStringLiteral("Busy"), 2, {}, {}, -1},
                         {QStringLiteral("idle"), QStringLiteral("Idle"), 1, {}, {}, -1}});
        QCOMPARE(three.current(), QStringLiteral("busy"));
        three.findChildren<Chip*>()[2]->click();
        QCOMPARE(proxy.filterText(), QStringLiteral("resize pid>3 state:idle"));
        QCOMPARE(three.state(), QStringLiteral("idle"));
        three.findChildren<Chip*>()[0]->click();
        QCOMPARE(proxy.filterText(), QStringLiteral("resize pid>3"));
        fill();
        WorkersPage page(m_f->context());
        page.show();
        auto* chips = page.findChild<Chips*>(QStringLiteral("workerChips"));
        const ProcessModel::Counts counts = m_f->models.processes.counts();
        for (const auto& [id, count] : {std::pair{"busy", counts.busy},
                                        {"idle", counts.idle},
                                        {"waiting", counts.waiting},
                                        {"suspended", counts.suspended},
                                        {"exited", counts.ended}}) {
            page.filter()->setFilterText({});
            if (count == 0) continue;
            chips->choose(QString::fromLatin1(id));
            QCOMPARE(page.filter()->filterText(), QStringLiteral("state:") + QString::fromLatin1(id));
            QVERIFY2(leaves(page.filter()) == count, id);  // the number on the chip is what its list shows
        }
        page.filter()->setFilterText({});
        QCOMPARE(chips->current(), QStringLiteral("all"));
    }

    void workersMenuIsFrozenToTheChosen() {
        fill();
        QVERIFY(m_f->open());
        WorkersPage page(m_f->context());
        page.resize(900, 500);
        page.show();
        const Entity worker{Entity::Kind::process, m_worker, 0};
        page.reveal(worker);
        QCOMPARE(m_f->models.selection.entities(), QList<Entity>{worker});
        QMenu* menu = verbMenu({worker}, &page, m_f->context());
        QVERIFY(action(menu, "menuKill")->isEnabled());
        QVERIFY(!action(menu, "menuKillTree")->isVisible());  // acceptance 25
        QList<Entity> asked;
        connect(&page, &Page::requested, this, [&](Verb, const QList<Entity>& entities) { asked = entities; });
        m_f->program->exit(m_f->program->workers(m_pool)[2], 0);
        m_f->pass();
        action(menu, "menuKill")->trigger();
        QCOMPARE(asked, QList<Entity>{worker});
        menu->close();

        m_f->program->exit(m_worker, -11);
        m_f->pass();
        menu = verbMenu({worker}, &page, m_f->context());
        QVERIFY(!action(menu, "menuKill")->isEnabled());
        QVERIFY(action(menu, "menuKill")->toolTip().contains(QStringLiteral("has ended")));
        menu->close();
        menu = verbMenu({{Entity::Kind::pool, {}, m_pool}}, &page, m_f->context());
        QVERIFY(action(menu, "menuResize")->isEnabled());
        menu->close();
        menu = verbMenu({{Entity::Kind::session, m_f->program->program(), 0}}, &page, m_f->context());
        QVERIFY(action(menu, "menuKillTree")->isVisible());
        menu->close();
    }

    // Acceptance 34.
    void clearEndedTakesFailuresAway() {
        fill();
        m_f->program->exit(m_worker, -11);
        m_f->pass(60s);
        WorkersPage page(m_f->context());
        page.show();
        const Entity worker{Entity::Kind::process, m_worker, 0};
        QVERIFY(m_f->models.processes.indexOf(worker).isValid());
        auto* clear = page.findChild<QPushButton*>(QStringLiteral("workerClearEnded"));
        QVERIFY(clear->isEnabled());
        clear->click();
        QVERIFY(!m_f->models.processes.indexOf(worker).isValid());
        m_f->pass();
        QVERIFY(!clear->isEnabled());
    }

    void overviewShowsFiguresAndLinks() {
        fill();
        OverviewPage page(m_f->context());
        page.resize(1200, 700);
        page.show();
        auto* workers = page.findChild<Card*>(QStringLiteral("cardWorkers"));
        QVERIFY2(workers->value().endsWith(QStringLiteral("/6")), qPrintable(workers->value()));
        QCOMPARE(page.findChild<Card*>(QStringLiteral("cardFailed"))->value(), QStringLiteral("1"));
        QVERIFY(page.findChild<Card*>(QStringLiteral("cardWait"))->note().contains(QStringLiteral("db")));
        QSignalSpy pages(&page, &Page::pageRequested);
        workers->click();
        QCOMPARE(pages.last().first().toString(), QStringLiteral("workers"));
        auto* bar = page.findChild<QProgressBar*>(QStringLiteral("poolProgress0"));
        QVERIFY(bar != nullptr && bar->isVisible());
        for (const char* chart : {"chartStates", "chartRates", "chartDepths"})
            QVERIFY2(page.findChild<TimeSeriesView*>(QString::fromLatin1(chart))->drawnPoints() > 0, chart);
    }

    void exitsGroupAndFilter() {
        fill();
        for (int i = 0; i < 2; ++i) m_f->program->replace(m_f->program->workers(m_pool).back(), -11);
        m_f->program->replace(m_f->program->workers(m_pool).back(), 1);
        m_f->pass();
        ExitsPage page(m_f->context());
        page.show();
        auto* chips = page.findChild<Chips*>(QStringLiteral("exitGroups"));
        for (const auto& group : m_f->models.exits.groups()) {
            chips->choose(group.filter);
            QVERIFY2(page.filter()->rowCount() == group.count, qPrintable(group.filter));
        }
        chips->choose(QStringLiteral("all"));
        QCOMPARE(page.filter()->rowCount(), m_f->models.exits.rowCount());
    }

    // Acceptance 43.
    void deadlockIsNamedInTheBanner() {
        fill();
        const auto workers = m_f->program->workers(m_pool);
        const auto gpu = m_f->program->add_lock("gpu");
        m_f->program->acquire(gpu, workers[1]);
        m_f->program->acquire(gpu, workers[0]);
        m_f->program->acquire(m_lock, workers[1]);
        m_f->pass();
        LocksPage page(m_f->context());
        page.resize(900, 600);
        page.show();
        auto* banner = page.findChild<Banner*>(QStringLiteral("lockBanner"));
        QVERIFY(banner->isVisible());
        for (const char* name : {"worker-1", "worker-2", "db", "gpu"})
            QVERIFY2(banner->text().contains(QString::fromLatin1(name)), name);
        // Each holds what the other wants: never "holds db and waits for db".
        QVERIFY(banner->text().contains(QStringLiteral("worker-1 holds “db” and waits for “gpu”")));
        QVERIFY(banner->text().contains(QStringLiteral("worker-2 holds “gpu” and waits for “db”")));
        m_f->program->exit(workers[0], -9);
        m_f->pass();
        QVERIFY(!banner->isVisible());
    }

    // The figures of the overview are of the same workers.
    void overviewCountsWorkersOnly() {
        fill();
        m_f->program->add_process("helper of its own");
        const auto waits = m_f->program->add_process("scanner");
        m_f->program->acquire(m_lock, waits);
        m_f->pass();
        OverviewPage page(m_f->context());
        page.show();
        const QString said = page.findChild<Card*>(QStringLiteral("cardWorkers"))->accessibleName();
        QVERIFY2(said.contains(QStringLiteral("1 waiting")), qPrintable(said));
        const TimeHistory& history = m_f->models.history;
        double all = 0;
        for (const auto kind : {SeriesKind::workers_busy, SeriesKind::workers_idle, SeriesKind::workers_waiting,
                                SeriesKind::workers_suspended, SeriesKind::workers_starting})
            all += history.last({kind});
        QCOMPARE(all, 6.0);
    }

    void queueChartsFollowTheChoice() {
        fill();
        QueuesPage page(m_f->context());
        page.resize(900, 600);
        page.show();
        auto* depth = page.findChild<TimeSeriesView*>(QStringLiteral("chartQueueDepth"));
        QCOMPARE(depth->tableText().section(QLatin1Char('\n'), 0, 0).count(QLatin1Char('\t')),
                 2);  // time and both queues
        page.reveal({Entity::Kind::queue, {}, m_queue});
        QCOMPARE(depth->tableText().section(QLatin1Char('\n'), 0, 0).count(QLatin1Char('\t')), 1);
    }

    // Acceptance 51.
    void deletedRunsComeBack() {
        RunsPage page(m_f->context());
        page.show();
        RunRow row;
        row.id = 7;
        row.source = QStringLiteral("render");
        Q_EMIT m_f->runs.changed({row});
        page.reveal({Entity::Kind::run, {}, 7});
        auto* remove = page.findChild<QPushButton*>(QStringLiteral("runDelete"));
        QVERIFY(remove->isEnabled());
        remove->setFocus();
        remove->click();
        QCOMPARE(page.focusWidget(), page.mainWidget());
        auto* bar = page.findChild<UndoBar*>(QStringLiteral("runUndo"));
        QVERIFY(bar->isVisible());
        bar->undo();
        QVERIFY(!bar->isVisible());
        // What is being written now cannot be deleted.
        row.recording = true;
        Q_EMIT m_f->runs.changed({row});
        page.reveal({Entity::Kind::run, {}, 7});
        QVERIFY(!remove->isEnabled());
        QVERIFY(!remove->toolTip().isEmpty());
        QSignalSpy open(&page, &Page::runRequested);
        page.findChild<QPushButton*>(QStringLiteral("runOpen"))->click();
        QCOMPARE(open.first().first().value<std::int64_t>(), 7);
    }

    // Acceptance 53: every format is offered, the command that does the same is shown, a failure names its path.
    void aRunIsExportedAndAnotherMachinesImported() {
        const auto record = [](const QString& file, std::chrono::hours later) {
            auto program = std::make_shared<mp::test::FakeProgram>("elsewhere");
            program->advance(later);
            mp::history::Database database(file.toStdString());
            auto session = program->session();
            mp::history::Recorder recorder(database, session);
            recorder.finish();
            return recorder.run_id();
        };
        const auto id = record(m_f->runs.database(), 0h);
        RunsPage page(m_f->context());
        page.show();
        QTRY_COMPARE(m_f->models.runs.rowCount(), 1);
        page.reveal({Entity::Kind::run, {}, static_cast<std::uint64_t>(id)});
        auto* text = page.findChild<QLabel*>(QStringLiteral("runExportText"));
        const auto choose = [&](const QString& dialog, const QString& file) {
            auto* open = page.window()->findChild<QFileDialog*>(dialog);
            QVERIFY(open);
            Q_EMIT open->fileSelected(file);
            open->close();
            QTRY_VERIFY(!page.window()->findChild<QFileDialog*>(dialog));
        };
        auto* menu = page.findChild<QPushButton*>(QStringLiteral("runExport"))->menu();
        QCOMPARE(menu->actions().size(), 4);
        for (const auto* each : {"Html", "Trace", "Csv", "Json"}) {
            auto* action = menu->findChild<QAction*>(QStringLiteral("runExport") + QLatin1String(each));
            QVERIFY(action);
            action->trigger();
            const QString file = m_f->folder.filePath(QStringLiteral("it's ") + QLatin1String(each));
            choose(QStringLiteral("runExportDialog"), file);
            QTRY_VERIFY_WITH_TIMEOUT(text->text().startsWith(QStringLiteral("✓ Exported to ") + file), 20000);
            QVERIFY(QFile::exists(file));
            const QString format = QString::fromLatin1(each).toLower();
            QVERIFY2(
                text->text().contains(QStringLiteral("lifeguardctl export %1 --format %2 -o ").arg(id).arg(format)),
                qPrintable(text->text()));
        }
        menu->findChild<QAction*>(QStringLiteral("runExportHtml"))->trigger();
        choose(QStringLiteral("runExportDialog"), m_f->folder.filePath(QStringLiteral("none/there.html")));
        QTRY_VERIFY_WITH_TIMEOUT(text->text().startsWith(QStringLiteral("✖")), 20000);
        QVERIFY(text->text().contains(m_f->folder.filePath(QStringLiteral("none/there.html"))));

        const QString other = m_f->folder.filePath(QStringLiteral("other.db"));
        record(other, 1h);
        for (const auto* expected : {"1 run(s) imported from", "0 run(s) imported, 1 were here already from"}) {
            page.findChild<QPushButton*>(QStringLiteral("runImport"))->click();
            choose(QStringLiteral("runImportDialog"), other);
            QTRY_VERIFY_WITH_TIMEOUT(text->text().contains(QLatin1String(expected)), 20000);
        }
        QTRY_COMPARE(m_f->models.runs.rowCount(), 2);
        page.findChild<QPushButton*>(QStringLiteral("runImport"))->click();
        choose(QStringLiteral("runImportDialog"), m_f->folder.filePath(QStringLiteral("no such.db")));
        QTRY_VERIFY_WITH_TIMEOUT(text->text().startsWith(QStringLiteral("✖")), 20000);
        QVERIFY(text->text().contains(QStringLiteral("no such.db")));
        QVERIFY(!page.findChild<QPushButton*>(QStringLiteral("runImportStop"))->isVisible());
    }

private:
    std::vector<std::unique_ptr<Page>> sessionPages() {
        std::vector<std::unique_ptr<Page>> pages;
        pages.push_back(std::make_unique<OverviewPage>(m_f->context()));
        pages.push_back(std::make_unique<WorkersPage>(m_f->context()));
        pages.push_back(std::make_unique<TasksPage>(m_f->context()));
        pages.push_back(std::make_unique<TimelinePage>(m_f->context()));
        pages.push_back(std::make_unique<QueuesPage>(m_f->context()));
        pages.push_back(std::make_unique<LocksPage>(m_f->context()));
        pages.push_back(std::make_unique<ExitsPage>(m_f->context()));
        pages.push_back(std::make_unique<LogsPage>(m_f->context()));
        pages.push_back(std::make_unique<RunsPage>(m_f->context()));
        for (const auto& page : pages) page->resize(1000, 640);
        return pages;
    }
    // A pool of six with a busy, a waiting, a suspended and an ended worker, two queues and a lock that is waited for.
    void fill() {
        m_pool = m_f->program->add_pool("pool-A", 6);
        m_queue = m_f->program->add_queue("in");
        m_f->program->add_queue("out", 64);
        m_lock = m_f->program->add_lock("db");
        m_f->program->submit(m_pool, 50);
        const auto workers = m_f->program->workers(m_pool);
        m_worker = workers[0];
        m_f->program->start_task(workers[3], "resize");
        m_f->program->replace(workers[3], -11);
        for (int i = 0; i < 5; ++i) m_f->pass();
        m_f->program->start_task(m_worker, "resize");
        m_f->program->acquire(m_lock, workers[0]);
        m_f->program->acquire(m_lock, workers[2]);
        m_f->program->edit(workers[4], [](mp::observe::Process& p) { p.state = mp::observe::ProcessState::suspended; });
        m_f->pass();
    }
    // Rows that are processes and match by themselves.
    static int leaves(const QAbstractItemModel* model, const QModelIndex& parent = {}) {
        int count = 0;
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const QModelIndex index = model->index(row, 0, parent);
            count += model->rowCount(index) > 0 ? leaves(model, index)
                                                : index.data(EntityRole).value<Entity>().kind == Entity::Kind::process;
        }
        return count;
    }
    static QAction* action(QMenu* menu, const char* name) {
        return menu->findChild<QAction*>(QString::fromLatin1(name));
    }

    std::unique_ptr<PageFixture> m_f;
    std::uint64_t m_pool = 0;
    std::uint64_t m_queue = 0;
    std::uint64_t m_lock = 0;
    Identity m_worker;
};

QTEST_MAIN(TestPages)
#include "tst_pages.moc"

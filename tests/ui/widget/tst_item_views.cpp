// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

#include "model/process_model.h"
#include "support/fake_session.h"
#include "widget/column_dialog.h"
#include "widget/item_views.h"

using namespace lifeguard;
using namespace std::chrono_literals;
using mp::observe::Identity;
using mp::test::FakeProgram;

class TestItemViews : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_program = std::make_shared<FakeProgram>("render");
        m_pool = m_program->add_pool("pool-A", 40);
        m_model = std::make_unique<ProcessModel>();
        m_proxy = std::make_unique<FilterProxy>();
        m_proxy->setSourceModel(m_model.get());
        m_settings = std::make_unique<Settings>(m_folder.filePath(QStringLiteral("%1.ini").arg(++m_number)));
        m_tree = std::make_unique<TreeView>(QStringLiteral("tree"), ProcessModel::columns(), *m_settings);
        m_tree->setModel(m_proxy.get());
        m_tree->resize(900, 260);
        update();
        m_tree->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_tree.get()));
    }
    void cleanup() { m_tree.reset(); }

    // Acceptance 11, 14: everything is open at first, and new branches open by themselves.
    void branchesAreOpen() { QCOMPARE(visibleRows(), 1 + 1 + 40); }

    // Acceptance 12, 13.
    void selectionAndScrollStayOverRefreshes() {
        const Identity chosen = m_program->workers(m_pool)[25];
        m_tree->keeper()->choose({entity(chosen)}, true);
        QTest::qWait(1);
        const int y = m_tree->visualRect(index(chosen)).top();
        QVERIFY(m_tree->verticalScrollBar()->value() > 0);
        QSignalSpy changed(m_tree.get(), &TreeView::chosenChanged);
        for (int i = 0; i < 60; ++i) {
            m_program->advance(1s);
            // Rows come and go above the chosen one.
            if (i % 3 == 0) m_program->exit(m_program->workers(m_pool).front(), 0);
            if (i % 4 == 0) m_program->add_worker(m_pool);
            update();
            QTest::qWait(1);
        }
        QCOMPARE(m_tree->keeper()->chosen(), QList<Entity>{entity(chosen)});
        QCOMPARE(m_tree->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(m_tree->selectionModel()->selectedRows().first().data(EntityRole).value<Entity>(), entity(chosen));
        QCOMPARE(m_tree->visualRect(index(chosen)).top(), y);
        QCOMPARE(changed.size(), 0);
    }

    // Acceptance 16: nothing slides under the choice when its row goes.
    void choiceNeverMovesToANeighbour() {
        const Identity chosen = m_program->workers(m_pool)[3];
        m_tree->keeper()->choose({entity(chosen)}, false);
        m_program->exit(chosen, 0);
        update();
        m_program->advance(31s);
        update();
        QVERIFY(!index(chosen).isValid());
        QCOMPARE(m_tree->keeper()->chosen(), QList<Entity>{entity(chosen)});
        QVERIFY(!m_tree->selectionModel()->hasSelection());
    }

    // Acceptance 14, 15.
    void filterKeepsChoiceAndBranches() {
        const Identity chosen = m_program->workers(m_pool)[25];
        m_tree->keeper()->choose({entity(chosen)}, false);
        m_proxy->setFilterText(QStringLiteral("nothing-is-called-so"));
        QCOMPARE(visibleRows(), 0);
        m_proxy->setFilterText({});
        QCOMPARE(visibleRows(), 42);
        QCOMPARE(m_tree->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(m_tree->selectionModel()->selectedRows().first().data(EntityRole).value<Entity>(), entity(chosen));

        const QModelIndex pool = m_proxy->mapFromSource(m_model->indexOf({Entity::Kind::pool, {}, m_pool}));
        m_tree->collapse(pool);
        QCOMPARE(visibleRows(), 2);
        m_proxy->setFilterText(QStringLiteral("nothing-is-called-so"));
        m_proxy->setFilterText({});
        QCOMPARE(visibleRows(), 2);
        QTest::keyClick(m_tree.get(), Qt::Key_Asterisk);
        QCOMPARE(visibleRows(), 42);
    }

    void copiesRowsAsTheyStand() {
        const Identity first = m_program->workers(m_pool)[0];
        m_tree->keeper()->choose({entity(first)}, false);
        m_tree->columns()->setShown(ProcessModel::StateColumn, false);
        m_tree->columns()->moveSection(m_tree->columns()->visualIndex(ProcessModel::PidColumn), 0);
        QTest::keyClick(m_tree.get(), Qt::Key_C, Qt::ControlModifier);
        const QStringList cells = QGuiApplication::clipboard()->text().trimmed().split(QLatin1Char('\t'));
        QCOMPARE(cells[0], QString::number(first.pid));
        QCOMPARE(cells[1], QStringLiteral("worker-1"));
        QVERIFY(!cells.contains(QStringLiteral("idle")));
    }

    // Acceptance 58.
    void headerComesBackByColumnId() {
        HeaderView* header = m_tree->columns();
        header->setShown(ProcessModel::ThreadsColumn, true);
        header->setShown(ProcessModel::TaskColumn, false);
        header->moveSection(header->visualIndex(ProcessModel::MemoryColumn), 1);
        const QByteArray state = m_settings->value(QStringLiteral("layout/columns/tree")).toByteArray();
        QVERIFY(!state.isEmpty());

        TreeView again(QStringLiteral("tree"), ProcessModel::columns(), *m_settings);
        again.setModel(m_proxy.get());
        QVERIFY(!again.columns()->isSectionHidden(ProcessModel::ThreadsColumn));
        QVERIFY(again.columns()->isSectionHidden(ProcessModel::TaskColumn));
        QCOMPARE(again.columns()->visualIndex(ProcessModel::MemoryColumn), 1);
        // Widths that nobody chose give way as before; those that somebody did stay.
        again.columns()->setDefaultWidths({{QStringLiteral("name"), 60}});
        again.resize(1200, 300);
        again.show();
        const int wide = again.columns()->sectionSize(0);
        again.resize(700, 300);
        QTRY_VERIFY(again.columns()->sectionSize(0) < wide);

        // A version that knew a column less saved it: what it did not know appears with its default.
        Columns fewer = ProcessModel::columns();
        fewer[ProcessModel::HeartbeatColumn].id = QStringLiteral("not-known-then");
        HeaderView old(QStringLiteral("old"), fewer);
        old.setModel(m_proxy.get());
        old.setShown(ProcessModel::HeartbeatColumn, false);
        old.setShown(ProcessModel::TaskColumn, false);
        HeaderView fresh(QStringLiteral("new"), ProcessModel::columns());
        fresh.setModel(m_proxy.get());
        QVERIFY(fresh.restore(old.save()));
        QVERIFY(!fresh.isSectionHidden(ProcessModel::HeartbeatColumn));
        QVERIFY(fresh.isSectionHidden(ProcessModel::TaskColumn));
        QVERIFY(!old.restore("rubbish"));
        QVERIFY(!old.restore(state.left(state.size() / 2)));

        m_settings->resetLayout();
        QVERIFY(!again.columns()->isSectionHidden(ProcessModel::TaskColumn));
        QVERIFY(again.columns()->isSectionHidden(ProcessModel::ThreadsColumn));
    }
    void dialogDescribesAndApplies() {
        m_tree->columns()->openDialog();
        auto* dialog = m_tree->window()->findChild<ColumnDialog*>();
        QVERIFY(dialog != nullptr);
        auto* list = dialog->findChild<QTreeWidget*>(QStringLiteral("columnList"));
        QCOMPARE(list->topLevelItemCount(), int(ProcessModel::ColumnCount));
        for (int i = 0; i < list->topLevelItemCount(); ++i)
            QVERIFY2(!list->topLevelItem(i)->text(1).isEmpty(), qPrintable(list->topLevelItem(i)->text(0)));
        list->topLevelItem(ProcessModel::NiceColumn)->setCheckState(0, Qt::Checked);
        dialog->accept();
        QVERIFY(m_tree->columns()->isSectionHidden(ProcessModel::NiceColumn));  // accept() alone is not OK
        m_tree->columns()->openDialog();
        dialog = m_tree->window()->findChildren<ColumnDialog*>().last();
        list = dialog->findChild<QTreeWidget*>(QStringLiteral("columnList"));
        list->topLevelItem(ProcessModel::NiceColumn)->setCheckState(0, Qt::Checked);
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(!m_tree->columns()->isSectionHidden(ProcessModel::NiceColumn));
    }

    // Acceptance 18: no re-sort under the pointer.
    void pointerFreezesTheOrder() {
        QEvent enter(QEvent::Enter);
        QCoreApplication::sendEvent(m_tree->viewport(), &enter);
        QVERIFY(m_proxy->isFrozen());
        QEvent leave(QEvent::Leave);
        QCoreApplication::sendEvent(m_tree->viewport(), &leave);
        QVERIFY(!m_proxy->isFrozen());
    }

    // Names are not cut for others' sake, not even where the others have no room.
    void namesAreReadWhole() {
        HeaderView* header = m_tree->columns();
        const int others = header->sectionSize(ProcessModel::PidColumn);
        header->setDefaultWidths({{QStringLiteral("name"), 20}, {QStringLiteral("state"), 22}});
        header->setNames({QStringLiteral("name")});
        m_program->edit(m_program->workers(m_pool)[2],
                        [](mp::observe::Process& p) { p.name = "transcode-and-publish-worker-12"; });
        m_program->add_process("another");
        update();
        QAbstractItemView* view = m_tree.get();
        const auto isWhole = [&] { return header->sectionSize(0) >= view->sizeHintForColumn(0); };
        QTRY_VERIFY2(isWhole(), "the name of a row in sight");
        for (const int width : {700, 500, 1200}) {
            m_tree->resize(width, 260);
            QTRY_VERIFY2(isWhole(), "the width changes");
            QVERIFY(header->sectionSize(ProcessModel::PidColumn) >= others / 2);
        }
        // Within reason.
        m_program->edit(m_program->workers(m_pool)[1], [](mp::observe::Process& p) { p.name.assign(400, 'x'); });
        m_program->add_process("one more");
        update();
        QTRY_VERIFY(!isWhole());
        QTest::qWait(150);
        QVERIFY(header->sectionSize(0) < 500);
    }

    // A number that is cut is another number.
    void numbersAreReadWhole() {
        HeaderView* header = m_tree->columns();
        header->setDefaultWidths({{QStringLiteral("name"), 29}, {QStringLiteral("task"), 40}});
        const auto worker = m_program->workers(m_pool)[1];
        m_program->edit(worker, [](mp::observe::Process& p) { p.done_count = 1'848'753'000'000; });
        update();
        QAbstractItemView* view = m_tree.get();
        const int done = ProcessModel::DoneColumn;
        QTRY_VERIFY(header->sectionSize(done) >= view->sizeHintForColumn(done));
        // No row comes, the number grows.
        m_program->edit(worker, [](mp::observe::Process& p) { p.done_count = 1'848'753'000'000'000'000; });
        update();
        QVERIFY(header->sectionSize(done) < view->sizeHintForColumn(done));
        QTRY_VERIFY(header->sectionSize(done) >= view->sizeHintForColumn(done));
        for (const int width : {700, 500, 1200}) {
            m_tree->resize(width, 260);
            QTRY_VERIFY2(header->sectionSize(done) >= view->sizeHintForColumn(done), "the width changes");
        }
    }

    void theLargestIsFirstWhereItIsLookedFor() {
        HeaderView* header = m_tree->columns();
        header->setLargestFirst({QStringLiteral("heartbeat")});
        header->resizeSection(0, 60);
        const auto now = m_program->now_ns();
        const auto workers = m_program->workers(m_pool);
        for (std::size_t i = 0; i < workers.size(); ++i)
            m_program->edit(workers[i], [&](mp::observe::Process& p) {
                p.heartbeat_ns = now - static_cast<std::int64_t>((i * 7) % 40) * 1'000'000'000;
            });
        m_program->edit(workers[0], [](mp::observe::Process& p) { p.heartbeat_ns.reset(); });
        update();
        const auto at = [&](bool last) {
            const QModelIndex pool = m_proxy->index(0, 0, m_proxy->index(0, 0));
            const int row = last ? m_proxy->rowCount(pool) - 1 : 0;
            return m_proxy->index(row, ProcessModel::HeartbeatColumn, pool).data().toString();
        };
        const QPoint place(header->sectionViewportPosition(ProcessModel::HeartbeatColumn) + 10, header->height() / 2);
        header->setOffsetToSectionPosition(0);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QVERIFY2(at(false).startsWith(QStringLiteral("39")), qPrintable(at(false)));
        QCOMPARE(at(true), QStringLiteral("—"));
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        QVERIFY(!at(false).startsWith(QStringLiteral("39")));
    }

    void headerClicksCycleTheOrder() {
        HeaderView* header = m_tree->columns();
        const QPoint pid(header->sectionViewportPosition(ProcessModel::PidColumn) + 10, header->height() / 2);
        const auto topWorker = [this] {
            const QModelIndex pool = m_proxy->index(0, 0, m_proxy->index(0, 0));
            return m_proxy->index(0, ProcessModel::PidColumn, pool).data().toInt();
        };
        const int first = topWorker();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, pid);
        QCOMPARE(topWorker(), first);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, pid);
        QCOMPARE(topWorker(), m_program->workers(m_pool).back().pid);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, pid);
        QCOMPARE(topWorker(), first);
        QVERIFY(!header->isSortIndicatorShown());
    }

private:
    void update() { m_model->update(m_program->take(), true); }
    static Entity entity(const Identity& identity) { return {Entity::Kind::process, identity, 0}; }
    QModelIndex index(const Identity& identity) const {
        return m_proxy->mapFromSource(m_model->indexOf(entity(identity)));
    }
    int visibleRows() const {
        int rows = 0;
        for (QModelIndex at = m_proxy->index(0, 0); at.isValid(); at = m_tree->indexBelow(at)) ++rows;
        return rows;
    }

    QTemporaryDir m_folder;
    int m_number = 0;
    std::shared_ptr<FakeProgram> m_program;
    std::uint64_t m_pool = 0;
    std::unique_ptr<ProcessModel> m_model;
    std::unique_ptr<FilterProxy> m_proxy;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TreeView> m_tree;
};

QTEST_MAIN(TestItemViews)
#include "tst_item_views.moc"

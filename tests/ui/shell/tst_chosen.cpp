// SPDX-License-Identifier: GPL-3.0-or-later
// What is highlighted is what the verbs act on, on every page; and what the window says of its session.
#include <QAbstractItemView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QSignalSpy>

#include "page/timeline_page.h"
#include "shell/command_palette.h"
#include "widget/banner.h"
#include "widget/elided_label.h"
#include "widget/filter_edit.h"
#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;

class TestChosen : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m = std::make_unique<WindowFixture>();
        m_pool = m->program->add_pool("files", 3);
        m_workers = m->program->workers(m_pool);
        m_scanner = m->program->add_process("scanner");
        m_lock = m->program->add_lock("db");
    }
    void cleanup() {
        m->window.reset();
        m.reset();
    }

    void aPageHighlightsWhatIsChosenElsewhere() {
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        m->window->page(QStringLiteral("workers"))->reveal({Entity::Kind::process, m_workers[0], 0});
        QCOMPARE(highlighted("workers"), QList<Entity>({worker(0)}));
        m->window->showPage(QStringLiteral("timeline"));
        m->hub->models.selection.set({{Entity::Kind::process, m_scanner, 0}});
        m->window->showPage(QStringLiteral("workers"));
        QCOMPARE(highlighted("workers"), QList<Entity>({{Entity::Kind::process, m_scanner, 0}}));
        m->action("actionKill")->trigger();
        QVERIFY(m->dialog());
        QVERIFY(m->in<QLabel>(m->dialog(), "confirmQuestion")->text().contains(QStringLiteral("scanner")));
        m->dialog()->reject();
    }

    void aPageThatDoesNotListItHighlightsNothing() {
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        m->window->page(QStringLiteral("workers"))->reveal({Entity::Kind::process, m_workers[0], 0});
        const Entity lock{Entity::Kind::lock, {}, m_lock};
        m->window->showPage(QStringLiteral("locks"), lock);
        QCOMPARE(m->hub->models.selection.single(), lock);
        m->window->showPage(QStringLiteral("workers"));
        QVERIFY(highlighted("workers").isEmpty());
        QCOMPARE(m->hub->models.selection.single(), lock);  // the inspector goes on showing it
        // The key of a verb that cannot be done says why.
        auto* view = m->window->page(QStringLiteral("workers"))->mainWidget();
        QTest::keyClick(view, Qt::Key_Delete, Qt::ShiftModifier);
        QVERIFY(!m->dialog());
        const QString said = m->in<ElidedLabel>(m->window.get(), "statusSession")->text();
        QVERIFY2(said.contains(QStringLiteral("Choose a worker")), qPrintable(said));
        // What was highlighted before can be chosen again.
        m->window->page(QStringLiteral("workers"))->reveal({Entity::Kind::process, m_workers[0], 0});
        QCOMPARE(m->hub->models.selection.single(), worker(0));
    }

    void anExitIsItsProcessOnTheOtherPage() {
        m->program->exit(m_workers[1], -11);
        m->open();
        m->window->showPage(QStringLiteral("exits"), {Entity::Kind::process, m_workers[1], 0});
        QCOMPARE(m->hub->models.selection.single().kind, Entity::Kind::exit);
        m->window->showPage(QStringLiteral("workers"));
        QCOMPARE(highlighted("workers"), QList<Entity>({worker(1)}));
        QCOMPARE(m->hub->models.selection.single(), worker(1));
        m->window->showPage(QStringLiteral("exits"));
        QCOMPARE(m->hub->models.selection.single(), (Entity{Entity::Kind::exit, m_workers[1], 0}));
    }

    void whatIsChosenByOtherMeansIsHighlighted() {
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        m->choose({m_workers[2]});
        QCOMPARE(highlighted("workers"), QList<Entity>({worker(2)}));
        m->hub->models.selection.clear();
        QVERIFY(highlighted("workers").isEmpty());
    }

    void ofSeveralTheLivingAreMeant() {
        m->open();
        m->program->exit(m_workers[1], -11);
        m->settle();
        m->choose({m_workers[0], m_workers[1], m_workers[2]});
        QVERIFY(m->action("actionKill")->isEnabled());
        m->action("actionKill")->trigger();
        QVERIFY(m->dialog());
        QVERIFY(m->in<QLabel>(m->dialog(), "confirmQuestion")->text().contains(QStringLiteral("2 processes")));
        QVERIFY(m->in<QLabel>(m->dialog(), "confirmConsequences")
                    ->text()
                    .contains(QStringLiteral("1 of the chosen have ended already")));
        m->in<QPushButton>(m->dialog(), "confirmVerb")->click();
        QTRY_COMPARE(m->signalsSent(), 2);
        m->choose({m_workers[1]});
        QVERIFY(!m->action("actionKill")->isEnabled());
    }

    void aWholePoolIsNamed() {
        m->open();
        m->hub->models.selection.set({{Entity::Kind::pool, {}, m_pool}});
        m->action("actionKill")->trigger();
        QVERIFY(m->dialog());
        QCOMPARE(m->in<QLabel>(m->dialog(), "confirmQuestion")->text(),
                 QStringLiteral("Kill pool files (3 process(es))?"));
        QCOMPARE(m->in<QPushButton>(m->dialog(), "confirmVerb")->text(), QStringLiteral("Kill pool files"));
        m->dialog()->reject();
    }

    void thePaletteOffersNoHarmFirst() {
        m->open();
        m->choose({m_workers[0]});
        m->action("actionPalette")->trigger();
        auto* palette = m->window->findChild<CommandPalette*>();
        auto* list = m->in<QListWidget>(palette, "paletteList");
        QVERIFY2(list->currentItem()->text().startsWith(QStringLiteral("Go to")),
                 qPrintable(list->currentItem()->text()));
        m->in<QLineEdit>(palette, "paletteLine")->setText(QStringLiteral("re"));
        QVERIFY2(!list->currentItem()->text().startsWith(QStringLiteral("Retry")),
                 qPrintable(list->currentItem()->text()));
        palette->close();
    }

    // The status line shows what the page shows, and once the program has ended, that it is over.
    void theStatusLineIsOfWhatIsShown() {
        m->program->start_task(m_workers[0]);
        m->program->submit(m_pool, 5);
        m->open();
        const auto* work = m->in<QLabel>(m->window.get(), "statusWork");
        QTRY_VERIFY2(work->text().startsWith(QStringLiteral("1/3 busy")), qPrintable(work->text()));
        m->hub->models.setPaused(true);
        m->program->start_task(m_workers[1]);
        m->settle();
        QVERIFY2(work->text().startsWith(QStringLiteral("1/3 busy")), qPrintable(work->text()));
        m->hub->models.setPaused(false);
        QTRY_VERIFY2(work->text().startsWith(QStringLiteral("2/3 busy")), qPrintable(work->text()));
        m->program->exit(m->program->program(), 3);
        QTRY_VERIFY2(work->text().contains(QStringLiteral("done")), qPrintable(work->text()));
        QVERIFY2(!work->text().contains(QStringLiteral("busy")) && !work->text().contains(QStringLiteral("/s")),
                 qPrintable(work->text()));
        // How long ago the end was would stand still from now on.
        const QModelIndex row = m->hub->models.processes.indexOf({Entity::Kind::session, m->program->program(), 0});
        const QString heard = row.siblingAtColumn(ProcessModel::HeartbeatColumn).data().toString();
        QVERIFY2(QRegularExpression(QStringLiteral("^ended \\d\\d:\\d\\d:\\d\\d$")).match(heard).hasMatch(),
                 qPrintable(heard));
    }

    // A sentence below the toolbar, in a place of its own, once the typing rests.
    void aWrongFilterIsToldOverThePage() {
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        auto* filter = m->in<FilterEdit>(m->window.get(), "filter");
        const auto* banner = m->in<Banner>(m->window.get(), "filterBanner");
        filter->setText(QStringLiteral("state:foo"));
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(QStringLiteral("waiting")), qPrintable(banner->text()));
        QVERIFY(filter->toolTip().isEmpty());  // it would lie over the sentence
        filter->setText(QStringLiteral("state:busy"));
        QTest::keyClick(filter, Qt::Key_Return);
        QVERIFY(!banner->isVisible());
        QVERIFY(!filter->toolTip().isEmpty());
    }

    void resettingTheLayoutAsks() {
        m->open();
        m->action("actionResetLayout")->trigger();
        auto* box = m->window->findChild<QMessageBox*>(QStringLiteral("resetLayoutDialog"));
        QVERIFY(box && box->isVisible());
        QCOMPARE(box->defaultButton(), box->button(QMessageBox::Cancel));
        QSignalSpy reset(m->settings.get(), &Settings::layoutReset);
        QTest::keyClick(box, Qt::Key_Return);
        QCOMPARE(reset.count(), 0);
    }

    // Popups are rare; the list has every crash.
    void everyCrashIsInTheList() {
        m->open();
        for (const Identity& each : m_workers) {
            m->program->exit(each, -11);
            m->settle();
        }
        const auto* list = m->in<QPlainTextEdit>(m->window.get(), "activity");
        QTRY_COMPARE(list->toPlainText().count(QStringLiteral("crashed: −11")), 3);
    }

private:
    Entity worker(std::size_t index) const { return {Entity::Kind::process, m_workers[index], 0}; }
    QList<Entity> highlighted(const char* page) const {
        QList<Entity> found;
        const auto* view = qobject_cast<QAbstractItemView*>(m->window->page(QLatin1String(page))->mainWidget());
        for (const QModelIndex& index : view->selectionModel()->selectedRows())
            found << index.data(EntityRole).value<Entity>();
        return found;
    }

    std::unique_ptr<WindowFixture> m;
    std::uint64_t m_pool = 0;
    std::uint64_t m_lock = 0;
    std::vector<Identity> m_workers;
    Identity m_scanner;
};

QTEST_MAIN(TestChosen)
#include "tst_chosen.moc"

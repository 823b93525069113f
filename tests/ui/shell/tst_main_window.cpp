// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDockWidget>
#include <QHeaderView>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTreeView>

#include "shell/command_palette.h"
#include "shell/navigation.h"
#include "shell/page_list.h"
#include "shell/pictures.h"
#include "widget/banner.h"
#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using namespace std::chrono_literals;

class TestMainWindow : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<WindowFixture>(); }
    void cleanup() {
        m->window.reset();
        m.reset();
    }

    // Acceptance 1.
    void firstStartShowsHomeWithoutADialog() {
        m->makeWindow();
        QCOMPARE(m->window->currentPage(), QStringLiteral("home"));
        QVERIFY(!QApplication::activeModalWidget());
        QVERIFY(!m->in<Banner>(m->window.get(), "noticeBanner")->isVisible());
    }

    // Acceptance 5.
    void keysOpenThePagesInOrder() {
        m->open();
        const QStringList pages = m->in<Navigation>(m->window.get(), "navigation")->pages();
        QCOMPARE(pages.size(), 9);
        for (int i = 0; i < pages.size(); ++i) {
            QTest::keyClick(m->window.get(), static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
            QCOMPARE(m->window->currentPage(), pages[i]);
            QVERIFY(m->window->windowTitle().contains(findPage(pages[i])->title()));
            QVERIFY(m->window->windowTitle().startsWith(QStringLiteral("render (pid 4242)")));
        }
    }

    void everyPageLivesWithoutAndWithASession() {
        m->makeWindow();
        for (const QString& id : pageIds()) m->window->showPage(id);
        const auto pool = m->program->add_pool("pool-A", 2);
        m->program->add_queue("in");
        m->program->add_lock("db");
        m->program->exit(m->program->workers(pool).front(), -11);
        m->hub->open([p = m->program] { return p->session(); });
        QTRY_VERIFY(m->hub->models.latest());
        for (const QString& id : pageIds()) {
            m->window->showPage(id);
            QTest::qWait(20);
        }
        m->hub->close();
        QCOMPARE(m->window->currentPage(), QStringLiteral("compare"));  // it needs no session
        m->window->showPage(QStringLiteral("workers"));
        m->hub->open([p = m->program] { return p->session(); });
        QTRY_VERIFY(m->hub->models.latest());
        m->hub->close();
        QCOMPARE(m->window->currentPage(), QStringLiteral("home"));
    }

    // Acceptance 19.
    void pauseShowsABanner() {
        m->open();
        QTest::keyClick(m->window.get(), Qt::Key_F6);
        auto* banner = m->in<Banner>(m->window.get(), "pauseBanner");
        QVERIFY(banner->isVisible());
        QVERIFY(m->hub->models.isPaused());
        QTest::keyClick(m->window.get(), Qt::Key_F6);
        QVERIFY(!banner->isVisible());
    }

    // What is typed is found: an action with its key, a worker, a task; what cannot be done says why and does nothing.
    void paletteFindsActionsAndPlaces() {
        const auto pool = m->program->add_pool("pool-A", 2);
        const auto worker = m->program->workers(pool).front();
        m->program->start_task(worker, "resize");
        m->open();
        m->settle();
        QTest::keyClick(m->window.get(), Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        auto* palette = m->window->findChild<CommandPalette*>();
        QVERIFY(palette);
        const auto open = [&] {  // without a window manager nobody gives the window its keys back after a dialog
            m->action("actionPalette")->trigger();
            return m->window->findChild<CommandPalette*>();
        };
        auto* line = m->in<QLineEdit>(palette, "paletteLine");
        auto* list = m->in<QListWidget>(palette, "paletteList");
        QVERIFY(palette->matches() > 20);
        line->setText(QStringLiteral("go locks"));
        QCOMPARE(palette->matches(), 1);
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m->window->currentPage(), QStringLiteral("locks"));
        QTRY_VERIFY(!m->window->findChild<CommandPalette*>());

        palette = open();
        line = m->in<QLineEdit>(palette, "paletteLine");
        line->setText(QStringLiteral("worker-1"));
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(m->window->currentPage(), QStringLiteral("workers"));
        QCOMPARE(m->hub->models.selection.single().identity, worker);
        QTRY_VERIFY(!m->window->findChild<CommandPalette*>());

        palette = open();
        m->in<QLineEdit>(palette, "paletteLine")->setText(QStringLiteral("#1"));
        QCOMPARE(palette->matches(), 1);
        QTest::keyClick(m->in<QLineEdit>(palette, "paletteLine"), Qt::Key_Return);
        QCOMPARE(m->window->currentPage(), QStringLiteral("tasks"));
        QTRY_VERIFY(!m->window->findChild<CommandPalette*>());

        m->hub->models.selection.clear();
        palette = open();
        line = m->in<QLineEdit>(palette, "paletteLine");
        list = m->in<QListWidget>(palette, "paletteList");
        line->setText(QStringLiteral("suspend"));
        QVERIFY(list->count() >= 1);
        QVERIFY(!(list->item(0)->flags() & Qt::ItemIsEnabled));
        QVERIFY2(list->item(0)->toolTip().contains(QStringLiteral("Choose a worker")),
                 qPrintable(list->item(0)->toolTip()));
        QTest::keyClick(line, Qt::Key_Return);
        QVERIFY(palette->isVisible());
        line->setText(QStringLiteral("nothing like this"));
        QVERIFY(m->in<QLabel>(palette, "paletteEmpty")->isVisible());
        palette->close();
    }

    void endOfTheProgramShowsABanner() {
        m->open();
        m->program->exit(m->program->program(), 3);
        auto* banner = m->in<Banner>(m->window.get(), "sessionBanner");
        QTRY_VERIFY(banner->isVisible());
        QVERIFY2(banner->text().contains(QStringLiteral("has ended: 3")), qPrintable(banner->text()));
        QVERIFY(!m->action("actionKill")->isEnabled());
    }

    void failureToAttachIsTold() {
        m->makeWindow();
        QSignalSpy told(m->hub.get(), &Hub::told);
        m->hub->open([]() -> Session { throw mp::ProcessLookupError("there is no process 99999"); });
        QTRY_COMPARE(told.count(), 1);
        QVERIFY(told[0][1].toBool());
        QCOMPARE(m->window->currentPage(), QStringLiteral("home"));
    }

    void crashesMakeABadgeUntilLookedAt() {
        const auto pool = m->program->add_pool("pool-A", 2);
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        m->program->exit(m->program->workers(pool).front(), -11);
        m->settle();
        auto* navigation = m->in<Navigation>(m->window.get(), "navigation");
        const auto spoken = [&] {
            return navigation->item(static_cast<int>(navigation->pages().indexOf(QStringLiteral("exits"))))
                ->data(Qt::AccessibleTextRole)
                .toString();
        };
        QTRY_COMPARE(spoken(), QStringLiteral("Exits, 1 new failure(s)"));
        m->window->showPage(QStringLiteral("exits"));
        QCOMPARE(spoken(), QStringLiteral("Exits"));
    }

    // From a click on a row to the toolbar: after rows have come, gone and changed.
    void clickOnARowChoosesIt() {
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        const auto pool = m->program->add_pool("pool-A", 5);
        m->settle();
        const auto workers = m->program->workers(pool);
        m->program->replace(workers[0], 0);
        m->program->exit(workers[1], -9);
        m->settle();
        m->program->advance(40s);
        m->settle();
        auto* view = m->window->page(QStringLiteral("workers"))->findChild<QTreeView*>();
        QModelIndex row;
        const auto find = [&] {
            for (QModelIndex at = view->indexAt({5, 5}); at.isValid(); at = view->indexBelow(at))
                if (at.siblingAtColumn(0).data(EntityRole).value<Entity>().identity == workers[3]) row = at;
            return row.isValid();
        };
        QTRY_VERIFY(find());
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(row).center());
        QCOMPARE(m->hub->models.selection.single().identity, workers[3]);
        QVERIFY(m->action("actionKill")->isEnabled());
    }

    // Acceptance 12, 13, 15: sixty refreshes with coming and going move neither choice nor sight.
    void choiceAndScrollStay() {
        const auto pool = m->program->add_pool("pool-A", 200);
        m->open();
        m->window->showPage(QStringLiteral("workers"));
        auto* view = m->window->page(QStringLiteral("workers"))->findChild<QTreeView*>();
        QVERIFY(view);
        QTRY_VERIFY(view->verticalScrollBar()->maximum() > 50);
        const auto workers = m->program->workers(pool);
        m->window->page(QStringLiteral("workers"))->reveal({Entity::Kind::process, workers[100], 0});
        m->choose({workers[100]});
        const auto top = [view] {
            return view->indexAt(QPoint(5, 2)).siblingAtColumn(0).data(EntityRole).value<Entity>();
        };
        const Entity at_top = top();
        for (int i = 0; i < 60; ++i) {
            m->program->edit(workers[static_cast<std::size_t>(i)], [](Process& p) { p.cpu_percent = 50.0; });
            if (i % 10 == 0) m->program->add_process("late");
            m->program->advance(1s);
            Frame frame;
            frame.snapshot = std::make_shared<const Snapshot>(m->program->take());
            frame.sample = true;
            m->hub->models.update(frame);
        }
        QCoreApplication::processEvents();
        QCOMPARE(m->hub->models.selection.single().identity, workers[100]);
        QVERIFY(top() == at_top);
    }

    // Acceptance 58.
    void layoutSurvives() {
        m->open();
        m->window->showPage(QStringLiteral("queues"));
        m->window->resize(1200, 800);
        m->in<QDockWidget>(m->window.get(), "inspectorDock")->hide();
        m->window->close();
        m->open();
        QTRY_COMPARE(m->window->currentPage(), QStringLiteral("queues"));
        QVERIFY(m->in<QDockWidget>(m->window.get(), "inspectorDock")->isHidden());
        QCOMPARE(m->window->size(), QSize(1200, 800));
        m->action("actionResetLayout")->trigger();
        m->in<QPushButton>(m->window.get(), "resetLayoutConfirm")->click();
        m->window->resize(1200, 800);  // the first size depends on the screen, and a narrow window has no inspector
        QVERIFY(!m->in<QDockWidget>(m->window.get(), "inspectorDock")->isHidden());
    }

    // What only a narrow window hides is not remembered as hidden.
    void anInspectorThatGaveWayComesBack() {
        m->open();
        m->window->resize(1200, 800);
        m->window->resize(1000, 700);
        QVERIFY(m->in<QDockWidget>(m->window.get(), "inspectorDock")->isHidden());
        m->window->close();
        m->makeWindow();
        m->window->resizeTo(QSize(1300, 800));
        QVERIFY(!m->in<QDockWidget>(m->window.get(), "inspectorDock")->isHidden());
        m->window->resize(1000, 700);
        QVERIFY(m->in<QDockWidget>(m->window.get(), "inspectorDock")->isHidden());
    }

    // Acceptance 6: nothing needs more room than a small screen has.
    void fitsASmallScreen() {
        m->open();
        for (const QString& id : pageIds()) m->window->showPage(id);
        m->window->resize(1024, 700);
        QCoreApplication::processEvents();
        QCOMPARE(m->window->size(), QSize(1024, 700));
        QVERIFY2(m->window->minimumSizeHint().width() <= 1024,
                 qPrintable(QString::number(m->window->minimumSizeHint().width())));
        QVERIFY2(m->window->minimumSizeHint().height() <= 700,
                 qPrintable(QString::number(m->window->minimumSizeHint().height())));
        QVERIFY(m->in<Navigation>(m->window.get(), "navigation")->isCompact());
    }

    // Acceptance 56: Esc never closes the window.
    void escapeClosesNothing() {
        m->open();
        for (const QString& id : pageIds()) {
            m->window->showPage(id);
            QTest::keyClick(m->window.get(), Qt::Key_Escape);
            QVERIFY(m->window->isVisible());
        }
    }

    // The tester's hooks, acceptance 57: whatever can be operated has a name for scripts and one for people.
    void everythingInteractiveHasNames() {
        m->open();
        for (const QString& id : pageIds()) m->window->showPage(id);
        QStringList nameless;
        for (const QWidget* widget : m->window->findChildren<QWidget*>()) {
            const bool interactive =
                qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
                qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSpinBox*>(widget) ||
                (qobject_cast<const QAbstractItemView*>(widget) && !qobject_cast<const QHeaderView*>(widget));
            if (!interactive || widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            if (button && button->text().isEmpty() && button->icon().isNull())
                continue;  // is given its words when it is shown
            const bool spoken = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
            // Parts of a combo or spin box and corners of tables speak through their owner.
            const bool part = qobject_cast<const QComboBox*>(widget->parentWidget()) ||
                              qobject_cast<const QLineEdit*>(widget->parentWidget()) ||
                              qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()) ||
                              widget->inherits("QTableCornerButton") ||
                              widget->parentWidget()->inherits("QComboBoxPrivateContainer");
            if (!part && (widget->objectName().isEmpty() || !spoken))
                nameless << QStringLiteral("%1 “%2” in %3")
                                .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                                     widget->parentWidget()->objectName());
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
    }

    // Alt and a letter means one thing on a page, the menus included.
    void mnemonicsDoNotClash() {
        m->open();
        for (const QString& id : pageIds()) {
            m->window->showPage(id);
            QMap<QString, QString> owners;
            QStringList clashes;
            const auto claim = [&](const QString& text) {
                const QString key = QKeySequence::mnemonic(text).toString();
                if (key.isEmpty()) return;
                if (owners.contains(key)) clashes << key + QStringLiteral(": ") + owners[key] + QLatin1Char('/') + text;
                owners[key] = text;
            };
            for (const QAction* menu : m->window->menuBar()->actions()) claim(menu->text());
            for (const QWidget* widget : m->window->page(id)->findChildren<QWidget*>()) {
                if (!widget->isVisible()) continue;
                if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) claim(button->text());
                const auto* label = qobject_cast<const QLabel*>(widget);
                if (label && label->buddy()) claim(label->text());
            }
            QVERIFY2(clashes.isEmpty(), qPrintable(id + QStringLiteral(": ") + clashes.join(QStringLiteral(", "))));
        }
    }

    void picturesOfEveryPage() {
        m->program->add_pool("pool-A", 4);
        m->open();
        const QString folder = m->folder.filePath(QStringLiteral("pictures"));
        Pictures pictures(*m->window, folder, 100);
        QSignalSpy finished(&pictures, &Pictures::finished);
        pictures.start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, 60000);
        QCOMPARE(finished[0][1].toString(), QString());
        const QStringList files = finished[0][0].toStringList();
        QCOMPARE(files.size(), pageIds().size());
        for (const QString& file : files)
            QCOMPARE(QImage(file).size(), m->window->size() * m->window->devicePixelRatio());
    }

private:
    std::unique_ptr<WindowFixture> m;
};

QTEST_MAIN(TestMainWindow)
#include "tst_main_window.moc"

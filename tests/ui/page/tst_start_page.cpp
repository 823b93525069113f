// SPDX-License-Identifier: GPL-3.0-or-later
#include <QClipboard>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

#include "page/command_line.h"
#include "page/home_page.h"
#include "page/input_chooser.h"
#include "page/pool_progress.h"
#include "page/start_page.h"
#include "page_fixture.h"
#include "widget/content_stack.h"

using namespace lifeguard;
using namespace lifeguard::test;

class TestStartPage : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void wordsAsInAShell_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("words");
        const auto s = [](const char* text) { return QString::fromUtf8(text); };
        QTest::newRow("plain") << s("gzip -k {}") << QStringList{s("gzip"), s("-k"), s("{}")};
        QTest::newRow("quotes") << s("a 'b c' \"d e\" f\\ g") << QStringList{s("a"), s("b c"), s("d e"), s("f g")};
        QTest::newRow("empty word") << s("a '' b") << QStringList{s("a"), QString(), s("b")};
        QTest::newRow("joined") << s("x'y z'w") << QStringList{s("xy zw")};
        QTest::newRow("quote in quotes") << s("\"a\\\"b\" 'c\\d'") << QStringList{s("a\"b"), s("c\\d")};
    }
    void wordsAsInAShell() {
        QFETCH(QString, text);
        QFETCH(QStringList, words);
        QCOMPARE(command_line::split(text), words);
        QCOMPARE(command_line::split(command_line::join(words)), words);  // and back
    }
    void homeListsWhatRuns() {
        PageFixture fixture;
        fixture.running = {{{4242, 1}, "render", "./render", 1'700'000'000'000'000'000, true}};
        HomePage page(fixture.context());
        page.show();
        auto* list = page.findChild<QListWidget*>(QStringLiteral("homeSessions"));
        QTRY_COMPARE(list->count(), 1);
        QVERIFY(list->item(0)->text().contains(QStringLiteral("4242")));
        // A long name ends in an ellipsis and is whole in the tip; nothing scrolls sideways.
        QTRY_VERIFY(!fixture.selfTest.items().isEmpty());
        QTest::qWait(300);  // what looks already is done by then
        QSignalSpy looked(&fixture.selfTest, &SelfTest::finished);
        fixture.running[0].name = std::string(300, 'n');
        fixture.sessions.refresh();
        QTRY_VERIFY(list->item(0)->text().size() > 300);
        QTRY_VERIFY(list->item(0)->toolTip().contains(list->item(0)->text()));
        list->doItemsLayout();
        QCOMPARE(list->horizontalScrollBar()->maximum(), 0);
        QTRY_VERIFY(looked.count() >= 1);  // the self test counts the programs, too
        QSignalSpy attach(&page, &Page::attachRequested);
        page.findChild<QPushButton*>(QStringLiteral("homeAttachButton"))->click();
        QCOMPARE(attach.first().first().toInt(), 4242);
        QSignalSpy start(&page, &Page::startRequested);
        page.findChild<QLineEdit*>(QStringLiteral("homeCommand"))->setText(QStringLiteral("wc {}"));
        page.findChild<QPushButton*>(QStringLiteral("homeStartButton"))->click();
        QCOMPARE(start.first().first().toString(), QStringLiteral("wc {}"));
        QTRY_VERIFY(page.findChild<QLabel*>(QStringLiteral("homeSelfTest"))->text().contains(QStringLiteral("✓")));
    }

    void openQuoteIsAnError() {
        QString error;
        command_line::split(QStringLiteral("echo 'abc"), &error);
        QVERIFY(error.contains(QLatin1Char('\'')));
    }

    void formSaysWhatIsMissingAndStarts() {
        PageFixture f;
        StartPage page(f.context());
        page.show();
        auto* start = page.findChild<QPushButton*>(QStringLiteral("startButton"));
        QVERIFY(!start->isEnabled());
        QCOMPARE(start->toolTip(), page.problem());
        page.setCommand(QStringLiteral("gzip -k {}"));
        QVERIFY(page.problem().contains(QStringLiteral("files")));
        page.findChild<QComboBox*>(QStringLiteral("startInputKind"))->setCurrentIndex(1);
        page.findChild<QPlainTextEdit*>(QStringLiteral("startList"))->setPlainText(QStringLiteral("a b\nc\n\n"));
        QCOMPARE(page.problem(), QString());
        page.findChild<QSpinBox*>(QStringLiteral("startWorkers"))->setValue(4);
        page.findChild<QSpinBox*>(QStringLiteral("startRetries"))->setValue(2);
        page.findChild<QDoubleSpinBox*>(QStringLiteral("startTimeout"))->setValue(1.5);
        page.findChild<QLineEdit*>(QStringLiteral("startName"))->setText(QStringLiteral("nightly"));
        QCOMPARE(page.findChild<QLineEdit*>(QStringLiteral("startEquivalent"))->text(),
                 QStringLiteral(
                     "lifeguardctl pool -j 4 --retries 3 --timeout 1.5 --name nightly -- gzip -k {} ::: 'a b' c"));
        page.findChild<QPushButton*>(QStringLiteral("startCopy"))->click();
        QCOMPARE(QGuiApplication::clipboard()->text(),
                 page.findChild<QLineEdit*>(QStringLiteral("startEquivalent"))->text());
        PoolSpec asked;
        connect(&page, &Page::poolRequested, this, [&](const PoolSpec& spec) { asked = spec; });
        start->click();
        QCOMPARE(asked.command, (QStringList{QStringLiteral("gzip"), QStringLiteral("-k"), QStringLiteral("{}")}));
        QCOMPARE(asked.inputs, (QStringList{QStringLiteral("a b"), QStringLiteral("c")}));
        QCOMPARE(asked.workers, 4);
        QVERIFY(!start->isEnabled());  // once is enough
        Q_EMIT f.launcher.failed(QStringLiteral("gzip: not found"));
        QVERIFY(start->isEnabled());
        QVERIFY(page.findChild<QLabel*>(QStringLiteral("startProblem"))
                    ->text()
                    .contains(QStringLiteral("gzip: not found")));
    }
    void wrongPathsAreNamed() {
        PageFixture f;
        StartPage page(f.context());
        page.setCommand(QStringLiteral("wc {}"));
        page.findChild<QLineEdit*>(QStringLiteral("startDirectory"))->setText(QStringLiteral("/nowhere"));
        QVERIFY(page.problem().contains(QStringLiteral("/nowhere")));
        page.findChild<QLineEdit*>(QStringLiteral("startDirectory"))->clear();
        page.findChild<QComboBox*>(QStringLiteral("startInputKind"))->setCurrentIndex(2);
        page.findChild<QLineEdit*>(QStringLiteral("startInputFile"))->setText(QStringLiteral("/nowhere.txt"));
        QVERIFY(page.problem().contains(QStringLiteral("/nowhere.txt")));
    }

    void filesAreDroppedAndTakenAway() {
        PageFixture f;
        StartPage page(f.context());
        page.setCommand(QStringLiteral("wc {}"));
        page.show();
        QVERIFY(QTest::qWaitForWindowActive(&page));
        auto* chooser = page.findChild<InputChooser*>();
        auto* stack = page.findChild<ContentStack*>(QStringLiteral("startFilesStack"));
        auto* files = page.findChild<QListWidget*>(QStringLiteral("startFiles"));
        auto* remove = page.findChild<QPushButton*>(QStringLiteral("startRemoveFiles"));
        QVERIFY(stack->isEmpty() && !remove->isEnabled());
        page.findChild<QComboBox*>(QStringLiteral("startInputKind"))->setCurrentIndex(1);
        const auto drop = [&](const QList<QUrl>& urls) {
            QMimeData data;
            data.setUrls(urls);
            QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            enter.ignore();
            QCoreApplication::sendEvent(chooser, &enter);
            if (!enter.isAccepted()) return false;
            QDropEvent event(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(chooser, &event);
            return true;
        };
        QVERIFY(!drop({QUrl(QStringLiteral("https://example.org/a"))}));
        QVERIFY(drop({QUrl::fromLocalFile(QStringLiteral("/tmp/a b")), QUrl::fromLocalFile(QStringLiteral("/tmp/c"))}));
        QCOMPARE(page.spec().inputs, (QStringList{QStringLiteral("/tmp/a b"), QStringLiteral("/tmp/c")}));
        QCOMPARE(page.problem(), QString());
        QVERIFY(!stack->isEmpty());
        files->selectAll();
        QVERIFY(remove->isEnabled());
        files->setFocus();
        QTest::keyClick(files, Qt::Key_Delete);
        QVERIFY(stack->isEmpty() && !remove->isEnabled());
        QVERIFY(!page.problem().isEmpty());
    }

    void progressGivesARange() {
        FakeProgram program;
        const auto pool = program.add_pool("pool-A", 4);
        program.submit(pool, 1000);
        program.edit_all([](mp::observe::Snapshot& s) { s.pools[0].total_count = 1000; });
        ProgressTracker tracker;
        const auto step = [&](std::uint64_t finished) {
            program.edit_all([&](mp::observe::Snapshot& s) {
                s.pools[0].done_count += finished;
                s.pools[0].queued_count -= finished;
                s.pools[0].running_count = 4;
                s.pools[0].durations.buckets[27] += finished;
            });
            program.advance(1s);
            return tracker.update(program.take()).first();
        };
        QVERIFY(!step(9).least_ns);  // too few to tell
        for (int i = 0; i < 30; ++i) step(4);
        PoolProgress now = step(4);
        for (int i = 0; i < 12; ++i) now = step(8);  // it goes faster now
        QCOMPARE(now.finished, 9u + 31 * 4 + 12 * 8);
        QVERIFY(now.least_ns && now.most_ns && *now.least_ns < *now.most_ns);
        const double left = 1000.0 - static_cast<double>(now.finished);
        QVERIFY(std::abs(static_cast<double>(*now.least_ns) / 1e9 - left / 8) < 3);
        QVERIFY(now.text().contains(QStringLiteral("left")));
        QVERIFY(!now.stalled);
        for (int i = 0; i < 7; ++i) now = step(0);
        QVERIFY(now.stalled);
        QVERIFY(now.text().contains(QStringLiteral("stalled")));
        program.edit_all([](mp::observe::Snapshot& s) { s.pools[0].paused = true; });
        now = step(0);
        QVERIFY2(!now.stalled && now.text().contains(QStringLiteral("❚❚ paused")), qPrintable(now.text()));
        program.edit_all([](mp::observe::Snapshot& s) { s.pools[0].paused = false; });
        QVERIFY(!step(1).stalled);
    }
    // 100 % is the end, and nothing else.
    void sharesAreRoundedDown() {
        PoolProgress progress;
        progress.total = 1'381'332;
        for (const auto& [finished, text] :
             {std::pair{1'381'331, "99"}, {1'374'425, "99"}, {1'374'000, "99"}, {1'367'000, "98"}}) {
            progress.finished = static_cast<std::uint64_t>(finished);
            progress.fraction = static_cast<double>(finished) / static_cast<double>(progress.total);
            QVERIFY2(progress.text().startsWith(QLatin1String(text)), qPrintable(progress.text()));
        }
        progress.finished = progress.total;
        QVERIFY(progress.text().startsWith(QStringLiteral("all")));
    }

    void noEndIsToldWhileWorkArrives() {
        FakeProgram program;
        const auto pool = program.add_pool("pool-A", 4);
        ProgressTracker tracker;
        PoolProgress now;
        for (int i = 0; i < 20; ++i) {
            program.submit(pool, 100);
            program.edit_all([](mp::observe::Snapshot& s) { s.pools[0].done_count += 50; });
            program.advance(1s);
            now = tracker.update(program.take()).first();
        }
        QVERIFY(now.arriving);
        QVERIFY(now.text().contains(QStringLiteral("work still arriving")));
        program.exit(program.program(), 0);
        now = tracker.update(program.take()).first();
        QVERIFY2(now.text().endsWith(QStringLiteral("ended")), qPrintable(now.text()));
    }
};

QTEST_MAIN(TestStartPage)
#include "tst_start_page.moc"

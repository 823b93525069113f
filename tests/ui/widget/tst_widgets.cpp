// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

#include "format/theme.h"
#include "support/fake_session.h"
#include "widget/banner.h"
#include "widget/card.h"
#include "widget/cell_delegate.h"
#include "widget/chips.h"
#include "widget/content_stack.h"
#include "widget/elided_label.h"
#include "widget/filter_edit.h"
#include "widget/undo_bar.h"
#include "widget/wait_graph.h"

using namespace lifeguard;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

class TestWidgets : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void filterSetsItsProxy() {
        FilterProxy proxy;
        FilterEdit edit(QStringLiteral("filter"));
        QVERIFY(!edit.isEnabled());
        edit.setProxy(&proxy);
        QTest::keyClicks(&edit, QStringLiteral("state:busy"));
        QTRY_COMPARE(proxy.filterText(), QStringLiteral("state:busy"));
        // A wrong filter is told; the last valid one stays.
        edit.clear();
        QSignalSpy told(&edit, &FilterEdit::errorChanged);
        QTest::keyClicks(&edit, QStringLiteral("pid>many"));
        QTRY_VERIFY(!edit.error().isEmpty());
        QCOMPARE(proxy.filterText(), QString());
        QCOMPARE(edit.accessibleDescription(), edit.error());
        QTRY_COMPARE(told.size(), 1);  // once the typing rests
        QCOMPARE(told.last()[0].toString(), edit.error());
        QSignalSpy left(&edit, &FilterEdit::left);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(edit.text(), QString());
        QCOMPARE(edit.error(), QString());
        QCOMPARE(left.size(), 0);
        QTest::keyClick(&edit, Qt::Key_Escape);
        QCOMPARE(left.size(), 1);
        // A page clears or sets it as well.
        proxy.setFilterText(QStringLiteral("abc"));
        QCOMPARE(edit.text(), QStringLiteral("abc"));
    }

    void bannerStaysDismissedForItsText() {
        QWidget page;
        Banner banner(QStringLiteral("banner"), &page);
        page.show();
        banner.showMessage(Tone::failed, QStringLiteral("◆"), QStringLiteral("Deadlock"), QStringLiteral("Show"));
        QVERIFY(banner.isVisible());
        QSignalSpy acted(&banner, &Banner::actionTriggered);
        banner.findChild<QPushButton*>(QStringLiteral("bannerAction"))->click();
        QCOMPARE(acted.size(), 1);
        banner.findChild<QToolButton*>(QStringLiteral("bannerDismiss"))->click();
        banner.showMessage(Tone::failed, QStringLiteral("◆"), QStringLiteral("Deadlock"), QStringLiteral("Show"));
        QVERIFY(!banner.isVisible());
        banner.showMessage(Tone::failed, QStringLiteral("◆"), QStringLiteral("Another"), QStringLiteral("Show"));
        QVERIFY(banner.isVisible());
    }

    // Acceptance 51.
    void undoIsOfferedForAWhile() {
        UndoBar bar(QStringLiteral("undo"), nullptr, 300ms);
        QSignalSpy undone(&bar, &UndoBar::undone);
        QSignalSpy committed(&bar, &UndoBar::committed);
        bar.offer(QStringLiteral("1 run deleted."));
        bar.findChild<QPushButton*>(QStringLiteral("undoUndo"))->click();
        QCOMPARE(undone.size(), 1);
        QVERIFY(!bar.isVisible());
        bar.offer(QStringLiteral("1 run deleted."));
        QTRY_COMPARE(committed.size(), 1);
        QCOMPARE(undone.size(), 1);
        // Its key takes it back as well, wherever the keyboard is in the window.
        bar.offer(QStringLiteral("1 run deleted."));
        QVERIFY(QTest::qWaitForWindowActive(&bar));
        QTest::keyClick(&bar, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(undone.size(), 2);
        QCOMPARE(committed.size(), 1);
        // A second offer commits the first.
        bar.offer(QStringLiteral("a"));
        bar.offer(QStringLiteral("b"));
        QCOMPARE(committed.size(), 2);
    }

    void chipsKeepTheirChoice() {
        Chips chips(QStringLiteral("chips"));
        QSignalSpy chosen(&chips, &Chips::chosen);
        const auto items = [](int busy) {
            return QList<Chips::Item>{
                {QStringLiteral("all"), QStringLiteral("All"), 18, {}, {}, -1},
                {QStringLiteral("busy"), QStringLiteral("Busy"), busy, Tone::active, QStringLiteral("▶"), -1}};
        };
        chips.setItems(items(12));
        QCOMPARE(chips.current(), QStringLiteral("all"));
        auto* busy = chips.findChild<Chip*>(QStringLiteral("chips_busy"));
        QTest::mouseClick(busy, Qt::LeftButton);
        QCOMPARE(chips.current(), QStringLiteral("busy"));
        chips.setItems(items(11));
        QCOMPARE(chips.current(), QStringLiteral("busy"));
        QCOMPARE(busy->accessibleName(), QStringLiteral("Busy, 11"));
        chips.setItems(items(11).mid(0, 1));
        QCOMPARE(chips.current(), QStringLiteral("all"));
        QCOMPARE(chosen.last().first().toString(), QStringLiteral("all"));
    }

    void emptyStateOffersItsAction() {
        ContentStack stack(QStringLiteral("rows"), new QWidget);
        int pressed = 0;
        stack.showEmpty(QStringLiteral("Nothing."), {{QStringLiteral("Do it"), [&] { ++pressed; }}});
        auto* button = stack.findChild<QPushButton*>(QStringLiteral("rowsEmptyAction0"));
        stack.showEmpty(QStringLiteral("Nothing at all."), {{QStringLiteral("Do it"), [&] { pressed += 10; }}});
        button->click();  // the same button: a refresh does not take the focus away
        QCOMPARE(pressed, 10);
        QCOMPARE(stack.empty()->sentence(), QStringLiteral("Nothing at all."));
        stack.showContent();
        QVERIFY(!stack.isEmpty());
    }

    void labelIsCutWithItsWholeTextInTheTip() {
        ElidedLabel label;
        label.setText(QStringLiteral("a rather long name of a rather long program"));
        label.resize(60, 20);
        label.show();
        QVERIFY(label.isElided());
        QCOMPARE(label.toolTip(), label.text());
        label.resize(2000, 20);
        QVERIFY(label.toolTip().isEmpty());
    }

    void cardSaysAllInItsName() {
        Card card(QStringLiteral("card"), QStringLiteral("Workers busy"));
        card.setValue(QStringLiteral("12/16"), QStringLiteral("3 idle"));
        QCOMPARE(card.accessibleName(), QStringLiteral("Workers busy: 12/16, 3 idle"));
        QSignalSpy clicked(&card, &Card::clicked);
        card.show();
        QTest::keyClick(&card, Qt::Key_Space);
        QCOMPARE(clicked.size(), 1);
    }

    // A bar and a pill are really painted, in the tone of the cell.
    void delegatePaintsTones() {
        QStandardItemModel model(1, 2);
        model.setData(model.index(0, 0), QStringLiteral("busy"), Qt::DisplayRole);
        model.setData(model.index(0, 0), static_cast<int>(Tone::failed), ToneRole);
        model.setData(model.index(0, 0), QStringLiteral("✖"), GlyphRole);
        model.setData(model.index(0, 1), 0.5, FractionRole);
        const auto painted = [&](int column) {
            QImage image(120, 24, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter painter(&image);
            QStyleOptionViewItem option;
            option.rect = image.rect();
            option.palette = theme::lightPalette();
            option.font = QGuiApplication::font();
            option.fontMetrics = QFontMetrics(option.font);
            CellDelegate().paint(&painter, option, model.index(0, column));
            return image;
        };
        const QImage pill = painted(0);
        int toned = 0;
        for (int x = 0; x < 40; ++x)
            for (int y = 0; y < 24; ++y) toned += pill.pixelColor(x, y) == theme::tone(Tone::failed, false) ? 1 : 0;
        QVERIFY(toned > 5);
        const QImage bar = painted(1);
        QVERIFY(bar.pixelColor(20, 12) != bar.pixelColor(100, 12));
    }

    // Acceptance 43.
    void graphShowsTheCircle() {
        auto program = std::make_shared<FakeProgram>("render");
        const auto pool = program->add_pool("pool-A", 4);
        const auto workers = program->workers(pool);
        const auto db = program->add_lock("db");
        const auto gpu = program->add_lock("gpu");
        program->acquire(db, workers[0]);
        program->acquire(gpu, workers[1]);
        QVERIFY(WaitGraph::of(program->take()).nodes.isEmpty());  // nobody waits yet
        program->acquire(gpu, workers[0]);
        QVERIFY(!WaitGraph::of(program->take()).nodes.first().cycle);
        program->acquire(db, workers[1]);
        program->acquire(db, workers[2]);
        const WaitGraph graph = WaitGraph::of(program->take());
        QCOMPARE(graph.nodes.size(), 5);
        int circle = 0;
        for (const auto& node : graph.nodes) circle += node.cycle ? 1 : 0;
        QCOMPARE(circle, 4);
        QVERIFY(graph.sentences().contains(QStringLiteral("worker-1 waits for “gpu”, held by worker-2")));
        WaitGraphView view(QStringLiteral("graph"));
        view.setGraph(graph);
        QVERIFY(view.accessibleDescription().startsWith(QStringLiteral("Deadlock. ")));
        QList<QRect> places;
        for (const auto& node : graph.nodes) {
            const QRect place = view.placeOf(node.entity);
            QVERIFY(QRect(QPoint(), view.sizeHint()).contains(place));
            for (const QRect& other : places) QVERIFY(!other.intersects(place));
            places.append(place);
        }
        QSignalSpy activated(&view, &WaitGraphView::activated);
        view.resize(view.sizeHint());
        QTest::mouseClick(&view, Qt::LeftButton, {}, view.placeOf({Entity::Kind::lock, {}, db}).center());
        QCOMPARE(activated.first().first().value<Entity>().id, db);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.size(), 2);
    }
};

QTEST_MAIN(TestWidgets)
#include "tst_widgets.moc"

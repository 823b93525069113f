// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabBar>

#include "page/inspector_panel.h"
#include "page_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;
using mp::observe::Identity;

class TestInspectorPanel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_f = std::make_unique<PageFixture>();
        m_pool = m_f->program->add_pool("pool-A", 3);
        m_worker = m_f->program->workers(m_pool).front();
        m_f->program->start_task(m_worker, "resize", "\"a.png\"");
        QVERIFY(m_f->open());
        m_f->show();
        m_panel = std::make_unique<InspectorPanel>(m_f->context());
        m_panel->show();
    }
    void cleanup() {
        m_panel.reset();
        m_f.reset();
    }

    void valuesFreezeAtTheEnd() {
        choose({Entity::Kind::process, m_worker, 0});
        QVERIFY(button("inspectorTerminate")->isEnabled());
        m_f->program->exit(m_worker, -11);
        m_f->pass();
        QVERIFY(subtitle().contains(QStringLiteral("frozen")));
        QVERIFY(summary().contains(QStringLiteral("−11 SIGSEGV")));
        QVERIFY(!button("inspectorTerminate")->isEnabled());
        QVERIFY(button("inspectorTerminate")->toolTip().contains(QStringLiteral("has ended")));
        QVERIFY(!button("inspectorKill")->isEnabled());
        // Its row goes; what was known stays.
        m_f->models.processes.clearEnded();
        m_f->pass(60s);
        QVERIFY(summary().contains(QStringLiteral("−11 SIGSEGV")));
        QSignalSpy page(m_panel.get(), &InspectorPanel::pageRequested);
        button("inspectorLink")->click();
        QCOMPARE(page.first().first().toString(), QStringLiteral("exits"));
    }

    // As wide as it is at first, no tab is cut.
    void tabsAreReadWhole() {
        choose({Entity::Kind::process, m_worker, 0});
        m_panel->resize(m_panel->sizeHint());
        const auto* tabs = m_panel->findChild<QTabBar*>();
        QCOMPARE(tabs->count(), 4);
        QVERIFY2(
            tabs->tabRect(3).right() < tabs->parentWidget()->width(),
            qPrintable(QStringLiteral("%1 of %2").arg(tabs->tabRect(3).right()).arg(tabs->parentWidget()->width())));
    }

    void poolIsResized() {
        choose({Entity::Kind::pool, {}, m_pool});
        auto* size = m_panel->findChild<QSpinBox*>(QStringLiteral("inspectorPoolSize"));
        QCOMPARE(size->value(), 3);
        QVERIFY(!button("inspectorPoolApply")->isEnabled());
        QVERIFY(!button("inspectorPoolApply")->toolTip().isEmpty());
        size->setValue(8);
        m_f->pass();  // a refresh does not take the number back
        QCOMPARE(size->value(), 8);
        QSignalSpy resize(m_panel.get(), &InspectorPanel::resizeRequested);
        button("inspectorPoolApply")->click();
        QCOMPARE(resize.first().at(0).value<std::uint64_t>(), m_pool);
        QCOMPARE(resize.first().at(1).value<std::uint32_t>(), 8u);
    }

    void buttonsAskForTheChosen() {
        const Entity entity{Entity::Kind::process, m_worker, 0};
        choose(entity);
        QList<Entity> asked;
        connect(m_panel.get(), &InspectorPanel::requested, this, [&](Verb verb, const QList<Entity>& entities) {
            QCOMPARE(verb, Verb::kill);
            asked = entities;
        });
        button("inspectorKill")->click();
        QCOMPARE(asked, QList<Entity>{entity});
        QVERIFY(button("inspectorSuspend")->isEnabled());
        QVERIFY(!button("inspectorResume")->isEnabled());
        m_f->program->edit(m_worker, [](mp::observe::Process& p) { p.state = mp::observe::ProcessState::suspended; });
        m_f->pass();
        QVERIFY(!button("inspectorSuspend")->isEnabled());
        QVERIFY(button("inspectorResume")->isEnabled());
    }

    void exitIsExplained() {
        m_f->program->log("unrelated");
        m_f->program->replace(m_worker, -9, mp::observe::ExitCause::memory_limit);
        m_f->pass();
        choose({Entity::Kind::exit, m_worker, 0});
        QVERIFY(summary().contains(QStringLiteral("−9 SIGKILL")));
        QVERIFY(summary().contains(QStringLiteral("resize")));
        QVERIFY(summary().contains(QStringLiteral("worker-4")));
        QVERIFY(button("inspectorKill")->isHidden());
    }

    // However much the others have printed since; and what this window has not heard itself, a recording has.
    void lastWordsOfTheDeadStay() {
        mp::test::print_line(*m_f->program, m_worker, "\x1b[31mbad adaptive filter\x1b[0m");
        m_f->show();
        m_f->program->replace(m_worker, -11);
        const Identity other = m_f->program->workers(m_pool).back();
        for (int i = 0; i < 5'000; ++i) {
            mp::test::print_line(*m_f->program, other, "line " + std::to_string(i));
            if (i % 1'000 == 999) m_f->show();
        }
        choose({Entity::Kind::exit, m_worker, 0});
        QVERIFY(!m_f->models.snapshot()->log.empty() && m_f->models.snapshot()->log.front().process != m_worker);
        QVERIFY2(evidence().contains(QStringLiteral("bad adaptive filter\n")), qPrintable(evidence()));
        QVERIFY(!evidence().contains(QStringLiteral("line ")));
        WordsOfProcess words{m_worker, {}};
        for (const char* text : {"opening a.png", "bad adaptive filter"}) {
            words.lines.emplace_back();
            words.lines.back().text = text;
        }
        Q_EMIT m_f->runs.wordsRead({other, words.lines});
        QVERIFY(!evidence().contains(QStringLiteral("opening")));
        Q_EMIT m_f->runs.wordsRead(words);
        QVERIFY(evidence().contains(QStringLiteral("opening a.png")));
    }

    void manyAndNoneAreSaid() {
        choose({});
        QVERIFY(m_panel->findChild<QLabel*>(QStringLiteral("inspectorEmptyText"))
                    ->text()
                    .contains(QStringLiteral("Choose a row")));
        const auto workers = m_f->program->workers(m_pool);
        m_f->models.selection.set({{Entity::Kind::process, workers[0], 0}, {Entity::Kind::process, workers[1], 0}});
        QVERIFY(m_panel->findChild<QLabel*>(QStringLiteral("inspectorEmptyText"))->text().contains(QLatin1Char('2')));
    }

private:
    void choose(const Entity& entity) { m_f->models.selection.set(entity ? QList<Entity>{entity} : QList<Entity>{}); }
    QPushButton* button(const char* name) { return m_panel->findChild<QPushButton*>(QString::fromLatin1(name)); }
    QString subtitle() { return m_panel->findChild<QLabel*>(QStringLiteral("inspectorSubtitle"))->text(); }
    QString evidence() { return m_panel->findChild<FactList*>(QStringLiteral("inspectorEvidence"))->text(); }
    QString summary() { return m_panel->findChild<FactList*>(QStringLiteral("inspectorSummary"))->text(); }

    std::unique_ptr<PageFixture> m_f;
    std::unique_ptr<InspectorPanel> m_panel;
    std::uint64_t m_pool = 0;
    Identity m_worker;
};

QTEST_MAIN(TestInspectorPanel)
#include "tst_inspector_panel.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSignalSpy>
#include <QTest>

#include "model/findings_model.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace std::chrono_literals;
using mp::test::FakeProgram;

// The rules' clock is the snapshots': nothing here waits.
class TestAlertRules : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_program = std::make_shared<FakeProgram>("render");
        m_alerts = std::make_unique<AlertRules>();
        m_history = std::make_unique<TimeHistory>();
    }

    void firesOnceAndClearsOnce() {
        const auto queue = m_program->add_queue("in");
        m_alerts->setRules({depth(100, 3, 5)});
        QSignalSpy fired(m_alerts.get(), &AlertRules::fired), cleared(m_alerts.get(), &AlertRules::cleared);
        m_program->put(queue, 100);
        look(10);
        QCOMPARE(fired.count(), 0);  // at the bound is not beyond it
        m_program->put(queue, 1);
        look(3);
        QCOMPARE(fired.count(), 0);
        look(1);
        QCOMPARE(fired.count(), 1);
        QVERIFY2(fired[0][0].toString().contains(QStringLiteral("in 101")), qPrintable(fired[0][0].toString()));
        QCOMPARE(m_alerts->active().size(), 1);
        look(60);
        QCOMPARE(fired.count(), 1);
        // Back for less than the re-arm time: neither is it over, nor does it fire again.
        m_program->get(queue, 50);
        look(3);
        m_program->put(queue, 50);
        look(10);
        QCOMPARE(fired.count(), 1);
        QCOMPARE(cleared.count(), 0);
        m_program->get(queue, 50);
        look(7);
        QCOMPARE(cleared.count(), 1);
        QVERIFY(m_alerts->active().isEmpty());
        look(30);
        QCOMPARE(cleared.count(), 1);
        m_program->put(queue, 50);
        look(5);
        QCOMPARE(fired.count(), 2);
    }

    // Time beyond the bound is counted for each of them, and a gap begins it anew.
    void lastingIsOfOneSubject() {
        const auto a = m_program->add_queue("a"), b = m_program->add_queue("b");
        m_alerts->setRules({depth(10, 5, 5)});
        QSignalSpy fired(m_alerts.get(), &AlertRules::fired);
        for (int i = 0; i < 4; ++i) {
            m_program->put(a, 20);
            look(3);
            m_program->get(a, 20);
            m_program->put(b, 20);
            look(3);
            m_program->get(b, 20);
        }
        QCOMPARE(fired.count(), 0);
        look(1);
        m_program->put(a, 20);
        m_program->put(b, 30);
        look(7);
        QCOMPARE(fired.count(), 1);
        QVERIFY2(fired[0][0].toString().contains(QStringLiteral("b 30 and 1 more")),
                 qPrintable(fired[0][0].toString()));
    }

    void onlyOfTheNamed() {
        const auto a = m_program->add_queue("a");
        m_program->add_queue("b");
        AlertRule rule = depth(10, 0, 5);
        rule.subject = QStringLiteral("b");
        m_alerts->setRules({rule});
        QSignalSpy fired(m_alerts.get(), &AlertRules::fired);
        m_program->put(a, 20);
        look(3);
        QCOMPARE(fired.count(), 0);
    }

    void disabledAndChangedRules() {
        const auto queue = m_program->add_queue("in");
        AlertRule rule = depth(10, 0, 5);
        rule.enabled = false;
        m_alerts->setRules({rule});
        QSignalSpy fired(m_alerts.get(), &AlertRules::fired);
        m_program->put(queue, 20);
        look(2);
        QCOMPARE(fired.count(), 0);
        rule.enabled = true;
        m_alerts->setRules({rule});
        look(1);
        QCOMPARE(fired.count(), 1);
        m_alerts->setRules({rule, depth(1000, 0, 5, "other")});
        look(1);
        QCOMPARE(fired.count(), 1);  // the same rule goes on
        rule.bound = 15;
        m_alerts->setRules({rule});
        look(1);
        QCOMPARE(fired.count(), 2);  // another one begins anew
    }

    void everyMetricIsMeasured() {
        const auto pool = m_program->add_pool("pool-A", 2);
        const auto workers = m_program->workers(pool);
        const auto lock = m_program->add_lock("db");
        const auto queue = m_program->add_queue("in");
        m_program->put(queue, 7);
        m_program->acquire(lock, workers[0]);
        m_program->acquire(lock, workers[1]);
        m_program->edit(workers[0], [&](mp::observe::Process& p) {
            p.memory_bytes = 300 << 20;
            p.heartbeat_ns = p.started_ns;
        });
        m_program->advance(5s);
        const auto now = m_program->take();
        const auto most = [&](AlertMetric metric) {
            double value = -1;
            for (const AlertValue& each : AlertRules::values(metric, now, *m_history))
                value = std::max(value, each.value);
            return value;
        };
        QCOMPARE(most(AlertMetric::queue_depth), 7.0);
        QCOMPARE(most(AlertMetric::worker_memory), 300.0 * (1 << 20));
        QVERIFY(most(AlertMetric::heartbeat_age) >= 5.0);
        QCOMPARE(most(AlertMetric::lock_wait), 5.0);
        QVERIFY(most(AlertMetric::busy_share) >= 0.0);
        QCOMPARE(most(AlertMetric::throughput), -1.0);   // nothing to do is not slow
        QCOMPARE(most(AlertMetric::failed_rate), -1.0);  // no sample yet
    }

    void keptInTheSettings() {
        auto rules = AlertRules::presets();
        QVERIFY(rules.size() >= 6);
        for (const AlertRule& rule : rules) QVERIFY(!AlertRules::describe(rule).isEmpty());
        rules[0].subject = QStringLiteral("pool „x“");
        QCOMPARE(AlertRules::fromVariant(AlertRules::toVariant(rules)), rules);
        auto list = AlertRules::toVariant(rules).toList();
        list[1] = QVariantMap{{QStringLiteral("id"), QStringLiteral("x")},
                              {QStringLiteral("metric"), QStringLiteral("no such")}};
        list.append(QVariant(5));
        QCOMPARE(AlertRules::fromVariant(list).size(), rules.size() - 1);
    }

    void findingsListThem() {
        const auto queue = m_program->add_queue("in");
        m_alerts->setRules({depth(10, 0, 5)});
        m_program->put(queue, 20);
        look(1);
        FindingsModel findings;
        findings.update(m_program->take(), *m_history, m_alerts->active());
        QCOMPARE(findings.rowCount(), 1);
        const QModelIndex row = findings.index(0, 0);
        QVERIFY2(row.data().toString().startsWith(QStringLiteral("Alert: Queue depth above 10")),
                 qPrintable(row.data().toString()));
        QCOMPARE(row.data(PageRole).toString(), QStringLiteral("queues"));
    }

private:
    static AlertRule depth(double bound, int lasting_s, int rearm_s, const char* id = "depth") {
        return {QLatin1String(id), AlertMetric::queue_depth, true, bound, lasting_s, rearm_s, {}, true};
    }
    void look(int seconds) {
        for (int i = 0; i < seconds; ++i) {
            m_program->advance(1s);
            m_alerts->look(m_program->take(), *m_history);
        }
    }
    std::shared_ptr<FakeProgram> m_program;
    std::unique_ptr<AlertRules> m_alerts;
    std::unique_ptr<TimeHistory> m_history;
};

QTEST_GUILESS_MAIN(TestAlertRules)
#include "tst_alert_rules.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "model/filter_proxy.h"
#include "model/process_model.h"
#include "printed.h"
#include "support/fake_session.h"

using namespace lifeguard;
using namespace mp::observe;
using namespace std::chrono_literals;
using lifeguard::test::printed;
using mp::test::FakeProgram;

class TestFilter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m_program = std::make_shared<FakeProgram>("render");
        m_model = std::make_unique<ProcessModel>();
        m_proxy = std::make_unique<FilterProxy>();
        m_proxy->setSourceModel(m_model.get());
        m_tester = std::make_unique<QAbstractItemModelTester>(m_proxy.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        m_a = m_program->add_pool("pool-A", 2);
        m_b = m_program->add_pool("pool-B", 2);
        m_program->start_task(m_program->workers(m_a)[1], "resize");
        m_program->advance(2s);
        m_program->start_task(m_program->workers(m_b)[0], "upload");
        m_model->update(m_program->take(), true);
    }
    void cleanup() {
        m_tester.reset();
        m_proxy.reset();
        m_model.reset();
    }

    // Acceptance 17.
    void keepsAncestorsAndChildren() {
        QVERIFY(m_proxy->setFilterText(QStringLiteral("fn:resize")));
        QCOMPARE(printed(*m_proxy), (QStringList{QStringLiteral("render"), QStringLiteral("  pool-A (2)"),
                                                 QStringLiteral("    worker-2")}));
        QVERIFY(m_proxy->setFilterText(QStringLiteral("pool-B")));
        QCOMPARE(printed(*m_proxy), (QStringList{QStringLiteral("render"), QStringLiteral("  pool-B (2)"),
                                                 QStringLiteral("    worker-1"), QStringLiteral("    worker-2")}));
        QVERIFY(m_proxy->setFilterText({}));
        QCOMPARE(printed(*m_proxy), printed(*m_model));
    }

    void terms_data() {
        QTest::addColumn<QString>("filter");
        QTest::addColumn<int>("matches");  // workers
        QTest::newRow("state") << QStringLiteral("state:busy worker") << 2;
        QTest::newRow("run time") << QStringLiteral("run>1s") << 1;
        QTest::newRow("run time, ms") << QStringLiteral("run>=2000ms") << 1;
        QTest::newRow("two terms") << QStringLiteral("state:busy fn:upload") << 1;
        QTest::newRow("negated") << QStringLiteral("worker:worker state:!busy") << 2;
        QTest::newRow("no exit yet") << QStringLiteral("exit:!0") << 0;
        QTest::newRow("memory") << QStringLiteral("mem>80MiB worker:worker") << 4;
        QTest::newRow("exact") << QStringLiteral("worker=worker-1") << 2;
        QTest::newRow("free word with #") << QStringLiteral("upload") << 1;
        QTest::newRow("none") << QStringLiteral("nosuchthing") << 0;
    }
    void terms() {
        QFETCH(QString, filter);
        QFETCH(int, matches);
        QVERIFY(m_proxy->setFilterText(filter));
        int workers = 0;
        for (const QString& line : printed(*m_proxy)) workers += line.contains(QStringLiteral("worker-"));
        QCOMPARE(workers, matches);
    }

    void invalidKeepsTheLastValid_data() {
        QTest::addColumn<QString>("filter");
        QTest::newRow("field") << QStringLiteral("colour:red");
        QTest::newRow("number") << QStringLiteral("run>soon");
        QTest::newRow("value") << QStringLiteral("state:");
        QTest::newRow("no such state") << QStringLiteral("state:foo");
        QTest::newRow("operator") << QStringLiteral("state>busy");
        QTest::newRow("quote") << QStringLiteral("\"open");
    }
    void invalidKeepsTheLastValid() {
        QFETCH(QString, filter);
        QVERIFY(m_proxy->setFilterText(QStringLiteral("fn:resize")));
        const QStringList before = printed(*m_proxy);
        QSignalSpy error(m_proxy.get(), &FilterProxy::filterError);
        QVERIFY(!m_proxy->setFilterText(filter));
        QVERIFY(!error.last()[0].toString().isEmpty());
        QCOMPARE(printed(*m_proxy), before);
        QCOMPARE(m_proxy->filterText(), QStringLiteral("fn:resize"));
        QVERIFY(m_proxy->setFilterText(QStringLiteral("fn:upload")));
        QVERIFY(error.last()[0].toString().isEmpty());
    }

    void newMatchesAppearOnTheTick() {
        QVERIFY(m_proxy->setFilterText(QStringLiteral("fn:train")));
        QCOMPARE(m_proxy->rowCount(), 0);
        m_program->start_task(m_program->workers(m_a)[0], "train");
        m_model->update(m_program->take(), true);
        QTRY_COMPARE_WITH_TIMEOUT(printed(*m_proxy).size(), 3, 5000);
    }

    // Acceptance 18.
    void frozenRowsDoNotMove() {
        m_proxy->setSort(ProcessModel::CpuColumn, Qt::DescendingOrder);
        m_proxy->setFrozen(QStringLiteral("pointer"), true);
        m_proxy->setFrozen(QStringLiteral("menu"), true);
        const QStringList before = printed(*m_proxy);
        m_program->edit(m_program->workers(m_a)[1], [](Process& p) { p.cpu_percent = 99.0; });
        m_model->update(m_program->take(), true);
        m_proxy->setFrozen(QStringLiteral("menu"), false);
        // A proxy that was made later sorts meanwhile.
        FilterProxy other;
        other.setSourceModel(m_model.get());
        other.setSort(ProcessModel::CpuColumn, Qt::DescendingOrder);
        const QString unsorted = printed(other).join(QLatin1Char('\n'));
        m_program->edit(m_program->workers(m_a)[0], [](Process& p) { p.cpu_percent = 200.0; });
        m_model->update(m_program->take(), true);
        QTRY_VERIFY_WITH_TIMEOUT(printed(other).join(QLatin1Char('\n')) != unsorted, 20000);
        QCOMPARE(printed(*m_proxy), before);
        m_program->edit(m_program->workers(m_a)[0], [](Process& p) { p.cpu_percent = 0.0; });
        m_model->update(m_program->take(), true);
        m_proxy->setFrozen(QStringLiteral("pointer"), false);
        QTRY_VERIFY_WITH_TIMEOUT(printed(*m_proxy).indexOf(QStringLiteral("    worker-2")) <
                                     printed(*m_proxy).indexOf(QStringLiteral("    worker-1")),
                                 5000);
    }

    void unknownSortsBelowZero() {
        m_program->edit(m_program->workers(m_a)[0], [](Process& p) { p.cpu_percent.reset(); });
        m_model->update(m_program->take(), true);
        m_proxy->setSort(ProcessModel::CpuColumn, Qt::AscendingOrder);
        const QModelIndex pool = m_proxy->mapFromSource(m_model->indexOf({Entity::Kind::pool, {}, m_a}));
        QCOMPARE(m_proxy->index(0, 0, pool).data().toString(), QStringLiteral("worker-1"));
    }

private:
    std::shared_ptr<FakeProgram> m_program;
    std::unique_ptr<ProcessModel> m_model;
    std::unique_ptr<FilterProxy> m_proxy;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::uint64_t m_a = 0, m_b = 0;
};

QTEST_GUILESS_MAIN(TestFilter)
#include "tst_filter.moc"

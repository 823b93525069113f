// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QTest>

#include "model/compare_model.h"
#include "printed.h"

using namespace lifeguard;
using lifeguard::test::printed;
using Tester = QAbstractItemModelTester;

class TestCompareModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    // Acceptance 52: both values, the change, better or worse by sign and glyph.
    void figuresSayWhatChangedAndWhetherItIsWorse() {
        CompareModel model;
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        RunComparison both;
        both.runs[0].tasks_per_s = 34.1;
        both.runs[1].tasks_per_s = 41.8;
        both.runs[0].row.p95_ns = 212e6;
        both.runs[1].row.p95_ns = 159e6;
        both.runs[0].p50_ns = 100e6;
        both.runs[1].p50_ns = 101e6;
        both.runs[0].row.bad_exits_count = 3;
        both.runs[1].row.failed_count = 7;
        model.setRuns(both);
        check(model, "Tasks per second", "34.1/s", "41.8/s", "−18 %", Tone::failed);
        check(model, "Task duration p95", "212 ms", "159 ms", "+33 %", Tone::failed);
        check(model, "Task duration p50", "100 ms", "101 ms", "−1 %", Tone::idle);  // noise is no verdict
        check(model, "Task duration p99", "—", "—", "—", Tone::idle);
        check(model, "Bad exits", "3", "0", "new", Tone::failed);
        check(model, "Failed tasks", "0", "7", "−100 %", Tone::ok);
        // Of twice as many tasks twice as many fail.
        both.runs[0].row.tasks_count = 2000;
        both.runs[0].row.failed_count = 14;
        both.runs[1].row.tasks_count = 1000;
        model.setRuns(both);
        check(model, "Failed tasks", "14", "7", "+100 %", Tone::idle);
    }

    void functionsSayWhereTheTimeWent() {
        CompareModel model(CompareModel::Of::functions);
        QCOMPARE(model.headerData(0, Qt::Horizontal).toString(), QStringLiteral("Function"));
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        RunComparison both;
        ComparedFunction resize;
        resize.name = QStringLiteral("resize");
        resize.count[0] = 10;
        resize.count[1] = 10;
        resize.total_ns[0] = 2'000'000'000;
        resize.total_ns[1] = 1'000'000'000;
        resize.failed[0] = 1;
        resize.p95_ns[0] = resize.p95_ns[1] = 5'000'000;
        ComparedFunction blur;
        blur.name = QStringLiteral("blur");
        blur.count[1] = 4;
        blur.total_ns[1] = 4'000'000;
        blur.p95_ns[1] = 1'000'000;
        both.functions = {resize, blur};
        model.setFunctions(both);
        check(model, "resize", "2.00 s in 10 task(s), p95 5.00 ms, ✖ 1", "1.00 s in 10 task(s), p95 5.00 ms", "+100 %",
              Tone::idle);  // it follows the number of tasks
        check(model, "blur", "–", "4.00 ms in 4 task(s), p95 1.00 ms", "only in B", Tone::idle);
    }

private:
    static void check(const CompareModel& model, const char* title, const char* a, const char* b, const char* change,
                      Tone tone) {
        const int row = static_cast<int>(printed(model).indexOf(QString::fromUtf8(title)));
        QVERIFY2(row >= 0, title);
        const auto text = [&](int column) {
            return model.index(row, column).data().toString().replace(QChar(0xa0), QLatin1Char(' '));
        };
        QCOMPARE(text(CompareModel::AColumn), QString::fromUtf8(a));
        QCOMPARE(text(CompareModel::BColumn), QString::fromUtf8(b));
        QCOMPARE(text(CompareModel::ChangeColumn), QString::fromUtf8(change));
        QCOMPARE(model.index(row, CompareModel::ChangeColumn).data(ToneRole).toInt(), static_cast<int>(tone));
    }
};

QTEST_GUILESS_MAIN(TestCompareModel)
#include "tst_compare_model.moc"

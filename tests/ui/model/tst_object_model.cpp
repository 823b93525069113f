// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include "model/filter_proxy.h"
#include "model/object_model.h"
#include "model/value_model.h"
#include "printed.h"

using namespace lifeguard;
using lifeguard::test::printed;
using Tester = QAbstractItemModelTester;

class TestObjectModel : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rowsComeAndGo() {
        ObjectModel model;
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.update({object("10", "dict"), object("20", "list"), object("30", "Queue")});
        model.update({object("10", "dict"), object("30", "Queue"), object("40", "Lock", 5'000'000'000)});
        QCOMPARE(printed(model, ObjectModel::TypeColumn),
                 (QStringList{QStringLiteral("dict"), QStringLiteral("Queue"), QStringLiteral("Lock")}));
        QCOMPARE(reset.count(), 0);
        const auto cell = [&](int row, int column, int role = Qt::DisplayRole) {
            return model.index(row, column).data(role).toString();
        };
        // What a server cannot tell is —, with the reason.
        QCOMPARE(cell(0, ObjectModel::SinceColumn), QStringLiteral("—"));
        QVERIFY(!cell(0, ObjectModel::SinceColumn, Qt::ToolTipRole).isEmpty());
        QVERIFY(cell(2, ObjectModel::SinceColumn) != QStringLiteral("—"));
        QCOMPARE(cell(1, ObjectModel::SizeColumn), QStringLiteral("—"));
        QVERIFY(cell(1, ObjectModel::SizeColumn, Qt::ToolTipRole).contains(QStringLiteral("Not asked for")));
        QCOMPARE(model.index(1, 0).data(EntityRole).value<Entity>(), (Entity{Entity::Kind::object, {}, 0x30}));
    }

    void sizesStay() {
        ObjectModel model;
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        model.update({object("10", "dict"), object("20", "Lock")});
        ObjectDetails details;
        details.id = QStringLiteral("10");
        details.size = QStringLiteral("1204");
        model.take(details);
        details = {};
        details.id = QStringLiteral("20");
        details.size_reason = QStringLiteral("no length");
        model.take(details);
        model.update({object("10", "dict"), object("20", "Lock")});
        QCOMPARE(model.index(0, ObjectModel::SizeColumn).data().toString(), QStringLiteral("1,204"));
        QCOMPARE(model.index(1, ObjectModel::SizeColumn).data().toString(), QStringLiteral("—"));
        QCOMPARE(model.index(1, ObjectModel::SizeColumn).data(Qt::ToolTipRole).toString(), QStringLiteral("no length"));
        model.setStale(true);
        QVERIFY(model.index(0, 0).data(EndedRole).toBool());
        QCOMPARE(model.index(0, 0).data(GlyphRole).toString(), QStringLiteral("?"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.isStale());
    }

    void filters() {
        ObjectModel model;
        FilterProxy proxy;
        proxy.setSourceModel(&model);
        ManagedObject held = object("20", "list");
        held.references = 7;
        model.update({object("10", "dict"), held, object("30", "Queue")});
        const auto left = [&](const char* filter) {
            return proxy.setFilterText(QLatin1String(filter)) ? proxy.rowCount() : -1;
        };
        QCOMPARE(left("type:queue"), 1);
        QCOMPARE(left("refs>2"), 1);
        QCOMPARE(left("!list"), 2);
        QCOMPARE(left("a-list"), 1);
        QCOMPARE(left("refs>many"), -1);
    }

    void valuesAreTrees() {
        ValueModel model;
        const Tester tester(&model, Tester::FailureReportingMode::QtTest);
        const auto value = std::make_shared<const ValueNode>(ValueNode{
            {},
            QStringLiteral("dict"),
            QStringLiteral("{…}"),
            {},
            {{QStringLiteral("'a'"), QStringLiteral("int"), QStringLiteral("1"), {}, {}},
             {QStringLiteral("'b'"),
              QStringLiteral("list"),
              QStringLiteral("[2]"),
              {},
              {{QStringLiteral("[0]"), QStringLiteral("dict"), QStringLiteral("→"), QStringLiteral("ff"), {}}}}}});
        model.setValue(value);
        const QModelIndex root = model.index(0, 0), b = model.index(1, 0, root), link = model.index(0, 0, b);
        QCOMPARE(model.rowCount(root), 2);
        QCOMPARE(b.data().toString(), QStringLiteral("'b'"));
        QCOMPARE(link.parent(), b);
        QCOMPARE(link.parent().parent(), root);
        QCOMPARE(link.data(EntityRole).value<Entity>().id, std::uint64_t(255));
        QVERIFY(!b.data(EntityRole).isValid());
        model.setValue({});
        QCOMPARE(model.rowCount(), 0);
    }

private:
    static ManagedObject object(const char* id, const char* type, std::int64_t first_seen_ns = 0) {
        ManagedObject out;
        out.id = QLatin1String(id);
        out.key = out.id.toULongLong(nullptr, 16);
        out.type = QLatin1String(type);
        out.references = 1;
        out.preview = QStringLiteral("a-%1").arg(out.type);
        out.first_seen_ns = first_seen_ns;
        return out;
    }
};

QTEST_GUILESS_MAIN(TestObjectModel)
#include "tst_object_model.moc"

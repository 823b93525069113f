// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "shell/options.h"
#include "shell/page_list.h"

using namespace lifeguard;

class TestOptions : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void allAreRead() {
        QString error;
        const auto options =
            parse({QStringLiteral("--attach"), QStringLiteral("4242"), QStringLiteral("--page"),
                   QStringLiteral("workers"), QStringLiteral("--size=1024x700"), QStringLiteral("--theme"),
                   QStringLiteral("dark"), QStringLiteral("--settings"), QStringLiteral("/tmp/s.ini"),
                   QStringLiteral("--pictures"), QStringLiteral("/tmp/p")},
                  &error);
        QVERIFY2(options, qPrintable(error));
        QCOMPARE(options->attach, 4242);
        QCOMPARE(options->page, QStringLiteral("workers"));
        QCOMPARE(options->size, QSize(1024, 700));
        QCOMPARE(options->theme, QStringLiteral("dark"));
        QCOMPARE(options->settings, QStringLiteral("/tmp/s.ini"));
        QCOMPARE(options->pictures, QStringLiteral("/tmp/p"));
        QCOMPARE(parse({QStringLiteral("--open"), QStringLiteral("118")}, &error)->run, std::int64_t(118));
        QCOMPARE(parse({QStringLiteral("--open"), QStringLiteral("x.db")}, &error)->file, QStringLiteral("x.db"));
        QVERIFY(parse({QStringLiteral("--demo")}, &error)->demo);
    }

    void mistakesAreOneSentence_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("named");
        const auto row = [](const char* name, const QStringList& arguments, const QString& named) {
            QTest::newRow(name) << arguments << named;
        };
        row("unknown", {QStringLiteral("--colour")}, QStringLiteral("colour"));
        row("value", {QStringLiteral("--attach")}, QStringLiteral("attach"));
        row("pid", {QStringLiteral("--attach"), QStringLiteral("abc")}, QStringLiteral("abc"));
        row("zero", {QStringLiteral("--attach"), QStringLiteral("0")}, QStringLiteral("process id"));
        row("page", {QStringLiteral("--page"), QStringLiteral("nowhere")}, QStringLiteral("nowhere"));
        row("size", {QStringLiteral("--size"), QStringLiteral("big")}, QStringLiteral("big"));
        row("theme", {QStringLiteral("--theme"), QStringLiteral("pink")}, QStringLiteral("pink"));
        row("two", {QStringLiteral("--demo"), QStringLiteral("--attach"), QStringLiteral("1")},
            QStringLiteral("exclude"));
        row("rest", {QStringLiteral("file.db")}, QStringLiteral("file.db"));
    }
    void mistakesAreOneSentence() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, named);
        QString error;
        QVERIFY(!parse(arguments, &error));
        QVERIFY2(error.contains(named), qPrintable(error));
        QVERIFY(!error.contains(QLatin1Char('\n')));
    }

    // The parser's own stand-in for a name that it does not know is no help.
    void helpCallsTheProgramByItsName() {
        const QString help = helpText();
        QVERIFY2(help.startsWith(QStringLiteral("Usage: lifeguard [options]")), qPrintable(help));
        QVERIFY2(!help.contains(QLatin1Char('<')) || !help.contains(QStringLiteral("executable_name")),
                 qPrintable(help));
        QVERIFY(!help.contains(QStringLiteral("Shows this.")));
        QVERIFY(help.contains(QStringLiteral("lifeguardctl")));
    }

    void helpNamesEveryPage() {
        for (const QString& id : pageIds()) QVERIFY(helpText().contains(id));
    }

private:
    static std::optional<Options> parse(const QStringList& arguments, QString* error) {
        return parseOptions(QStringList{QStringLiteral("lifeguard")} + arguments, error);
    }
};

QTEST_MAIN(TestOptions)
#include "tst_options.moc"

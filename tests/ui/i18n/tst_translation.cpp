// SPDX-License-Identifier: GPL-3.0-or-later
// The window in German, and in a language whose every word is 40 % longer.
#include <QAbstractButton>
#include <QDockWidget>
#include <QLabel>
#include <QMenuBar>
#include <QToolButton>
#include <QTranslator>

#include "format/format.h"
#include "i18n/translation.h"
#include "mp/columns.h"
#include "shell/navigation.h"
#include "shell/page_list.h"
#include "shell/window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;

namespace {

// English, with each text longer by 40 %.
class LongWords : public QTranslator {
public:
    QString translate(const char*, const char* source, const char*, int n) const override {
        QString text = QString::fromUtf8(source);
        if (n >= 0) text.replace(QStringLiteral("%n"), QString::number(n));
        if (text.size() < 2) return text;
        const qsizetype more = (text.size() * 2 + 4) / 5;
        return text + QString(more, QLatin1Char('x'));
    }
    bool isEmpty() const override { return false; }
};

// Buttons and labels of ours in sight that have less room than their text needs.
QStringList clipped(QWidget& window) {
    QStringList found;
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (widget->objectName().startsWith(QLatin1String("qt_"))) continue;  // Qt's own
        if (!widget->isVisible() || widget->visibleRegion().isEmpty()) continue;
        const auto* label = qobject_cast<QLabel*>(widget);
        const bool told =
            (label != nullptr && !label->wordWrap() && label->metaObject() == &QLabel::staticMetaObject) ||
            qobject_cast<QAbstractButton*>(widget) != nullptr;
        if (told && widget->width() + 1 < widget->minimumSizeHint().width())
            found << widget->objectName() +
                         QStringLiteral(" (%1 of %2)").arg(widget->width()).arg(widget->minimumSizeHint().width());
    }
    return found;
}

}  // namespace

class TestTranslation : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cleanup() {
        m.reset();
        for (auto* translator : qApp->findChildren<QTranslator*>()) delete translator;
        QLocale::setDefault(QLocale::c());
    }

    // The options ask for the list of pages before there is a language.
    void titlesAreInTheLanguageOfNow() {
        QCOMPARE(findPage(QStringLiteral("overview"))->title(), QStringLiteral("Overview"));
        installTranslations(*qApp, QLocale(QLocale::German));
        QCOMPARE(findPage(QStringLiteral("overview"))->title(), QStringLiteral("Übersicht"));
    }

    void pluralsAreEnglish() {
        installTranslations(*qApp, QLocale(QLocale::English));
        QCOMPARE(QCoreApplication::translate("Words", "%n worker(s)", nullptr, 1), QStringLiteral("1 worker"));
        QCOMPARE(QCoreApplication::translate("Words", "%n worker(s)", nullptr, 3), QStringLiteral("3 workers"));
    }

    void aGermanReadsGerman() {
        QLocale::setDefault(QLocale(QLocale::German));
        installTranslations(*qApp);
        QCOMPARE(format::count(1204), QStringLiteral("1.204"));
        QCOMPARE(format::rate(34.1), QStringLiteral("34,1/s"));
        const auto* threads = mp::columns::find(mp::columns::Table::processes, "threads");
        QCOMPARE(QCoreApplication::translate("Columns", std::string(threads->help).c_str()),
                 QStringLiteral("Threads des Prozesses."));
        m = std::make_unique<WindowFixture>();
        m->open();
        QCOMPARE(m->window->menuBar()->actions().first()->text(), QStringLiteral("&Datei"));
        m->window->showPage(QStringLiteral("locks"));
        QVERIFY2(m->window->windowTitle().contains(QStringLiteral("Sperren")), qPrintable(m->window->windowTitle()));
    }

    // Alt and a letter is one menu, and nothing that the inspector offers.
    void menusHaveKeysOfTheirOwn_data() {
        QTest::addColumn<QLocale>("locale");
        QTest::newRow("English") << QLocale(QLocale::English);
        QTest::newRow("German") << QLocale(QLocale::German);
    }
    void menusHaveKeysOfTheirOwn() {
        QFETCH(QLocale, locale);
        QLocale::setDefault(locale);
        installTranslations(*qApp);
        m = std::make_unique<WindowFixture>();
        m->open();
        QStringList keys;
        for (const QAction* menu : m->window->menuBar()->actions()) {
            const QString key = QKeySequence::mnemonic(menu->text()).toString();
            QVERIFY2(!key.isEmpty(), qPrintable(menu->text()));
            QVERIFY2(!keys.contains(key), qPrintable(menu->text()));
            keys << key;
        }
        auto* inspector = m->in<QDockWidget>(m->window.get(), "inspectorDock");
        for (const QAbstractButton* button : inspector->findChildren<QAbstractButton*>())
            QVERIFY2(!keys.contains(QKeySequence::mnemonic(button->text()).toString()), qPrintable(button->text()));
        for (const QLabel* label : inspector->findChildren<QLabel*>())
            QVERIFY2(!label->buddy() || !keys.contains(QKeySequence::mnemonic(label->text()).toString()),
                     qPrintable(label->text()));
        QStringList clashes;
        for (const QString& id : pageIds()) {
            m->window->showPage(id);
            QStringList taken = keys;
            const auto claim = [&](const QString& text) {
                const QString key = QKeySequence::mnemonic(text).toString();
                if (!key.isEmpty() && taken.contains(key)) clashes << id + QStringLiteral(": ") + text;
                taken << key;
            };
            for (const QWidget* widget : m->window->page(id)->findChildren<QWidget*>()) {
                const auto* label = qobject_cast<const QLabel*>(widget);
                if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) claim(button->text());
                if (label && label->buddy()) claim(label->text());
            }
        }
        QVERIFY2(clashes.isEmpty(), qPrintable(clashes.join(QLatin1Char('\n'))));
    }

    // A language that has no catalogue is English with its own numbers.
    void whatHasNoCatalogueIsEnglish() {
        QLocale::setDefault(QLocale(QLocale::French));
        installTranslations(*qApp);
        QCOMPARE(QCoreApplication::translate("Words", "%n worker(s)", nullptr, 2), QStringLiteral("2 workers"));
        QCOMPARE(QCoreApplication::translate("PageList", "Locks"), QStringLiteral("Locks"));
    }

    // In a narrow window the inspector gives way; who asks for it gets it beside a page that still fits.
    void aGermanWindowFitsASmallScreenWithItsDocks() {
        QLocale::setDefault(QLocale(QLocale::German));
        installTranslations(*qApp);
        m = std::make_unique<WindowFixture>();
        m->open();
        m->window->resize(1024, 700);
        QCoreApplication::processEvents();
        m->in<QDockWidget>(m->window.get(), "inspectorDock")->show();
        m->in<QDockWidget>(m->window.get(), "activityDock")->show();
        QStringList wide;
        for (const PageEntry& page : pageList()) {
            m->window->showPage(page.id);
            m->settle();
            QCoreApplication::processEvents();
            const int needed = m->window->minimumSizeHint().width();
            if (needed > 1024) wide << page.id + QStringLiteral(": %1").arg(needed);
        }
        QVERIFY2(wide.isEmpty(), qPrintable(wide.join(QLatin1String("; "))));
        QVERIFY(m->in<Navigation>(m->window.get(), "navigation")->isCompact());
        QCOMPARE(m->window->size(), QSize(1024, 700));
    }

    // Acceptance 60.
    void longerWordsAreNotClipped() {
        LongWords words;
        QVERIFY(qApp->installTranslator(&words));
        m = std::make_unique<WindowFixture>();
        m->open();
        m->window->resize(1280, 800);
        QStringList all;
        for (const PageEntry& page : pageList()) {
            m->window->showPage(page.id);
            m->settle();
            QCoreApplication::processEvents();
            for (const QString& each : clipped(*m->window)) all << page.id + QStringLiteral(": ") + each;
        }
        all.removeDuplicates();
        QVERIFY2(all.isEmpty(), qPrintable(all.join(QLatin1Char('\n'))));
        qApp->removeTranslator(&words);
    }

private:
    std::unique_ptr<WindowFixture> m;
};

QTEST_MAIN(TestTranslation)
#include "tst_translation.moc"

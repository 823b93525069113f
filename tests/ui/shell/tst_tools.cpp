// SPDX-License-Identifier: GPL-3.0-or-later
// What the Tools and Help menus open.
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTextBrowser>

#include "format/format.h"
#include "format/theme.h"
#include "shell/alert_dialog.h"
#include "shell/alert_store.h"
#include "shell/help_window.h"
#include "shell/key_list.h"
#include "shell/page_list.h"
#include "shell/settings_dialog.h"
#include "widget/banner.h"
#include "widget/undo_bar.h"
#include "window_fixture.h"

using namespace lifeguard;
using namespace lifeguard::test;

class TestTools : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { m = std::make_unique<WindowFixture>(); }
    void cleanup() {
        m->window.reset();
        m.reset();
        format::showUtc(false);
        format::showCpuOfMachine(false);
        MainWindow::applyTheme(QStringLiteral("light"));
    }

    void settingsHoldAtOnceAndAreKept() {
        m->open();
        m->action("actionSettings")->trigger();
        auto* dialog = m->window->findChild<SettingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        m->in<QComboBox>(dialog, "settingsTheme")->setCurrentIndex(2);
        QVERIFY(theme::isDark(qApp->palette()));
        m->in<QComboBox>(dialog, "settingsTimes")->setCurrentIndex(1);
        QVERIFY(format::showsUtc());
        QCOMPARE(format::clockSeconds(0), QStringLiteral("00:00:00"));
        m->in<QComboBox>(dialog, "settingsTimes")->setCurrentIndex(0);
        QCOMPARE(format::clockSeconds(0), QStringLiteral("01:00:00"));  // the tests' zone is Berlin
        m->in<QComboBox>(dialog, "settingsCpu")->setCurrentIndex(1);
        QCOMPARE(format::cpu(100.0), format::percent(100.0 * format::cpuScale()));
        m->in<QComboBox>(dialog, "settingsInterval")->setCurrentIndex(3);
        QCOMPARE(m->settings->intervalMs(), 5000);
        m->in<QSpinBox>(dialog, "settingsTasksDays")->setValue(3);
        m->in<QSpinBox>(dialog, "settingsMostMib")->setValue(0);
        QCOMPARE(m->settings->retention(), (Settings::Retention{3, 90, 0}));
        m->in<QCheckBox>(dialog, "settingsNotifyAlert")->setChecked(false);
        QVERIFY(!m->settings->notifies(Settings::Notice::alert));
        QVERIFY(m->settings->notifies(Settings::Notice::crash));
        // What kills always asks.
        for (const QCheckBox* box : dialog->findChildren<QCheckBox*>())
            QVERIFY2(!box->text().contains(QStringLiteral("kill"), Qt::CaseInsensitive), qPrintable(box->text()));
        const Settings again(m->settings->path());
        QCOMPARE(again.retention(), (Settings::Retention{3, 90, 0}));
        QCOMPARE(again.theme(), QStringLiteral("dark"));
        QVERIFY(again.cpuOfMachine());
    }

    // Enter in the dialog that has just opened closes it and resets nothing.
    void enterInTheSettingsIsHarmless() {
        m->open();
        m->action("actionSettings")->trigger();
        auto* dialog = m->window->findChild<SettingsDialog*>();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        QCOMPARE(dialog->focusWidget(), m->in<QComboBox>(dialog, "settingsTheme"));
        QSignalSpy reset(m->settings.get(), &Settings::layoutReset);
        for (const QPushButton* button : dialog->findChildren<QPushButton*>())
            QVERIFY2(!button->isDefault() || button->text().contains(QStringLiteral("Close")),
                     qPrintable(button->text()));
        QVERIFY(!m->in<QPushButton>(dialog, "settingsReset")->autoDefault());
        QTest::keyClick(dialog, Qt::Key_Return);
        QVERIFY(!dialog->isVisible());
        QVERIFY(!m->window->findChild<QWidget*>(QStringLiteral("resetLayoutDialog")));
        QCOMPARE(reset.count(), 0);
    }

    // Acceptance 58: the window opens with the defaults, and says what became of the file.
    void corruptSettingsAreANotice() {
        const QString path = m->folder.filePath(QStringLiteral("bad.ini"));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("\x00\x01 no settings", 14);
        file.close();
        m->settings = std::make_unique<Settings>(path);
        m->makeWindow();
        const auto* notice = m->in<Banner>(m->window.get(), "noticeBanner");
        QVERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(path));
    }

    void terminateOfABusyWorkerMayGoUnasked() {
        const auto pool = m->program->add_pool("pool-A", 2);
        const auto worker = m->program->workers(pool).front();
        m->program->start_task(worker);
        m->open();
        m->settings->setConfirmTerminate(false);
        m->choose({worker});
        m->action("actionTerminate")->trigger();
        QVERIFY(!m->dialog());
        QTRY_COMPARE(m->signalsSent(), 1);
        m->action("actionKill")->trigger();  // always asks
        QVERIFY(m->dialog());
    }

    void alertRulesAreEditedDeletedAndBroughtBack() {
        const auto queue = m->program->add_queue("in");
        m->program->put(queue, 20);
        m->open();
        const auto presets = m->hub->models.alerts.rules();
        QVERIFY(!presets.isEmpty());
        m->action("actionAlerts")->trigger();
        auto* dialog = m->window->findChild<AlertDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        m->in<QPushButton>(dialog, "alertAdd")->click();
        QCOMPARE(m->hub->models.alerts.rules().size(), presets.size() + 1);
        m->in<QDoubleSpinBox>(dialog, "alertBound")->setValue(10);
        m->in<QSpinBox>(dialog, "alertLasting")->setValue(0);
        m->in<QComboBox>(dialog, "alertSubject")->setCurrentText(QStringLiteral("in"));
        const AlertRule rule = m->hub->models.alerts.rules().last();
        QCOMPARE(rule.bound, 10.0);
        QCOMPARE(rule.subject, QStringLiteral("in"));
        QCOMPARE(alert_store::load(Settings(m->settings->path())).last(), rule);
        m->settle();
        const auto isFound = [&] {
            for (const Finding& f : m->hub->models.findings.rows())
                if (f.kind == Finding::Kind::alert && f.text.contains(QStringLiteral("in 20"))) return true;
            return false;
        };
        QTRY_VERIFY(isFound());
        // A mark takes it out of force.
        auto* list = m->in<QListWidget>(dialog, "alertList");
        list->item(list->count() - 1)->setCheckState(Qt::Unchecked);
        QVERIFY(!m->hub->models.alerts.rules().last().enabled);
        m->in<QPushButton>(dialog, "alertRemove")->click();
        QCOMPARE(m->hub->models.alerts.rules(), presets);
        m->in<UndoBar>(dialog, "alertUndo")->undo();
        QCOMPARE(m->hub->models.alerts.rules().size(), presets.size() + 1);
        QCOMPARE(alert_store::load(Settings(m->settings->path())).size(), presets.size() + 1);
    }

    void guideOpensWhereItHelps() {
        m->open();
        m->window->showPage(QStringLiteral("locks"));
        m->action("actionGuide")->trigger();
        auto* help = m->window->findChild<HelpWindow*>();
        QVERIFY(help && help->isVisible());
        auto* text = m->in<QTextBrowser>(help, "helpText");
        QVERIFY2(text->toPlainText().contains(QStringLiteral("What is everyone waiting for?")),
                 qPrintable(text->toPlainText().left(200)));
        QCOMPARE(m->in<QListWidget>(help, "helpContents")->count(), HelpWindow::topics().size());
        // Every topic is there with its pictures, and every link leads somewhere.
        for (const QString& topic : HelpWindow::topics()) {
            help->showTopic(topic);
            QVERIFY2(text->toPlainText().size() > 200, qPrintable(topic));
            QFile source(QStringLiteral(":/guide/") + topic);
            QVERIFY(source.open(QIODevice::ReadOnly));
            static const QRegularExpression link(QStringLiteral("\\]\\(([^)#]+)\\)"));
            auto found = link.globalMatch(QString::fromUtf8(source.readAll()));
            while (found.hasNext()) {
                const QString target = found.next().captured(1);
                QVERIFY2(target.startsWith(QLatin1String("http")) || QFile::exists(QStringLiteral(":/guide/") + target),
                         qPrintable(topic + QStringLiteral(": ") + target));
            }
        }
        QVERIFY(help->find(QStringLiteral("SIGKILL")) >= 1);
        QVERIFY(help->find(QStringLiteral("no such words at all")) == 0);
    }

    // Every topic of the tree is in the window.
    void guideIsWhole() {
        QStringList files;
        QFile list(QStringLiteral(":/guide/README.md"));
        HelpWindow::topics();
        QVERIFY(list.open(QIODevice::ReadOnly));
        const QString contents = QString::fromUtf8(list.readAll());
        for (const QString& topic : HelpWindow::topics())
            if (topic != QLatin1String("README.md")) QVERIFY2(contents.contains(topic), qPrintable(topic));
    }

    void keysAreThoseOfTheActions() {
        m->makeWindow();
        m->action("actionKeys")->trigger();
        auto* dialog = m->window->findChild<KeyList*>();
        QVERIFY(dialog && dialog->isVisible());
        const QString text = m->in<QTextBrowser>(dialog, "keysText")->toPlainText();
        const auto entries = keysOf(m->window.get());
        QVERIFY(entries.size() > 20);
        for (const KeyEntry& entry : entries) {
            QVERIFY2(text.contains(entry.text), qPrintable(entry.text));
            QVERIFY2(text.contains(entry.keys), qPrintable(entry.keys));
        }
        // No key means two things.
        QMap<QString, QString> owners;
        for (const KeyEntry& entry : entries)
            for (const QString& key : entry.keys.split(QStringLiteral(", "))) {
                QVERIFY2(!owners.contains(key),
                         qPrintable(key + QStringLiteral(": ") + owners[key] + QLatin1Char('/') + entry.text));
                owners[key] = entry.text;
            }
        // Ctrl+K, Ctrl+S, Ctrl+C never act on a process.
        for (const char* key : {"Ctrl+K", "Ctrl+S", "Ctrl+C"}) QVERIFY(!owners.contains(QLatin1String(key)));
        for (const char* key : {"F1", "Shift+F1", "Ctrl+,", "Ctrl+/", "End", "F6"})
            QVERIFY2(owners.contains(QLatin1String(key)), key);
    }

    // Acceptance 47: IEC units in whatever can be read, a zero is 0, what is unknown is —.
    void bytesAreIecEverywhere() {
        const auto pool = m->program->add_pool("pool-A", 2);
        const auto worker = m->program->workers(pool).front();
        m->program->edit(worker, [](Process& p) { p.memory_bytes = 123'456'789; });
        m->program->add_queue("in");
        m->program->add_lock("db");
        m->program->start_task(worker);
        m->program->exit(m->program->workers(pool).back(), -11);
        m->open();
        m->settle();
        m->choose({worker});
        QStringList texts, blank;
        for (const QString& id : pageIds()) m->window->showPage(id);
        QCoreApplication::processEvents();
        for (const QWidget* widget : m->window->findChildren<QWidget*>()) {
            texts << widget->toolTip() << widget->accessibleName() << widget->accessibleDescription()
                  << widget->property("text").toString();
            const auto* view = qobject_cast<const QAbstractItemView*>(widget);
            if (view && view->model()) readCells(view->model(), {}, texts, blank);
        }
        QVERIFY(texts.size() > 500);
        texts.replaceInStrings(QString(QChar(QChar::Nbsp)), QStringLiteral(" "));  // unit and number stay on one line
        QVERIFY(texts.filter(QStringLiteral("118 MiB")).size() > 0);
        static const QRegularExpression wrong(QStringLiteral("\\d ?([kKMGT]B|bytes)\\b|bytes/s|\\b[kKMGT]B/s"));
        const QStringList found = texts.filter(wrong);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
        blank.removeDuplicates();
        QVERIFY2(blank.isEmpty(), qPrintable(blank.join(QLatin1Char('\n'))));
    }

    void whatIsThisHasAnswers() {
        m->makeWindow();
        for (const char* name :
             {"navigation", "filter", "inspectorDock", "activityDock", "statusLine", "timeStrip", "pages"}) {
            const auto* widget = m->window->findChild<QWidget*>(QLatin1String(name));
            QVERIFY2(widget && widget->whatsThis().size() > 40, name);
        }
    }

private:
    // Numbers that are not there say —. A pool has none of a process's, a living process no exit.
    static void readCells(const QAbstractItemModel* model, const QModelIndex& parent, QStringList& texts,
                          QStringList& blank) {
        int pid = 0;
        while (pid < model->columnCount(parent) && model->headerData(pid, Qt::Horizontal) != QStringLiteral("PID"))
            ++pid;
        static const QStringList where_it_applies{QStringLiteral("Restarts"), QStringLiteral("Exit"),
                                                  QStringLiteral("Value")};
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const bool group =
                pid < model->columnCount(parent) && model->index(row, pid, parent).data().toString().isEmpty();
            for (int column = 0; column < model->columnCount(parent); ++column) {
                const QModelIndex cell = model->index(row, column, parent);
                texts << cell.data().toString() << cell.data(Qt::ToolTipRole).toString()
                      << cell.data(Qt::AccessibleTextRole).toString();
                const bool number = cell.data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight;
                const QString title = model->headerData(column, Qt::Horizontal).toString();
                if (number && !group && !where_it_applies.contains(title) && cell.data().toString().isEmpty() &&
                    !cell.data(SamplesRole).isValid())
                    blank << title;
            }
            readCells(model, model->index(row, 0, parent), texts, blank);
        }
    }

    std::unique_ptr<WindowFixture> m;
};

QTEST_MAIN(TestTools)
#include "tst_tools.moc"

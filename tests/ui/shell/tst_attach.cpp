// SPDX-License-Identifier: GPL-3.0-or-later
// Attaching to a manager server from the window, and what the window shows of it.
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QRadioButton>
#include <QToolButton>
#include <QTreeView>

#include "manager_fixture.h"
#include "page/object_inspector.h"
#include "page/objects_page.h"
#include "shell/attach_dialog.h"
#include "shell/navigation.h"
#include "widget/banner.h"
#include "window_fixture.h"

using namespace lifeguard;
using lifeguard::test::OwnServer;
using lifeguard::test::WindowFixture;
using lifeguard::test::writeKey;

class TestAttach : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() {
        m = std::make_unique<WindowFixture>();
        m_key = writeKey(m->folder, "s3cret key");
        m_path = m->folder.filePath(QStringLiteral("socket"));
        m_server = std::make_unique<OwnServer>(m_path, "s3cret key");
        m->makeWindow();
    }
    void cleanup() {
        m.reset();
        m_server.reset();
    }

    // Test reports without attaching; Attach attaches; a wrong key is told and kept nowhere.
    void dialogTestsAndAttaches() {
        AttachDialog* dialog = openDialog();
        dialog->setAddress(QStringLiteral("unix:") + m_path);
        QVERIFY2(!button(dialog, "attachTest")->isEnabled(), "there is no key yet");
        QVERIFY(!button(dialog, "attachTest")->toolTip().isEmpty());
        dialog->findChild<QRadioButton*>(QStringLiteral("attachKeyTyped"))->click();
        auto* key = dialog->findChild<QLineEdit*>(QStringLiteral("attachKey"));
        QCOMPARE(key->echoMode(), QLineEdit::Password);
        key->setText(QStringLiteral("guessed key"));
        button(dialog, "attachTest")->click();
        const auto* status = dialog->findChild<QLabel*>(QStringLiteral("attachStatus"));
        QTRY_VERIFY_WITH_TIMEOUT(status->text().startsWith(QStringLiteral("✖ authentication failed")), 20000);
        dialog->findChild<QRadioButton*>(QStringLiteral("attachKeyFromFile"))->click();
        auto* file = dialog->findChild<QLineEdit*>(QStringLiteral("attachKeyFile"));
        const auto* state = dialog->findChild<QLabel*>(QStringLiteral("attachKeyFileState"));
        QFile::setPermissions(m_key, QFile::ReadOwner | QFile::ReadOther);
        file->setText(m_key);
        QVERIFY(state->text().contains(QStringLiteral("chmod 600")));
        QVERIFY(!button(dialog, "attachButton")->isEnabled());
        QFile::setPermissions(m_key, QFile::ReadOwner | QFile::WriteOwner);
        file->setText({});
        file->setText(m_key);
        QVERIFY(state->text().startsWith(QStringLiteral("✓")));
        button(dialog, "attachTest")->click();
        QTRY_VERIFY_WITH_TIMEOUT(status->text().startsWith(QStringLiteral("✓ ok: C++ manager")), 20000);
        QCOMPARE(m->hub->manager.state(), ManagerFeed::State::none);
        QVERIFY(dialog->findChild<QCheckBox*>(QStringLiteral("attachReadOnly"))->isChecked());
        button(dialog, "attachButton")->click();
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->manager.state(), ManagerFeed::State::live, 20000);
        QVERIFY(!m->hub->manager.controlAllowed());
        QFile ini(m->settings->path());
        QVERIFY(ini.open(QIODevice::ReadOnly));
        const QByteArray kept = ini.readAll();
        QVERIFY(kept.contains("socket") && !kept.contains("guessed key") && !kept.contains("s3cret key"));
        // The next window offers it on Home.
        m->makeWindow();
        m->window->showPage(QStringLiteral("home"));
        const auto recent =
            m->window->findChild<QWidget*>(QStringLiteral("homeManagers"))->findChildren<QPushButton*>();
        QCOMPARE(recent.size(), 1);
        recent[0]->click();
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->manager.state(), ManagerFeed::State::live, 20000);
    }

    void pagesAreTheManagers() {
        auto* navigation = m->window->findChild<Navigation*>();
        QVERIFY(!navigation->pages().contains(QStringLiteral("objects")));
        auto dict = m_server->client().dict({{"a", 1}});
        attach();
        QCOMPARE(navigation->pages(), (QStringList{QStringLiteral("objects"), QStringLiteral("runs")}));
        QCOMPARE(m->window->currentPage(), QStringLiteral("objects"));
        QCOMPARE(m->action("actionPage_objects")->shortcut(), QKeySequence(QStringLiteral("Ctrl+1")));
        QVERIFY(m->window->windowTitle().startsWith(QStringLiteral("lab3 · Objects")));
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->models.objects.rowCount(), 1, 20000);
        // Acceptance 30.
        for (const char* name : {"actionTerminate", "actionKill", "actionDrain"}) {
            QVERIFY(!m->action(name)->isEnabled());
            QVERIFY(m->action(name)->toolTip().contains(QStringLiteral("objects, not workers")));
        }
        m->hub->close();
        QCOMPARE(m->window->currentPage(), QStringLiteral("home"));
        QVERIFY(navigation->pages().contains(QStringLiteral("workers")));
        QVERIFY(!navigation->pages().contains(QStringLiteral("objects")));
    }

    void valueIsATreeWithLinks() {
        auto list = m_server->client().list({1, 2});
        auto dict = m_server->client().dict({{"a", std::tuple(1, 2)}});
        dict["items"] = list;
        attach();
        choose("dict");
        auto* tree = inspector()->findChild<QTreeView*>(QStringLiteral("objectValue"));
        QTRY_COMPARE_WITH_TIMEOUT(tree->model()->rowCount(tree->model()->index(0, 0)), 2, 20000);
        const QModelIndex link = tree->model()->index(1, 1, tree->model()->index(0, 0));
        QVERIFY(link.data().toString().startsWith(QStringLiteral("→ object")));
        QCOMPARE(m->hub->models.objects.object(chosen().id)->size, QStringLiteral("2"));
        Q_EMIT tree->activated(link);
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->models.objects.object(chosen().id)->type, QStringLiteral("list"), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(tree->model()->rowCount(tree->model()->index(0, 0)), 2, 20000);
    }

    // Acceptance 30: nothing can be called until that is asked for and allowed.
    void controlIsAllowedByTheUser() {
        auto queue = m_server->client().Queue();
        attach();
        choose("Queue");
        auto* call = button(inspector(), "objectCall");
        auto* method = inspector()->findChild<QComboBox*>(QStringLiteral("objectMethod"));
        QTRY_VERIFY_WITH_TIMEOUT(method->findText(QStringLiteral("put")) >= 0, 20000);
        QVERIFY(!call->isEnabled());
        QVERIFY(call->toolTip().contains(QStringLiteral("read-only")));
        auto* control = m->window->findChild<QToolButton*>(QStringLiteral("objectControl"));
        const auto* badge = m->window->findChild<QLabel*>(QStringLiteral("objectControlBadge"));
        QVERIFY(badge->isHidden());
        control->click();
        auto* question = m->window->findChild<QMessageBox*>(QStringLiteral("controlDialog"));
        QVERIFY(question && !m->hub->manager.controlAllowed());
        QCOMPARE(question->defaultButton(), question->button(QMessageBox::Cancel));
        question->button(QMessageBox::Cancel)->click();
        QVERIFY(!m->hub->manager.controlAllowed() && !control->isChecked());
        QTRY_VERIFY(!m->window->findChild<QMessageBox*>(QStringLiteral("controlDialog")));
        control->click();
        m->window->findChild<QPushButton*>(QStringLiteral("controlAllow"))->click();
        QVERIFY(m->hub->manager.controlAllowed() && !badge->isHidden());
        const auto* everywhere = m->window->findChild<QLabel*>(QStringLiteral("sessionBadge"));
        m->window->showPage(QStringLiteral("runs"));
        QVERIFY2(!everywhere->isHidden() && everywhere->text() == QStringLiteral("CONTROL"), "on every page");
        m->window->showPage(QStringLiteral("objects"));
        QVERIFY2(!call->isEnabled() && method->currentIndex() < 0, "no method is called that nobody chose");
        QTRY_VERIFY(!button(inspector(), "objectPut")->isHidden());
        button(inspector(), "objectPut")->click();
        QVERIFY(call->isEnabled());
        auto* arguments = inspector()->findChild<QLineEdit*>(QStringLiteral("objectArguments"));
        arguments->setText(QStringLiteral("{'x': 1}"));
        call->click();
        const auto* outcome = inspector()->findChild<QLabel*>(QStringLiteral("objectOutcome"));
        QTRY_VERIFY_WITH_TIMEOUT(outcome->text().startsWith(QStringLiteral("✓ put({'x': 1})")), 20000);
        QCOMPARE(queue.qsize(), 1);
        button(inspector(), "objectTake")->click();
        call->click();
        QTRY_VERIFY_WITH_TIMEOUT(outcome->text().startsWith(QStringLiteral("✓ get(")), 20000);
        auto* result = inspector()->findChild<QTreeView*>(QStringLiteral("objectResult"));
        QCOMPARE(result->model()->index(0, 1).data().toString(), QStringLiteral("{'x': 1}"));
        control->click();
        QVERIFY(!m->hub->manager.controlAllowed() && !call->isEnabled());
    }

    // Acceptance 54.
    void lossIsABanner() {
        auto dict = std::make_unique<mp::managers::DictProxy>(m_server->client().dict({{"a", 1}}));
        attach();
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->models.objects.rowCount(), 1, 20000);
        dict.reset();
        m_server.reset();
        auto* banner = m->window->findChild<Banner*>(QStringLiteral("managerBanner"));
        QTRY_VERIFY_WITH_TIMEOUT(!banner->isHidden() && banner->text().contains(QStringLiteral("tried again in")),
                                 20000);
        QVERIFY(banner->text().contains(m->hub->manager.reason()));
        QCOMPARE(m->hub->models.objects.rowCount(), 1);
        QVERIFY(m->hub->models.objects.isStale());
        QCOMPARE(m->window->currentPage(), QStringLiteral("objects"));
        m_server = std::make_unique<OwnServer>(m_path, "s3cret key");
        QTRY_VERIFY_WITH_TIMEOUT(banner->isHidden(), 20000);
        QTRY_COMPARE_WITH_TIMEOUT(m->hub->models.objects.rowCount(), 0, 20000);
    }

    void localProgramsNeedNoKey() {
        AttachDialog* dialog = openDialog();
        dialog->setAddress(QStringLiteral("4194399"));
        QVERIFY(button(dialog, "attachButton")->isEnabled());
        QVERIFY(!button(dialog, "attachTest")->isEnabled());
        QVERIFY(!dialog->findChild<QLineEdit*>(QStringLiteral("attachKeyFile"))->isEnabled());
        button(dialog, "attachButton")->click();
        QTRY_COMPARE(m->hub->feed.state(), SnapshotFeed::State::none);
        QTRY_VERIFY(!m->window->findChild<AttachDialog*>());
    }

private:
    AttachDialog* openDialog() {
        m->action("actionAttach")->trigger();
        return m->window->findChild<AttachDialog*>();
    }
    void attach() {
        m->window->resize(1400, 850);  // wide enough for the inspector
        m->hub->manager.setInterval(std::chrono::milliseconds(100));
        m->hub->attachManager({.name = QStringLiteral("lab3"), .address = m_path, .keyFile = m_key});
        QTRY_COMPARE_WITH_TIMEOUT(m->window->currentPage(), QStringLiteral("objects"), 20000);
    }
    void choose(const char* type) {
        const auto find = [&] {
            for (const ManagedObject& each : m->hub->models.objects.rows())
                if (each.type == QLatin1String(type)) return ObjectModel::entityOf(each.id);
            return Entity{};
        };
        QTRY_VERIFY_WITH_TIMEOUT(find(), 20000);
        m->window->showPage(QStringLiteral("objects"), find());
    }
    Entity chosen() const { return m->hub->models.selection.single(); }
    ObjectInspector* inspector() const { return m->window->findChild<ObjectInspector*>(); }
    static QPushButton* button(QWidget* in, const char* name) {
        return in->findChild<QPushButton*>(QLatin1String(name));
    }

    std::unique_ptr<WindowFixture> m;
    std::unique_ptr<OwnServer> m_server;
    QString m_key;
    QString m_path;
};

QTEST_MAIN(TestAttach)
#include "tst_attach.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A real window over a program that exists only in memory, with settings and database in a folder of its own.

#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "shell/actions.h"
#include "shell/confirm_dialog.h"
#include "shell/main_window.h"
#include "support/fake_session.h"

namespace lifeguard::test {

using namespace mp::observe;
using mp::test::FakeProgram;

class WindowFixture {
public:
    WindowFixture() {
        // Nothing of the user's own: neither sessions nor settings nor runs.
        qputenv("XDG_RUNTIME_DIR", folder.path().toLocal8Bit());
        settings = std::make_unique<Settings>(folder.filePath(QStringLiteral("settings.ini")));
        settings->setRecordAttached(false);
        program = std::make_shared<FakeProgram>("render");
    }
    // A window of 1440 x 900 unless the layout of an earlier one says otherwise.
    void makeWindow() {
        window.reset();
        hub = std::make_unique<Hub>(*settings, folder.filePath(QStringLiteral("history.db")));
        window = std::make_unique<MainWindow>(*hub);
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }
    void open() {
        makeWindow();
        hub->open([p = program] { return p->session(); });
        QTRY_VERIFY(hub->models.latest());
    }
    // Until the window has seen what the program is now.
    void settle() {
        program->advance(std::chrono::milliseconds(1));
        const auto now_ns = program->now_ns();
        hub->feed.refresh();
        QTRY_VERIFY(hub->models.latest() && hub->models.latest()->taken_ns >= now_ns);
    }
    void choose(const QList<Identity>& identities) {
        QList<Entity> entities;
        for (const Identity& identity : identities)
            entities.append(
                {identity == program->program() ? Entity::Kind::session : Entity::Kind::process, identity, 0});
        hub->models.selection.set(entities);
    }
    QAction* action(const char* name) const { return window->findChild<QAction*>(QLatin1String(name)); }
    Actions* actions() const { return window->findChild<Actions*>(); }
    ConfirmDialog* dialog() const { return window->findChild<ConfirmDialog*>(); }
    template <class T>
    T* in(QWidget* parent, const char* name) const {
        return parent->findChild<T*>(QLatin1String(name));
    }
    int signalsSent() const {
        int sent = 0;
        for (const auto& command : program->commands()) sent += command.verb == "signal";
        return sent;
    }

    QTemporaryDir folder;
    std::unique_ptr<Settings> settings;
    std::shared_ptr<FakeProgram> program;
    std::unique_ptr<Hub> hub;
    std::unique_ptr<MainWindow> window;
};

}  // namespace lifeguard::test

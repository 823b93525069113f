// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the shell lends to pages, over a program in memory: no process, no display, a database and settings of its own.

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include "page/page.h"
#include "support/fake_session.h"

namespace lifeguard::test {

using mp::test::FakeProgram;
using namespace std::chrono_literals;

class PageFixture {
public:
    explicit PageFixture(const std::string& name = "render") : program(std::make_shared<FakeProgram>(name)) {}

    // The feed is live on the program; pages still see only what show() hands them.
    bool open() {
        feed.open([program = program] { return program->session(); });
        return QTest::qWaitFor([this] { return feed.isOpen(); });
    }
    // The models show the program as it is now.
    void show(bool sample = true) {
        Frame frame;
        frame.snapshot = std::make_shared<const mp::observe::Snapshot>(program->take());
        frame.sample = sample;
        models.update(frame);
    }
    void pass(std::chrono::nanoseconds time = 1s) {
        program->advance(time);
        show();
    }
    PageContext context() { return {models, feed, sessions, runs, launcher, settings, selfTest, manager}; }

    QTemporaryDir folder;
    std::shared_ptr<FakeProgram> program;
    std::vector<mp::observe::SessionInfo> running;
    SessionModels models;
    SnapshotFeed feed;
    SessionList sessions{nullptr, [this] { return running; }};
    RunsBridge runs{folder.filePath(QStringLiteral("history.db"))};
    Launcher launcher{&sessions};
    Settings settings{folder.filePath(QStringLiteral("settings.ini"))};
    ManagerFeed manager;
    SelfTest selfTest{folder.filePath(QStringLiteral("history.db"))};
};

}  // namespace lifeguard::test

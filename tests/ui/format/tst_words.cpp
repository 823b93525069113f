// SPDX-License-Identifier: GPL-3.0-or-later
#include <QSet>
#include <QTest>

#include "format/words.h"

using namespace lifeguard;
using namespace mp::observe;

class TestWords : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void exitTexts() {
        QCOMPARE(words::exitText(0), QStringLiteral("0 ok"));
        QCOMPARE(words::exitText(3), QStringLiteral("3"));
        QCOMPARE(words::exitText(-9), QStringLiteral("−9 SIGKILL"));
        QCOMPARE(words::exitText(-11), QStringLiteral("−11 SIGSEGV"));
        QCOMPARE(words::exitText(137), QStringLiteral("137 (128+SIGKILL)"));
        QCOMPARE(words::exitText(255), QStringLiteral("255"));
        QCOMPARE(words::exitText(-63), QStringLiteral("−63 signal 63"));
    }

    // Acceptance 33: five ends, five texts; only those that nobody wanted are failures.
    void fiveEndsAreFiveTexts() {
        const struct {
            int code;
            ExitCause cause;
            bool failure;
        } ends[] = {{0, ExitCause::normal, false},
                    {3, ExitCause::error, true},
                    {-9, ExitCause::signal_unknown, true},
                    {137, ExitCause::error, true},
                    {-9, ExitCause::by_user, false}};
        QSet<QString> texts;
        for (const auto& end : ends) {
            texts.insert(words::exitText(end.code) + words::exitMeaning(end.code, end.cause));
            QCOMPARE(words::exitIsFailure(end.code, end.cause), end.failure);
            QCOMPARE(words::exitState(end.code, end.cause).tone == Tone::failed, end.failure);
        }
        QCOMPARE(texts.size(), 5);
        QCOMPARE(words::exitMeaning(-9, ExitCause::by_user), QStringLiteral("killed by you"));
        QCOMPARE(words::exitMeaning(-15, ExitCause::by_lifeguard), QStringLiteral("terminated by Lifeguard"));
        QCOMPARE(words::exitMeaning(-9, ExitCause::memory_limit), QStringLiteral("killed; memory limit hit"));
        QVERIFY(words::exitIsFailure(-9, ExitCause::memory_limit));
    }

    // Acceptance 9: what a state is can be read without its colour.
    void everyStateHasItsOwnGlyphAndWord() {
        QSet<QString> words_seen;
        for (int i = 0; i <= static_cast<int>(ProcessState::ended); ++i) {
            const StateText text = words::state(static_cast<ProcessState>(i));
            QVERIFY(!text.glyph.isEmpty());
            words_seen.insert(text.text);
        }
        QCOMPARE(words_seen.size(), static_cast<int>(ProcessState::ended) + 1);
    }

    void waitNamesItsObject() {
        Snapshot snapshot;
        Lock lock;
        lock.id = 7;
        lock.name = "db";
        snapshot.locks.push_back(lock);
        Process process;
        process.state = ProcessState::waiting;
        process.wait = Wait{WaitKind::lock, 7, 1};
        QCOMPARE(words::state(process, snapshot).text, QStringLiteral("lock “db”"));
        QCOMPARE(words::state(process, snapshot).tone, Tone::waiting);
        process.wait->object_id = 8;
        QCOMPARE(words::state(process, snapshot).text, QStringLiteral("lock"));
    }

    void endedProcessShowsItsExit() {
        Process process;
        process.state = ProcessState::ended;
        process.ended_ns = 5;
        process.exitcode = -11;
        process.cause = ExitCause::signal_unknown;
        const StateText text = words::state(process, {});
        QCOMPARE(text.full(), QStringLiteral("✖ −11 SIGSEGV"));
    }
};

QTEST_GUILESS_MAIN(TestWords)
#include "tst_words.moc"

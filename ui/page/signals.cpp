// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/signals.h"

#include <QCoreApplication>
#include <QMenu>
#include <csignal>

#include "format/words.h"

namespace lifeguard {
namespace {

struct SignalsText {
    Q_DECLARE_TR_FUNCTIONS(Signals)
};

QList<SignalChoice> makeChoices() {
    const auto one = [](int number, const QString& meaning, bool harmful = true) {
        return SignalChoice{number, words::signalName(number), meaning, harmful};
    };
    return {one(SIGHUP, SignalsText::tr("hang-up: many programs read their settings again, others end")),
            one(SIGINT, SignalsText::tr("interrupt, as Ctrl+C: ends")),
            one(SIGQUIT, SignalsText::tr("quit, as Ctrl+\\: ends with a core file")),
            one(SIGABRT, SignalsText::tr("abort: ends with a core file")),
            one(SIGUSR1, SignalsText::tr("user signal 1: what the program makes of it; ends if it does nothing")),
            one(SIGUSR2, SignalsText::tr("user signal 2: what the program makes of it; ends if it does nothing")),
            one(SIGALRM, SignalsText::tr("alarm clock: ends")),
            one(SIGTERM, SignalsText::tr("terminate: asks to end")),
            one(SIGKILL, SignalsText::tr("kill: ends at once")),
            one(SIGSTOP, SignalsText::tr("stop: suspends"), false),
            one(SIGTSTP, SignalsText::tr("stop, as Ctrl+Z: suspends if the program lets it"), false),
            one(SIGCONT, SignalsText::tr("continue: resumes"), false),
            one(SIGWINCH, SignalsText::tr("window size: ignored if the program does nothing"), false),
            one(SIGURG, SignalsText::tr("urgent data: ignored if the program does nothing"), false)};
}

}  // namespace

const QList<SignalChoice>& signalChoices() {
    static const QList<SignalChoice> choices = makeChoices();
    return choices;
}

SignalChoice signalChoice(int number) {
    for (const SignalChoice& choice : signalChoices())
        if (choice.number == number) return choice;
    return {number, words::signalName(number), SignalsText::tr("ends the process if it does nothing"), true};
}

void fillSignalMenu(QMenu* menu, const std::function<void(int)>& chosen) {
    menu->setToolTipsVisible(true);
    for (const SignalChoice& choice : signalChoices()) {
        const QString end = choice.harmful ? QStringLiteral("…") : QString();
        QAction* action = menu->addAction(QStringLiteral("%1%2\t%3").arg(choice.name, end, choice.meaning));
        action->setObjectName(QStringLiteral("signal_") + choice.name);
        action->setToolTip(choice.meaning);
        QObject::connect(action, &QAction::triggered, menu, [chosen, number = choice.number] { chosen(number); });
    }
}

}  // namespace lifeguard

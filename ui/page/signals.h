// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The signals that can be chosen from a menu, each with what it does to a process that does nothing about it.

#include <QList>
#include <QString>
#include <functional>

class QMenu;

namespace lifeguard {

struct SignalChoice {
    int number = 0;
    QString name;         // "SIGHUP"
    QString meaning;      // one short sentence without its point
    bool harmful = true;  // it may end the process: the shell asks
};

const QList<SignalChoice>& signalChoices();
// Of any number; of one that is not in the list as well.
SignalChoice signalChoice(int number);

// An item a signal: "SIGHUP   hang-up: many programs read their settings again".
void fillSignalMenu(QMenu* menu, const std::function<void(int)>& chosen);

}  // namespace lifeguard

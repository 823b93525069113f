// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Ctrl+/: all keys. Those of the menus are read from the actions themselves; what the views take themselves stands
// below.

#include <QDialog>
#include <QList>

class QMenuBar;

namespace lifeguard {

struct KeyEntry {
    QString group;  // "Session"; of a menu
    QString keys;   // "Ctrl+R"
    QString text;   // "Record"
};
QList<KeyEntry> keysOf(const QWidget* window);

class KeyList : public QDialog {
    Q_OBJECT
public:
    explicit KeyList(QWidget* window);
};

}  // namespace lifeguard

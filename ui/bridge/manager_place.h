// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Where a manager server is and by which key: what the attach dialog fills in and the settings remember. A key that was
// typed is in memory alone; what is remembered is at most the path of its file.
//
//     ManagerPlace place{.address = "tcp://lab3:50000", .key = KeyKind::file, .keyFile = "~/.config/lab3.key"};
//     SavedManagers(settings).remember(place);

#include <QByteArray>
#include <QList>
#include <QString>

#include "bridge/settings.h"
#include "mp/connection.h"

namespace lifeguard {

enum class KeyKind { none, file, typed };

struct ManagerPlace {
    QString name{};  // "" for the address
    QString address{};
    KeyKind key = KeyKind::file;
    QString keyFile{};
    QByteArray typedKey{};  // never stored, shown or logged
    bool readOnly = true;

    QString title() const { return name.isEmpty() ? address : name; }
    bool operator==(const ManagerPlace&) const = default;
};

// tcp://host:port, host:port, unix:/path, /path, unix:@name, @name (an abstract one).
// Throws mp::ValueError with a sentence.
mp::connection::Address parseManagerAddress(const QString& text);

// "" if the file can be used as a key: it is there, ours, not empty and nobody else can read it.
QString whyNotKeyFile(const QString& path);
QString expandedPath(const QString& path);  // ~/x is in the home directory

// The bytes of the key. Throws mp::ValueError with what is wrong with the file, never with what is in it.
mp::connection::AuthKey managerKey(const ManagerPlace& place);

// The connections that were used, the last one first.
class SavedManagers {
public:
    explicit SavedManagers(Settings& settings) : m_settings(settings) {}
    QList<ManagerPlace> list() const;
    void remember(const ManagerPlace& place);  // in place of one with the same address
    void forget(const QString& address);

private:
    void store(const QList<ManagerPlace>& places);
    Settings& m_settings;
};

}  // namespace lifeguard

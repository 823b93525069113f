// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/manager_place.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace lifeguard {

using mp::connection::Address;
using mp::connection::AuthKey;

namespace {

constexpr int most_saved = 10;
constexpr qint64 longest_key = 65536;  // bytes; a larger file is not a key
const QString saved_key = QStringLiteral("connections/managers");

struct ManagerPlaceText {
    Q_DECLARE_TR_FUNCTIONS(ManagerPlace)
};

[[noreturn]] void refuse(const QString& sentence) {
    throw mp::ValueError(sentence.toStdString());
}

QString keyName(KeyKind kind) {
    return kind == KeyKind::file    ? QStringLiteral("file")
           : kind == KeyKind::typed ? QStringLiteral("typed")
                                    : QStringLiteral("none");
}

KeyKind keyKind(const QString& name) {
    return name == QLatin1String("file")    ? KeyKind::file
           : name == QLatin1String("typed") ? KeyKind::typed
                                            : KeyKind::none;
}

}  // namespace

Address parseManagerAddress(const QString& given) {
    QString text = given.trimmed();
    const bool tcp = text.startsWith(QLatin1String("tcp://"));
    const bool local = text.startsWith(QLatin1String("unix:"));
    if (tcp) text = text.mid(6);
    if (local) text = text.mid(5);
    if (text.isEmpty()) refuse(ManagerPlaceText::tr("Give an address: host:port, unix:/path or @name."));
    if (!tcp && text.startsWith(QLatin1Char('@')) && text.size() > 1)
        return Address(std::string(1, '\0') + text.mid(1).toStdString());
    if (local || (!tcp && text.startsWith(QLatin1Char('/')))) return {text.toStdString()};
    const qsizetype colon = text.lastIndexOf(QLatin1Char(':'));
    bool number = false;
    const int port = colon < 0 ? 0 : text.mid(colon + 1).toInt(&number);
    if (colon <= 0 || !number || port < 1 || port > 65535)
        refuse(ManagerPlaceText::tr("“%1” is no address: write host:port, unix:/path or @name.").arg(given.trimmed()));
    return {text.left(colon).toStdString(), port};
}

QString expandedPath(const QString& path) {
    return path.startsWith(QLatin1String("~/")) ? QDir::homePath() + path.mid(1) : path;
}

QString whyNotKeyFile(const QString& path) {
    if (path.trimmed().isEmpty()) return ManagerPlaceText::tr("Choose the file that holds the key.");
    const QFileInfo file(expandedPath(path));
    if (!file.exists()) return ManagerPlaceText::tr("%1 does not exist.").arg(path);
    if (!file.isFile()) return ManagerPlaceText::tr("%1 is not a file.").arg(path);
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    if (file.permissions() & others)
        return ManagerPlaceText::tr("%1 can be used by others as well: “chmod 600 %1” makes it yours alone.").arg(path);
    if (file.ownerId() != QFileInfo(QStringLiteral("/proc/self")).ownerId())
        return ManagerPlaceText::tr("%1 belongs to another user.").arg(path);
    if (!file.isReadable()) return ManagerPlaceText::tr("%1 cannot be read.").arg(path);
    if (file.size() == 0) return ManagerPlaceText::tr("%1 is empty.").arg(path);
    return file.size() > longest_key ? ManagerPlaceText::tr("%1 is too long to be a key.").arg(path) : QString();
}

AuthKey managerKey(const ManagerPlace& place) {
    if (place.key == KeyKind::none) return {""};
    if (place.key == KeyKind::typed) return {place.typedKey.toStdString()};
    if (const QString reason = whyNotKeyFile(place.keyFile); !reason.isEmpty()) refuse(reason);
    QFile file(expandedPath(place.keyFile));
    if (!file.open(QIODevice::ReadOnly)) refuse(ManagerPlaceText::tr("%1 cannot be read.").arg(place.keyFile));
    QByteArray key = file.readAll();
    if (key.endsWith('\n')) key.chop(1);
    if (key.isEmpty()) refuse(ManagerPlaceText::tr("%1 is empty.").arg(place.keyFile));
    return {key.toStdString()};
}

QList<ManagerPlace> SavedManagers::list() const {
    QList<ManagerPlace> out;
    const QByteArray text = m_settings.value(saved_key).toString().toUtf8();
    for (const QJsonValue& each : QJsonDocument::fromJson(text).array()) {
        const QJsonObject object = each.toObject();
        ManagerPlace place;
        place.name = object.value(QLatin1String("name")).toString();
        place.address = object.value(QLatin1String("address")).toString();
        place.key = keyKind(object.value(QLatin1String("key")).toString());
        place.keyFile = object.value(QLatin1String("key_file")).toString();
        place.readOnly = object.value(QLatin1String("read_only")).toBool(true);
        if (!place.address.isEmpty() && out.size() < most_saved) out.append(place);
    }
    return out;
}

void SavedManagers::remember(const ManagerPlace& place) {
    QList<ManagerPlace> places = list();
    places.removeIf([&](const ManagerPlace& each) { return each.address == place.address; });
    places.prepend(place);
    store(places.mid(0, most_saved));
}

void SavedManagers::forget(const QString& address) {
    QList<ManagerPlace> places = list();
    places.removeIf([&](const ManagerPlace& each) { return each.address == address; });
    store(places);
}

void SavedManagers::store(const QList<ManagerPlace>& places) {
    QJsonArray all;
    for (const ManagerPlace& place : places)
        all.append(QJsonObject{{QStringLiteral("name"), place.name},
                               {QStringLiteral("address"), place.address},
                               {QStringLiteral("key"), keyName(place.key)},
                               {QStringLiteral("key_file"), place.keyFile},
                               {QStringLiteral("read_only"), place.readOnly}});
    m_settings.setValue(saved_key, QString::fromUtf8(QJsonDocument(all).toJson(QJsonDocument::Compact)));
}

}  // namespace lifeguard

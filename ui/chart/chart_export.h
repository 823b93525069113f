// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A chart's numbers as text, for the table twin, the clipboard and files; pictures as files.

#include <QList>
#include <QSize>
#include <QString>
#include <QStringList>
#include <functional>

class QImage;
class QPainter;

namespace lifeguard {

struct ChartCell {
    QString text;  // as on the screen, in the user's locale
    QString raw;   // as in a file: a full number in the C locale, a time as ISO 8601 in UTC, "" where unknown
};

struct ChartTable {
    QStringList header;
    QList<QList<ChartCell>> rows;
};

QString toCsv(const ChartTable& table);  // RFC 4180, with the header
QString toTsv(const ChartTable& table);  // as on the screen

// Seconds since the epoch as "2026-08-20T12:03:19.441Z".
QString isoUtc(double seconds);

QByteArray toPngFile(const QImage& image);
QByteArray toSvgFile(const QSize& size, const QString& title, const QString& description,
                     const std::function<void(QPainter&)>& draw);

// Writes all or nothing. Returns what went wrong, with the path, or "".
QString writeFile(const QString& path, const QByteArray& bytes);

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chart_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDateTime>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <cmath>

namespace lifeguard {
namespace {

QString quoted(QString field) {
    if (!field.contains(QLatin1Char('"')) && !field.contains(QLatin1Char(',')) && !field.contains(QLatin1Char('\n')) &&
        !field.contains(QLatin1Char('\r')))
        return field;
    return QLatin1Char('"') + field.replace(QLatin1String("\""), QLatin1String("\"\"")) + QLatin1Char('"');
}

}  // namespace

QString toCsv(const ChartTable& table) {
    QString csv;
    QStringList fields;
    for (const QString& title : table.header) fields.append(quoted(title));
    csv += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
    for (const auto& row : table.rows) {
        fields.clear();
        for (const ChartCell& cell : row) fields.append(quoted(cell.raw));
        csv += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
    }
    return csv;
}

QString toTsv(const ChartTable& table) {
    QString tsv = table.header.join(QLatin1Char('\t')) + QLatin1Char('\n');
    for (const auto& row : table.rows) {
        QStringList fields;
        for (const ChartCell& cell : row) fields.append(cell.text);
        tsv += fields.join(QLatin1Char('\t')) + QLatin1Char('\n');
    }
    return tsv;
}

QString isoUtc(double seconds) {
    return QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(std::llround(seconds * 1000)), Qt::UTC)
        .toString(Qt::ISODateWithMs);
}

QString writeFile(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit()) return {};
    return QCoreApplication::translate("ChartExport", "Could not write %1: %2.").arg(path, file.errorString());
}

QByteArray toPngFile(const QImage& image) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray toSvgFile(const QSize& size, const QString& title, const QString& description,
                     const std::function<void(QPainter&)>& draw) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(size);
    svg.setViewBox(QRect(QPoint(), size));
    svg.setTitle(title);
    svg.setDescription(description);
    QPainter painter(&svg);
    draw(painter);
    painter.end();
    return bytes;
}

}  // namespace lifeguard

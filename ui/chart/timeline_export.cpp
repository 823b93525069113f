// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline as a picture: the time in sight and all its lanes, those below the window's edge too, and what the
// colours mean.
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QImage>
#include <QMenu>
#include <QPainter>
#include <QScopedValueRollback>

#include "chart/chart_export.h"
#include "chart/save_as.h"
#include "chart/timeline_view.h"

namespace lifeguard {
namespace {

constexpr int pad = 8;
constexpr int most_sharp_px = 8'000;  // a higher picture is drawn in its own size, not in twice that

}  // namespace

// The words of the legend in rows, as wide as the picture; painter may be null to measure.
int TimelineView::paintLegend(QPainter* painter, int top, int width) const {
    int x = pad, y = top;
    const int line = fontMetrics().height();
    for (const Swatch& swatch : legend()) {
        const int wide = fontMetrics().horizontalAdvance(swatch.text);
        if (x > pad && x + wide > width - pad) {
            x = pad;
            y += line + 2;
        }
        if (painter != nullptr) {
            const QString glyph = swatch.colour.isValid() ? swatch.text.left(1) : QString();
            painter->setPen(swatch.colour);
            if (!glyph.isEmpty()) painter->drawText(x, y + fontMetrics().ascent(), glyph);
            painter->setPen(palette().color(QPalette::WindowText));
            painter->drawText(x + fontMetrics().horizontalAdvance(glyph), y + fontMetrics().ascent(),
                              swatch.text.mid(glyph.size()));
        }
        x += wide + 2 * pad;
    }
    return y + line - top;
}

QSize TimelineView::pictureSize() const {
    const int lanes = rulerHeight() + static_cast<int>(m_rows.size()) * rowHeight();
    const int width = viewport()->width();
    return {width, lanes + pad + paintLegend(nullptr, 0, width) + pad};
}

void TimelineView::drawPicture(QPainter& painter) {
    const QSize size = pictureSize();
    const QScopedValueRollback whole(m_picture_height, rulerHeight() + static_cast<int>(m_rows.size()) * rowHeight());
    painter.setFont(font());
    painter.fillRect(QRect(QPoint(), size), palette().color(QPalette::Window));
    draw(painter);
    painter.setClipping(false);
    paintLegend(&painter, m_picture_height + pad, size.width());
}

QByteArray TimelineView::toPng() {
    const QSize size = pictureSize();
    const int sharp = size.height() > most_sharp_px ? 1 : 2;
    QImage image(size * sharp, QImage::Format_RGB32);
    image.setDevicePixelRatio(sharp);
    QPainter painter(&image);
    drawPicture(painter);
    painter.end();
    return toPngFile(image);
}

QByteArray TimelineView::toSvg() {
    return toSvgFile(pictureSize(), accessibleName(), accessibleDescription(),
                     [this](QPainter& painter) { drawPicture(painter); });
}

void TimelineView::fillExportMenu(QMenu* menu) {
    const auto add = [&](const char* name, const QString& text, auto slot) {
        menu->addAction(text, this, slot)->setObjectName(QLatin1String(name));
    };
    add("timelineCopy", tr("&Copy picture"),
        [this] { QGuiApplication::clipboard()->setImage(QImage::fromData(toPng(), "PNG")); });
    add("timelineExportPng", tr("Export &PNG…"), [this] {
        saveAs(this, accessibleName(), tr("PNG picture (*.png)"), QStringLiteral("png"), [this] { return toPng(); });
    });
    add("timelineExportSvg", tr("Export &SVG…"), [this] {
        saveAs(this, accessibleName(), tr("SVG picture (*.svg)"), QStringLiteral("svg"), [this] { return toSvg(); });
    });
}

void TimelineView::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("timelineMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillExportMenu(menu);
    menu->popup(event->globalPos());
}

}  // namespace lifeguard

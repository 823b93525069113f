// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/chart_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "chart/chart_table.h"
#include "chart/save_as.h"

namespace lifeguard {
namespace {

constexpr double kPad = 8;
constexpr double kSwatch = 20;

QColor faint(const QPalette& palette, double alpha) {
    QColor colour = palette.color(QPalette::WindowText);
    colour.setAlphaF(static_cast<float>(alpha));
    return colour;
}

void drawSwatch(QPainter& painter, const QRectF& box, const LegendEntry& entry) {
    const double middle = box.center().y();
    if (entry.filled) {
        painter.fillRect(QRectF(box.left() + 2, middle - 5, 10, 10), entry.colour);
    } else {
        painter.setPen(QPen(entry.colour, 2, entry.line));
        painter.drawLine(QPointF(box.left(), middle), QPointF(box.left() + kSwatch - 5, middle));
    }
}

QString entryText(const LegendEntry& entry) {
    return entry.value.isEmpty() ? entry.title : entry.title + QLatin1Char(' ') + entry.value;
}

}  // namespace

ChartView::ChartView(QWidget* parent) : QChartView(new QChart, parent) {
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setBackgroundBrush(Qt::NoBrush);
    setRenderHint(QPainter::Antialiasing);
    chart()->setBackgroundVisible(false);
    chart()->setAnimationOptions(QChart::NoAnimation);
    chart()->legend()->hide();
    connect(scene(), &QGraphicsScene::changed, this, [this] { touch(); });
}

void ChartView::touch() {
    m_stale = true;
    viewport()->update();
}

QFont ChartView::headingFont() const {
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

void ChartView::setHeading(const QString& heading) {
    m_heading = heading;
    place();
}

void ChartView::setEmptyText(const QString& text) {
    if (m_empty == text) return;
    m_empty = text;
    touch();
}

void ChartView::setLegend(const QList<LegendEntry>& entries) {
    m_legend = entries;
    place();
}

void ChartView::setTicks(const QList<Tick>& x, const QList<Tick>& y) {
    m_x = x;
    m_y = y;
    place();
}

void ChartView::setMarks(const QList<Tick>& marks) {
    m_marks = marks;
    place();
}

void ChartView::place() {
    const QFontMetricsF metrics(font());
    const QFontMetricsF bold(headingFont());
    const double line = metrics.height();
    // The legend stands right of the heading while it fits, below it otherwise.
    double x = kPad + bold.horizontalAdvance(m_heading) + 2 * kPad;
    double y = kPad;
    double wanted = 0;
    for (const LegendEntry& entry : m_legend)
        wanted += kSwatch + metrics.horizontalAdvance(entryText(entry)) + 2 * kPad;
    if (!m_legend.isEmpty() && x + wanted > width() - kPad) {
        x = kPad;
        y += line + 2;
    }
    m_legendPlaces.clear();
    for (const LegendEntry& entry : m_legend) {
        const double wide = kSwatch + metrics.horizontalAdvance(entryText(entry)) + 4;
        if (x > kPad && x + wide > width() - kPad) {
            x = kPad;
            y += line;
        }
        m_legendPlaces.append(QRectF(x, y, qMin(wide, width() - x - kPad), line));
        x += wide + 2 * kPad - 4;
    }
    double left = 0;
    for (const Tick& tick : m_y) left = qMax(left, metrics.horizontalAdvance(tick.text));
    const double wide = width() - left - 6 - 2 * kPad - 4;
    const double strip = placeMarks(kPad + left + 6, kPad + left + 6 + wide);
    const double top = y + line + kPad + strip;
    const QRectF plot(kPad + left + 6, top, wide, qMax(8.0, height() - top - line - kPad - 4));
    if (plot.width() > 1 && plot != chart()->plotArea()) {
        chart()->setPlotArea(plot);
        if (plotMoved) plotMoved();
    }
    touch();
}

// One after the other in a row above the plot, each as near to its line as the others let it; where a row does not hold
// them, in as many as it takes.
double ChartView::placeMarks(double left, double right) {
    const QFontMetricsF metrics(font());
    m_markPlaces.clear();
    QList<double> wide;
    double all = 0;
    for (const Tick& mark : m_marks) {
        wide.append(metrics.horizontalAdvance(mark.text) + 8);
        all += wide.last();
    }
    const bool single = all <= right - left;
    double after = all, free = left;
    for (qsizetype i = 0; i < m_marks.size(); ++i) {
        after -= wide[i];
        const double at = left + m_marks[i].value * (right - left) - wide[i] / 2;
        const double most = right - wide[i] - (single ? after : 0);
        const double x = qMax(left, qMin(single ? qMax(at, free) : at, most));
        const double row = single ? 1 : static_cast<double>(m_marks.size() - i);
        m_markPlaces.append(QRectF(x, -row * metrics.height() - 2, wide[i], metrics.height()));
        free = x + wide[i];
    }
    if (m_marks.isEmpty()) return 0;
    return (single ? 1 : static_cast<double>(m_marks.size())) * metrics.height() + 2;
}

void ChartView::drawBackground(QPainter* painter, const QRectF&) {
    // The curves are drawn with the same painter afterwards, and smoothly.
    painter->save();
    drawFrame(*painter);
    painter->restore();
}

void ChartView::drawFrame(QPainter& on) {
    QPainter* painter = &on;
    const QFontMetricsF metrics(font());
    const QRectF plot = plotRect();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(faint(palette(), 0.18));
    painter->setBrush(palette().base());
    painter->drawRoundedRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    painter->setFont(headingFont());
    painter->setPen(palette().color(QPalette::WindowText));
    const double headingWidth = width() - 2 * kPad;
    painter->drawText(QRectF(kPad, kPad, headingWidth, metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                      QFontMetricsF(headingFont()).elidedText(m_heading, Qt::ElideRight, headingWidth));
    painter->setFont(font());
    for (qsizetype i = 0; i < m_legend.size() && i < m_legendPlaces.size(); ++i) {
        drawSwatch(*painter, m_legendPlaces[i], m_legend[i]);
        painter->setPen(palette().color(QPalette::WindowText));
        const QRectF place = m_legendPlaces[i].adjusted(kSwatch, 0, 0, 0);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(entryText(m_legend[i]), Qt::ElideRight, place.width() + 1));
    }
    if (!m_empty.isEmpty()) {
        painter->setPen(palette().color(QPalette::PlaceholderText));
        painter->drawText(plot, Qt::AlignCenter | Qt::TextWordWrap, m_empty);
        return;
    }
    drawTicks(*painter);
}

void ChartView::drawTicks(QPainter& on) {
    QPainter* painter = &on;
    const QFontMetricsF metrics(font());
    const QRectF plot = plotRect();
    painter->setRenderHint(QPainter::Antialiasing, false);
    double lowest = plot.bottom() + metrics.height();  // where the label below ends
    for (const Tick& tick : m_y) {
        const double y = plot.bottom() - tick.value * plot.height();
        painter->setPen(faint(palette(), tick.value > 0 ? 0.10 : 0.35));
        painter->drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
        if (y + metrics.height() / 2 > lowest + 1) continue;  // labels never lie on each other
        lowest = y - metrics.height() / 2;
        painter->setPen(faint(palette(), 0.75));
        painter->drawText(QRectF(0, y - metrics.height() / 2, plot.left() - 6, metrics.height()),
                          Qt::AlignRight | Qt::AlignVCenter, tick.text);
    }
    double free = 0;
    for (const Tick& tick : m_x) {
        const double x = plot.left() + tick.value * plot.width();
        const double wide = metrics.horizontalAdvance(tick.text);
        painter->setPen(faint(palette(), 0.10));
        painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
        const double from = qBound(2.0, x - wide / 2, qMax(2.0, width() - wide - 4));
        if (from < free) continue;  // labels never touch each other
        free = from + wide + kPad;
        painter->setPen(faint(palette(), 0.75));
        painter->drawText(QPointF(from, plot.bottom() + 6 + metrics.ascent()), tick.text);
    }
}

// The lines lie over the bars, their names above the plot.
void ChartView::drawForeground(QPainter* painter, const QRectF&) {
    if (!m_empty.isEmpty() || m_marks.isEmpty()) return;
    const QRectF plot = plotRect();
    painter->save();
    painter->setFont(font());
    painter->setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DashLine));
    for (const Tick& mark : m_marks) {
        const double x = plot.left() + mark.value * plot.width();
        painter->drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    }
    painter->setPen(palette().color(QPalette::WindowText));
    for (qsizetype i = 0; i < m_marks.size() && i < m_markPlaces.size(); ++i)
        painter->drawText(m_markPlaces[i].translated(0, plot.top()), Qt::AlignCenter, m_marks[i].text);
    painter->restore();
}

void ChartView::paintEvent(QPaintEvent*) {
    const double ratio = devicePixelRatioF();
    const QSize wanted = (QSizeF(viewport()->size()) * ratio).toSize();
    if (m_stale || m_cache.size() != wanted) {
        m_cache = QPixmap(wanted);
        m_cache.setDevicePixelRatio(ratio);
        m_cache.fill(palette().color(QPalette::Window));
        QPainter painter(&m_cache);
        painter.setRenderHint(QPainter::Antialiasing);
        render(&painter, QRectF(viewport()->rect()), viewport()->rect());
        m_stale = false;
    }
    QPainter painter(viewport());
    painter.drawPixmap(0, 0, m_cache);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
        painter.drawRoundedRect(QRectF(viewport()->rect()).adjusted(1, 1, -1, -1), 4, 4);
    }
    if (m_empty.isEmpty()) drawCursor(painter);
}

void ChartView::drawCursor(QPainter& painter) {
    if (m_cursor < 0) return;
    const QRectF plot = plotRect();
    const double x = plot.left() + m_cursor * plot.width();
    painter.setRenderHint(QPainter::Antialiasing, false);
    if (m_dragFrom >= 0) {
        QColor wash = palette().color(QPalette::Highlight);
        wash.setAlphaF(0.25F);
        const double from = plot.left() + m_dragFrom * plot.width();
        painter.fillRect(QRectF(QPointF(from, plot.top()), QPointF(x, plot.bottom())).normalized(), wash);
    }
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1, Qt::DotLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    if (!readout) return;
    const Readout said = readout(m_cursor);
    const QFontMetricsF metrics(font());
    double wide = metrics.horizontalAdvance(said.heading);
    for (const LegendEntry& entry : said.entries)
        wide = qMax(wide, kSwatch + metrics.horizontalAdvance(entry.title + QLatin1String("   ") + entry.value));
    QRectF box(0, 0, wide + 2 * kPad, metrics.height() * static_cast<double>(said.entries.size() + 1) + kPad);
    box.moveTopLeft({x + 10 + box.width() > width() ? qMax(0.0, x - 10 - box.width()) : x + 10, plot.top() + 2});
    painter.setPen(faint(palette(), 0.4));
    painter.setBrush(palette().toolTipBase());
    painter.drawRect(box);
    QRectF row(box.left() + kPad, box.top() + kPad / 2, wide, metrics.height());
    painter.setPen(palette().color(QPalette::ToolTipText));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, said.heading);
    for (const LegendEntry& entry : said.entries) {
        row.translate(0, metrics.height());
        drawSwatch(painter, row, entry);
        painter.setPen(palette().color(QPalette::ToolTipText));
        painter.drawText(row.adjusted(kSwatch, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, entry.title);
        painter.drawText(row, Qt::AlignRight | Qt::AlignVCenter, entry.value);
    }
}

void ChartView::resizeEvent(QResizeEvent* event) {
    QChartView::resizeEvent(event);
    place();
}

void ChartView::changeEvent(QEvent* event) {
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) place();
}

double ChartView::atPixel(double x) const {
    const QRectF plot = plotRect();
    return plot.width() > 0 ? qBound(0.0, (x - plot.left()) / plot.width(), 1.0) : 0;
}

void ChartView::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton && zoom && plotRect().contains(event->position()))
        m_dragFrom = atPixel(event->position().x());
    viewport()->update();
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
    const bool inside = plotRect().adjusted(-1, -1, 1, 1).contains(event->position());
    m_cursor = inside || m_dragFrom >= 0 ? atPixel(event->position().x()) : -1;
    viewport()->update();
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
    const double from = std::exchange(m_dragFrom, -1);
    const double to = atPixel(event->position().x());
    if (from >= 0 && zoom && std::abs(to - from) * plotRect().width() > 6) zoom(qMin(from, to), qMax(from, to));
    viewport()->update();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent*) {
    m_dragFrom = -1;
    if (resetZoom) resetZoom();
}

void ChartView::leaveEvent(QEvent* event) {
    QChartView::leaveEvent(event);
    m_cursor = -1;
    viewport()->update();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
    const double start = m_cursor < 0 ? 1.0 : m_cursor;
    switch (event->key()) {
        case Qt::Key_Left:
            m_cursor = qMax(0.0, start - 0.02);
            break;
        case Qt::Key_Right:
            m_cursor = qMin(1.0, start + 0.02);
            break;
        case Qt::Key_Plus:
            if (zoom) zoom(qMax(0.0, start - 0.25), qMin(1.0, start + 0.25));
            break;
        case Qt::Key_Minus:
        case Qt::Key_0:
            if (resetZoom) resetZoom();
            break;
        default:
            if (event->matches(QKeySequence::Copy)) {
                copyToClipboard();
                return;
            }
            event->ignore();  // Esc, F6 and the rest belong to the window
            return;
    }
    viewport()->update();
}

void ChartView::focusInEvent(QFocusEvent* event) {
    QChartView::focusInEvent(event);
    viewport()->update();
}

void ChartView::focusOutEvent(QFocusEvent* event) {
    QChartView::focusOutEvent(event);
    m_cursor = -1;
    viewport()->update();
}

void ChartView::contextMenuEvent(QContextMenuEvent* event) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("chartMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Show as &table"), this, &ChartView::showTable)->setObjectName(QStringLiteral("chartShowTable"));
    menu->addAction(tr("&Copy"), this, &ChartView::copyToClipboard)->setObjectName(QStringLiteral("chartCopy"));
    menu->addSeparator();
    const auto add = [&](const QString& text, const QString& filter, const QString& suffix, auto bytes) {
        menu->addAction(text, this, [=, this] { saveAs(this, m_heading, filter, suffix, bytes); });
    };
    add(tr("Export &PNG…"), tr("PNG picture (*.png)"), QStringLiteral("png"), [this] { return toPng(); });
    add(tr("Export &SVG…"), tr("SVG picture (*.svg)"), QStringLiteral("svg"), [this] { return toSvg(); });
    add(tr("Export CS&V…"), tr("Comma-separated values (*.csv)"), QStringLiteral("csv"),
        [this] { return toCsv(table()).toUtf8(); });
    if (resetZoom && zoomed && zoomed()) {
        menu->addSeparator();
        menu->addAction(tr("&Reset zoom"), this, [this] { resetZoom(); });
    }
    menu->popup(event->globalPos());
}

void ChartView::showTable() {
    (new ChartTableDialog(m_heading, table(), window()))->show();
}

void ChartView::copyToClipboard() {
    auto* mime = new QMimeData;
    mime->setText(toTsv(table()));
    mime->setImageData(QImage::fromData(toPng(), "PNG"));
    QGuiApplication::clipboard()->setMimeData(mime);
}

QByteArray ChartView::toPng() {
    QImage image((QSizeF(viewport()->size()) * 2).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(2);
    image.fill(palette().color(QPalette::Window));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    render(&painter, QRectF(viewport()->rect()), viewport()->rect());
    painter.end();
    return toPngFile(image);
}

QByteArray ChartView::toSvg() {
    return toSvgFile(viewport()->size(), m_heading, {}, [this](QPainter& painter) {
        painter.setRenderHint(QPainter::Antialiasing);
        render(&painter, QRectF(viewport()->rect()), viewport()->rect());
    });
}

}  // namespace lifeguard

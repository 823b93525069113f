// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/style.h"

#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>

#include "format/theme.h"

namespace lifeguard {
namespace {

constexpr QRgb kEdge = 0xff7d868e;  // at least 3:1 on the grounds of both themes
constexpr int kFusionDarker = 140;  // Fusion's edges are the window's colour, so much darker

template <class Option>
bool copyLit(const QStyleOption* option, Option& lit) {
    const auto* given = qstyleoption_cast<const Option*>(option);
    if (given == nullptr) return false;
    lit = *given;
    lit.palette.setColor(QPalette::Window, QColor::fromRgb(kEdge).lighter(kFusionDarker));
    return true;
}

}  // namespace

Style::Style() : QProxyStyle(QStyleFactory::create(QStringLiteral("Fusion"))) {}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                          const QWidget* widget) const {
    if (option != nullptr && theme::isDark(option->palette)) {
        QStyleOptionButton box;
        QStyleOptionFrame frame;
        if ((element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton) && copyLit(option, box))
            return QProxyStyle::drawPrimitive(element, &box, painter, widget);
        if (element == PE_FrameLineEdit && copyLit(option, frame))
            return QProxyStyle::drawPrimitive(element, &frame, painter, widget);
    }
    QProxyStyle::drawPrimitive(element, option, painter, widget);
}

QIcon Style::standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const {
    const QIcon icon = QProxyStyle::standardIcon(which, option, widget);
    if (which != SP_ToolBarHorizontalExtensionButton) return icon;
    QIcon tinted;
    for (const QSize& size : icon.availableSizes()) {
        QPixmap pixmap = icon.pixmap(size);
        QPainter painter(&pixmap);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(pixmap.rect(), QColor::fromRgb(kEdge));
        painter.end();
        tinted.addPixmap(pixmap);
    }
    return tinted.isNull() ? icon : tinted;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Qt's Fusion, with what it draws nearly black on black in a dark window: the edges of boxes to tick and of fields, and
// the arrow that leads to what a toolbar has no room for.

#include <QProxyStyle>

namespace lifeguard {

class Style : public QProxyStyle {
    Q_OBJECT
public:
    Style();
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
    QIcon standardIcon(StandardPixmap which, const QStyleOption* option, const QWidget* widget) const override;
};

}  // namespace lifeguard

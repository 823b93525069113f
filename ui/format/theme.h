// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Colours: light and dark palettes on the Fusion style, the six state colours, and the colours of named series.
// Widgets take the palette they were given; delegates and charts react to QEvent::PaletteChange and ask here again.

#include <QColor>
#include <QPalette>
#include <QString>

#include "format/words.h"

class QApplication;

namespace lifeguard::theme {

enum class Choice { system, light, dark };

QString choiceName(Choice choice);  // for settings and --theme: "system", "light", "dark"
Choice choiceFromName(const QString& name, bool* known = nullptr);

QPalette lightPalette();
QPalette darkPalette();
// Style and palette of the whole application. `system` follows the lightness that the desktop's palette had at start.
void apply(QApplication& application, Choice choice);

bool isDark(const QPalette& palette);  // by its window colour
QColor tone(Tone tone, bool dark);     // at least 4.5:1 on the window and base colours of our palettes
QColor tone(Tone tone, const QPalette& palette);

// How a named series (function, queue) is drawn: one of eight, by the hash of its name, the same on every page.
struct SeriesStyle {
    QColor color;
    Qt::PenStyle line = Qt::SolidLine;
    Qt::BrushStyle hatch = Qt::SolidPattern;
};
inline constexpr int series_styles_count = 8;
SeriesStyle series(const QString& name, bool dark);
SeriesStyle otherSeries(bool dark);  // the rest, in grey

double contrast(const QColor& a, const QColor& b);  // WCAG 2 ratio, 1 … 21

}  // namespace lifeguard::theme

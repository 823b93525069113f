// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The colours that mean something: six tones of state, and a fixed set for series. Everything else comes from QPalette.
// A tone never stands alone: its glyph or its word is always beside it.

#include <QColor>
#include <QPalette>
#include <QString>

namespace lifeguard {

enum class Tone { plain, busy, idle, waiting, suspended, ok, failed };

bool isDark(const QPalette& palette);

// At least 4.5:1 on the window background of either theme; plain is the palette's own text.
QColor toneColour(Tone tone, const QPalette& palette);

// A wash of the tone behind text: text in the palette's colour stays readable on it.
QColor toneWash(Tone tone, const QPalette& palette);

struct SeriesStyle {
    int slot = 0;  // 0..23: eight colours, three line styles
    QColor colour(const QPalette& palette) const;
    Qt::PenStyle line() const;
};

// The style of a named series (a function, a queue): chosen by the name's hash, the same on every page while the
// program runs; two names never share one before all 24 are used.
SeriesStyle seriesStyle(const QString& name);

}  // namespace lifeguard

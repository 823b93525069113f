// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/theme.h"

#include <QApplication>
#include <array>
#include <cmath>

#include "format/style.h"

namespace lifeguard::theme {
namespace {

struct Pair {
    QRgb light;
    QRgb dark;
};

// By Tone; the figures of the design, chosen to stay apart under deuteranopy and protanopy as well.
constexpr std::array<Pair, 6> tones = {{
    {0xff1f5dab, 0xff5d98fc},  // active
    {0xff627287, 0xff8f969b},  // idle
    {0xff876f01, 0xfffbda2b},  // waiting
    {0xff481148, 0xfff5bdff},  // suspended
    {0xff10815a, 0xff40f8b6},  // ok
    {0xff882220, 0xfff86e57},  // failed
}};

// Eight hues for names, after Okabe and Ito, darkened on light ground.
constexpr std::array<Pair, series_styles_count> series_colours = {{
    {0xff0060a0, 0xff56b4e9},
    {0xffb85c00, 0xffe69f00},
    {0xff00795a, 0xff2fc99f},
    {0xffa0487f, 0xffdf8fbf},
    {0xff6b5fb5, 0xffaaa0f0},
    {0xff7a6a00, 0xffe8dc4a},
    {0xffb03a20, 0xffff8a6a},
    {0xff3f6f7f, 0xff8fc7d8},
}};
constexpr std::array<Qt::PenStyle, 4> lines = {Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine};
constexpr std::array<Qt::BrushStyle, 4> hatches = {Qt::SolidPattern, Qt::BDiagPattern, Qt::Dense4Pattern,
                                                   Qt::FDiagPattern};

QColor pick(const Pair& pair, bool dark) {
    return QColor::fromRgb(dark ? pair.dark : pair.light);
}

QPalette make(QRgb window, QRgb base, QRgb alternate, QRgb button, QRgb text, QRgb faint, QRgb accent, QRgb tip,
              QRgb link) {
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, QRgb colour) { p.setColor(role, QColor::fromRgb(colour)); };
    set(QPalette::Window, window);
    set(QPalette::WindowText, text);
    set(QPalette::Base, base);
    set(QPalette::AlternateBase, alternate);
    set(QPalette::Text, text);
    set(QPalette::Button, button);
    set(QPalette::ButtonText, text);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::ToolTipBase, tip);
    set(QPalette::ToolTipText, text);
    set(QPalette::PlaceholderText, faint);
    set(QPalette::Highlight, accent);
    set(QPalette::HighlightedText, 0xffffffff);
    set(QPalette::Link, link);
    set(QPalette::LinkVisited, link);
    const QColor ground = QColor::fromRgb(button);
    p.setColor(QPalette::Light, ground.lighter(120));
    p.setColor(QPalette::Midlight, ground.lighter(108));
    p.setColor(QPalette::Mid, ground.darker(115));
    p.setColor(QPalette::Dark, ground.darker(140));
    p.setColor(QPalette::Shadow, ground.darker(220));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, QColor::fromRgb(faint));
    p.setColor(QPalette::Disabled, QPalette::Highlight, p.color(QPalette::Mid));
    return p;
}

double luminance(const QColor& colour) {
    const auto channel = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * channel(colour.redF()) + 0.7152 * channel(colour.greenF()) + 0.0722 * channel(colour.blueF());
}

// FNV-1a, because qHash may change with Qt's version and a queue must keep its colour.
std::uint32_t stableHash(const QString& name) {
    std::uint32_t hash = 2166136261u;
    const QByteArray bytes = name.toUtf8();
    for (const char byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 16777619u;
    return hash;
}

}  // namespace

QString choiceName(Choice choice) {
    return choice == Choice::light  ? QStringLiteral("light")
           : choice == Choice::dark ? QStringLiteral("dark")
                                    : QStringLiteral("system");
}

Choice choiceFromName(const QString& name, bool* known) {
    for (const Choice choice : {Choice::system, Choice::light, Choice::dark})
        if (choiceName(choice) == name) {
            if (known) *known = true;
            return choice;
        }
    if (known) *known = false;
    return Choice::system;
}

QPalette lightPalette() {
    return make(0xfff5f6f7, 0xffffffff, 0xfff5f6f7, 0xffe9ebee, 0xff1b1f23, 0xff6a7480, 0xff1f5dab, 0xffffffff,
                0xff1f5dab);
}

QPalette darkPalette() {
    return make(0xff2a2f34, 0xff22262a, 0xff2a2f34, 0xff363c42, 0xffeceff1, 0xff9aa3ab, 0xff2f6bc4, 0xff363c42,
                0xff7db0ff);
}

void apply(QApplication& application, Choice choice) {
    static const bool system_is_dark = isDark(application.palette());  // before the first of our own palettes
    static bool styled = false;
    if (!styled) application.setStyle(new Style);
    styled = true;
    const bool dark = choice == Choice::dark || (choice == Choice::system && system_is_dark);
    application.setPalette(dark ? darkPalette() : lightPalette());
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < 128;
}

QColor tone(Tone tone, bool dark) {
    return pick(tones[static_cast<std::size_t>(tone)], dark);
}
QColor tone(Tone which, const QPalette& palette) {
    return tone(which, isDark(palette));
}

SeriesStyle series(const QString& name, bool dark) {
    const std::uint32_t hash = stableHash(name);
    const std::size_t colour = hash % series_styles_count;
    const std::size_t shape = (hash / series_styles_count) % lines.size();
    return {pick(series_colours[colour], dark), lines[shape], hatches[shape]};
}

SeriesStyle otherSeries(bool dark) {
    return {tone(Tone::idle, dark), Qt::SolidLine, Qt::Dense6Pattern};
}

double contrast(const QColor& a, const QColor& b) {
    const double first = luminance(a), second = luminance(b);
    return (std::max(first, second) + 0.05) / (std::min(first, second) + 0.05);
}

}  // namespace lifeguard::theme

// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/colours.h"

#include <QHash>
#include <array>

namespace lifeguard {
namespace {

struct Pair {
    QRgb light;
    QRgb dark;
};

constexpr std::array<Pair, 8> kSeries{{{0xff0072b2, 0xff5ab4ff},
                                       {0xffc24e00, 0xffff8a4c},
                                       {0xff007f5c, 0xff2fd0a0},
                                       {0xffa84a82, 0xfff2a0cf},
                                       {0xff7d6400, 0xffe8c547},
                                       {0xff3a78c9, 0xff9cc9ff},
                                       {0xff6b48a8, 0xffb99bea},
                                       {0xff80503c, 0xffd7a08a}}};
constexpr int kLineStyles = 3;

// FNV-1a: qHash is seeded per process, and a colour should not change with the next start.
std::uint32_t hashOf(const QString& name) {
    std::uint32_t hash = 2166136261u;
    for (const char byte : name.toUtf8()) hash = (hash ^ static_cast<std::uint8_t>(byte)) * 16777619u;
    return hash;
}

}  // namespace

bool isDark(const QPalette& palette) { return palette.color(QPalette::Window).lightness() < 128; }

QColor toneColour(Tone tone, const QPalette& palette) {
    const bool dark = isDark(palette);
    switch (tone) {
        case Tone::busy:
            return dark ? QColor(0x5d98fc) : QColor(0x1f5dab);
        case Tone::idle:
            return dark ? QColor(0x8f969b) : QColor(0x627287);
        case Tone::waiting:
            return dark ? QColor(0xfbda2b) : QColor(0x876f01);
        case Tone::suspended:
            return dark ? QColor(0xf5bdff) : QColor(0x481148);
        case Tone::ok:
            return dark ? QColor(0x40f8b6) : QColor(0x10815a);
        case Tone::failed:
            return dark ? QColor(0xf86e57) : QColor(0x882220);
        case Tone::plain:
            break;
    }
    return palette.color(QPalette::WindowText);
}

QColor toneWash(Tone tone, const QPalette& palette) {
    if (tone == Tone::plain) return Qt::transparent;
    QColor wash = toneColour(tone, palette);
    wash.setAlphaF(isDark(palette) ? 0.20F : 0.12F);
    return wash;
}

QColor SeriesStyle::colour(const QPalette& palette) const {
    const Pair& pair = kSeries[static_cast<std::size_t>(slot) % kSeries.size()];
    return QColor::fromRgb(isDark(palette) ? pair.dark : pair.light);
}

Qt::PenStyle SeriesStyle::line() const {
    switch ((slot / static_cast<int>(kSeries.size())) % kLineStyles) {
        case 1:
            return Qt::DashLine;
        case 2:
            return Qt::DotLine;
        default:
            return Qt::SolidLine;
    }
}

SeriesStyle seriesStyle(const QString& name) {
    // GUI thread only, like all of this folder.
    static QHash<QString, int> slotOf;
    static std::array<int, kSeries.size() * kLineStyles> used{};
    if (const auto known = slotOf.constFind(name); known != slotOf.cend()) return {*known};
    constexpr int colours = static_cast<int>(kSeries.size());
    const int first = static_cast<int>(hashOf(name) % colours);
    // Another colour before another line style: colours are told apart faster.
    int best = first;
    for (int step = 0; step < colours * kLineStyles; ++step) {
        const int slot = (first + step) % colours + (step / colours) * colours;
        if (used[static_cast<std::size_t>(slot)] == 0) {
            best = slot;
            break;
        }
    }
    ++used[static_cast<std::size_t>(best)];
    slotOf.insert(name, best);
    return {best};
}

}  // namespace lifeguard

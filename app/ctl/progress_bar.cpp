// SPDX-License-Identifier: MIT
#include "progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <iostream>

#include "mp/command.h"

namespace ctl {

namespace {

std::string grouped(std::uint64_t number) {
    std::string out = std::to_string(number);
    for (std::size_t i = out.size(); i > 3;) {
        i -= 3;
        out.insert(i, ",");
    }
    return out;
}

std::string clock_text(double seconds) {
    const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
    char text[32];
    if (whole >= 3600) {
        std::snprintf(text, sizeof text, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
    } else {
        std::snprintf(text, sizeof text, "%lu:%02lu", whole / 60, whole % 60);
    }
    return text;
}

std::string rate_text(double per_second) {
    char text[32];
    std::snprintf(text, sizeof text, per_second < 10 ? "%.2f/s" : per_second < 100 ? "%.1f/s" : "%.0f/s", per_second);
    return text;
}

}  // namespace

std::string ProgressBar::line(const ProgressCounts& counts, std::chrono::duration<double> passed, int width) {
    const double rate = passed.count() > 0 ? static_cast<double>(counts.done) / passed.count() : 0;
    std::string text = grouped(counts.done) + (counts.total ? "/" + grouped(*counts.total) : std::string(" done"));
    if (counts.total && *counts.total > 0) text += "  " + std::to_string(counts.done * 100 / *counts.total) + " %";
    text += "  " + rate_text(rate);
    if (counts.failed > 0) text += "  " + grouped(counts.failed) + " failed";
    if (counts.total && counts.done >= 3 && rate > 0 && counts.done < *counts.total)
        text += "  " + clock_text(static_cast<double>(*counts.total - counts.done) / rate) + " left";
    const int room = std::min(30, width - static_cast<int>(text.size()) - 4);
    if (counts.total && *counts.total > 0 && room >= 8) {
        const auto filled = static_cast<std::size_t>(static_cast<std::uint64_t>(room) * counts.done / *counts.total);
        text = "[" + std::string(filled, '#') + std::string(static_cast<std::size_t>(room) - filled, '.') + "] " + text;
    }
    if (width > 1 && text.size() >= static_cast<std::size_t>(width)) text.resize(static_cast<std::size_t>(width) - 1);
    return text;
}

void ProgressBar::draw(const ProgressCounts& counts, bool must) {
    if (!shown_) return;
    const auto now = Clock::now();
    if (!must && now - drawn_ < std::chrono::milliseconds(250)) return;
    drawn_ = now;
    visible_ = true;
    std::cerr << "\r\033[K" << line(counts, now - started_, mp::terminal_columns(2)) << std::flush;
}

void ProgressBar::clear() {
    if (!visible_) return;
    visible_ = false;
    drawn_ = {};
    std::cerr << "\r\033[K" << std::flush;
}

}  // namespace ctl

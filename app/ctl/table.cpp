// SPDX-License-Identifier: MIT
#include "table.h"

#include <algorithm>

namespace ctl {

namespace {

// Columns on the screen: code points, which is right for everything but wide scripts.
std::size_t width_of(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string cut(const std::string& text, std::size_t columns) {
    if (width_of(text) <= columns) return text;
    std::string out;
    std::size_t used = 0;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t length = 1;
        while (i + length < text.size() && (static_cast<unsigned char>(text[i + length]) & 0xc0U) == 0x80U) ++length;
        if (++used >= columns) break;
        out.append(text, i, length);
        i += length;
    }
    return out + "…";
}

}  // namespace

std::string harmless(std::string text) {
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return text;
}

void Table::print(std::ostream& out, int width) const {
    std::vector<std::size_t> widths;
    for (const Heading& heading : headings_) widths.push_back(width_of(heading.title));
    for (const auto& row : rows_) {
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width_of(row[i]));
    }
    std::size_t before_last = 0;
    for (std::size_t i = 0; i + 1 < widths.size(); ++i) before_last += widths[i] + 2;
    const auto print_row = [&](const auto& text_of) {
        std::string line;
        for (std::size_t i = 0; i < headings_.size(); ++i) {
            std::string cell = harmless(text_of(i));
            const bool last = i + 1 == headings_.size();
            if (last && width > 0 && before_last + 8 < static_cast<std::size_t>(width))
                cell = cut(cell, static_cast<std::size_t>(width) - before_last);
            const std::size_t used = width_of(cell);
            const std::string padding(widths[i] > used ? widths[i] - used : 0, ' ');
            if (headings_[i].align == mp::columns::Align::right) {
                line += padding + cell;
            } else {
                line += last ? cell : cell + padding;
            }
            if (!last) line += "  ";
        }
        out << line << '\n';
    };
    print_row([&](std::size_t i) { return headings_[i].title; });
    for (const auto& row : rows_) print_row([&](std::size_t i) { return row[i]; });
}

nlohmann::json to_json(const mp::columns::Value& value, mp::columns::Unit unit) {
    return std::visit(
        [unit](const auto& v) -> nlohmann::json {
            using V = std::decay_t<decltype(v)>;
            if constexpr (std::is_same_v<V, std::monostate>) {
                return nullptr;
            } else if constexpr (std::is_same_v<V, std::int64_t>) {
                if (unit == mp::columns::Unit::time) return mp::columns::iso_time(v);
                if (unit == mp::columns::Unit::flag) return v != 0;
                return v;
            } else {
                return v;
            }
        },
        value);
}

}  // namespace ctl

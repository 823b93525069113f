// SPDX-License-Identifier: MIT
#include "mp/detail/brief.h"

namespace mp::detail {

namespace {

// The longest prefix of at most `size` bytes that ends between two UTF-8 characters.
std::string_view cut(std::string_view text, std::size_t size) {
    if (text.size() <= size) return text;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
    return text.substr(0, size);
}

}  // namespace

void BriefText::add_quoted(std::string_view text) {
    std::string shown(cut(text, longest_string));
    for (char& c : shown) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '.';
    }
    add("\"");
    add(shown);
    add(text.size() > shown.size() ? "...\"" : "\"");
}

std::string BriefText::text() const {
    if (!full()) return text_;
    return std::string(cut(text_, limit - 3)) + "...";
}

}  // namespace mp::detail

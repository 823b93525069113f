// SPDX-License-Identifier: MIT
#include "history/export_file.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "os/error.h"
#include "os/file.h"

namespace mp::history {
namespace {

namespace fs = std::filesystem;

bool is_special(const std::string& path) {
    std::error_code unknown;
    const fs::file_status status = fs::status(path, unknown);
    return fs::is_character_file(status) || fs::is_fifo(status) || fs::is_socket(status);
}

bool is_plain_ascii(std::string_view text) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte > 0x7e || c == '"' || c == '\\') return false;
    }
    return true;
}

// How many bytes the character at the front has; 0 where it is no valid one.
std::size_t character_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto follows = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xc0) == 0x80; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first < 0xe0) return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first < 0xf0) {
        if (!follows(1) || !follows(2)) return 0;
        const unsigned value = ((first & 0x0f) << 12) | ((byte(1) & 0x3fu) << 6) | (byte(2) & 0x3fu);
        return value < 0x800 || (value >= 0xd800 && value < 0xe000) || value >= 0xfffe ? 0 : 3;
    }
    if (first >= 0xf0 && first < 0xf5) {
        if (!follows(1) || !follows(2) || !follows(3)) return 0;
        const unsigned start = ((first & 0x07) << 6) | (byte(1) & 0x3fu);  // the upper 9 of 21 bits
        return start < 0x10 || start >= 0x110 ? 0 : 4;
    }
    return 0;
}

}  // namespace

NewFile::NewFile(std::string path) : path_(std::move(path)) {
    if (is_special(path_)) {
        out_.open(path_, std::ios::binary);
    } else {
        std::error_code unknown;
        if (fs::is_directory(path_, unknown)) os::throw_error(EISDIR, "write the export", path_);
        part_ = path_ + ".part";
        os::Fd probe = os::open_private_file(part_);  // the system's own reason where it refuses
        out_.open(part_, std::ios::binary | std::ios::trunc);
    }
    check();
}

NewFile::~NewFile() {
    out_.close();
    std::error_code gone;  // after commit() there is nothing to remove
    if (!done_ && !part_.empty()) fs::remove(part_, gone);
}

void NewFile::check() {
    if (!out_) os::throw_error(errno != 0 ? errno : EIO, "write the export", path_);
}

void NewFile::finish() {
    if (finished_) return;
    errno = 0;
    out_.flush();
    check();
    out_.close();
    check();
    if (!part_.empty()) os::sync_file(part_);
    finished_ = true;
}

std::string NewFile::commit() {
    finish();
    if (!part_.empty()) {
        std::error_code failed;
        fs::rename(part_, path_, failed);
        if (failed) os::throw_error(failed.value(), "write the export", path_);
    }
    done_ = true;
    return path_;
}

std::string number_text(double value) {
    if (!std::isfinite(value)) return {};
    std::array<char, 64> text{};
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

void append_json(std::string& to, std::string_view text) {
    if (is_plain_ascii(text)) {
        ((to += '"') += text) += '"';
        return;
    }
    to += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string clean_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const std::size_t length = character_length(text);
        const auto first = static_cast<unsigned char>(text.front());
        const bool control = (first < 0x20 && first != '\n' && first != '\t') || first == 0x7f ||
                             (length == 2 && first == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0);
        if (length == 0 || control) {
            out += "\xef\xbf\xbd";
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::int64_t elapsed_ns(std::int64_t earlier, std::int64_t later) {
    std::int64_t out = 0;
    return __builtin_sub_overflow(later, earlier, &out) || out < 0 ? 0 : out;
}

}  // namespace mp::history

// SPDX-License-Identifier: MIT
#include "interop/pythons.h"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <string_view>

#include "support/program.h"

namespace mp::test {

namespace {

std::vector<std::string> candidates() {
    std::vector<std::string> out{"/usr/bin/python3"};
    if (const char* named = std::getenv("LIFEGUARD_PYTHONS")) {
        std::istringstream list(named);
        for (std::string path; std::getline(list, path, ':');) out.push_back(path);
    }
    const char* home = std::getenv("HOME");
    const auto versions = std::filesystem::path(home != nullptr ? home : "") / ".pyenv" / "versions";
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(versions, none)) {
        const auto path = entry.path() / "bin" / "python3";
        if (std::filesystem::exists(path, none)) out.push_back(path);
    }
    return out;
}

std::vector<Python> find_pythons() {
    std::vector<Python> out;
    for (const std::string& path : candidates()) {
        const auto version = run({path, "-c", "import sys; print(sys.version_info[0], sys.version_info[1])"});
        int major = 0;
        Python found{path, 0};
        if (version.code != 0 || !(std::istringstream(version.out) >> major >> found.minor)) continue;
        if (major == 3 && found.minor >= 6) out.push_back(found);
    }
    if (out.empty()) throw std::runtime_error("no python3 on this machine");
    return out;
}

}  // namespace

const std::vector<Python>& pythons() {
    static const std::vector<Python> found = find_pythons();
    return found;
}

const Python& python() {
    return pythons().front();
}

std::string script(const std::string& name) {
    return std::string(LIFEGUARD_SOURCE_DIR) + "/tests/interop/" + name;
}

std::string to_hex(const Bytes& bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    out.reserve(2 * bytes.size());
    for (const std::byte byte : bytes) {
        out += digits[static_cast<unsigned>(byte) >> 4];
        out += digits[static_cast<unsigned>(byte) & 15U];
    }
    return out;
}

std::string text_from_hex(const std::string& text) {
    const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
    std::string out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out += static_cast<char>(static_cast<unsigned char>(digit(text[i]) << 4U | digit(text[i + 1])));
    return out;
}

Bytes from_hex(const std::string& text) {
    const std::string raw = text_from_hex(text);
    const auto* first = reinterpret_cast<const std::byte*>(raw.data());
    return {first, first + raw.size()};
}

}  // namespace mp::test

// SPDX-License-Identifier: MIT
#include "command_template.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace ctl {

namespace {

constexpr std::array<std::string_view, 6> places{"{}", "{.}", "{/}", "{//}", "{/.}", "{#}"};

bool has_place(const std::string& word) {
    return std::any_of(places.begin(), places.end(),
                       [&](std::string_view p) { return word.find(p) != std::string::npos; });
}

std::string without_directory(const std::string& input) {
    const auto slash = input.find_last_of('/');
    return slash == std::string::npos ? input : input.substr(slash + 1);
}

std::string directory_of(const std::string& input) {
    const auto slash = input.find_last_of('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : input.substr(0, slash);
}

// "a/b.tar.gz" → "a/b.tar"; "a.d/b" has no extension, and neither has ".profile".
std::string without_extension(const std::string& input) {
    const auto slash = input.find_last_of('/');
    const auto dot = input.find_last_of('.');
    const std::size_t name = slash == std::string::npos ? 0 : slash + 1;
    return dot == std::string::npos || dot <= name ? input : input.substr(0, dot);
}

std::string value_of(std::string_view place, const std::string& input, std::uint64_t number) {
    if (place == "{}") return input;
    if (place == "{.}") return without_extension(input);
    if (place == "{/}") return without_directory(input);
    if (place == "{//}") return directory_of(input);
    if (place == "{/.}") return without_extension(without_directory(input));
    return std::to_string(number);
}

bool is_shell_line(const std::string& word) {
    // Braces of a place are no shell characters here.
    return word.find_first_of(" \t\n|&;<>()$`\\\"'*?[]~=%!") != std::string::npos;
}

std::string shell() {
    const char* named = std::getenv("SHELL");
    return named != nullptr && *named != '\0' ? named : "/bin/sh";
}

}  // namespace

std::string shell_quoted(const std::string& word) {
    if (!word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
            return std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-")
                       .find(c) != std::string_view::npos;
        }))
        return word;
    std::string out = "'";
    for (const char c : word) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

CommandTemplate::CommandTemplate(std::vector<std::string> words, bool shell) : words_(std::move(words)) {
    shell_ = shell || (words_.size() == 1 && is_shell_line(words_.front()));
    if (shell_ && words_.size() > 1) {
        std::string line;
        for (const std::string& word : words_) line += (line.empty() ? "" : " ") + word;
        words_ = {line};
    }
    if (std::none_of(words_.begin(), words_.end(), has_place)) {
        if (shell_) {
            words_.front() += " {}";
        } else {
            words_.emplace_back("{}");
        }
    }
}

std::string CommandTemplate::fill(const std::string& word, const std::string& input, std::uint64_t number,
                                  bool quoted) const {
    std::string out;
    for (std::size_t i = 0; i < word.size();) {
        const auto place = std::find_if(places.begin(), places.end(),
                                        [&](std::string_view p) { return word.compare(i, p.size(), p) == 0; });
        if (place == places.end()) {
            out += word[i++];
            continue;
        }
        const std::string value = value_of(*place, input, number);
        out += quoted ? shell_quoted(value) : value;
        i += place->size();
    }
    return out;
}

std::vector<std::string> CommandTemplate::arguments(const std::string& input, std::uint64_t number) const {
    if (shell_) return {shell(), "-c", fill(words_.front(), input, number, true)};
    std::vector<std::string> out;
    for (const std::string& word : words_) out.push_back(fill(word, input, number, false));
    return out;
}

std::string CommandTemplate::text() const {
    std::string out;
    for (const std::string& word : words_) {
        if (!out.empty()) out += ' ';
        out += shell_ || has_place(word) ? word : shell_quoted(word);
    }
    return out;
}

std::string CommandTemplate::program() const {
    const std::string& first = words_.front();
    return without_directory(shell_ ? first.substr(0, first.find_first_of(" \t\n|&;<>()")) : first);
}

std::string CommandTemplate::line(const std::string& input, std::uint64_t number) const {
    if (shell_) return fill(words_.front(), input, number, true);
    std::string out;
    for (const std::string& word : words_) {
        if (!out.empty()) out += ' ';
        out += shell_quoted(fill(word, input, number, false));
    }
    return out;
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#include "command_words.h"

namespace ctl {

namespace {

bool takes_value(const CLI::App& verb, const std::string& option) {
    const CLI::Option* found = verb.get_option_no_throw(option);
    return found != nullptr && found->get_items_expected_max() > 0;
}

// -j4, -k0, -kj 4: whether the value of the last one is the next word.
bool short_ones_want_the_next_word(const CLI::App& verb, const std::string& word) {
    for (std::size_t i = 1; i < word.size(); ++i)
        if (takes_value(verb, std::string("-") + word[i])) return i + 1 == word.size();
    return false;
}

}  // namespace

std::size_t command_begin(const CLI::App& verb, const std::vector<std::string>& words) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--") return i + 1;
        if (word.size() < 2 || word.front() != '-') return i;
        const bool two = word.starts_with("--");
        if (two ? takes_value(verb, word) : short_ones_want_the_next_word(verb, word)) ++i;
    }
    return words.size();
}

}  // namespace ctl

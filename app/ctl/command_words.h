// SPDX-License-Identifier: MIT
#pragma once
// Where the command begins in the arguments of a verb that runs one: `pool -j4 gzip -k {} ::: *.log`.

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>
#include <vector>

namespace ctl {

// The index of the command's first word, behind a "--" or not; words.size() when there is none. words are the verb's
// arguments; what follows the command's first word is the command's, whatever it looks like.
std::size_t command_begin(const CLI::App& verb, const std::vector<std::string>& words);

}  // namespace ctl

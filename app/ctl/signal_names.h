// SPDX-License-Identifier: MIT
#pragma once
// Signals as people write them.

#include <string>
#include <vector>

namespace ctl {

// "TERM", "SIGTERM", "term", "15", "RTMIN+2". Throws ValueError.
int parse_signal(const std::string& text);
std::string signal_name(int number);  // "SIGTERM"; "signal 50" where it has no name
// Those that have a name, in the order of their numbers.
std::vector<int> named_signals();

}  // namespace ctl

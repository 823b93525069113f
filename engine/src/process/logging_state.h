// SPDX-License-Identifier: MIT
#pragma once
// The logger's other side: texts on standard error, and what a child is told of its parent's logging.

#include <string_view>

namespace mp::process {

// To standard error, in one piece beside whatever other processes of the session write this way.
void write_whole(std::string_view text) noexcept;

bool logs_to_stderr();
void inherit_logging(int level, bool to_stderr);

}  // namespace mp::process

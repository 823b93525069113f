// SPDX-License-Identifier: MIT
#pragma once
// What a spawned child is told of its parent's logging.

namespace mp::process {

bool logs_to_stderr();
void inherit_logging(int level, bool to_stderr);

}  // namespace mp::process

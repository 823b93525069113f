// SPDX-License-Identifier: MIT
#pragma once
// The worker's half of a pool: takes tasks from its ring, runs them, sends back what came of them.

#include <vector>

#include "mp/call.h"
#include "os/fd.h"
#include "pool/message.h"

namespace mp::pool {

// The life of a worker; returns its exit code. descriptors: those of the task ring and the result ring;
// where its output is taken down, also both ends of a pipe for standard output and of one for standard error.
int run_worker(const WorkerSetup& setup, std::vector<os::Fd> descriptors, const Target& initializer);

}  // namespace mp::pool

// SPDX-License-Identifier: MIT
#pragma once
// The engine's way to start a process, for a Team.

#include "harness.h"
#include "mp/process.h"

namespace bench {

inline std::function<void()> by_engine(std::function<void()> body) {
    mp::Process process({.target = std::move(body)});
    process.start();
    return [process]() mutable { process.join(); };
}

}  // namespace bench

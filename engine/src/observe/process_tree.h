// SPDX-License-Identifier: MIT
#pragma once
// Signals to one process, and to one with everything below it: what runs on the engine and what does not.

#include <string>
#include <vector>

#include "mp/observe.h"
#include "telemetry/region.h"

namespace mp::observe {

// "process 4242", as answers call it.
std::string who(const Identity& process);

// By pidfd: opened first, compared second. From then on the descriptor means the chosen process or none.
Answer signal_process(const Identity& target, int signal);

// The living processes below root, parents first: the kernel's children, and those whose parent by the registry one of
// them is (workers come from helpers). Not the recorder of the program, which watches and must see the end.
std::vector<TreeMember> read_tree(const telemetry::Region& region, const Identity& root);

// To root and all below it; the tree is read until nothing new appears. What is to be suspended or killed is stopped
// first, parents before children, so that none forks meanwhile. Answer::count: how many got it.
Answer signal_tree(const telemetry::Region& region, const Identity& root, int signal);

}  // namespace mp::observe

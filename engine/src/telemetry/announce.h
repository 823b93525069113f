// SPDX-License-Identifier: MIT
#pragma once
// Lets this user's observers find a program: one small file in the runtime directory, "PID-STARTTICKS", that says which
// descriptor of the process is its registry. A crash leaves it behind; whoever looks next sweeps it.

#include <filesystem>
#include <optional>
#include <string_view>

#include "telemetry/registry.h"

namespace mp::telemetry {

// For the main process, once its registry exists. A directory that cannot be written is no error of the program: it
// just is not found (the reason goes to the registry's log).
void announce(Registry& registry) noexcept;
// The program is not to be found from now on.
void withdraw() noexcept;
bool announced() noexcept;
// LIFEGUARD_OBSERVE=0 or withdraw().
bool announcing_allowed() noexcept;

struct Announcement {
    int pid = 0;
    std::uint64_t start_ticks = 0;
    int descriptor = -1;
};
// From a file's name and text; nullopt for anything else.
std::optional<Announcement> parse_announcement(std::string_view file_name, std::string_view text);

}  // namespace mp::telemetry

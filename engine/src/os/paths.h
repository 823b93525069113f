// SPDX-License-Identifier: MIT
#pragma once
// The user's own folders, as the XDG base directory specification names them, and files in them that others cannot
// read.

#include <filesystem>
#include <optional>
#include <string>

namespace mp::os {

// $XDG_RUNTIME_DIR/lifeguard, or /tmp/lifeguard-UID where there is none; made with mode 0700 if it is missing.
// Throws PermissionError when it belongs to somebody else or others may write to it.
std::filesystem::path runtime_directory();
std::filesystem::path data_directory();    // $XDG_DATA_HOME/lifeguard or ~/.local/share/lifeguard; not made
std::filesystem::path config_directory();  // $XDG_CONFIG_HOME/lifeguard or ~/.config/lifeguard; not made

// Writes a whole small file, mode 0600, in place at once (a temporary name, then rename).
void write_private_file(const std::filesystem::path& path, std::string_view text);
std::optional<std::string> read_small_file(const std::filesystem::path& path, std::size_t limit_bytes = 65536);

}  // namespace mp::os

// SPDX-License-Identifier: MIT
#pragma once
// Shared memory with a name (/dev/shm), as shm_open has it: files that any process of the user can map, and that stay
// until somebody removes them.

#include <cstddef>
#include <cstdint>
#include <string>

#include "os/fd.h"

namespace mp::os {

// A new file for that name, which it does not have yet: mode 0600, of that size and all of it allocated, so that
// touching it can never fail. Nothing stays behind when there is no room, or when the process ends before it is named.
// Throws OutOfSharedMemory, OSError (EINVAL for a name that cannot be).
Fd make_shared_file(const std::string& name, std::size_t size_bytes);
// From now on others find it, whole. Throws FileExistsError.
void name_shared_file(const Fd& file, const std::string& name);
// Throws FileNotFoundError, PermissionError, OSError.
Fd open_shared_file(const std::string& name);
// Throws FileNotFoundError.
void remove_shared_file(const std::string& name);

// What tells a file from a later one of the same name.
std::uint64_t inode_of(const Fd& file);
// False when it was not there, or was another one.
bool remove_shared_file_if(const std::string& name, std::uint64_t inode) noexcept;

}  // namespace mp::os

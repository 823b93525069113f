// SPDX-License-Identifier: MIT
#pragma once
// Files and pipes by path and descriptor, as far as the standard library has no word for them: private modes, advisory
// locks, whole reads and writes.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "os/fd.h"

namespace mp::os {

// Makes the directory with mode 0700, its missing parents as well; what exists is left as it is. Throws OSError.
void make_private_directory(const std::string& path);
// Opens for reading and writing; a new file has mode 0600. Throws OSError.
Fd open_private_file(const std::string& path);
// Opens for reading; an empty Fd where there is no such file. Throws OSError.
Fd open_for_reading(const std::string& path);
// The same questions without opening what is there: whoever closes any descriptor of a file gives up all record locks
// (fcntl) that his process has on it, and SQLite's are such. make: a new file of mode 0600, or one that may be read and
// written. false: there is no such file. Throw OSError with the system's reason.
void make_private_file(const std::string& path);
bool may_read(const std::string& path);
// An exclusive advisory lock that the kernel takes back at the end of the process. False: another one has it.
bool try_lock_file(const Fd& file, const std::string& path);
bool is_file_locked(const Fd& file) noexcept;  // by another open of it
// The same, waiting for it; and one that others may have too. A lock is shared with forked children, and is held until
// the last of them has let go.
void lock_file(const Fd& file, const std::string& path);
void lock_file_shared(const Fd& file, const std::string& path);
// Opens a file for appending, mode 0600, and makes it where make says so; made: this call did. An empty Fd where there
// is none.
Fd open_ledger(const std::string& path, bool make, bool& made);
bool is_linked(const Fd& file) noexcept;  // it has not been removed
// It is this user's, and nobody else may read or change it.
bool is_private(const Fd& file) noexcept;

// The first bytes of a file; at most size.
std::string read_file(const Fd& file, std::size_t size, const std::string& path);
void replace_content(const Fd& file, const std::string& text, const std::string& path);

// Up to buffer.size() bytes from a pipe or file; 0 at its end; nullopt when none came within timeout_ms.
std::optional<std::size_t> read_some(int number, std::span<std::byte> buffer, int timeout_ms);
// The same where something is known to be there: does not look first.
std::size_t read_ready(int number, std::span<std::byte> buffer);
// At a place in a file; all of it, or less only at its end.
std::size_t read_at(const Fd& file, std::span<std::byte> buffer, std::uint64_t offset);
void write_at(const Fd& file, std::span<const std::byte> bytes, std::uint64_t offset);
// All of it, however often the system takes only a part. A reader that is gone is BrokenPipeError, never SIGPIPE.
void write_all(int number, std::span<const std::byte> bytes);
// Flushes a file's data to its disk, so that a full or broken disk is told now.
void sync_file(const std::string& path);

}  // namespace mp::os

// SPDX-License-Identifier: MIT
#pragma once
// The promise that nothing stays in /dev/shm after the last user of it, however that one died. Python keeps it with a
// resource tracker, a process which must not die; here it is kept by a file that says what there is, a lock on it that
// only the living hold, and two that clean up once nobody holds it any more: a caretaker process that waits for that,
// and, should it have been killed as well, the next program that makes shared memory.
//
// The file is LIFEGUARD's runtime directory's "shm-PID-STARTTICKS", after the main process of the session. A line is
// "+INODE NAME" for memory that was made, "-INODE NAME" for one that was removed. Every process of the session that
// made or attached some holds a shared lock on it (over a fork: its children too). The caretaker is this executable,
// run once more, which gets no further than a constructor of this library; it has a session of its own and waits for
// the end of the main process, then for the lock.
//
// Threads: any. What cannot be written (no runtime directory) is logged: the memory works, and stays after a crash.

#include <cstdint>
#include <string>

namespace mp::memory {

// This process made (or attached, or removed) shared memory of that name.
void note_made(const std::string& name, std::uint64_t inode) noexcept;
void note_attached() noexcept;
void note_removed(const std::string& name, std::uint64_t inode) noexcept;

// Cleans up after programs that are dead, caretakers included. Part of the first note_made() of a process.
void sweep() noexcept;

}  // namespace mp::memory

// SPDX-License-Identifier: MIT
#pragma once
// The one place where errno becomes an exception: always with what was tried and on what.

#include <string_view>

namespace mp::os {

// Throws the OSError (or its subclass: FileNotFoundError, PermissionError, ResourceExhausted for EMFILE/ENFILE/EAGAIN
// of fork, OutOfSharedMemory for ENOSPC/ENOMEM of memory files, …) that fits code; the text is "what: on: reason".
[[noreturn]] void throw_error(int code, std::string_view what, std::string_view on = {});

// The same for the calling thread's errno.
[[noreturn]] void throw_errno(std::string_view what, std::string_view on = {});

// "Permission denied" for EACCES, thread-safe.
const char* error_text(int code) noexcept;

}  // namespace mp::os

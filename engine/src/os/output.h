// SPDX-License-Identifier: MIT
#pragma once
// A process's own standard output and error, led through a pipe.

#include <cstddef>
#include <span>

#include "os/command.h"
#include "os/fd.h"

namespace mp::os {

inline constexpr int standard_output = 1;
inline constexpr int standard_error = 2;

// Another descriptor of what the standard stream is now; empty where it is closed. Throws ResourceExhausted.
Fd copy_of_standard(int number);
// From now on the standard stream is that file. Throws OSError.
void replace_standard(int number, const Fd& by);

// Bytes that lie in a pipe; 0 for what is none.
std::size_t bytes_waiting(const Fd& pipe) noexcept;

// Looks at what lies in a pipe without taking it out: should the process end before it has made something of the bytes,
// another one that has the pipe finds them still there.
class PipePeek {
public:
    PipePeek();  // throws ResourceExhausted
    // As much as is there and fits, without waiting; 0: nothing, or the kernel does not let us look.
    std::size_t peek(const Fd& pipe, std::span<std::byte> buffer) noexcept;

private:
    Pipe copy_;
};

// Takes bytes out, without waiting for more than there are; returns how many.
std::size_t take_waiting(const Fd& pipe, std::span<std::byte> buffer) noexcept;

}  // namespace mp::os

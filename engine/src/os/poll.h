// SPDX-License-Identifier: MIT
#pragma once
// Waiting for descriptors: poll for a few, epoll for many, an eventfd to be woken by.

#include <cstdint>
#include <span>

#include "os/fd.h"

namespace mp::os {

// Sleeps until the descriptor can be read (or has hung up) or the moment of the monotonic clock has passed; interrupted
// waits go on with the rest of the time. A deadline in the past only looks.
bool wait_readable(int descriptor, std::int64_t deadline_ns) noexcept;
bool wait_writable(int descriptor, std::int64_t deadline_ns) noexcept;

// The same for several: marks those that are ready and returns their number, 0 when the moment has passed.
struct Polled {
    int descriptor = -1;
    bool for_writing = false;
    bool ready = false;
};
int wait_any(std::span<Polled> descriptors, std::int64_t deadline_ns) noexcept;

// A set of descriptors that one thread waits for and others change. Level-triggered, for reading.
class Epoll {
public:
    Epoll();  // throws ResourceExhausted
    // Throws ResourceExhausted, OutOfSharedMemory (limits of the system).
    void add(int descriptor, std::uint64_t key);
    void remove(int descriptor) noexcept;
    // What is waited for from now on; neither: only its end.
    void change(int descriptor, std::uint64_t key, bool reading, bool writing) noexcept;
    // Fills keys with those that are ready; returns their number. Waits for ever.
    std::size_t wait(std::span<std::uint64_t> keys) const noexcept;
    // The same until a moment of the monotonic clock; 0 when it has passed.
    std::size_t wait_until(std::span<std::uint64_t> keys, std::int64_t deadline_ns) const noexcept;
    // The same without waiting.
    std::size_t look(std::span<std::uint64_t> keys) const noexcept;
    int get() const noexcept { return file_.get(); }
    void reset() noexcept { file_.reset(); }

private:
    std::size_t wait_ms(std::span<std::uint64_t> keys, int timeout_ms) const noexcept;

    Fd file_;
};

// A descriptor that becomes readable by set() and stays so until clear().
class EventFd {
public:
    explicit EventFd(bool set = false);  // throws ResourceExhausted
    void set() noexcept;
    void clear() noexcept;
    int get() const noexcept { return file_.get(); }
    Fd release() noexcept { return std::move(file_); }

private:
    Fd file_;
};

}  // namespace mp::os

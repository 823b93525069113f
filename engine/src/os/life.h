// SPDX-License-Identifier: MIT
#pragma once
// A word in shared memory that tells whether its owner lives: the owner locks it for its whole life, and the kernel
// marks it when the owning thread ends, by SIGKILL too (the robust list of futexes, by way of a robust pthread mutex).
// So "does it live?" is a look at memory: no system call, no pid that could have been reused.

#include <atomic>
#include <cstdint>

namespace mp::os {

class LifeWord {
public:
    // Makes the word ready in zeroed shared memory; once, by whoever prepares it for a future owner.
    void prepare() noexcept;
    // The calling thread becomes the owner until it ends. Async-signal-safe after prepare(). False if it has an owner.
    bool hold() noexcept;
    // The owner gives it up before its end.
    void release() noexcept;

    enum class State : std::uint8_t { held, dead, never_held };
    State look() noexcept;

private:
    alignas(8) unsigned char storage_[40];
    std::atomic<std::uint32_t> dead_;  // 1 once somebody has seen the death
};

}  // namespace mp::os

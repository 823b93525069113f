// SPDX-License-Identifier: MIT
#pragma once
// What belongs to one process alone: a forked child begins with nothing, and leaves what it inherited untouched,
// because a thread of its parent may have been in the middle of it. Threads: all functions from any.

#include <atomic>
#include <cstdint>
#include <mutex>

namespace mp::channel {

// Another number in each forked child.
std::uint32_t fork_generation() noexcept;

template <class T>
class PerProcess {
public:
    PerProcess() = default;
    ~PerProcess() { delete get(); }
    PerProcess(const PerProcess&) = delete;
    PerProcess& operator=(const PerProcess&) = delete;

    // nullptr when this process has none yet.
    T* get() const noexcept {
        T* const present = value_.load(std::memory_order_acquire);
        return present != nullptr && generation_.load(std::memory_order_acquire) == fork_generation() ? present
                                                                                                      : nullptr;
    }
    template <class... Argument>
    T& get_or_make(Argument&&... argument) {
        if (T* const present = get()) return *present;
        static std::mutex mutex;
        const std::lock_guard guard(mutex);
        if (T* const present = get()) return *present;
        value_.store(new T(std::forward<Argument>(argument)...), std::memory_order_release);
        generation_.store(fork_generation(), std::memory_order_release);
        return *value_.load(std::memory_order_acquire);
    }

private:
    std::atomic<T*> value_{nullptr};
    std::atomic<std::uint32_t> generation_{0};
};

}  // namespace mp::channel

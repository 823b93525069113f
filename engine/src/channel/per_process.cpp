// SPDX-License-Identifier: MIT
#include "channel/per_process.h"

#include "os/self.h"

namespace mp::channel {

namespace {
std::atomic<std::uint32_t> generation{1};
}

std::uint32_t fork_generation() noexcept {
    [[maybe_unused]] static const bool registered = [] {
        os::at_fork(nullptr, nullptr, [] { generation.fetch_add(1, std::memory_order_relaxed); });
        return true;
    }();
    return generation.load(std::memory_order_relaxed);
}

}  // namespace mp::channel

// SPDX-License-Identifier: MIT
#include <algorithm>

#include "mp/connection.h"
#include "os/clock.h"
#include "os/poll.h"

namespace mp::connection {

int Waitable::fileno() const {
    return std::visit([](const auto& what) { return detail::descriptor_of(what); }, what_);
}

std::vector<std::size_t> detail::wait_ready(const std::vector<int>& descriptors, mp::detail::Timeout timeout) {
    std::vector<os::Polled> polled;
    polled.reserve(descriptors.size());
    for (const int descriptor : descriptors) {
        if (descriptor < 0) throw ValueError("Invalid file descriptor: " + std::to_string(descriptor));
        polled.push_back({descriptor, false, false});
    }
    std::vector<int> sorted = descriptors;
    std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) throw KeyError("descriptor " + std::to_string(*twice) + " is waited for twice");
    std::vector<std::size_t> out;
    if (os::wait_any(polled, timeout.ns() == 0 ? 0 : os::deadline_after(timeout.ns())) == 0) return out;
    for (std::size_t i = 0; i < polled.size(); ++i)
        if (polled[i].ready) out.push_back(i);
    return out;
}

}  // namespace mp::connection

// SPDX-License-Identifier: MIT
#include "manager/lane.h"

#include <algorithm>
#include <cstring>

namespace mp::manager {

namespace {

constexpr std::size_t size_bytes = 2 * sizeof(Place);

}  // namespace

bool Place::put(std::span<const std::byte> message) noexcept {
    if (message.size() > capacity || state_.load(std::memory_order_acquire) != empty) return false;
    std::memcpy(bytes_, message.data(), message.size());
    size_ = static_cast<std::uint32_t>(message.size());
    // Between the look and here it may have gone to sleep.
    std::uint32_t expected = empty;
    return state_.compare_exchange_strong(expected, full, std::memory_order_acq_rel);
}

void Place::point_to_socket() noexcept {
    std::uint32_t expected = empty;
    state_.compare_exchange_strong(expected, at_socket, std::memory_order_acq_rel);
}

bool Place::take_back() noexcept {
    std::uint32_t expected = full;
    return state_.compare_exchange_strong(expected, empty, std::memory_order_acq_rel);
}

void Place::wake() noexcept {
    state_.store(empty, std::memory_order_release);
}

bool Place::speaks() const noexcept {
    const std::uint32_t state = state_.load(std::memory_order_acquire);
    return state == full || state == at_socket;
}

std::optional<std::size_t> Place::take(std::span<std::byte> room) noexcept {
    if (!holds_message()) return std::nullopt;
    const std::size_t size = std::min({std::size_t{size_}, capacity, room.size()});
    std::memcpy(room.data(), bytes_, size);
    state_.store(empty, std::memory_order_release);
    return size;
}

bool Place::sleep() noexcept {
    std::uint32_t expected = empty;
    return state_.compare_exchange_strong(expected, asleep, std::memory_order_acq_rel) || expected != full;
}

Lane::Made Lane::make() {
    os::Fd file = os::create_sealed_memory_file("lifeguard-lane", size_bytes);
    Made out{Lane(os::Mapping(file, size_bytes)), std::move(file)};
    static_cast<void>(out.lane.requests().sleep());
    static_cast<void>(out.lane.answers().sleep());
    return out;
}

std::optional<Lane> Lane::open(const os::Fd& file) {
    if (!os::is_sealed(file) || os::file_size(file) != size_bytes) return std::nullopt;
    return Lane(os::Mapping(file, size_bytes));
}

}  // namespace mp::manager

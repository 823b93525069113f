// SPDX-License-Identifier: MIT
#pragma once
// A way beside the socket, between a client and a server of ours on one machine: memory that both map, with a place for
// one message in each direction. Whoever is awake is spoken to there, without a system call; whoever sleeps, or is told
// more than a place holds, by the socket as ever. The socket stays what tells of an end.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "os/mapping.h"

namespace mp::manager {

// One direction. There is never more than one message on its way, since nobody asks before the last answer has come;
// the two sides need not trust each other: what is read is copied first, and no word of the other's is an index.
class Place {
public:
    static constexpr std::size_t capacity = 8192 - 64;

    // ---- whoever speaks
    // False: by the socket then. It sleeps, or the message is too long.
    bool put(std::span<const std::byte> message) noexcept;
    // To one that is awake: the socket has it.
    void point_to_socket() noexcept;
    bool is_awake() const noexcept { return state_.load(std::memory_order_acquire) == empty; }
    // The message that nobody has taken, as if it had never been put; false: it was taken, or none was there.
    bool take_back() noexcept;

    // ---- whoever listens
    // It is awake from now on, and has read what was there.
    void wake() noexcept;
    // Whether there is something to be had, here or at the socket.
    bool speaks() const noexcept;
    // Copies it and returns its size. nullopt: nothing is here.
    std::optional<std::size_t> take(std::span<std::byte> room) noexcept;
    // From now on by the socket; false: something has come here.
    bool sleep() noexcept;
    bool holds_message() const noexcept { return state_.load(std::memory_order_acquire) == full; }

private:
    enum State : std::uint32_t { empty, full, asleep, at_socket };

    std::atomic<std::uint32_t> state_;
    std::uint32_t size_;
    alignas(64) std::byte bytes_[capacity];  // NOLINT(*-avoid-c-arrays): a layout
};
static_assert(sizeof(Place) == 8192 && std::atomic<std::uint32_t>::is_always_lock_free);

class Lane {
public:
    struct Made;
    // The server's: both listeners are asleep. Throws ResourceExhausted, OutOfSharedMemory.
    static Made make();
    // The client's. nullopt: this is no such memory, or it could be taken away again.
    static std::optional<Lane> open(const os::Fd& file);

    Place& requests() const noexcept { return *reinterpret_cast<Place*>(memory_.data()); }
    Place& answers() const noexcept { return *reinterpret_cast<Place*>(memory_.data() + sizeof(Place)); }

private:
    explicit Lane(os::Mapping memory) : memory_(std::move(memory)) {}
    os::Mapping memory_;
};

struct Lane::Made {
    Lane lane;
    os::Fd file;  // for the client
};

}  // namespace mp::manager

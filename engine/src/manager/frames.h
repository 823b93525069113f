// SPDX-License-Identifier: MIT
#pragma once
// Messages in a stream of bytes, as CPython frames them. Several may be there after one read; one may need many.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mp/exceptions.h"

namespace mp::manager {

inline constexpr std::uint64_t default_max_message = std::uint64_t{1} << 30U;

class FrameBuffer {
public:
    explicit FrameBuffer(std::uint64_t max_message = default_max_message) : max_message_(max_message) {}

    // Where the next bytes may be read to. It grows with what has come, never by a header's word alone.
    std::span<std::byte> room();
    void filled(std::size_t count) noexcept { end_ += count; }
    // The next whole message, valid until the next call; nullopt while it is not all there.
    // Throws OSError "bad message length" for one that is too long, or has no length at all.
    std::optional<std::span<const std::byte>> next();
    bool empty() const noexcept { return begin_ == end_; }
    std::size_t size() const noexcept { return end_ - begin_; }

private:
    std::uint64_t max_message_;
    std::vector<std::byte> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
    std::uint64_t needed_ = 0;  // by the message that is coming, as far as its header is known
};

// What stands before a message of that size.
std::string frame_header(std::size_t size);
// The room that a message leaves for it, and the whole frame once it has been put there.
constexpr std::size_t header_room = 12;
std::span<const std::byte> framed(Bytes& message);

}  // namespace mp::manager

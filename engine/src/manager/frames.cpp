// SPDX-License-Identifier: MIT
#include "manager/frames.h"

#include <algorithm>
#include <cstring>

namespace mp::manager {

namespace {

constexpr std::size_t first_room = std::size_t{16} << 10U;
constexpr std::uint64_t short_form_limit = 0x7fffffff;

std::uint64_t big_endian(const std::byte* in, std::size_t size) {
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < size; ++i) out = out << 8U | std::to_integer<std::uint64_t>(in[i]);
    return out;
}

void append_big_endian(std::string& out, std::uint64_t number, unsigned size) {
    for (unsigned i = size; i-- > 0;) out += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
}

}  // namespace

std::span<std::byte> FrameBuffer::room() {
    if (begin_ == end_) {
        begin_ = end_ = 0;
        if (bytes_.size() > 64 * first_room) std::vector<std::byte>().swap(bytes_);
    }
    if (bytes_.size() - end_ < first_room / 4 || begin_ > 0) {
        std::copy(bytes_.begin() + static_cast<std::ptrdiff_t>(begin_),
                  bytes_.begin() + static_cast<std::ptrdiff_t>(end_), bytes_.begin());
        end_ -= begin_;
        begin_ = 0;
    }
    const std::size_t wanted =
        std::min<std::uint64_t>(std::max<std::uint64_t>(needed_, first_room), 2 * end_ + first_room);
    if (bytes_.size() < wanted) bytes_.resize(wanted);
    return std::span(bytes_).subspan(end_);
}

std::optional<std::span<const std::byte>> FrameBuffer::next() {
    const std::byte* at = bytes_.data() + begin_;
    const std::size_t have = end_ - begin_;
    needed_ = 4;
    if (have < 4) return std::nullopt;
    std::uint64_t length = big_endian(at, 4);
    std::size_t header = 4;
    if (length > short_form_limit) {
        if (length != 0xffffffff) throw OSError("bad message length");
        header = needed_ = 12;
        if (have < header) return std::nullopt;
        length = big_endian(at + 4, 8);
    }
    if (length > max_message_) throw OSError("bad message length");
    needed_ = header + length;
    if (have < needed_) return std::nullopt;
    begin_ += static_cast<std::size_t>(needed_);
    needed_ = 0;
    return std::span(at + header, static_cast<std::size_t>(length));
}

std::string frame_header(std::size_t size) {
    std::string out;
    if (size <= short_form_limit) {
        append_big_endian(out, size, 4);
    } else {
        append_big_endian(out, 0xffffffff, 4);
        append_big_endian(out, size, 8);
    }
    return out;
}

std::span<const std::byte> framed(Bytes& message) {
    const std::string header = frame_header(message.size() - header_room);
    const std::size_t first = header_room - header.size();
    std::memcpy(message.data() + first, header.data(), header.size());
    return std::span(message).subspan(first);
}

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
// What the templates of mp/sharedctypes.h stand on.
#include <algorithm>
#include <charconv>
#include <cstdio>

#include "memory/arena.h"
#include "mp/exceptions.h"
#include "mp/sharedctypes.h"

namespace mp {

namespace detail {

SharedBlock::SharedBlock(std::size_t count, std::size_t item_bytes, std::size_t alignment) {
    if (item_bytes != 0 && count > PTRDIFF_MAX / item_bytes)
        throw OutOfSharedMemory("allocate shared memory: " + std::to_string(count) + " items of " +
                                std::to_string(item_bytes) + " bytes are more than any memory holds");
    block_ = memory::Block::allocate(count * item_bytes, alignment);
    data_ = block_->data();
    size_ = count * item_bytes;
}

void SharedBlock::encode(Writer& writer, std::string_view type) const {
    const memory::Arena& arena = block_->arena();
    writer.attach_descriptor(arena.file().get(), type);
    writer.write_value(arena.key());
    writer.write_value(std::uint64_t{block_->offset()});
    writer.write_value(std::uint64_t{size_});
}

SharedBlock SharedBlock::decode(Reader& reader, std::string_view type) {
    os::Fd file(reader.take_descriptor(type));
    const auto key = reader.read_value<memory::ArenaKey>();
    const auto offset = reader.read_value<std::uint64_t>();
    SharedBlock block;
    block.size_ = reader.read_value<std::uint64_t>();
    block.block_ = memory::Block::open(key, std::move(file), offset, block.size_);
    block.data_ = block.block_->data();
    return block;
}

std::size_t checked_length(std::int64_t length) {
    if (length < 0) throw ValueError("Array length must be >= 0, not " + std::to_string(length));
    return static_cast<std::size_t>(length);
}

std::size_t checked_index(std::int64_t index, std::size_t size) {
    const auto length = static_cast<std::int64_t>(size);
    if (index < 0) index += length;
    if (index < 0 || index >= length) throw IndexError("invalid index");
    return static_cast<std::size_t>(index);
}

SliceRange slice_range(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, std::int64_t step,
                       std::size_t size) {
    if (step == 0) throw ValueError("slice step cannot be zero");
    const auto length = static_cast<std::int64_t>(size);
    const std::int64_t lowest = step < 0 ? -1 : 0;
    const std::int64_t highest = step < 0 ? length - 1 : length;
    const auto clip = [&](std::optional<std::int64_t> given, std::int64_t absent) {
        if (!given) return absent;
        const std::int64_t at = *given < 0 ? *given + length : *given;
        return std::min(std::max(at, lowest), highest);
    };
    const std::int64_t first = clip(start, step < 0 ? highest : lowest);
    const std::int64_t last = clip(stop, step < 0 ? lowest : highest);
    const std::int64_t span = step < 0 ? first - last : last - first;
    const std::int64_t stride = step < 0 ? -step : step;
    return {first, step, span > 0 ? static_cast<std::size_t>((span + stride - 1) / stride) : 0};
}

void throw_not_same_size() {
    throw ValueError("Can only assign sequence of same size");
}
void throw_too_long() {
    throw ValueError("byte string too long");
}
void throw_no_lock(std::string_view attribute) {
    throw AttributeError("this shared object has no attribute '" + std::string(attribute) +
                         "': it was made with .lock = false");
}
void throw_already_synchronized() {
    throw AssertionError("object already synchronized");
}
void throw_not_raw() {
    throw TypeError("copy shared object: it is synchronized; copy its get_obj()");
}

std::string number_text(double value) {
    char text[40];
    const auto end = std::to_chars(text, text + sizeof text, value).ptr;
    std::string out(text, end);
    // As Python: a float shows that it is one.
    if (out.find_first_not_of("-0123456789") == std::string::npos) out += ".0";
    return out;
}

std::string object_text(std::string_view type, const void* address) {
    char text[24];
    std::snprintf(text, sizeof text, "%p", address);
    return "<multiprocessing.sharedctypes." + std::string(type) + " object at " + text + ">";
}

}  // namespace detail

// ---- the lock of a synchronized object

namespace sharedctypes {

bool AnyLock::acquire(bool block, detail::Timeout timeout) const {
    return std::visit([&](const auto& lock) { return lock.acquire(block, timeout); }, lock_);
}
void AnyLock::release() const {
    std::visit([](const auto& lock) { lock.release(); }, lock_);
}
bool AnyLock::owner_died() const noexcept {
    return std::visit([](const auto& lock) { return lock.owner_died(); }, lock_);
}
std::string AnyLock::repr() const {
    return std::visit([](const auto& lock) { return lock.repr(); }, lock_);
}

}  // namespace sharedctypes
}  // namespace mp

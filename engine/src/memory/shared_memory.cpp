// SPDX-License-Identifier: MIT
#include "mp/shared_memory.h"

#include <cerrno>
#include <mutex>
#include <ostream>

#include "memory/ledger.h"
#include "mp/detail/codec_std.h"
#include "os/mapping.h"
#include "os/shared_file.h"
#include "os/spawn.h"

namespace mp::shared_memory {

struct SharedMemory::State {
    std::string name;
    std::size_t size = 0;
    std::uint64_t inode = 0;
    bool track = true;
    mutable std::mutex mutex;  // guards mapping
    os::Mapping mapping;
};

namespace {

void check(const SharedMemoryOptions& options) {
    if (options.size < 0) throw ValueError("'size' must be a positive integer");
    if (options.create && options.size == 0) throw ValueError("'size' must be a positive number different from zero");
    if (!options.create && !options.name) throw ValueError("'name' can only be None if create=True");
    if (options.name && options.name->find('\0') != std::string::npos) throw ValueError("embedded null character");
}

// As Python makes them: short enough for every system.
std::string fresh_name() {
    constexpr const char* digits = "0123456789abcdef";
    std::string name = "psm_";
    for (const std::byte byte : os::random_bytes(4)) {
        name += digits[std::to_integer<unsigned>(byte) >> 4];
        name += digits[std::to_integer<unsigned>(byte) & 15U];
    }
    return name;
}

// Noted before it gets its name: a kill at any moment leaves nothing that nobody knows of, and whoever finds the name
// finds all of it.
os::Fd create(std::string& name, bool named, std::size_t size, bool track, std::uint64_t& inode) {
    if (!named) name = fresh_name();
    os::Fd file = os::make_shared_file(name, size);
    inode = os::inode_of(file);
    for (;; name = fresh_name()) {
        if (track) memory::note_made(name, inode);
        try {
            os::name_shared_file(file, name);
            return file;
        } catch (const OSError& error) {
            if (track) memory::note_removed(name, inode);
            if (named || error.code() != EEXIST) throw;
        }
    }
}

}  // namespace

SharedMemory::SharedMemory(const SharedMemoryOptions& options) : state_(std::make_shared<State>()) {
    check(options);
    State& state = *state_;
    state.name = options.name.value_or(std::string());
    state.track = options.track;
    os::Fd file;
    if (options.create) {
        state.size = static_cast<std::size_t>(options.size);
        file = create(state.name, options.name.has_value(), state.size, state.track, state.inode);
    } else {
        if (state.track) memory::note_attached();
        file = os::open_shared_file(state.name);
        state.size = os::file_size(file);
        state.inode = os::inode_of(file);
        if (state.size == 0) throw ValueError("cannot mmap an empty file: shared memory " + state.name);
    }
    try {
        state.mapping = os::Mapping(file, state.size);
    } catch (...) {
        if (options.create) unlink();
        throw;
    }
}

std::span<std::byte> SharedMemory::buf() const noexcept {
    const std::lock_guard guard(state_->mutex);
    return {state_->mapping.data(), state_->mapping ? state_->mapping.size() : 0};
}

const std::string& SharedMemory::name() const noexcept {
    return state_->name;
}

std::size_t SharedMemory::size() const noexcept {
    return state_->size;
}

void SharedMemory::close() noexcept {
    const std::lock_guard guard(state_->mutex);
    state_->mapping.reset();
}

void SharedMemory::unlink() {
    os::remove_shared_file(state_->name);
    if (state_->track) memory::note_removed(state_->name, state_->inode);
}

std::string SharedMemory::repr() const {
    return "SharedMemory('" + state_->name + "', size=" + std::to_string(state_->size) + ")";
}

std::ostream& operator<<(std::ostream& out, const SharedMemory& memory) {
    return out << memory.repr();
}

}  // namespace mp::shared_memory

namespace mp::detail {

using shared_memory::SharedMemory;

void Codec<SharedMemory>::encode(Writer& writer, const SharedMemory& memory) {
    detail::encode(writer, memory.name());
}

SharedMemory Codec<SharedMemory>::decode(Reader& reader) {
    return SharedMemory({.name = detail::decode<std::string>(reader)});
}

}  // namespace mp::detail

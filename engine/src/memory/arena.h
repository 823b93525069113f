// SPDX-License-Identifier: MIT
#pragma once
// Arenas: memory files that a process cuts blocks of shared memory from. All pages of one are allocated when it is
// made, so that touching it can never fail.
//
// A block is free again when its creator's last handle is gone and no process that may know it lives: none that was
// started (or descends from one started) while it was there. Free neighbours join; an arena of nothing but free space
// is given back (one is kept).

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>

#include "os/mapping.h"
#include "telemetry/layout.h"

namespace mp::memory {

inline constexpr std::size_t first_arena_bytes = 4096;
inline constexpr std::size_t most_arena_bytes = std::size_t{4} << 20;

// Who made it, and which of the maker's it is: a process that receives two blocks of one arena maps it once.
struct ArenaKey {
    telemetry::Token creator = telemetry::nobody;
    std::uint32_t number = 0;
    auto operator<=>(const ArenaKey&) const = default;
};

class Arena {
public:
    Arena(ArenaKey key, std::size_t size_bytes);
    // An arena of another process.
    Arena(ArenaKey key, os::Fd file);

    const ArenaKey& key() const noexcept { return key_; }
    const os::Fd& file() const noexcept { return file_; }
    std::byte* data() const noexcept { return mapping_.data(); }
    std::size_t size() const noexcept { return mapping_.size(); }

    // For the creator: the offset of a free stretch of that size, or npos.
    std::size_t take(std::size_t size_bytes, std::size_t alignment);
    void give_back(std::size_t offset, std::size_t size_bytes);
    bool is_free() const noexcept { return free_.size() == 1 && free_.begin()->second == size(); }
    static constexpr std::size_t npos = SIZE_MAX;

private:
    ArenaKey key_;
    os::Fd file_;
    os::Mapping mapping_;
    std::map<std::size_t, std::size_t> free_;  // offset, size; no two touch
};

// A stretch of an arena; always in a shared_ptr. The creator's destructor gives it back, another process's does not.
class Block {
public:
    Block(std::shared_ptr<Arena> arena, std::size_t offset, std::size_t size, std::int64_t made_ns) noexcept
        : arena_(std::move(arena)), offset_(offset), size_(size), made_ns_(made_ns) {}
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;

    const Arena& arena() const noexcept { return *arena_; }
    std::size_t offset() const noexcept { return offset_; }
    std::byte* data() const noexcept { return arena_->data() + offset_; }

    // Zeroed. Throws OutOfSharedMemory, ResourceExhausted; nothing is left then.
    static std::shared_ptr<Block> allocate(std::size_t size_bytes, std::size_t alignment);
    // The block of another process, whose arena's descriptor this is. Throws ValueError when it lies outside.
    static std::shared_ptr<Block> open(ArenaKey key, os::Fd file, std::size_t offset, std::size_t size_bytes);

private:
    std::shared_ptr<Arena> arena_;
    std::size_t offset_;
    std::size_t size_;
    std::int64_t made_ns_;
};

// How many arenas this process has made and not given back.
std::size_t arena_count();

}  // namespace mp::memory

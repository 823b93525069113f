// SPDX-License-Identifier: MIT
#include "memory/arena.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <deque>
#include <mutex>
#include <vector>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/self.h"
#include "telemetry/registry.h"

namespace mp::memory {

using telemetry::Registry;
using telemetry::Token;

namespace {

constexpr std::size_t round_up(std::size_t value, std::size_t step) {
    return (value + step - 1) / step * step;
}

// Every block is a multiple of that, so free stretches are as well.
constexpr std::size_t grain = 8;

struct Dropped {
    std::shared_ptr<Arena> arena;
    std::size_t offset = 0;
    std::size_t size = 0;
    std::uint64_t dropped_at = 0;
    std::int64_t made_ns = 0;
};

// This process's arenas. A forked child starts with none of its own: its parent cuts up the old ones.
class Heap {
public:
    static Heap& instance() {
        static Heap* heap = [] {
            os::at_fork([] { Heap::instance().mutex_.lock(); }, [] { Heap::instance().mutex_.unlock(); },
                        [] { Heap::instance().mutex_.unlock(); });
            return new Heap;  // never destroyed: blocks may outlive static destruction
        }();
        return *heap;
    }

    std::shared_ptr<Block> allocate(std::size_t size, std::size_t alignment) {
        const std::lock_guard guard(mutex_);
        become_ours();
        std::shared_ptr<Arena> arena;
        std::size_t offset = find(size, alignment, arena);
        if (offset == Arena::npos && recycle()) offset = find(size, alignment, arena);
        if (offset == Arena::npos) {
            arena = grow(size);
            offset = arena->take(size, alignment);
        }
        std::memset(arena->data() + offset, 0, size);
        return std::make_shared<Block>(std::move(arena), offset, size, os::monotonic_ns());
    }

    void drop(const std::shared_ptr<Arena>& arena, std::size_t offset, std::size_t size, std::int64_t made_ns) {
        const std::lock_guard guard(mutex_);
        Registry& registry = Registry::instance();
        if (arena->key().creator != registry.self()) return;
        const std::uint64_t dropped_at = registry.started_count();
        if (registry.anybody_knows(owner_, dropped_at, made_ns)) {
            dropped_.push_back({arena, offset, size, dropped_at, made_ns});
        } else {
            arena->give_back(offset, size);
            give_back_empty_arenas();
        }
        recycle();
    }

    std::shared_ptr<Arena> open(ArenaKey key, os::Fd file) {
        const std::lock_guard guard(mutex_);
        std::erase_if(opened_, [](const auto& entry) { return entry.second.expired(); });
        if (auto known = opened_[key].lock()) return known;
        auto arena = std::make_shared<Arena>(key, std::move(file));
        opened_[key] = arena;
        return arena;
    }

    std::size_t count() {
        const std::lock_guard guard(mutex_);
        become_ours();
        return arenas_.size();
    }

private:
    void become_ours() {
        const Token self = Registry::instance().self();
        if (self == owner_) return;
        owner_ = self;
        arenas_.clear();
        dropped_.clear();
        next_size_ = first_arena_bytes;
    }

    std::size_t find(std::size_t size, std::size_t alignment, std::shared_ptr<Arena>& out) {
        for (const auto& arena : arenas_) {
            const std::size_t offset = arena->take(size, alignment);
            if (offset == Arena::npos) continue;
            out = arena;
            return offset;
        }
        return Arena::npos;
    }

    // Big blocks have a file of their own, so that it goes with them.
    std::shared_ptr<Arena> grow(std::size_t size) {
        const bool big = size > most_arena_bytes / 2;
        const std::size_t bytes = big ? round_up(size, first_arena_bytes)
                                      : std::max(next_size_, std::bit_ceil(std::max(size, first_arena_bytes)));
        auto arena = std::make_shared<Arena>(ArenaKey{owner_, ++made_}, bytes);
        arenas_.push_back(arena);
        if (!big) next_size_ = std::min(bytes * 2, most_arena_bytes);
        return arena;
    }

    // Frees what nobody can know any more, in the order in which it was dropped. True when something became free.
    bool recycle() {
        bool freed = false;
        while (!dropped_.empty()) {
            const Dropped& block = dropped_.front();
            if (Registry::instance().anybody_knows(owner_, block.dropped_at, block.made_ns)) break;
            block.arena->give_back(block.offset, block.size);
            dropped_.pop_front();
            freed = true;
        }
        if (freed) give_back_empty_arenas();
        return freed;
    }

    void give_back_empty_arenas() {
        bool kept = false;
        std::erase_if(arenas_, [&](const auto& arena) {
            if (!arena->is_free()) return false;
            const bool keep = !kept && arena->size() <= most_arena_bytes;
            kept |= keep;
            return !keep;
        });
    }

    std::mutex mutex_;
    Token owner_ = telemetry::nobody;
    std::uint32_t made_ = 0;
    std::size_t next_size_ = first_arena_bytes;
    std::vector<std::shared_ptr<Arena>> arenas_;
    std::deque<Dropped> dropped_;
    std::map<ArenaKey, std::weak_ptr<Arena>> opened_;
};

}  // namespace

Arena::Arena(ArenaKey key, std::size_t size_bytes) : key_(key) {
    file_ = os::create_memory_file("lifeguard-arena", size_bytes);
    os::allocate_pages(file_, 0, size_bytes);
    mapping_ = os::Mapping(file_, size_bytes);
    free_[0] = size_bytes;
}

Arena::Arena(ArenaKey key, os::Fd file) : key_(key), file_(std::move(file)) {
    mapping_ = os::Mapping(file_, os::file_size(file_));
}

std::size_t Arena::take(std::size_t size_bytes, std::size_t alignment) {
    for (auto it = free_.begin(); it != free_.end(); ++it) {
        const auto [start, length] = *it;
        const std::size_t offset = round_up(start, alignment);
        if (offset + size_bytes > start + length) continue;
        free_.erase(it);
        if (offset > start) free_[start] = offset - start;
        if (offset + size_bytes < start + length) free_[offset + size_bytes] = start + length - (offset + size_bytes);
        return offset;
    }
    return npos;
}

void Arena::give_back(std::size_t offset, std::size_t size_bytes) {
    auto [it, fresh] = free_.emplace(offset, size_bytes);
    (void)fresh;
    if (const auto next = std::next(it); next != free_.end() && it->first + it->second == next->first) {
        it->second += next->second;
        free_.erase(next);
    }
    if (it == free_.begin()) return;
    const auto before = std::prev(it);
    if (before->first + before->second != it->first) return;
    before->second += it->second;
    free_.erase(it);
}

Block::~Block() {
    try {
        Heap::instance().drop(arena_, offset_, size_, made_ns_);
    } catch (const std::bad_alloc&) {
        return;  // not remembered as free: the space is lost to this process, which has none to remember it in
    }
}

std::shared_ptr<Block> Block::allocate(std::size_t size_bytes, std::size_t alignment) {
    // A line of its own for what is as big as one: two processes that work on neighbours do not slow each other down.
    const std::size_t size = std::max(round_up(size_bytes, grain), grain);
    return Heap::instance().allocate(size, std::max({alignment, grain, size >= 64 ? std::size_t{64} : grain}));
}

std::shared_ptr<Block> Block::open(ArenaKey key, os::Fd file, std::size_t offset, std::size_t size_bytes) {
    auto arena = Heap::instance().open(key, std::move(file));
    if (offset > arena->size() || size_bytes > arena->size() - offset)
        throw ValueError("open shared memory: the block lies outside its file");
    return std::make_shared<Block>(std::move(arena), offset, size_bytes, 0);
}

std::size_t arena_count() {
    return Heap::instance().count();
}

}  // namespace mp::memory

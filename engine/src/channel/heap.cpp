// SPDX-License-Identifier: MIT
#include "channel/heap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "mp/exceptions.h"

namespace mp::channel {

namespace {

constexpr std::size_t smallest_bytes = 1024;
// From here on the pages are asked for before they are touched, so that a lack of memory is an error and no signal.
constexpr std::size_t reserve_from_bytes = std::size_t{64} << 10;

constexpr std::size_t block_bytes(unsigned size_class) {
    return smallest_bytes << size_class;
}
constexpr std::uint32_t blocks_in(unsigned size_class) {
    constexpr std::size_t region_bytes = std::size_t{4} << 30;
    return static_cast<std::uint32_t>(
        std::clamp<std::size_t>(region_bytes / block_bytes(size_class), 2, std::size_t{1} << 16));
}

struct Plan {
    std::array<std::size_t, Heap::class_count + 1> first_word{};
    std::array<std::size_t, Heap::class_count + 1> offset{};
};
constexpr Plan make_plan() {
    Plan plan;
    for (unsigned c = 0; c < Heap::class_count; ++c) {
        plan.first_word[c + 1] = plan.first_word[c] + blocks_in(c);
        plan.offset[c + 1] = plan.offset[c] + blocks_in(c) * block_bytes(c);
    }
    return plan;
}
constexpr Plan plan = make_plan();

constexpr unsigned class_for(std::size_t size) {
    return size <= smallest_bytes ? 0U : static_cast<unsigned>(std::bit_width((size - 1) / smallest_bytes));
}
constexpr unsigned class_of(std::uint64_t number) {
    return static_cast<unsigned>((number - 1) >> 32);
}
constexpr std::uint32_t index_of(std::uint64_t number) {
    return static_cast<std::uint32_t>(number - 1);
}

// A block's word: the owner's token (0: free) and, above it, how many pages from its start are warm.
constexpr std::uint32_t owner_in(std::uint64_t word) {
    return static_cast<std::uint32_t>(word);
}
constexpr std::uint64_t warm_pages_in(std::uint64_t word) {
    return word >> 32;
}
constexpr std::uint64_t make_word(std::uint64_t warm_pages, std::uint32_t owner) {
    return warm_pages << 32 | owner;
}
constexpr std::size_t whole_pages(std::size_t size) {
    return (size + Heap::page_bytes - 1) / Heap::page_bytes;
}

}  // namespace

struct Heap::Table {
    struct alignas(64) Class {
        std::atomic<std::uint32_t> high;  // blocks below have been used
        std::atomic<std::uint32_t> hint;  // all below were in use a moment ago
    };
    std::array<Class, class_count> classes;
    alignas(64) std::atomic<std::uint64_t> idle_warm_bytes;  // a guess after a death in the wrong moment
    alignas(64) std::array<std::atomic<std::uint64_t>, plan.first_word[class_count]> words;
};

// This process's mappings, one a class, made when first needed and never changed: readers take no lock.
struct Heap::Maps {
    std::array<std::atomic<os::Mapping*>, class_count> whole{};
    ~Maps() {
        for (auto& mapping : whole) delete mapping.load(std::memory_order_relaxed);
    }
};

Heap::Heap() noexcept = default;
Heap::~Heap() = default;
Heap::Heap(Heap&&) noexcept = default;
Heap& Heap::operator=(Heap&&) noexcept = default;

std::size_t Heap::table_bytes() noexcept {
    return whole_pages(sizeof(Table)) * page_bytes;
}
std::size_t Heap::data_bytes() noexcept {
    return plan.offset[class_count];
}

void Heap::open(std::shared_ptr<const os::Fd> file, std::byte* table, std::size_t data_offset,
                telemetry::Registry& registry) {
    file_ = std::move(file);
    table_ = reinterpret_cast<Table*>(table);
    data_offset_ = data_offset;
    registry_ = &registry;
    maps_ = std::make_unique<Maps>();
}

std::uint32_t Heap::high_of(unsigned size_class) const noexcept {
    return std::min(table_->classes[size_class].high.load(std::memory_order_acquire), blocks_in(size_class));
}
std::atomic<std::uint64_t>& Heap::word(unsigned size_class, std::uint32_t index) const noexcept {
    return table_->words[plan.first_word[size_class] + index];
}
std::atomic<std::uint64_t>& Heap::word_of(std::uint64_t number) const noexcept {
    return word(class_of(number), index_of(number));
}
std::uint32_t Heap::owner_of(unsigned size_class, std::uint32_t index) const noexcept {
    return owner_in(word(size_class, index).load(std::memory_order_acquire));
}
std::size_t Heap::offset_of(std::uint64_t number) const noexcept {
    return plan.offset[class_of(number)] + index_of(number) * block_bytes(class_of(number));
}

// Low blocks first: they are the warm ones.
bool Heap::claim(unsigned size_class, Block& block) noexcept {
    Table::Class& c = table_->classes[size_class];
    const auto try_index = [&](std::uint32_t index) {
        std::atomic<std::uint64_t>& w = word(size_class, index);
        std::uint64_t seen = w.load(std::memory_order_relaxed);
        if (owner_in(seen) != 0) return false;
        if (!w.compare_exchange_strong(seen, make_word(warm_pages_in(seen), registry_->self()),
                                       std::memory_order_acq_rel))
            return false;
        block.number = number_of(size_class, index);
        c.hint.store(index + 1, std::memory_order_relaxed);
        table_->idle_warm_bytes.fetch_sub(warm_pages_in(seen) * page_bytes, std::memory_order_relaxed);
        return true;
    };
    const std::uint32_t high = high_of(size_class);
    for (std::uint32_t i = c.hint.load(std::memory_order_relaxed); i < high; ++i)
        if (try_index(i)) return true;
    for (std::uint32_t i = 0; i < high; ++i)
        if (try_index(i)) return true;
    for (std::uint32_t i = high; i < blocks_in(size_class); ++i) {
        // The mark rises first: a repair must see every block that somebody may have.
        std::uint32_t mark = i;
        c.high.compare_exchange_strong(mark, i + 1, std::memory_order_acq_rel);
        if (try_index(i)) return true;
    }
    return false;
}

Heap::Block Heap::allocate(std::size_t size) {
    Block block;
    for (unsigned c = class_for(size); c < class_count; ++c) {
        if (!claim(c, block)) continue;
        try {
            make_warm(block, size);
            map(block);
        } catch (...) {
            release(block.number);
            throw;
        }
        return block;
    }
    throw OutOfSharedMemory("put an item of " + std::to_string(size) +
                            " bytes: the queue has no block of that size left; let its readers catch up first");
}

void Heap::make_warm(const Block& block, std::size_t size) {
    std::atomic<std::uint64_t>& w = word_of(block.number);
    const std::uint64_t seen = w.load(std::memory_order_relaxed);
    const std::uint64_t warm = warm_pages_in(seen);
    const std::uint64_t wanted = whole_pages(size);
    if (wanted <= warm) return;
    if (size >= reserve_from_bytes)
        os::allocate_pages(*file_, data_offset_ + offset_of(block.number) + warm * page_bytes,
                           (wanted - warm) * page_bytes);
    w.store(make_word(wanted, owner_in(seen)), std::memory_order_relaxed);  // ours: nobody else writes it now
}

void Heap::map(Block& block) {
    const unsigned c = class_of(block.number);
    std::atomic<os::Mapping*>& place = maps_->whole[c];
    os::Mapping* whole = place.load(std::memory_order_acquire);
    if (whole == nullptr) {
        try {
            auto fresh = std::make_unique<os::Mapping>(*file_, blocks_in(c) * block_bytes(c), os::Access::read_write,
                                                       data_offset_ + plan.offset[c]);
            if (place.compare_exchange_strong(whole, fresh.get(), std::memory_order_acq_rel)) whole = fresh.release();
        } catch (const OSError&) {
            // Address space is short (RLIMIT_AS): then this block alone, page by page of what it needs.
            const std::size_t offset = data_offset_ + offset_of(block.number);
            const std::size_t aligned = offset / page_bytes * page_bytes;
            block.own = std::make_unique<os::Mapping>(*file_, block_bytes(c) + (offset - aligned),
                                                      os::Access::read_write, aligned);
            block.data = block.own->data() + (offset - aligned);
            return;
        }
    }
    block.data = whole->data() + index_of(block.number) * block_bytes(c);
}

Heap::Block Heap::take_over(std::uint64_t number) {
    Block block;
    block.number = number;
    map(block);
    std::atomic<std::uint64_t>& w = word_of(number);
    w.store(make_word(warm_pages_in(w.load(std::memory_order_relaxed)), registry_->self()), std::memory_order_release);
    return block;
}

void Heap::free(Block& block) noexcept {
    if (!block) return;
    release(block.number);
    block = {};
}

void Heap::release(std::uint64_t number) noexcept {
    std::atomic<std::uint64_t>& w = word_of(number);
    std::uint64_t warm = warm_pages_in(w.load(std::memory_order_relaxed));
    const std::uint64_t bytes = warm * page_bytes;
    if (block_bytes(class_of(number)) >= page_bytes &&
        table_->idle_warm_bytes.load(std::memory_order_relaxed) + bytes > retained_limit) {
        os::release_pages(*file_, data_offset_ + offset_of(number), bytes);
        warm = 0;
    }
    table_->idle_warm_bytes.fetch_add(warm * page_bytes, std::memory_order_relaxed);
    w.store(make_word(warm, 0), std::memory_order_release);
    std::atomic<std::uint32_t>& hint = table_->classes[class_of(number)].hint;
    if (index_of(number) < hint.load(std::memory_order_relaxed))
        hint.store(index_of(number), std::memory_order_relaxed);
}

void Heap::free_orphan(const Orphan& orphan) noexcept {
    std::atomic<std::uint64_t>& w = word_of(orphan.number);
    std::uint64_t seen = w.load(std::memory_order_acquire);
    if (owner_in(seen) != orphan.owner) return;
    // Through ourselves, so that two processes that mend at once do not free it twice.
    if (!w.compare_exchange_strong(seen, make_word(warm_pages_in(seen), registry_->self()), std::memory_order_acq_rel))
        return;
    release(orphan.number);
}

bool Heap::adopt(const Orphan& orphan, Block& block) {
    block.number = orphan.number;
    map(block);
    std::atomic<std::uint64_t>& w = word_of(orphan.number);
    std::uint64_t seen = w.load(std::memory_order_acquire);
    return owner_in(seen) == orphan.owner &&
           w.compare_exchange_strong(seen, make_word(warm_pages_in(seen), registry_->self()),
                                     std::memory_order_acq_rel);
}

void Heap::give_back(Block& block, const Orphan& orphan) noexcept {
    std::atomic<std::uint64_t>& w = word_of(orphan.number);
    w.store(make_word(warm_pages_in(w.load(std::memory_order_relaxed)), orphan.owner), std::memory_order_release);
    block = {};
}

void Heap::free_all() noexcept {
    for_each_owned([this](std::uint64_t number, std::uint32_t) { release(number); });
}

}  // namespace mp::channel

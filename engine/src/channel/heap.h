// SPDX-License-Identifier: MIT
#pragma once
// The part of a ring's memory file for items that do not fit a cell: blocks in size classes (powers of two from 1 KiB).
// Each block's word names the process that has it, so that a dead process's blocks come back. Memory stays warm for the
// next item up to a limit, and goes back to the system beyond.
// Threads: all functions are safe from any thread and any process.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "os/mapping.h"
#include "telemetry/registry.h"

namespace mp::channel {

class Heap {
public:
    static constexpr unsigned class_count = 25;  // 1 KiB … 16 GiB
    static constexpr std::size_t largest_bytes = std::size_t{1024} << (class_count - 1);
    static constexpr std::size_t page_bytes = 4096;
    // Warm memory that a heap keeps while nobody uses it.
    static constexpr std::uint64_t retained_limit = 256ULL << 20;

    // A block in use. number 0: none.
    struct Block {
        std::uint64_t number = 0;
        std::byte* data = nullptr;
        std::unique_ptr<os::Mapping> own;  // when the address space is too small for the class's whole region
        explicit operator bool() const noexcept { return number != 0; }
    };

    Heap() noexcept;
    ~Heap();
    Heap(Heap&&) noexcept;
    Heap& operator=(Heap&&) noexcept;

    // Bytes of the table, at offset table_offset of the file; and of everything after it.
    static std::size_t table_bytes() noexcept;
    static std::size_t data_bytes() noexcept;
    void open(std::shared_ptr<const os::Fd> file, std::byte* table, std::size_t data_offset,
              telemetry::Registry& registry);

    // A block for size bytes, owned by this process. Throws OutOfSharedMemory.
    Block allocate(std::size_t size);
    // The block of that number, made this process's own. Throws OutOfSharedMemory when it cannot be mapped.
    Block take_over(std::uint64_t number);
    void free(Block& block) noexcept;

    // Numbers of the blocks whose owners are gone, with the owner's word: first half of a repair.
    struct Orphan {
        std::uint64_t number;
        std::uint32_t owner;
    };
    template <class Gone>
    std::vector<Orphan> orphans(Gone gone) const {
        std::vector<Orphan> found;
        for_each_owned([&](std::uint64_t number, std::uint32_t owner) {
            if (gone(owner)) found.push_back({number, owner});
        });
        return found;
    }
    // Second half: frees it if the dead process still has it.
    void free_orphan(const Orphan& orphan) noexcept;
    // Or: makes it this process's own; false when the dead process has it no more. Throws OutOfSharedMemory.
    bool adopt(const Orphan& orphan, Block& block);
    // After adopt(): as if it had not been.
    void give_back(Block& block, const Orphan& orphan) noexcept;
    std::uint64_t count_owned() const noexcept {
        std::uint64_t count = 0;
        for_each_owned([&](std::uint64_t, std::uint32_t) { ++count; });
        return count;
    }
    // Frees every block: for Ring::reset().
    void free_all() noexcept;

private:
    struct Table;
    template <class Visit>
    void for_each_owned(Visit visit) const {
        for (unsigned c = 0; c < class_count; ++c) {
            const std::uint32_t high = high_of(c);
            for (std::uint32_t i = 0; i < high; ++i) {
                if (const std::uint32_t owner = owner_of(c, i); owner != 0) visit(number_of(c, i), owner);
            }
        }
    }
    static std::uint64_t number_of(unsigned size_class, std::uint32_t index) noexcept {
        return (static_cast<std::uint64_t>(size_class) << 32 | index) + 1;
    }
    std::uint32_t high_of(unsigned size_class) const noexcept;
    std::uint32_t owner_of(unsigned size_class, std::uint32_t index) const noexcept;
    std::atomic<std::uint64_t>& word(unsigned size_class, std::uint32_t index) const noexcept;
    std::atomic<std::uint64_t>& word_of(std::uint64_t number) const noexcept;
    std::size_t offset_of(std::uint64_t number) const noexcept;
    bool claim(unsigned size_class, Block& block) noexcept;
    void make_warm(const Block& block, std::size_t size);
    void map(Block& block);
    void release(std::uint64_t number) noexcept;

    std::shared_ptr<const os::Fd> file_;
    Table* table_ = nullptr;
    std::size_t data_offset_ = 0;
    telemetry::Registry* registry_ = nullptr;
    struct Maps;
    std::unique_ptr<Maps> maps_;
};

}  // namespace mp::channel

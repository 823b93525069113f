// SPDX-License-Identifier: MIT
#pragma once
// Memory files (memfd) and mappings of them: shared memory without a name, gone with its last user.

#include <cstddef>
#include <cstdint>

#include "os/fd.h"

namespace mp::os {

// A sparse memory file of that size; pages come to life as they are touched. Throws OutOfSharedMemory,
// ResourceExhausted.
Fd create_memory_file(const char* name, std::size_t size_bytes);
// One whose size nobody can change any more, whoever has it: touching its mappings never fails.
Fd create_sealed_memory_file(const char* name, std::size_t size_bytes);
bool is_sealed(const Fd& file) noexcept;
// Reserves the pages of [offset, offset + size) now, so that touching them can never fail. Throws OutOfSharedMemory.
void allocate_pages(const Fd& file, std::size_t offset, std::size_t size_bytes);
// Gives the pages back to the system; they read as zero afterwards.
void release_pages(const Fd& file, std::size_t offset, std::size_t size_bytes) noexcept;
std::size_t file_size(const Fd& file);
// Private memory that is about to be filled: in large pages, where the system has some. Never fails.
void prefer_large_pages(void* memory, std::size_t size_bytes) noexcept;

// What was allocated and freed goes back to the system, as far as it can.
void give_heap_back() noexcept;

enum class Access : std::uint8_t { read, read_write };

// A shared mapping of a file; unmaps itself. It outlives the descriptor.
class Mapping {
public:
    Mapping() = default;
    Mapping(const Fd& file, std::size_t size_bytes, Access access = Access::read_write, std::size_t offset = 0);
    Mapping(Mapping&& other) noexcept
        : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    Mapping& operator=(Mapping&& other) noexcept;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping() { reset(); }

    std::byte* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    explicit operator bool() const noexcept { return data_ != nullptr; }
    void reset() noexcept;
    // Gives it up without unmapping: for memory that must stay until the process ends.
    std::byte* release() noexcept { return std::exchange(data_, nullptr); }

private:
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

}  // namespace mp::os

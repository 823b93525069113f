// SPDX-License-Identifier: MIT
#include "os/mapping.h"

#include <fcntl.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

#include "mp/exceptions.h"

#include "os/error.h"

namespace mp::os {

namespace {

constexpr int seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

Fd make_memory_file(const char* name, std::size_t size_bytes, unsigned flags) {
    Fd file(::memfd_create(name, MFD_CLOEXEC | flags));
    if (!file) throw_errno("create memory file", name);
    if (::fchmod(file.get(), 0600) < 0) throw_errno("set mode of memory file", name);
    if (::ftruncate(file.get(), static_cast<off_t>(size_bytes)) < 0) throw_errno("set size of memory file", name);
    return file;
}

}  // namespace

Fd create_memory_file(const char* name, std::size_t size_bytes) {
    return make_memory_file(name, size_bytes, 0);
}

Fd create_sealed_memory_file(const char* name, std::size_t size_bytes) {
    Fd file = make_memory_file(name, size_bytes, MFD_ALLOW_SEALING);
    if (::fcntl(file.get(), F_ADD_SEALS, seals) < 0) throw_errno("seal memory file", name);
    return file;
}

bool is_sealed(const Fd& file) noexcept {
    const int has = ::fcntl(file.get(), F_GET_SEALS);
    return has >= 0 && (has & F_SEAL_SHRINK) != 0;
}

namespace {

// What can still be taken without driving the machine into its out-of-memory killer; 0 where /proc does not tell.
std::size_t available_bytes() {
    std::ifstream meminfo("/proc/meminfo");
    std::string name;
    std::size_t kib = 0;
    std::string unit;
    while (meminfo >> name >> kib >> unit) {
        if (name == "MemAvailable:") return kib * 1024;
    }
    return 0;
}

}  // namespace

void allocate_pages(const Fd& file, std::size_t offset, std::size_t size_bytes) {
    // A memory file has no limit of its own: fallocate() would take page after page until the kernel kills somebody.
    constexpr std::size_t always_granted = 16U << 20;
    if (size_bytes > always_granted) {
        const std::size_t free_bytes = available_bytes();
        if (free_bytes != 0 && size_bytes > free_bytes)
            throw OutOfSharedMemory("allocate shared memory: " + std::to_string(size_bytes) + " bytes wanted, " +
                                        std::to_string(free_bytes) + " free",
                                    ENOMEM);
    }
    int result = 0;
    do {
        result = ::fallocate(file.get(), 0, static_cast<off_t>(offset), static_cast<off_t>(size_bytes));
    } while (result < 0 && errno == EINTR);
    if (result < 0) throw_errno("allocate shared memory", std::to_string(size_bytes) + " bytes");
}

void release_pages(const Fd& file, std::size_t offset, std::size_t size_bytes) noexcept {
    // Only gives memory back early; a kernel that refuses leaves the pages in place, which is correct as well.
    (void)::fallocate(file.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, static_cast<off_t>(offset),
                      static_cast<off_t>(size_bytes));
}

std::size_t file_size(const Fd& file) {
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) throw_errno("read size of file", std::to_string(file.get()));
    return static_cast<std::size_t>(status.st_size);
}

void give_heap_back() noexcept {
    ::malloc_trim(0);
}

void prefer_large_pages(void* memory, std::size_t size_bytes) noexcept {
    constexpr std::uintptr_t page = 4096;
    const std::uintptr_t begin = (reinterpret_cast<std::uintptr_t>(memory) + page - 1) / page * page;
    const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(memory) + size_bytes) / page * page;
    if (begin < end) (void)::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

Mapping::Mapping(const Fd& file, std::size_t size_bytes, Access access, std::size_t offset) : size_(size_bytes) {
    const int protection = access == Access::read ? PROT_READ : PROT_READ | PROT_WRITE;
    void* address =
        ::mmap(nullptr, size_bytes, protection, MAP_SHARED | MAP_NORESERVE, file.get(), static_cast<off_t>(offset));
    if (address == MAP_FAILED) throw_errno("map shared memory", std::to_string(size_bytes) + " bytes");
    (void)::madvise(address, size_bytes, MADV_DONTDUMP);  // a core file need not hold gigabytes of empty ring
    data_ = static_cast<std::byte*>(address);
}

Mapping& Mapping::operator=(Mapping&& other) noexcept {
    if (this != &other) {
        reset();
        data_ = std::exchange(other.data_, nullptr);
        size_ = std::exchange(other.size_, 0);
    }
    return *this;
}

void Mapping::reset() noexcept {
    if (data_ != nullptr) ::munmap(std::exchange(data_, nullptr), size_);
}

}  // namespace mp::os

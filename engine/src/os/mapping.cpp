// SPDX-License-Identifier: MIT
#include "os/mapping.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "os/error.h"

namespace mp::os {

Fd create_memory_file(const char* name, std::size_t size_bytes) {
    Fd file(::memfd_create(name, MFD_CLOEXEC));
    if (!file) throw_errno("create memory file", name);
    if (::fchmod(file.get(), 0600) < 0) throw_errno("set mode of memory file", name);
    if (::ftruncate(file.get(), static_cast<off_t>(size_bytes)) < 0) throw_errno("set size of memory file", name);
    return file;
}

void allocate_pages(const Fd& file, std::size_t offset, std::size_t size_bytes) {
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

// SPDX-License-Identifier: MIT
#include "os/shared_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <climits>

#include "mp/exceptions.h"
#include "os/error.h"

namespace mp::os {

namespace {

std::string path_of(const std::string& name) {
    return "/" + name;
}

[[noreturn]] void throw_no_room(const std::string& name, std::size_t size_bytes, int code) {
    struct statvfs room {};
    const bool known = ::statvfs("/dev/shm", &room) == 0;
    throw OutOfSharedMemory("allocate shared memory " + name + ": " + std::to_string(size_bytes) + " bytes wanted, " +
                                (known ? std::to_string(room.f_bavail * room.f_bsize) : std::string("fewer")) + " free",
                            code);
}

// Of a file that has just been made: as long as nobody has mapped it, it can fail without a SIGBUS.
void allocate(const Fd& file, const std::string& name, std::size_t size_bytes) {
    if (::ftruncate(file.get(), static_cast<off_t>(size_bytes)) < 0) throw_errno("set size of shared memory", name);
    int code = 0;
    do {
        code = ::posix_fallocate(file.get(), 0, static_cast<off_t>(size_bytes));
    } while (code == EINTR);
    if (code == ENOSPC || code == ENOMEM || code == EFBIG) throw_no_room(name, size_bytes, code);
    if (code != 0) throw_error(code, "allocate shared memory", name);
}

}  // namespace

Fd make_shared_file(const std::string& name, std::size_t size_bytes) {
    if (name.empty() || name.size() > NAME_MAX || name.find('/') != std::string::npos)
        throw_error(EINVAL, "create shared memory", name);
    Fd file(::open("/dev/shm", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (!file) throw_errno("create shared memory", name);
    allocate(file, name, size_bytes);
    return file;
}

void name_shared_file(const Fd& file, const std::string& name) {
    const std::string from = "/proc/self/fd/" + std::to_string(file.get());
    const std::string to = "/dev/shm/" + name;
    if (::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), AT_SYMLINK_FOLLOW) < 0)
        throw_errno("create shared memory", name);
}

Fd open_shared_file(const std::string& name) {
    Fd file(::shm_open(path_of(name).c_str(), O_RDWR, 0600));
    if (!file) throw_errno("open shared memory", name);
    return file;
}

void remove_shared_file(const std::string& name) {
    if (::shm_unlink(path_of(name).c_str()) < 0) throw_errno("remove shared memory", name);
}

std::uint64_t inode_of(const Fd& file) {
    struct stat status {};
    if (::fstat(file.get(), &status) < 0) throw_errno("look at", "a file");
    return status.st_ino;
}

bool remove_shared_file_if(const std::string& name, std::uint64_t inode) noexcept {
    const Fd file(::shm_open(path_of(name).c_str(), O_RDONLY, 0));
    struct stat status {};
    if (!file || ::fstat(file.get(), &status) < 0 || status.st_ino != inode) return false;
    return ::shm_unlink(path_of(name).c_str()) == 0;
}

}  // namespace mp::os

// SPDX-License-Identifier: MIT
// The user's folders, descriptors and memory files.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "mp/exceptions.h"
#include "os/fd.h"
#include "os/mapping.h"
#include "os/paths.h"
#include "support/child.h"
#include "support/leaks.h"
#include "support/temporary.h"

namespace {

namespace fs = std::filesystem;
namespace os = mp::os;
using mp::test::TemporaryDirectory;

// Sets a variable for the scope.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        ::setenv(name, value.c_str(), 1);
    }
    ~Variable() { ::setenv(name_, before_.c_str(), 1); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    std::string before_;
};

unsigned mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777U;
}

TEST(Paths, MakesThePrivateRuntimeDirectory) {
    const TemporaryDirectory root;
    const Variable variable("XDG_RUNTIME_DIR", root.path().string());
    ::umask(0);
    EXPECT_EQ(os::runtime_directory(), root / "lifeguard");
    ::umask(022);
    EXPECT_EQ(mode_of(root / "lifeguard"), 0700U);
    ::chmod((root / "lifeguard").c_str(), 0777);
    EXPECT_EQ(os::runtime_directory(), root / "lifeguard") << "made private again";
    EXPECT_EQ(mode_of(root / "lifeguard"), 0700U);
}

TEST(Paths, RefusesARuntimeDirectoryOfAnother) {
    const TemporaryDirectory root;
    const TemporaryDirectory elsewhere;
    const Variable variable("XDG_RUNTIME_DIR", root.path().string());
    fs::create_directory_symlink(elsewhere.path(), root / "lifeguard");
    EXPECT_THROW(os::runtime_directory(), mp::PermissionError) << "a link leads wherever its maker likes";
    fs::remove(root / "lifeguard");
    std::ofstream(root / "lifeguard") << "x";
    EXPECT_THROW(os::runtime_directory(), mp::PermissionError);
    if (::geteuid() != 0) return;  // only root can give a directory away
    fs::remove(root / "lifeguard");
    fs::create_directory(root / "lifeguard");
    ASSERT_EQ(::chown((root / "lifeguard").c_str(), 12345, 12345), 0);
    try {
        os::runtime_directory();
        FAIL() << "took another user's directory";
    } catch (const mp::PermissionError& e) {
        EXPECT_NE(std::string(e.what()).find("is not yours"), std::string::npos) << e.what();
    }
}

TEST(Paths, FollowTheEnvironment) {
    const Variable data("XDG_DATA_HOME", "/somewhere/data");
    const Variable config("XDG_CONFIG_HOME", "relative/ignored");
    const Variable home("HOME", "/home/somebody");
    EXPECT_EQ(os::data_directory(), "/somewhere/data/lifeguard");
    EXPECT_EQ(os::config_directory(), "/home/somebody/.config/lifeguard") << "a relative one is to be ignored";
}

TEST(Paths, WriteAPrivateFileAtOnce) {
    const TemporaryDirectory root;
    ::umask(0);
    os::write_private_file(root / "a", "first");
    ::umask(022);
    EXPECT_EQ(mode_of(root / "a"), 0600U);
    os::write_private_file(root / "a", std::string(100000, 'x'));
    EXPECT_EQ(os::read_small_file(root / "a", 10), std::string(10, 'x')) << "no more than asked for";
    EXPECT_EQ(os::read_small_file(root / "a", 200000)->size(), 100000U);
    EXPECT_EQ(os::read_small_file(root / "b"), std::nullopt);
    EXPECT_THROW(os::write_private_file(root / "none" / "a", "x"), mp::FileNotFoundError);
    fs::create_directories(root / "full" / "x");
    EXPECT_THROW(os::write_private_file(root / "full", "x"), mp::OSError);
    EXPECT_EQ(std::distance(fs::directory_iterator(root.path()), fs::directory_iterator()), 2) << "nothing left behind";
}

TEST(Fd, ClosesItselfOnceAndIsNotInherited) {
    mp::test::LeakCheck leaks;
    os::Fd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const int number = first.get();
    os::Fd second(std::move(first));
    EXPECT_FALSE(first);
    EXPECT_EQ(second.get(), number);
    const os::Fd copy = second.duplicate();
    EXPECT_NE(copy.get(), number);
    EXPECT_NE(::fcntl(copy.get(), F_GETFD) & FD_CLOEXEC, 0);
    os::set_close_on_exec(copy.get(), false);
    EXPECT_EQ(::fcntl(copy.get(), F_GETFD) & FD_CLOEXEC, 0);
    second = os::Fd();
    EXPECT_EQ(::fcntl(number, F_GETFD), -1) << "closed when it was replaced";
    EXPECT_THROW(os::Fd(9999).duplicate(), mp::OSError);
}

TEST(Mapping, IsSharedAndOutlivesItsDescriptor) {
    mp::test::LeakCheck leaks;
    os::Fd file = os::create_memory_file("lifeguard-test", 8192);
    EXPECT_EQ(os::file_size(file), 8192U);
    os::Mapping first(file, 8192);
    const os::Mapping second(file, 4096, os::Access::read, 4096);
    file.reset();
    first.data()[4096] = std::byte{7};
    EXPECT_EQ(second.data()[0], std::byte{7});
    mp::test::Child child([&] { first.data()[4097] = std::byte{8}; });
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(second.data()[1], std::byte{8});
    mp::test::Child reader([&] {
        ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit code of it
        second.data()[0] = std::byte{1};
    });
    EXPECT_LT(reader.join(), 0) << "wrote through a mapping for reading";
    first = os::Mapping();
    EXPECT_FALSE(first);
}

TEST(Mapping, GivesPagesBack) {
    const os::Fd file = os::create_memory_file("lifeguard-test", 1 << 20);
    const os::Mapping mapping(file, 1 << 20);
    os::allocate_pages(file, 0, 1 << 20);
    struct stat status {};
    ASSERT_EQ(::fstat(file.get(), &status), 0);
    EXPECT_EQ(status.st_blocks * 512, 1 << 20);
    mapping.data()[5000] = std::byte{1};
    os::release_pages(file, 0, 1 << 20);
    ASSERT_EQ(::fstat(file.get(), &status), 0);
    EXPECT_EQ(status.st_blocks, 0);
    EXPECT_EQ(mapping.data()[5000], std::byte{0});
}

TEST(Mapping, RefusesWhatTheMachineDoesNotHave) {
    constexpr std::size_t too_much = std::size_t{1} << 46;
    const os::Fd file = os::create_memory_file("lifeguard-test", too_much);  // sparse: costs nothing
    EXPECT_THROW(os::allocate_pages(file, 0, too_much), mp::OutOfSharedMemory);
    struct stat status {};
    ASSERT_EQ(::fstat(file.get(), &status), 0);
    EXPECT_EQ(status.st_blocks, 0) << "refused before a page was taken";
    EXPECT_THROW(os::Mapping(file, std::size_t{1} << 62), mp::OSError);
    EXPECT_THROW(os::create_memory_file("lifeguard-test", SIZE_MAX), mp::OSError);
    EXPECT_THROW(os::file_size(os::Fd()), mp::OSError);
}

}  // namespace

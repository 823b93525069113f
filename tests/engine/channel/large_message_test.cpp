// SPDX-License-Identifier: MIT
// A message beyond the 2 GiB that the short header can say. Little memory is used: sender and receiver see one small
// file over and over.
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <thread>

#include "mp/connection.h"

namespace mp {
namespace {

constexpr std::size_t piece = std::size_t{64} << 20;
constexpr std::size_t pieces = 34;

// 2.125 GiB of addresses that are the same 64 MiB again and again.
class Folded {
public:
    Folded() {
        const int file = ::memfd_create("folded", MFD_CLOEXEC);
        EXPECT_EQ(::ftruncate(file, piece), 0);
        begin_ = static_cast<std::byte*>(
            ::mmap(nullptr, piece * pieces, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0));
        for (std::size_t i = 0; i < pieces; ++i)
            EXPECT_NE(::mmap(begin_ + i * piece, piece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file, 0),
                      MAP_FAILED);
        ::close(file);
    }
    ~Folded() { ::munmap(begin_, piece * pieces); }
    Folded(const Folded&) = delete;
    Folded& operator=(const Folded&) = delete;
    std::span<std::byte> all() const { return {begin_, piece * pieces}; }

private:
    std::byte* begin_;
};

// proves: 5.size
TEST(LargeMessage, BeyondTheShortHeader) {
    const Folded sent;
    const Folded received;
    for (std::size_t i = 0; i < piece; i += 4096) sent.all()[i] = static_cast<std::byte>(i >> 12U);
    auto [a, b] = Pipe();
    std::thread sender([&, a = a] {
        a.send_bytes(sent.all());
        a.send("after");
    });
    EXPECT_EQ(b.recv_bytes_into(received.all()), piece * pieces);
    EXPECT_EQ(std::memcmp(received.all().data(), sent.all().data(), piece), 0);
    EXPECT_EQ(b.recv<std::string>(), "after");
    sender.join();
}

}  // namespace
}  // namespace mp

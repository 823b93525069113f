// SPDX-License-Identifier: MIT
// The frame reader: a connection whose other end has sent any bytes and is gone. The first byte chooses how it is read.
#include <fcntl.h>
#include <mp/connection.h>
#include <mp/exceptions.h>
#include <unistd.h>

#include <array>

#include "fuzz/target.h"

namespace {

constexpr std::size_t longest = 32'768;    // fits a pipe: nobody has to read while it is written
constexpr std::uint64_t most = 1U << 20U;  // (room for the usual most is 8 MiB of a sanitizer's shadow for each header)

// One message; throws at the end of the stream.
void read_one(const mp::connection::Connection& connection, std::uint8_t way) {
    switch (way % 3) {
        case 0:
            connection.recv_bytes(4096);
            break;
        case 1: {
            std::array<std::byte, 64> small;
            try {
                connection.recv_bytes_into(small);
            } catch (const mp::BufferTooShort&) {
                // The message is in the error; the next one follows.
            }
            break;
        }
        default:
            try {
                connection.recv();
            } catch (const mp::UnpicklingError&) {
                // The message is consumed.
            }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest) return 0;
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) std::abort();
    fuzz::require(::write(ends[1], data + 1, size - 1) == static_cast<ssize_t>(size - 1), "a pipe takes 32 KiB");
    ::close(ends[1]);
    const mp::connection::Connection connection(ends[0], true, false);
    connection.max_message(most);
    std::size_t messages = 0;
    try {
        for (;; ++messages) read_one(connection, data[0]);
    } catch (const mp::Exception&) {
        // The end of the stream, or what made the rest of it unreadable.
    }
    fuzz::require(messages <= size / 4, "more messages than headers");
    return 0;
}

// SPDX-License-Identifier: MIT
// Authentication: frames of any content, to either side. Nobody without the key is let in, and no frame that we send is
// longer than a peer takes.
#include <mp/exceptions.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "channel/auth.h"
#include "fuzz/target.h"

using mp::channel::Handshake;

namespace {

void check_output(std::string_view output) {
    while (!output.empty()) {
        fuzz::require(output.size() >= 4, "half a header");
        const std::size_t size = static_cast<unsigned char>(output[3]) + 256U * static_cast<unsigned char>(output[2]);
        fuzz::require(output[0] == 0 && output[1] == 0 && size <= mp::channel::max_auth_frame, "a frame too long");
        fuzz::require(output.size() >= 4 + size, "half a frame");
        output.remove_prefix(4 + size);
    }
}

}  // namespace

// First byte: side and policy. Then frames: a byte for the length, and the frame.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const bool listener = (data[0] & 1U) != 0;
    Handshake handshake(listener ? Handshake::Side::listener : Handshake::Side::client, "a key that no corpus knows",
                        (data[0] & 2U) != 0);
    check_output(handshake.take_output());
    std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
    try {
        while (!rest.empty() && !handshake.done()) {
            const std::size_t length = std::min<std::size_t>(static_cast<unsigned char>(rest[0]), rest.size() - 1);
            handshake.feed(rest.substr(1, length));
            rest.remove_prefix(1 + length);
            check_output(handshake.take_output());
        }
    } catch (const mp::Exception&) {
        check_output(handshake.take_output());
    }
    fuzz::require(!handshake.done(), "somebody came in without the key");
    return 0;
}

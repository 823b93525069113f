// SPDX-License-Identifier: MIT
// The pickle reader: any bytes are a value or an error of ours, and a value that was read is written in one form only.
#include <mp/exceptions.h>
#include <mp/object.h>

#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const mp::pickle::Limits limits{.depth = 500, .objects = 1U << 16U};
    try {
        const mp::Object value = mp::pickle::loads(fuzz::bytes_of(data, size), limits);
        for (const int protocol : {2, 4, 5}) {
            mp::Bytes once;
            try {
                once = mp::pickle::dumps(value, protocol);
            } catch (const mp::PicklingError&) {
                continue;  // read as an instance that this protocol cannot tell
            }
            const auto again = [&](const mp::Bytes& bytes) {
                return mp::pickle::dumps(mp::pickle::loads(bytes), protocol);
            };
            // The first reading may part what was one text by chance only, as the names of two modules.
            const mp::Bytes twice = again(once);
            // Protocol 2 has Python 2's names of modules, and some of them are another module's name in Python 3.
            fuzz::require(protocol == 2 || twice == again(twice), "what was written reads as another value");
        }
    } catch (const mp::Exception&) {
        // Refused with a reason.
    }
    return 0;
}

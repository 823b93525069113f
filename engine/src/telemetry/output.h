// SPDX-License-Identifier: MIT
#pragma once
// What a process writes to one of its standard streams, on its way into its output ring: cut into lines and pieces.

#include <cstddef>
#include <span>

#include "telemetry/registry.h"

namespace mp::telemetry {

// More of a line is counted, not kept.
inline constexpr std::size_t output_line_bytes = 4096;

// Who wrote it, and at what.
struct OutputSource {
    Token worker = nobody;
    ObjectId pool = 0;
    std::uint64_t task = 0;
    std::uint16_t attempt = 0;
};

class OutputLines {
public:
    explicit OutputLines(OutputStream stream) : stream_(stream) {}

    // Bytes as they came, in any portions. What is no whole line yet is told at once too.
    void take(Registry& registry, const OutputSource& source, std::span<const std::byte> bytes) noexcept;
    // Nothing more belongs to the line that was begun.
    void end_line(Registry& registry, const OutputSource& source) noexcept;

private:
    void publish(Registry& registry, const OutputSource& source, std::span<const std::byte> text, bool ends) noexcept;

    OutputStream stream_;
    std::size_t length_ = 0;   // of the line so far, as far as it is kept
    std::size_t missing_ = 0;  // of its bytes
};

}  // namespace mp::telemetry

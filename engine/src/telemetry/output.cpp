// SPDX-License-Identifier: MIT
#include "telemetry/output.h"

#include <algorithm>
#include <cstring>

#include "os/clock.h"

namespace mp::telemetry {

void OutputLines::take(Registry& registry, const OutputSource& source, std::span<const std::byte> bytes) noexcept {
    while (!bytes.empty()) {
        const auto* newline = static_cast<const std::byte*>(std::memchr(bytes.data(), '\n', bytes.size()));
        const std::size_t size = newline == nullptr ? bytes.size() : static_cast<std::size_t>(newline - bytes.data());
        std::span<const std::byte> kept = bytes.first(std::min(size, output_line_bytes - length_));
        missing_ += size - kept.size();
        while (!kept.empty()) {
            const auto piece = kept.first(std::min(kept.size(), sizeof OutputPiece::text));
            kept = kept.subspan(piece.size());
            length_ += piece.size();
            publish(registry, source, piece, newline != nullptr && kept.empty());
        }
        if (newline == nullptr) return;
        end_line(registry, source);
        bytes = bytes.subspan(size + 1);
    }
}

void OutputLines::end_line(Registry& registry, const OutputSource& source) noexcept {
    if (length_ > 0) publish(registry, source, {}, true);
}

void OutputLines::publish(Registry& registry, const OutputSource& source, std::span<const std::byte> text,
                          bool ends) noexcept {
    const std::uint32_t index = token_index(source.worker);
    const std::uint64_t number = registry.region().process(index).next_output.fetch_add(1, std::memory_order_relaxed);
    OutputPiece& piece = registry.region().output(index, number);
    piece.sequence.store(0, std::memory_order_relaxed);
    std::atomic_thread_fence(std::memory_order_release);
    piece.task = source.task;
    piece.pool = source.pool;
    piece.written_ns = os::monotonic_ns();
    piece.missing_bytes = ends ? missing_ : 0;
    piece.worker = source.worker;
    piece.attempt = source.attempt;
    piece.stream = stream_;
    piece.ends_line = ends ? 1 : 0;
    piece.size = static_cast<std::uint16_t>(text.size());
    if (!text.empty()) std::memcpy(piece.text, text.data(), text.size());
    piece.sequence.store(number + 1, std::memory_order_release);
    if (ends) length_ = missing_ = 0;
}

}  // namespace mp::telemetry

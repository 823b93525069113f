// SPDX-License-Identifier: MIT
#include "telemetry/region.h"

#include <algorithm>
#include <cstring>

namespace mp::telemetry {

std::string why_invalid(const Header& header, std::size_t file_bytes) {
    if (file_bytes < sizeof(Header) || header.magic != registry_magic) return "this is not a registry of Lifeguard";
    if (header.version != layout_version)
        return "its registry has layout version " + std::to_string(header.version) + ", this program reads version " +
               std::to_string(layout_version);
    if (header.file_bytes != registry_bytes || file_bytes != registry_bytes ||
        header.processes_offset != processes_offset || header.objects_offset != objects_offset ||
        header.names_offset != names_offset || header.events_offset != events_offset ||
        header.outputs_offset != outputs_offset)
        return "its registry has another size than its layout version says";
    return {};
}

std::string read_text(const char* text, std::size_t size) {
    std::string out(text, ::strnlen(text, size));
    for (char& c : out) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    return out;
}

const char* kind_name(ObjectKind kind) noexcept {
    switch (kind) {
        case ObjectKind::lock:
            return "Lock";
        case ObjectKind::rlock:
            return "RLock";
        case ObjectKind::semaphore:
            return "Semaphore";
        case ObjectKind::bounded_semaphore:
            return "BoundedSemaphore";
        case ObjectKind::condition:
            return "Condition";
        case ObjectKind::event:
            return "Event";
        case ObjectKind::barrier:
            return "Barrier";
        case ObjectKind::queue:
            return "Queue";
        case ObjectKind::simple_queue:
            return "SimpleQueue";
        case ObjectKind::joinable_queue:
            return "JoinableQueue";
        case ObjectKind::pool:
            return "Pool";
        default:
            return "object";
    }
}

void write_text(char* out, std::size_t size, std::string_view text) noexcept {
    std::size_t used = std::min(text.size(), size - 1);
    // Never cut inside a UTF-8 sequence: step back over its continuation bytes.
    if (used < text.size()) {
        while (used > 0 && (static_cast<unsigned char>(text[used]) & 0xc0U) == 0x80U) --used;
    }
    if (used != 0) std::memcpy(out, text.data(), used);  // an empty view may have no data at all
    std::memset(out + used, 0, size - used);
}

}  // namespace mp::telemetry

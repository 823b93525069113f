// SPDX-License-Identifier: MIT
#pragma once
// What the demo's workers do with a file: its SHA-256 and how small zlib makes it.

#include <cstdint>
#include <filesystem>
#include <string>

namespace demo {

struct Digest {
    std::string path;
    std::string sha256;  // in hex; empty when the file could not be read
    std::uint64_t size_bytes = 0;
    std::uint64_t packed_bytes = 0;
};

// Reads at most the first 8 MiB. Never throws for a file that cannot be read: those exist below /usr/share too.
Digest digest(const std::filesystem::path& path);

}  // namespace demo

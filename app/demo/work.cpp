// SPDX-License-Identifier: MIT
#include "work.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <array>
#include <fstream>
#include <memory>
#include <vector>

namespace demo {

namespace {

constexpr std::size_t most_bytes = 8U << 20;

std::string to_hex(const unsigned char* bytes, std::size_t size) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string out;
    out.reserve(2 * size);
    for (std::size_t i = 0; i < size; ++i) {
        out += digits[bytes[i] >> 4U];
        out += digits[bytes[i] & 15U];
    }
    return out;
}

std::string sha256(const std::vector<char>& data) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned int size = 0;
    if (EVP_Digest(data.data(), data.size(), sum.data(), &size, EVP_sha256(), nullptr) != 1) return {};
    return to_hex(sum.data(), size);
}

std::uint64_t packed_size(const std::vector<char>& data) {
    uLongf size = compressBound(static_cast<uLong>(data.size()));
    std::vector<Bytef> out(size);
    const auto* in = reinterpret_cast<const Bytef*>(data.data());
    if (compress2(out.data(), &size, in, static_cast<uLong>(data.size()), 6) != Z_OK) return data.size();
    return size;
}

}  // namespace

Digest digest(const std::filesystem::path& path) {
    Digest out;
    out.path = path.string();
    std::ifstream file(path, std::ios::binary);
    if (!file) return out;
    std::vector<char> data(most_bytes);
    file.read(data.data(), static_cast<std::streamsize>(data.size()));
    data.resize(static_cast<std::size_t>(file.gcount()));
    out.size_bytes = data.size();
    out.sha256 = sha256(data);
    out.packed_bytes = packed_size(data);
    return out;
}

}  // namespace demo

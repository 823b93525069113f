// SPDX-License-Identifier: MIT
#pragma once
// What a fuzzer calls: libFuzzer's own name, so that the same file is linked with libFuzzer (clang, preset `fuzz`) or
// with replay.cpp, which runs the corpus and some changes of it in every test run.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const std::byte*>(data), size};
}

// What must hold whatever arrives. Ends the program, as a crash does, so that every kind of runner sees it.
inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %s\n", what);
    std::abort();
}

}  // namespace fuzz

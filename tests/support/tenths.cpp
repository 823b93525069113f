// SPDX-License-Identifier: MIT
#include "support/tenths.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdio>
#include <fstream>
#include <utility>

#include "support/leaks.h"
#include "support/wait.h"

namespace mp::test {

namespace {

#ifdef __SANITIZE_ADDRESS__
constexpr bool memory_is_kept = true;
#else
constexpr bool memory_is_kept = false;
#endif

}  // namespace

Tenths::Tenths(std::string unit, std::uint64_t total)
    : unit_(std::move(unit)), total_(total), begin_(std::chrono::steady_clock::now()) {}

Tenths::Held Tenths::now() {
    Held held;
    const auto heap = ::mallinfo2();
    held.in_use_kib = static_cast<std::int64_t>((heap.uordblks + heap.hblkhd) / 1024);
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        if (word == "VmRSS:") status >> held.resident_kib;
        std::int64_t shared_kib = 0;
        if (word == "RssShmem:" && status >> shared_kib) held.in_use_kib += shared_kib;
    }
    const Holdings all = holdings();
    held.descriptors = all.descriptors.size();
    held.threads = all.threads.size();
    held.children = all.children.size();
    held.mappings = all.mappings.size();
    held.shared_memory = all.shared_memory.size();
    return held;
}

std::string Tenths::text_of(const Held& held) {
    return std::to_string(held.in_use_kib) + " KiB in use, " + std::to_string(held.resident_kib) + " KiB resident, " +
           std::to_string(held.descriptors) + " descriptors, " + std::to_string(held.threads) + " threads, " +
           std::to_string(held.children) + " children, " + std::to_string(held.mappings) + " mapped files, " +
           std::to_string(held.shared_memory) + " in /dev/shm";
}

void Tenths::done(std::uint64_t more) {
    done_ += more;
    while (noted_.size() < 10 && done_ * 10 >= total_ * (noted_.size() + 1)) noted_.push_back(now());
}

void Tenths::expect_no_growth(std::int64_t slack_kib) const {
    ASSERT_EQ(noted_.size(), 10U) << "only " << done_ << " of " << total_ << " " << unit_;
    const Held& first = noted_.front();
    const Held& last = noted_.back();
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin_;
    std::printf("%llu %s in %.1f s, %.0f/s\n  first tenth: %s\n  last tenth:  %s\n",
                static_cast<unsigned long long>(done_), unit_.c_str(), spent.count(),
                static_cast<double>(done_) / spent.count(), text_of(first).c_str(), text_of(last).c_str());
    if (memory_is_kept) {
        std::printf("  AddressSanitizer keeps freed memory for a while: its size says nothing, its leak check does\n");
    } else {
        EXPECT_LE(last.in_use_kib, first.in_use_kib + slack_kib);
    }
    EXPECT_LE(last.descriptors, first.descriptors);
    EXPECT_LE(last.threads, first.threads);
    EXPECT_LE(last.children, first.children);
    EXPECT_LE(last.mappings, first.mappings);
    // Of the whole machine: what another test has there for a moment goes again.
    EXPECT_TRUE(wait_until([&] { return holdings().shared_memory.size() <= first.shared_memory; }))
        << last.shared_memory << " files in /dev/shm, " << first.shared_memory << " at first";
}

}  // namespace mp::test

// SPDX-License-Identifier: MIT
#pragma once
// So many bytes through one queue, from two processes to this one, in items of a size that takes the queue's heap;
// what the process holds does not grow.

#include <cstdint>

namespace mp::channel_test {

void stream_through_a_queue(std::uint64_t bytes, std::uint64_t item_bytes);

}  // namespace mp::channel_test

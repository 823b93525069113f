// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "engine/channel/stream.h"

TEST(QueueSoak, AHundredGigabytes) {
    mp::channel_test::stream_through_a_queue(100'000'000'000, 1'000'000);
}

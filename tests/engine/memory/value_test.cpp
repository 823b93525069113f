// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <signal.h>

#include <unistd.h>
#include <chrono>
#include <mutex>
#include <sstream>
#include <vector>

#include "mp/exceptions.h"
#include "mp/sharedctypes.h"
#include "support/child.h"
#include "support/leaks.h"

namespace {

using namespace std::chrono_literals;
using mp::test::Child;

struct Point {
    double x = 0;
    double y = 0;
};

// proves: 8.Value, 8.structure-wrapper, 17._TestValue
TEST(Value, IsSeenByAllProcesses) {
    mp::Value<double> num(0.0);
    mp::RawValue<Point> point({1.5, -2.0});
    Child child([&] {
        num.value() = 3.14;
        point->y = point->x * 2;
    });
    EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(num.value(), 3.14);
    EXPECT_EQ(point.value().y, 3.0);
}

// proves: 8.Value
TEST(Value, BeginsAtZero) {
    for (int i = 0; i < 100; ++i) {
        mp::Value<long> value;
        EXPECT_EQ(value.value(), 0);
        value.value() = -1;
    }
}

// proves: 8.4-processes-1000-with-v-get_lock, 8.RawValue.value
TEST(Value, FourProcessesUnderItsLockLoseNoIncrement) {
    mp::Value<int> count(0);
    std::vector<Child> children;
    for (int i = 0; i < 4; ++i) {
        children.emplace_back([&] {
            for (int k = 0; k < 1000; ++k) {
                std::scoped_lock guard(count.get_lock());
                count.value() += 1;
            }
        });
    }
    for (Child& child : children) EXPECT_EQ(child.join(), 0);
    EXPECT_EQ(count.value(), 4000);
}

// proves: 8.Value, 8.Array.get_lock
TEST(Value, HasTheLockThatItWasGivenOrNone) {
    mp::Lock lock;
    mp::Value<int> given(1, {.lock = lock});
    {
        std::scoped_lock guard(given.get_lock());
        EXPECT_TRUE(lock.locked());
    }
    EXPECT_TRUE(given.acquire());
    EXPECT_TRUE(lock.locked());
    given.release();
    mp::Value<int> none(1, {.lock = false});
    EXPECT_THROW(none.get_lock(), mp::AttributeError);
    EXPECT_THROW(none.acquire(), mp::AttributeError);
    EXPECT_EQ(none.value(), 1);
    // Its own one is an RLock.
    mp::Value<int> own(1);
    EXPECT_TRUE(own.acquire());
    EXPECT_TRUE(own.acquire(false));
    own.release();
    own.release();
}

TEST(Value, C1_TheDeathOfWhoHoldsItsLockPassesItOn) {
    mp::Value<int> value(1);
    Child child([&] {
        value.acquire();
        ::raise(SIGKILL);
    });
    EXPECT_EQ(child.join(), -SIGKILL);
    EXPECT_TRUE(value.acquire(true, 1s));
    EXPECT_TRUE(value.get_lock().owner_died());
    value.release();
}

// proves: 8.RawValue, 8.RawValue.value, 8.sharedctypes.copy, 8.sharedctypes.synchronized
TEST(Value, CopiesAndWraps) {
    mp::RawValue<int> raw(7);
    auto copy = mp::sharedctypes::copy(raw);
    copy.value() = 8;
    EXPECT_EQ(raw.value(), 7);
    auto wrapped = mp::sharedctypes::synchronized(raw);
    wrapped.value() = 9;
    EXPECT_EQ(raw.value(), 9);
    EXPECT_EQ(wrapped.get_obj().value(), 9);
    EXPECT_THROW(mp::sharedctypes::copy(wrapped), mp::TypeError);
    EXPECT_THROW(mp::sharedctypes::synchronized(wrapped), mp::AssertionError);
}

// proves: 8.Array.repr, 8.type-codes
TEST(Value, PrintsAsPython) {
    std::ostringstream out;
    out << mp::Value<int>(7) << mp::RawValue<int>(7) << mp::RawValue<double>(2.0);
    EXPECT_EQ(out.str(), "<Synchronized wrapper for c_int(7)>c_int(7)c_double(2.0)");
}

TEST(Value, TravelsWithItsDescriptorAndItsLock) {
    mp::test::LeakCheck leaks;
    const mp::Value<int> value(41);
    mp::detail::ParcelContext out(mp::detail::ParcelContext::Journey::start_of_process);
    mp::detail::Writer writer(&out);
    mp::detail::encode(writer, value);
    std::vector<int> received;
    for (const int fd : out.descriptors()) received.push_back(::dup(fd));
    mp::detail::ParcelContext in(mp::detail::ParcelContext::Journey::start_of_process, received);
    mp::detail::Reader reader(writer.bytes(), &in);
    const auto arrived = mp::detail::decode<mp::Value<int>>(reader);
    EXPECT_NE(&arrived.value(), &value.value());  // mapped a second time, as another process would
    std::scoped_lock guard(arrived.get_lock());
    arrived.value() += 1;
    EXPECT_EQ(value.value(), 42);
    EXPECT_TRUE(value.get_lock().repr().starts_with("<RLock(MainProcess, 1)"));
}

// proves: 0.2.Queue
TEST(Value, IsRefusedWhereNoProcessIsBeingStarted) {
    mp::detail::Writer writer;
    EXPECT_THROW(mp::detail::encode(writer, mp::Value<int>(1)), mp::RuntimeError);
    EXPECT_THROW(mp::detail::encode(writer, mp::RawArray<int>(1)), mp::RuntimeError);
}

}  // namespace

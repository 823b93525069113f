// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <type_traits>

#include "mp/exceptions.h"
#include "mp/synchronize.h"
#include "support/child.h"
#include "telemetry/registry.h"

namespace {

using mp::detail::ParcelContext;
using mp::detail::Reader;
using mp::detail::Writer;
using mp::test::Child;

template <class T>
class Travelling : public testing::Test {
public:
    static T make() {
        if constexpr (std::is_same_v<T, mp::Barrier>) {
            return T(2);
        } else {
            return T();
        }
    }
};
using TravellingKinds =
    testing::Types<mp::Lock, mp::RLock, mp::Semaphore, mp::BoundedSemaphore, mp::Event, mp::Condition, mp::Barrier>;
TYPED_TEST_SUITE(Travelling, TravellingKinds);

TYPED_TEST(Travelling, ArrivesInAProcessThatIsBeingStarted) {
    const TypeParam object = this->make();
    ParcelContext parcel(ParcelContext::Journey::start_of_process);
    Writer writer(&parcel);
    mp::detail::encode(writer, object);
    Reader reader(writer.bytes(), &parcel);
    EXPECT_EQ(mp::detail::decode<TypeParam>(reader), object);
}

// proves: 0.2.Queue
TYPED_TEST(Travelling, IsRefusedElsewhere) {
    const TypeParam object = this->make();
    Writer writer;
    try {
        mp::detail::encode(writer, object);
        FAIL() << "it travelled";
    } catch (const mp::RuntimeError& e) {
        EXPECT_NE(std::string(e.what()).find("objects should only be shared between processes through inheritance"),
                  std::string::npos);
    }
}

TYPED_TEST(Travelling, GivesItsSlotBackWithTheLastHandle) {
    auto& registry = mp::telemetry::Registry::instance();
    const auto id = this->make().id();
    EXPECT_FALSE(registry.valid(id));
    // A child that lets go of its copy takes nothing away from the others.
    const TypeParam object = this->make();
    {
        const TypeParam copy = object;
        Child child([&] { const_cast<TypeParam&>(object) = copy; });
        EXPECT_EQ(child.join(), 0);
    }
    EXPECT_TRUE(registry.valid(object.id()));
}

TEST(Handle, ManyObjectsMadeAndDroppedNeedNoMoreSlots) {
    auto& registry = mp::telemetry::Registry::instance();
    for (int i = 0; i < 1000; ++i) {
        const mp::Lock lock;
        const mp::Condition condition;
    }
    const auto high = registry.header().object_high.load();
    for (int i = 0; i < 1000; ++i) {
        const mp::Lock lock;
        const mp::Condition condition;
    }
    EXPECT_EQ(registry.header().object_high.load(), high);
}

TEST(Handle, ASlotIsNotUsedAgainWhileAChildMayKnowIt) {
    auto& registry = mp::telemetry::Registry::instance();
    auto lock = std::make_unique<mp::Lock>();
    const auto id = lock->id();
    mp::Event dropped;
    mp::Event done;
    Child child([&] {
        dropped.wait();
        std::scoped_lock guard(*lock);
        done.set();
    });
    lock.reset();
    for (int i = 0; i < 100; ++i)
        EXPECT_NE(mp::telemetry::object_index(mp::Lock().id()), mp::telemetry::object_index(id));
    EXPECT_TRUE(registry.valid(id));
    dropped.set();
    EXPECT_TRUE(done.wait(std::chrono::seconds(10)));
    EXPECT_EQ(child.join(), 0);
}

template <class T, class Limit>
concept IsAcquiredWith = requires(const T& object, Limit limit) {
    object.acquire(limit);
};

TEST(Handles, TakePythonsKeywords) {
    using namespace std::chrono_literals;
    static_assert(!IsAcquiredWith<mp::Lock, int> && !IsAcquiredWith<mp::Semaphore, double>);
    static_assert(IsAcquiredWith<mp::Lock, bool> && IsAcquiredWith<mp::RLock, mp::WaitOptions>);
    const mp::Lock lock;
    EXPECT_TRUE(lock.acquire({.timeout = 10s}));
    EXPECT_FALSE(lock.acquire({.block = false}));
    const mp::Semaphore semaphore({.value = 2, .name = "two"});
    EXPECT_EQ(semaphore.get_value(), 2U);
    EXPECT_EQ(semaphore.name(), "two");
    const mp::BoundedSemaphore bounded({.value = 1});
    EXPECT_THROW(bounded.release(), mp::ValueError);
    const mp::Barrier alone({.parties = 1, .timeout = 10s});
    EXPECT_EQ(alone.wait(), 0);
    const mp::Barrier late(2, 10ms);
    EXPECT_THROW(late.wait(), mp::BrokenBarrierError);
    EXPECT_EQ(mp::repr(lock), lock.repr());
}

}  // namespace

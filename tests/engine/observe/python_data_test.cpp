// SPDX-License-Identifier: MIT
// A snapshot as Python's data and back: every field of every struct, by the structs themselves.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <type_traits>

#include "mp/agent.h"
#include "mp/pickle.h"
#include "mp/snapshot.h"

namespace mp::observe {
namespace {

// Fills every field with a value that no other field has and no default is.
struct Filler {
    std::uint32_t next = 1;

    template <class T>
    void fill(T& value) {
        if constexpr (std::is_same_v<T, bool>) {
            value = !value;
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(next++ % 2 + 1);  // of those that every enumeration has
        } else if constexpr (std::is_same_v<T, std::uint8_t>) {
            value = static_cast<std::uint8_t>(next++ % 100 + 21);
        } else if constexpr (std::is_floating_point_v<T>) {
            value = ++next + 0.5;
        } else if constexpr (std::is_integral_v<T>) {
            value = static_cast<T>(std::numeric_limits<T>::max() - ++next);
        } else if constexpr (std::is_same_v<T, std::string>) {
            value = "text " + std::to_string(++next);
        } else if constexpr (requires { value.emplace(); }) {
            fill(value.emplace());
        } else if constexpr (requires { value.emplace_back(); }) {
            for (int i = 0; i < 2; ++i) fill(value.emplace_back());
        } else {
            mp::detail::with_fields(value, [this]<class... Declared>(auto&... field) { (fill(field), ...); });
        }
    }
};

template <class T>
std::vector<bool> equal_fields(const T& a, const T& b) {
    return mp::detail::with_fields(a, [&]<class... A>(const auto&... left) {
        return mp::detail::with_fields(
            b, [&]<class... B>(const auto&... right) { return std::vector<bool>{left == right...}; });
    });
}

Snapshot full() {
    Snapshot out;
    Filler().fill(out);
    return out;
}

TEST(PythonData, EveryFieldComesBack) {
    const Snapshot before = full();
    const Object object = pickle::loads(pickle::dumps(to_object(before)));
    EXPECT_EQ(equal_fields(before, to_snapshot(object)), std::vector<bool>(16, true));
    const Object nothing = pickle::loads(pickle::dumps(to_object(Snapshot())));
    EXPECT_EQ(equal_fields(Snapshot(), to_snapshot(nothing)), std::vector<bool>(16, true));
}

TEST(PythonData, ReadsAsPythonWould) {
    const Snapshot snap = full();
    const Object object = to_object(snap);
    EXPECT_EQ(object["processes"][0]["identity"]["pid"].as<std::int32_t>(), snap.processes[0].identity.pid);
    EXPECT_EQ(object["pools"][1]["durations"]["buckets"].kind(), Object::Kind::list);
    Snapshot plain;
    plain.processes.emplace_back().state = ProcessState::busy;
    EXPECT_EQ(to_object(plain)["processes"][0]["state"].text(), "busy");
    EXPECT_TRUE(to_object(plain)["processes"][0]["exitcode"].is_none());
}

TEST(PythonData, TextOfAnyBytesComesBack) {
    Snapshot snap;
    snap.command = std::string("a\0b\xff\xfe", 5) + "\xc3\xa4";
    EXPECT_EQ(to_snapshot(pickle::loads(pickle::dumps(to_object(snap)))).command, snap.command);
}

TEST(PythonData, OtherVersionsAreUnderstood) {
    const Object object = to_object(full());
    object.pop("locks");
    object.set_item("something new", 1);
    object["processes"][0].set_item("state", "levitating");
    const Snapshot snap = to_snapshot(object);
    EXPECT_TRUE(snap.locks.empty());
    EXPECT_EQ(snap.processes[0].state, ProcessState::unknown);
    EXPECT_EQ(snap.processes.size(), 2U);
}

TEST(PythonData, WhatMakesNoSenseIsRefused) {
    const auto broken = [](const char* table, const char* field, const Object& value) {
        const Object object = to_object(full());
        object[table][0].set_item(field, value);
        return object;
    };
    EXPECT_THROW(to_snapshot(Object()), ValueError);
    EXPECT_THROW(to_snapshot(Object::list()), ValueError);
    EXPECT_THROW(to_snapshot(broken("processes", "name", 1)), ValueError);
    EXPECT_THROW(to_snapshot(broken("processes", "role", 1)), ValueError);
    EXPECT_THROW(to_snapshot(broken("processes", "identity", Object::list())), ValueError);
    EXPECT_THROW(to_snapshot(broken("processes", "exitcode", std::int64_t{1} << 40)), ValueError);
    EXPECT_THROW(to_snapshot(broken("pools", "id", -1)), ValueError);
    EXPECT_THROW(to_snapshot(broken("pools", "tasks_per_s", std::numeric_limits<double>::infinity())), ValueError);
    EXPECT_THROW(to_snapshot(broken("locks", "waiters", "abc")), ValueError);
    const Snapshot many =
        to_snapshot(broken("pools", "durations", Object::dict({{"buckets", std::vector<int>(1000)}})));
    EXPECT_EQ(many.pools[0].durations.buckets.size(), 64U);
}

}  // namespace
}  // namespace mp::observe

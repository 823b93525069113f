// SPDX-License-Identifier: MIT
#pragma once
// Through bytes and back, with what must hold for every value on the way.

#include <gtest/gtest.h>
#include <mp/pickle.h>

namespace mp::test {

template <class T>
Bytes encoded(const T& value) {
    detail::Writer writer;
    detail::encode(writer, value);
    return Bytes(writer.bytes().begin(), writer.bytes().end());
}

template <class T>
T decoded(const Bytes& bytes) {
    detail::Reader reader(bytes);
    T value = detail::decode<T>(reader);
    EXPECT_EQ(reader.left(), 0U);
    return value;
}

template <class T>
T round_trip(const T& value) {
    const Bytes bytes = encoded(value);
    EXPECT_EQ(detail::encoded_size(value), bytes.size());
    EXPECT_GE(bytes.size(), detail::minimum_size<T>());
    return decoded<T>(bytes);
}

}  // namespace mp::test

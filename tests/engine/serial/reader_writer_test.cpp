// SPDX-License-Identifier: MIT
#include "mp/detail/reader_writer.h"

#include <gmock/gmock.h>

#include <array>

#include "engine/serial/round_trip.h"

namespace {

using mp::detail::decode;
using mp::detail::encode;
using mp::detail::ParcelContext;
using mp::detail::Reader;
using mp::detail::Writer;
using testing::HasSubstr;

TEST(Writer, FillsAGivenPlaceToItsLastByte) {
    std::array<std::byte, 16> place{};
    Writer writer{std::span(place)};
    encode(writer, std::string("12345678"));
    EXPECT_FALSE(writer.overflowed());
    EXPECT_EQ(writer.size(), place.size());
    EXPECT_EQ(writer.bytes().data(), place.data());
    Reader reader(place);
    EXPECT_EQ(decode<std::string>(reader), "12345678");
}

TEST(Writer, CountsOnWhereAPlaceIsTooSmall) {
    std::array<std::byte, 24> place{};
    place.fill(std::byte{0xAA});
    Writer writer{std::span(place).first(20)};
    encode(writer, std::vector<std::string>{"one", "two", "three"});
    EXPECT_TRUE(writer.overflowed());
    EXPECT_EQ(writer.size(), mp::test::encoded(std::vector<std::string>{"one", "two", "three"}).size());
    for (std::size_t i = 20; i < place.size(); ++i) EXPECT_EQ(place[i], std::byte{0xAA});
    writer.clear();
    EXPECT_FALSE(writer.overflowed());
}

TEST(Writer, GrowsAndStartsOver) {
    Writer writer;
    const std::string large(1'000'000, 'x');
    for (int i = 0; i < 3; ++i) {
        writer.clear();
        for (int k = 0; k < 4; ++k) encode(writer, large);
        EXPECT_EQ(writer.size(), 4 * (large.size() + 8));
    }
    Reader reader(writer.bytes());
    for (int k = 0; k < 4; ++k) EXPECT_EQ(decode<std::string>(reader), large);
}

TEST(Reader, NamesTypeAndOffsetOfATruncation) {
    auto bytes = mp::test::encoded(std::pair(1, std::string("hello")));
    bytes.resize(bytes.size() - 1);
    Reader reader(bytes);
    try {
        decode<std::pair<int, std::string>>(reader);
        FAIL() << "decoded";
    } catch (const mp::UnpicklingError& error) {
        EXPECT_THAT(error.what(), HasSubstr("std::pair<int, std::string>"));
        EXPECT_THAT(error.what(), HasSubstr("offset 12 of 16"));
    }
}

TEST(Reader, HoldsLengthsAgainstWhatIsLeft) {
    for (const std::uint64_t length : {std::uint64_t{1}, std::uint64_t{1} << 61, ~std::uint64_t{0}}) {
        const auto bytes = mp::test::encoded(length);
        EXPECT_THROW(mp::test::decoded<std::string>(bytes), mp::UnpicklingError);
        EXPECT_THROW(mp::test::decoded<std::vector<double>>(bytes), mp::UnpicklingError);
        EXPECT_THROW(mp::test::decoded<std::vector<std::monostate>>(bytes), mp::UnpicklingError);
        EXPECT_THROW((mp::test::decoded<std::map<int, int>>(bytes)), mp::UnpicklingError);
        EXPECT_THROW(mp::test::decoded<std::vector<bool>>(bytes), mp::UnpicklingError);
    }
}

struct Handle {
    int fd = -1;
    std::string name;
};

}  // namespace

template <>
struct mp::detail::Codec<Handle> {
    static void encode(Writer& writer, const Handle& handle) {
        writer.attach_descriptor(handle.fd, "Queue");
        detail::encode(writer, handle.name);
    }
    static Handle decode(Reader& reader) {
        const int fd = reader.take_descriptor("Queue");
        return {fd, detail::decode<std::string>(reader)};
    }
};

namespace {

TEST(Parcel, CarriesDescriptorsWhileAProcessIsStarted) {
    ParcelContext sent(ParcelContext::Journey::start_of_process);
    Writer writer(&sent);
    encode(writer, std::vector<Handle>{{7, "a"}, {9, "b"}});
    EXPECT_EQ(sent.descriptors(), (std::vector{7, 9}));

    ParcelContext received(ParcelContext::Journey::start_of_process, {107, 109, 110});
    Reader reader(writer.bytes(), &received);
    const auto handles = decode<std::vector<Handle>>(reader);
    EXPECT_EQ(handles[0].fd, 107);
    EXPECT_EQ(handles[1].fd, 109);
    EXPECT_EQ(handles[1].name, "b");
    EXPECT_EQ(received.descriptors(), (std::vector{-1, -1, 110}));
    EXPECT_THROW(received.take_descriptor(0), mp::UnpicklingError);
    EXPECT_THROW(received.take_descriptor(3), mp::UnpicklingError);
}

TEST(Parcel, HandlesTravelNowhereElse) {
    Writer plain;
    ParcelContext connection(ParcelContext::Journey::connection);
    Writer over_connection(&connection);
    for (Writer* writer : {&plain, &over_connection}) {
        try {
            encode(*writer, Handle{7, "a"});
            FAIL() << "encoded";
        } catch (const mp::RuntimeError& error) {
            EXPECT_STREQ(error.what(), "Queue objects should only be shared between processes through inheritance");
        }
    }
}

}  // namespace

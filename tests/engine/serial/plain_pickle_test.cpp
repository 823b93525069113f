// SPDX-License-Identifier: MIT
// Plain pickles against CPython itself, and against bytes that no friend would send.
#include "serial/plain_pickle.h"

#include <gtest/gtest.h>

#include <limits>
#include <random>
#include <string>
#include <string_view>

#include "support/program.h"

namespace {

using mp::Bytes;
using mp::UnpicklingError;
using mp::serial::Plain;
using mp::serial::PlainBytes;
using mp::serial::PlainDict;
using mp::serial::PlainList;
using mp::serial::PlainTuple;
using mp::serial::read_plain_pickle;
using mp::serial::write_plain_pickle;

Plain number(double value) {
    Plain out;
    out.value = value;
    return out;
}

Plain data(std::string bytes) {
    Plain out;
    out.value = PlainBytes{std::move(bytes)};
    return out;
}

std::string to_hex(const Bytes& bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const std::byte byte : bytes) {
        out += digits[static_cast<unsigned>(byte) >> 4];
        out += digits[static_cast<unsigned>(byte) & 15U];
    }
    return out;
}

Bytes from_hex(const std::string& text) {
    Bytes out;
    for (std::size_t i = 0; i + 1 < text.size(); i += 2)
        out.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
    return out;
}

Bytes from_text(std::string_view text) {
    const auto* begin = reinterpret_cast<const std::byte*>(text.data());
    return {begin, begin + text.size()};
}

mp::test::RunResult python(const std::string& program) {
    return mp::test::run({"/usr/bin/python3", "-c", program});
}

// What request and reply are made of, and every type at its edges; and how Python prints it.
Plain everything() {
    PlainList ints;
    for (const std::int64_t v :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{255}, std::int64_t{65536}, std::int64_t{INT32_MAX},
          std::int64_t{INT32_MIN}, std::int64_t{INT32_MAX} + 1, std::int64_t{INT32_MIN} - 1, INT64_MAX, INT64_MIN})
        ints.items.emplace_back(v);
    PlainDict dict;
    dict.items.emplace_back(Plain("größe"), PlainTuple{{Plain(true), Plain(false), Plain(), number(-0.25)}});
    dict.items.emplace_back(Plain(7), data(std::string("a\0b\xff", 4)));
    dict.items.emplace_back(Plain("long"), data(std::string(300, 'x')));
    dict.items.emplace_back(Plain("empty"), PlainTuple{{PlainTuple{}, PlainList{}, PlainDict{}, Plain("")}});
    return PlainTuple{{Plain("#RETURN"), Plain(ints), Plain(dict), Plain(std::string(1000, 'y'))}};
}
constexpr const char* everything_in_python =
    "('#RETURN', [0, -1, 255, 65536, 2**31-1, -2**31, 2**31, -2**31-1, 2**63-1, -2**63], "
    "{'gr\\u00f6\\u00dfe': (True, False, None, -0.25), 7: b'a\\x00b\\xff', 'long': b'x' * 300, "
    "'empty': ((), [], {}, '')}, 'y' * 1000)";

TEST(PlainPickle, IsReadByPython) {
    const std::string hex = to_hex(write_plain_pickle(everything()));
    const auto result =
        python("import pickle\nvalue = pickle.loads(bytes.fromhex('" + hex + "'))\nexpected = " + everything_in_python +
               "\nassert value == expected, value\n" + "assert repr(value) == repr(expected), value\n");
    EXPECT_EQ(result.code, 0) << result.err;
}

TEST(PlainPickle, ReadsWhatPythonWrites) {
    const std::string expected = to_hex(write_plain_pickle(everything()));
    for (const int protocol : {2, 3, 4, 5}) {
        // At protocol 2 bytes are a call of a codec, which is more than data.
        const std::string value = protocol >= 3 ? everything_in_python
                                                : "('#RETURN', [0, -1, 255, 65536, 2**31, -2**63], {'a': (None, 1.5)})";
        const auto result =
            python("import pickle\nprint(pickle.dumps(" + value + ", " + std::to_string(protocol) + ").hex())");
        ASSERT_EQ(result.code, 0) << result.err;
        const Plain read = read_plain_pickle(from_hex(result.out));
        if (protocol >= 3) {
            EXPECT_EQ(to_hex(write_plain_pickle(read)), expected) << "protocol " << protocol;
        } else {
            const auto& parts = read.as<PlainTuple>("all").items;
            EXPECT_EQ(parts.at(1).as<PlainList>("ints").items.at(5).as<std::int64_t>("int"), INT64_MIN);
            EXPECT_EQ(parts.at(2).as<PlainDict>("dict").items.at(0).first.as<std::string>("key"), "a");
        }
    }
}

TEST(PlainPickle, ReadsWhatPythonRepeats) {
    const auto result = python("import pickle\ns = 'word' * 10\nprint(pickle.dumps([s, (s, s), {s: s}]).hex())");
    ASSERT_EQ(result.code, 0) << result.err;
    const Plain read = read_plain_pickle(from_hex(result.out));
    const auto& items = read.as<PlainList>("the list").items;
    EXPECT_EQ(items.at(1).as<PlainTuple>("pair").items.at(1).as<std::string>("text").size(), 40U);
    EXPECT_EQ(items.at(2).as<PlainDict>("dict").items.at(0).second.as<std::string>("text").size(), 40U);
}

TEST(PlainPickle, RefusesWhatIsMoreThanData) {
    for (const char* value : {"print", "{1, 2}", "2**64", "range(3)", "object()", "(lambda l: [l, l])([1])"}) {
        const auto result = python(std::string("import pickle\nprint(pickle.dumps(") + value + ").hex())");
        ASSERT_EQ(result.code, 0) << result.err;
        EXPECT_THROW(read_plain_pickle(from_hex(result.out)), UnpicklingError) << value;
    }
    try {
        read_plain_pickle(from_text("cposix\nsystem\n(S'false'\ntR."));
        FAIL() << "took a call";
    } catch (const UnpicklingError& e) {
        EXPECT_NE(std::string(e.what()).find("more than data"), std::string::npos) << e.what();
    }
}

TEST(PlainPickle, RefusesLengthsBeyondTheMessage) {
    using std::string_view_literals::operator""sv;
    for (const auto text : {"\x80\x04X\xff\xff\xff\xff.x"sv,
                            "\x80\x04"
                            "B\xff\xff\xff\x7f."sv,
                            "\x8c\xff."sv,
                            "C\x05xx."sv,
                            "\x8a\xff."sv,
                            "\x8a\x09xxxxxxxxx."sv,
                            "G\0\0."sv,
                            "J\0."sv,
                            "\x95\0\0."sv,
                            "\x80"sv,
                            ""sv,
                            "."sv,
                            "N"sv,
                            "NN."sv,
                            "(."sv,
                            "(N."sv,
                            "t."sv,
                            "e."sv,
                            "]e."sv,
                            "}(Nu."sv,
                            "}Ns."sv,
                            "N(Ne."sv,
                            "(Na."sv,
                            "](a."sv,
                            "h\x01."sv,
                            "\x94."sv})
        EXPECT_THROW(read_plain_pickle(from_text(text)), UnpicklingError) << testing::PrintToString(text);
}

std::string repeat(std::string_view what, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += what;
    return out;
}

TEST(PlainPickle, BoundsNesting) {
    EXPECT_NO_THROW(read_plain_pickle(from_text(")" + repeat("\x85", 99) + ".")));
    EXPECT_THROW(read_plain_pickle(from_text(")" + repeat("\x85", 101) + ".")), UnpicklingError);
    constexpr std::size_t deep = 200'000;  // deeper than a stack would bear
    EXPECT_THROW(read_plain_pickle(from_text("N" + repeat("\x85", deep) + ".")), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text("N" + repeat("\x85", deep))), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text(repeat("]", deep) + repeat("a", deep - 1) + ".")), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text(repeat("(", deep) + repeat("t", deep) + ".")), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text(repeat("}N", deep) + repeat("s", deep) + ".")), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text(repeat("](", deep) + repeat("e", deep) + ".")), UnpicklingError);
}

// 64 KiB are what a request may have: they must not become gigabytes here, be it by copies of a text or of containers.
TEST(PlainPickle, DoesNotGrowBeyondItsMessage) {
    const std::string text = "\x80\x04X" + std::string("\x00\x75\x00\x00", 4) + std::string(0x7500, 'x');
    EXPECT_THROW(read_plain_pickle(from_text(text + repeat("\x94", 30000) + ".")), UnpicklingError);
    EXPECT_THROW(read_plain_pickle(from_text("(" + text + "\x94" + repeat(std::string("h\0", 2), 15000) + "t.")),
                 UnpicklingError);
    // Every level of nested tuples remembered, as CPython does it: no copy of it all at each.
    const Plain nested = read_plain_pickle(from_text(")" + repeat("\x85\x94", 99) + "."));
    EXPECT_EQ(nested.as<PlainTuple>("outermost").items.size(), 1U);
    EXPECT_THROW(read_plain_pickle(from_text("](" + repeat("N", 20000) + "e" + repeat("\x94", 200001) + ".")),
                 UnpicklingError);
}

TEST(PlainPickle, SurvivesDamage) {
    std::mt19937 random(7);
    const Bytes sound = write_plain_pickle(everything());
    int read = 0;
    for (int round = 0; round < 30000; ++round) {
        Bytes damaged = sound;
        const int changes = 1 + static_cast<int>(random() % 4);
        for (int i = 0; i < changes && !damaged.empty(); ++i) {
            const std::size_t at = random() % damaged.size();
            switch (random() % 4) {
                case 0:
                    damaged[at] = static_cast<std::byte>(random());
                    break;
                case 1:
                    damaged[at] ^= static_cast<std::byte>(1U << random() % 8);
                    break;
                case 2:
                    damaged.resize(at);
                    break;
                default:
                    damaged.insert(damaged.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::byte>(random()));
            }
        }
        try {
            const Plain value = read_plain_pickle(damaged);
            (void)write_plain_pickle(value);
            ++read;
        } catch (const UnpicklingError&) {
            // as it should
        }
    }
    EXPECT_GT(read, 0);
    EXPECT_LT(read, 30000);
}

TEST(PlainPickle, SaysWhichTypeItExpected) {
    try {
        (void)Plain(1).as<std::string>("the verb");
        FAIL() << "took an int for a text";
    } catch (const mp::TypeError& e) {
        EXPECT_STREQ(e.what(), "unexpected type of the verb");
    }
}

}  // namespace

// SPDX-License-Identifier: MIT
// Pickles of every Python on the machine are read, printed and written again; what C++ makes is read there; and what
// hostile hands make of real pickles ends in a value or an UnpicklingError.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "interop/pythons.h"
#include "mp/object.h"
#include "support/leaks.h"
#include "support/program.h"

namespace mp {
namespace {

using test::from_hex;
using test::text_from_hex;
using test::to_hex;

struct Sample {
    int protocol = 0;
    std::string kind;
    std::string pickle;
    std::string repr;
    std::string str;
};

std::vector<Sample> samples(const test::Python& python, std::vector<std::string> protocols = {}) {
    std::vector<std::string> command{python.path, test::script("values.py")};
    command.insert(command.end(), protocols.begin(), protocols.end());
    const auto result = test::run(command);
    EXPECT_EQ(result.code, 0) << result.err;
    std::vector<Sample> out;
    std::istringstream lines(result.out);
    Sample sample;
    std::string shown;
    std::string text;
    while (lines >> sample.protocol >> sample.kind >> sample.pickle >> shown >> text) {
        sample.repr = shown == "-" ? "" : text_from_hex(shown);
        sample.str = text == "-" ? "" : text_from_hex(text);
        out.push_back(sample);
    }
    EXPECT_GT(out.size(), 150U);
    return out;
}

std::string cut(const std::string& text) {
    return text.size() <= 200 ? text : text.substr(0, 200) + "…";
}

// Python's own way to print some values has changed; ours is that of 3.7 to 3.11.
std::set<std::string> texts_of_debian() {
    std::set<std::string> out;
    for (const Sample& sample : samples(test::python(), {"4"})) {
        out.insert(sample.repr);
        out.insert(sample.str);
    }
    return out;
}

// Before 3.8 a bytearray was made from a text at protocol 2; 3.6 framed even the smallest and the largest.
bool is_written_otherwise(const test::Python& python, const Sample& sample) {
    if (python.minor < 7 && sample.protocol == 4) return true;
    return python.minor < 8 && sample.protocol == 2 && sample.repr.find("bytearray(") != std::string::npos;
}

TEST(Pickles, OfEveryPythonAreReadPrintedAndWrittenAgain) {
    const std::set<std::string> known_texts = texts_of_debian();
    for (const auto& python : test::pythons()) {
        int compared = 0;
        int printed = 0;
        for (const Sample& sample : samples(python)) {
            SCOPED_TRACE(python.path + ", protocol " + std::to_string(sample.protocol) + ": " + cut(sample.repr) +
                         ": " + cut(sample.pickle));
            const Object object = pickle::loads(from_hex(sample.pickle));
            if (sample.kind != "opaque" && known_texts.contains(sample.repr) && known_texts.contains(sample.str)) {
                EXPECT_EQ(cut(repr(object)), cut(sample.repr));
                EXPECT_EQ(repr(object) == sample.repr, true);
                EXPECT_EQ(cut(str(object)), cut(sample.str));
                ++printed;
            }
            if (sample.protocol < 2 || is_written_otherwise(python, sample)) continue;
            EXPECT_EQ(to_hex(pickle::dumps(object, sample.protocol)) == sample.pickle, true)
                << cut(to_hex(pickle::dumps(object, sample.protocol)));
            ++compared;
        }
        EXPECT_GT(compared, 350) << python.path;
        EXPECT_GT(printed, 600) << python.path;
        std::cout << python.path << ": " << compared << " written again, " << printed << " printed alike\n";
    }
}

// What is read at one protocol and written at another is what Python itself writes there.
TEST(Pickles, AreTranslatedBetweenProtocols) {
    const auto all = samples(test::python());
    std::map<int, std::vector<Sample>> by_protocol;
    for (const Sample& sample : all)
        if (sample.kind != "opaque") by_protocol[sample.protocol].push_back(sample);
    const auto& four = by_protocol[4];
    for (const int protocol : {0, 1, 2, 3, 5}) {
        ASSERT_EQ(by_protocol[protocol].size(), four.size());
        for (std::size_t i = 0; i < four.size(); ++i) {
            // In text protocols bytes and sets go through calls whose parts have an identity of their own.
            const Object object = pickle::loads(from_hex(by_protocol[protocol][i].pickle));
            EXPECT_EQ(cut(repr(object)), cut(four[i].repr)) << protocol;
        }
    }
}

// Each value is made in C++ and given as Python would write it.
const std::vector<std::pair<Object, std::string>>& made_here() {
    static const std::vector<std::pair<Object, std::string>> values = [] {
        std::vector<std::pair<Object, std::string>> out;
        struct Point {
            int x;
            std::string name;
        };
        out.emplace_back(std::tuple{1, "hello", nullptr}, "(1, 'hello', None)");
        out.emplace_back(std::vector<double>{1.5, -0.0}, "[1.5, -0.0]");
        out.emplace_back(std::map<std::string, int>{{"a", 1}, {"b", 2}}, "{'a': 1, 'b': 2}");
        out.emplace_back(std::set<int>{1, 2}, "{1, 2}");
        out.emplace_back(Point{3, "p"}, "(3, 'p')");
        out.emplace_back(UINT64_MAX, "2**64 - 1");
        out.emplace_back(INT64_MIN, "-2**63");
        out.emplace_back(Object::integer("-123456789012345678901234567890"), "-123456789012345678901234567890");
        out.emplace_back(Bytes{std::byte{0}, std::byte{255}}, "b'\\x00\\xff'");
        out.emplace_back(Object::bytearray("abc"), "bytearray(b'abc')");
        out.emplace_back(Object::frozenset({1, Object::tuple({2})}), "frozenset([1, (2,)])");
        out.emplace_back(std::complex<double>(1, -2), "1-2j");
        out.emplace_back(std::chrono::milliseconds(-1500), "__import__('datetime').timedelta(seconds=-1.5)");
        out.emplace_back(
            std::chrono::year_month_day(std::chrono::year(2024), std::chrono::month(2), std::chrono::day(29)),
            "__import__('datetime').date(2024, 2, 29)");
        out.emplace_back(Object::dict({{"l", Object::list({1, "x", true})}, {"n", Object()}}),
                         "{'l': [1, 'x', True], 'n': None}");
        out.emplace_back(std::vector<std::string>(3000, "abc"), "['abc' for i in range(3000)]");
        out.emplace_back(std::string(70000, 'q'), "'q' * 70000");
        out.emplace_back("größe 🐍 \xed\xa0\x80", "'gr\\u00f6\\u00dfe \\U0001f40d \\ud800'");
        return out;
    }();
    return values;
}

TEST(Pickles, MadeHereAreTheSameValuesInEveryPython) {
    for (const int protocol : {2, 3, 4, 5}) {
        std::string program = "import pickle, sys\n";
        for (const auto& [object, text] : made_here()) {
            program += "v = pickle.loads(bytes.fromhex('" + to_hex(pickle::dumps(object, protocol)) + "'))\n";
            program += "w = " + text + "\n";
            program += "assert v == w and repr(v) == repr(w) and type(v) is type(w), (v, w)\n";
        }
        for (const auto& python : test::pythons()) {
            if (protocol == 5 && python.minor < 8) continue;
            const auto result = test::run({python.path, "-"}, {.input = program});
            EXPECT_EQ(result.code, 0) << python.path << ", protocol " << protocol << ": " << result.err;
        }
    }
}

TEST(Pickles, ExceptionsMadeHereAreRaisedThere) {
    std::string program = "import pickle, queue, threading, multiprocessing as m\n";
    const auto check = [&program](const std::exception_ptr& error, const std::string& type, const std::string& text) {
        program += "e = pickle.loads(bytes.fromhex('" + to_hex(pickle::dumps(exception_object(error))) + "'))\n";
        program += "assert type(e) is " + type + " and str(e) == " + text + ", (type(e), e)\n";
    };
    check(std::make_exception_ptr(ValueError("bad")), "ValueError", "'bad'");
    check(std::make_exception_ptr(std::out_of_range("far")), "IndexError", "'far'");
    check(std::make_exception_ptr(Empty()), "queue.Empty", "''");
    check(std::make_exception_ptr(BrokenBarrierError()), "threading.BrokenBarrierError", "''");
    check(std::make_exception_ptr(TimeoutError("t")), "m.TimeoutError", "'t'");
    check(std::make_exception_ptr(FileNotFoundError("x: gone", 2)), "FileNotFoundError", "'[Errno 2] x: gone'");
    check(std::make_exception_ptr(PeerLost("gone", 1, true)), "EOFError", "'gone'");
    check(std::make_exception_ptr(std::runtime_error("r")), "RuntimeError", "'std::runtime_error: r'");
    check(std::make_exception_ptr(BufferTooShort(Bytes(2))), "m.BufferTooShort", "\"b'\\\\x00\\\\x00'\"");
    for (const auto& python : test::pythons()) {
        const auto result = test::run({python.path, "-"}, {.input = program});
        EXPECT_EQ(result.code, 0) << python.path << ": " << result.err;
    }
}

// A hundred thousand real pickles, each a little wrong: a value or an error, never a crash, a leak or a look-up.
TEST(Pickles, DamagedOnesAreAValueOrAnError) {
    std::vector<Bytes> seeds;
    for (const Sample& sample : samples(test::python()))
        if (sample.pickle.size() < 2000) seeds.push_back(from_hex(sample.pickle));
    ASSERT_GT(seeds.size(), 500U);
    std::mt19937 random(7);
    const auto below = [&random](std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random);
    };
    int good = 0;
    int bad = 0;
    for (int round = 0; round < 100'000; ++round) {
        Bytes bytes = seeds[below(seeds.size())];
        for (std::size_t changes = 1 + below(4); changes > 0 && !bytes.empty(); --changes) {
            const std::size_t at = below(bytes.size());
            switch (below(6)) {
                case 0:
                    bytes[at] = static_cast<std::byte>(below(256));
                    break;
                case 1:
                    bytes[at] ^= static_cast<std::byte>(1U << below(8));
                    break;
                case 2:
                    bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
                    break;
                case 3:
                    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), bytes[below(bytes.size())]);
                    break;
                case 4:
                    bytes.resize(at);
                    break;
                default: {  // a piece of another one
                    const Bytes& other = seeds[below(seeds.size())];
                    const std::size_t from = below(other.size());
                    const std::size_t size = std::min<std::size_t>(1 + below(16), other.size() - from);
                    bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                 other.begin() + static_cast<std::ptrdiff_t>(from),
                                 other.begin() + static_cast<std::ptrdiff_t>(from + size));
                }
            }
        }
        try {
            const Object object = pickle::loads(bytes);
            const std::string text = repr(object, 1U << 20U);
            // What could be read can be written, and is then the same thing.
            const Object again = pickle::loads(pickle::dumps(object));
            if (text.size() < 4000) {
                EXPECT_EQ(repr(again), text) << to_hex(bytes);
            }
            ++good;
        } catch (const UnpicklingError&) {
            ++bad;
        } catch (const EOFError&) {
            ++bad;
        } catch (const MemoryError&) {
            ++bad;
        }
    }
    EXPECT_GT(good, 1000);
    EXPECT_GT(bad, 10'000);
}

}  // namespace
}  // namespace mp

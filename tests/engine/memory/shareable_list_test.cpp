// SPDX-License-Identifier: MIT
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>

#include "mp/context.h"
#include "mp/shared_memory.h"
#include "support/error_of.h"

namespace {

using mp::shared_memory::Item;
using mp::shared_memory::ShareableList;
using mp::shared_memory::SharedMemory;
using testing::ElementsAre;

class ShareableListTest : public testing::Test {
protected:
    // Unlinked at the end.
    ShareableList& keep(ShareableList list) {
        lists_.push_back(std::make_unique<ShareableList>(std::move(list)));
        return *lists_.back();
    }
    void TearDown() override {
        for (auto& list : lists_) list->shm().unlink();
    }

private:
    std::vector<std::unique_ptr<ShareableList>> lists_;
};

mp::Bytes bytes(std::string_view text) {
    const auto* data = reinterpret_cast<const std::byte*>(text.data());
    return mp::Bytes(data, data + text.size());
}

std::string hex(std::span<const std::byte> data) {
    std::string out;
    for (const std::byte b : data) {
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        out += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15U];
    }
    return out;
}

// proves: 9.ShareableList, 9.ShareableList.repr, 17._TestSharedMemory
TEST_F(ShareableListTest, HoldsWhatPythonsHolds) {
    auto& list = keep(ShareableList({1, "two", 3.0, nullptr, true, bytes("five"), -6}));
    EXPECT_EQ(list.size(), 7U);
    EXPECT_EQ(list[0].as<int>(), 1);
    EXPECT_EQ(list[1].as<std::string>(), "two");
    EXPECT_EQ(list[2].as<double>(), 3.0);
    EXPECT_TRUE(list.get(3).is_none());
    EXPECT_TRUE(list[4].as<bool>());
    EXPECT_EQ(list[5].as<mp::Bytes>(), bytes("five"));
    EXPECT_EQ(list[-1].as<std::int64_t>(), -6);
    EXPECT_EQ(list.repr(), "ShareableList([1, 'two', 3.0, None, True, b'five', -6], name='" + list.shm().name() + "')");
    std::ostringstream printed;
    printed << list[1] << ' ' << list[5] << ' ' << list[3];
    EXPECT_EQ(printed.str(), "two b'five' None");
    EXPECT_THROW(list[0].as<std::string>(), mp::TypeError);
    EXPECT_THROW(list[-1].as<unsigned>(), mp::OverflowError);
    EXPECT_THROW(Item(std::numeric_limits<std::uint64_t>::max()), mp::OverflowError);
}

// The bytes that CPython 3.11 writes for these items, but for the text: its slot counts bytes here.
// proves: 9.ShareableList.format, 9.quirks
TEST_F(ShareableListTest, HasPythonsLayout) {
    auto& list = keep(ShareableList({1, true, 2.5, "h\u00e9", bytes("ab"), nullptr, -1, "xxxxxxxx"}));
    const std::string expected =
        "0800000000000000"
        "0000000000000000"
        "0800000000000000"
        "1000000000000000"
        "1800000000000000"
        "2000000000000000"
        "2800000000000000"
        "3000000000000000"
        "3800000000000000"
        "4800000000000000"
        "0100000000000000"
        "0000000000000001"
        "0000000000000440"
        "68c3a90000000000"
        "6162000000000000"
        "0000000000000000"
        "ffffffffffffffff"
        "78787878787878780000000000000000"
        "7100000000000000"
        "787878787878783f"
        "6400000000000000"
        "3873000000000000"
        "3873000000000000"
        "7878787878783f78"
        "7100000000000000"
        "3136730000000000"
        "0000000102030001";
    EXPECT_EQ(hex(list.shm().buf()), expected);
    EXPECT_EQ(list.format(), "qxxxxxxx?d8s8sxxxxxx?xq16s");
}

// proves: 9.l[i]
TEST_F(ShareableListTest, ItemsChangeWhereTheyFit) {
    auto& list = keep(ShareableList({1, "12345678", bytes("abc")}));
    list[0] = "eight ch";
    EXPECT_EQ(list[0].as<std::string>(), "eight ch");
    EXPECT_EQ(list.format(), "8s16s8s");
    try {
        list[0] = "nine char";
        FAIL();
    } catch (const mp::ValueError& error) {
        EXPECT_STREQ(error.what(), "bytes/str item exceeds available storage");
    }
    list[1] = 5;
    list[1] = "sixteen chars ok";
    EXPECT_EQ(list[1].as<std::string>(), "sixteen chars ok");
    list[1] = "";
    EXPECT_EQ(list[1].as<std::string>(), "");
    list[2] = "text";  // in the place of bytes
    EXPECT_EQ(list[2].as<std::string>(), "text");
    list[2] = nullptr;
    EXPECT_TRUE(list.get(2).is_none());
    list[2] = list[0];
    EXPECT_EQ(list[2].as<std::string>(), "eight ch");
    list[2] = false;
    EXPECT_FALSE(list[2].as<bool>());
}

// proves: 9.l[i]
TEST_F(ShareableListTest, IndicesAreChecked) {
    auto& list = keep(ShareableList({1, 2}));
    EXPECT_EQ(mp::test::error_of<mp::IndexError>([&] { list.get(2); }), "index out of range");
    EXPECT_EQ(mp::test::error_of<mp::IndexError>([&] { list.get(-3); }), "index out of range");
    EXPECT_EQ(mp::test::error_of<mp::IndexError>([&] { list[2] = 1; }), "assignment index out of range");
    EXPECT_EQ(list.get(-2), 1);
}

// proves: 9.len
TEST_F(ShareableListTest, CountsAndFinds) {
    auto& list = keep(ShareableList({1, 2.0, true, "a", 1.0, nullptr}));
    EXPECT_EQ(list.count(1), 3U);  // 1, True, 1.0
    EXPECT_EQ(list.count("a"), 1U);
    EXPECT_EQ(list.count(nullptr), 1U);
    EXPECT_EQ(list.index(2), 1U);
    try {
        list.index("zz");
        FAIL();
    } catch (const mp::ValueError& error) {
        EXPECT_STREQ(error.what(), "'zz' not in this container");
    }
    std::vector<std::string> shown;
    for (const Item& item : list) shown.push_back(item.repr());
    EXPECT_THAT(shown, ElementsAre("1", "2.0", "True", "'a'", "1.0", "None"));
}

// proves: 9.ShareableList, 9.ShareableList.shm
TEST_F(ShareableListTest, IsAttachedByName) {
    auto& list = keep(ShareableList({"shared", 1}));
    ShareableList same(mp::shared_memory::ShareableListOptions{.name = list.shm().name()});
    same[1] = 2;
    EXPECT_EQ(list.get(1), 2);
    same.shm().close();
    EXPECT_THROW(same.get(0), mp::TypeError);
    EXPECT_EQ(same.size(), 2U);
}

// proves: 9.ShareableList
TEST_F(ShareableListTest, MayBeEmptyAndMadeOfARange) {
    EXPECT_EQ(keep(ShareableList(std::vector<Item>{})).shm().size(), 16U);
    auto& numbers = keep(ShareableList(std::vector<double>{1.5, 2.5}));
    EXPECT_EQ(numbers.get(1), 2.5);
}

TEST_F(ShareableListTest, OtherMemoryIsRefused) {
    SharedMemory shm({.create = true, .size = 64});
    const auto attach = [&] { ShareableList(mp::shared_memory::ShareableListOptions{.name = shm.name()}); };
    const auto fill = [&](std::initializer_list<std::uint64_t> words) {
        std::memset(shm.buf().data(), 0, shm.size());
        std::memcpy(shm.buf().data(), words.begin(), words.size() * 8);
    };
    for (const auto& words : std::initializer_list<std::initializer_list<std::uint64_t>>{
             {~std::uint64_t{0}}, {1, 8, 16}, {1, 0, 4}, {1, 0, 1000}, {2, 0, 16, 8}, {3, 0, 8, 16, 24}}) {
        fill(words);
        EXPECT_THROW(attach(), mp::ValueError) << *words.begin();
    }
    fill({1, 0, 8, 42});  // one item of an unknown format
    ShareableList list(mp::shared_memory::ShareableListOptions{.name = shm.name()});
    EXPECT_THROW(list.get(0), mp::ValueError);
    shm.unlink();
}

void double_first(const ShareableList& list) {
    list[0] = list[0].as<int>() * 2;
}

// proves: 0.2.SharedMemory
TEST_F(ShareableListTest, TravelsByName) {
    auto& list = keep(ShareableList({21}));
    for (const char* method : {"fork", "spawn", "forkserver"}) {
        list[0] = 21;
        auto p = mp::get_context(method).Process({.target = mp::call<double_first>(list)});
        p.start();
        p.join();
        EXPECT_EQ(list[0].as<int>(), 42) << method;
    }
}

TEST(ShareableItem, PrintsAsPythonDoes) {
    const auto shown = [](const Item& item) { return item.repr(); };
    EXPECT_EQ(shown("it's"), "\"it's\"");
    EXPECT_EQ(shown("both ' and \""), "'both \\' and \"'");
    EXPECT_EQ(shown("a\n\t\\\x01"), "'a\\n\\t\\\\\\x01'");
    EXPECT_EQ(shown(bytes("\xff'")), "b\"\\xff'\"");
    EXPECT_EQ(shown(1e16), "1e+16");
    EXPECT_EQ(shown(123456.0), "123456.0");
    EXPECT_EQ(shown(0.0001), "0.0001");
    EXPECT_EQ(shown(0.00001), "1e-05");
    EXPECT_EQ(shown(-0.0), "-0.0");
    EXPECT_EQ(shown(0.1), "0.1");
    EXPECT_EQ(shown(std::nan("")), "nan");
    EXPECT_EQ(shown(-HUGE_VAL), "-inf");
}

}  // namespace

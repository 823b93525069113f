// SPDX-License-Identifier: MIT
// Shared memory and ShareableLists that Python makes and we read, and the other way round.
#include "mp/shared_memory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "support/program.h"

namespace {

using mp::shared_memory::Item;
using mp::shared_memory::ShareableList;
using mp::shared_memory::ShareableListOptions;
using mp::shared_memory::SharedMemory;
using testing::ElementsAre;

constexpr const char* python = "/usr/bin/python3";

// Before 3.13 whoever attaches in Python becomes responsible for the memory: these scripts are told not to.
constexpr const char* prologue =
    "import sys\n"
    "from multiprocessing import shared_memory as sm, resource_tracker as rt\n"
    "def let_go(shm): rt.unregister(shm._name, 'shared_memory')\n";

std::string run_python(const std::string& script, const std::vector<std::string>& arguments = {}) {
    std::vector<std::string> command{python, "-c", prologue + script};
    command.insert(command.end(), arguments.begin(), arguments.end());
    const auto result = mp::test::run(command);
    EXPECT_EQ(result.code, 0) << result.err;
    EXPECT_EQ(result.err, "");
    return result.out;
}

class WithPython : public testing::Test {
protected:
    void SetUp() override {
        if (::access(python, X_OK) != 0) GTEST_SKIP() << "no " << python;
    }
};

using SharedMemoryAndPython = WithPython;
using ShareableListAndPython = WithPython;

TEST_F(SharedMemoryAndPython, PythonOpensOurs) {
    SharedMemory shm({.create = true, .size = 1000});
    shm.buf()[999] = std::byte{7};
    const auto said = run_python(
        "shm = sm.SharedMemory(sys.argv[1]); let_go(shm)\n"
        "print(shm.size, shm.buf[999]); shm.buf[0] = 42; shm.close()\n",
        {shm.name()});
    EXPECT_EQ(said, "1000 7\n");
    EXPECT_EQ(shm.buf()[0], std::byte{42});
    shm.unlink();
}

TEST_F(SharedMemoryAndPython, WeOpenPythons) {
    mp::test::Program maker({python, "-c",
                             std::string(prologue) +
                                 "shm = sm.SharedMemory(create=True, size=100)\n"
                                 "shm.buf[:3] = b'abc'; print(shm.name, flush=True); sys.stdin.readline()\n"
                                 "print(bytes(shm.buf[:4])); shm.close(); shm.unlink()\n"});
    SharedMemory shm(maker.read_line());
    EXPECT_GE(shm.size(), 100U);
    EXPECT_EQ(shm.buf()[1], std::byte{'b'});
    shm.buf()[3] = std::byte{'d'};
    maker.write("\n");
    const auto result = maker.wait();
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, testing::HasSubstr("b'abcd'\n"));
    EXPECT_THROW(SharedMemory(shm.name()), mp::FileNotFoundError);
}

TEST_F(ShareableListAndPython, PythonReadsAndWritesOurs) {
    const mp::Bytes raw{std::byte{0xff}, std::byte{0x01}};
    ShareableList list(
        {1, -5, true, false, nullptr, 2.5, 1e300, "text", "h\u00e9h\u00e9h\u00e9h\u00e9", raw, "", "12345678"});
    const auto said = run_python(
        "l = sm.ShareableList(name=sys.argv[1]); let_go(l.shm)\n"
        "print(list(l)); print(l.format)\n"
        "l[0] = 'eight ch'; l[1] = None; l[4] = 3.5; l[7] = b'bytes'; l[2] = -2**63\n"
        "l.shm.close()\n",
        {list.shm().name()});
    EXPECT_EQ(said,
              "[1, -5, True, False, None, 2.5, 1e+300, 'text', 'h\u00e9h\u00e9h\u00e9h\u00e9', b'\\xff\\x01', '', "
              "'12345678']\n" +
                  std::string("qqxxxxxxx?xxxxxxx?xxxxxx?xdd8s16s8s8s16s\n"));
    EXPECT_EQ(list[0].as<std::string>(), "eight ch");
    EXPECT_TRUE(list.get(1).is_none());
    EXPECT_EQ(list[2].as<std::int64_t>(), INT64_MIN);
    EXPECT_EQ(list[4].as<double>(), 3.5);
    EXPECT_EQ(list[7].as<mp::Bytes>().size(), 5U);
    list.shm().unlink();
}

TEST_F(ShareableListAndPython, WeReadAndWritePythons) {
    mp::test::Program maker({python, "-c",
                             std::string(prologue) +
                                 "l = sm.ShareableList([1, True, 2.5, 'two', b'raw', None, 'xxxxxxxx', -7])\n"
                                 "print(l.shm.name, flush=True); sys.stdin.readline()\n"
                                 "print(list(l), l.index('new'), l.count(None)); l.shm.close(); l.shm.unlink()\n"});
    ShareableList list(ShareableListOptions{.name = maker.read_line()});
    std::vector<std::string> shown;
    for (const Item& item : list) shown.push_back(item.repr());
    EXPECT_THAT(shown, ElementsAre("1", "True", "2.5", "'two'", "b'raw'", "None", "'xxxxxxxx'", "-7"));
    list[0] = "new";
    list[1] = nullptr;
    list[3] = "2";
    list[5] = false;
    list[6] = 16.0;
    list[7] = "h\u00e9";
    maker.write("\n");
    const auto result = maker.wait();
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, testing::HasSubstr("['new', None, 2.5, '2', b'raw', False, 16.0, 'h\u00e9'] 0 1\n"));
}

// The very bytes: what either writes for the same items is the same.
TEST_F(ShareableListAndPython, BytesAreTheSame) {
    ShareableList ours({0, INT64_MAX, true, 0.1, "abc", "abcdefgh", nullptr, ""});
    const auto theirs = run_python(
        "l = sm.ShareableList([0, 2**63-1, True, 0.1, 'abc', 'abcdefgh', None, ''])\n"
        "print(bytes(l.shm.buf).hex()); l.shm.close(); l.shm.unlink()\n");
    std::string hex;
    for (const std::byte b : ours.shm().buf()) {
        hex += "0123456789abcdef"[std::to_integer<unsigned>(b) >> 4];
        hex += "0123456789abcdef"[std::to_integer<unsigned>(b) & 15U];
    }
    EXPECT_EQ(theirs, hex + "\n");
    ours.shm().unlink();
}

}  // namespace

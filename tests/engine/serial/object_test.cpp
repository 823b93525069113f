// SPDX-License-Identifier: MIT
// Objects without a Python: conversions, equality, containers, texts, ends.
#include "mp/object.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <deque>
#include <limits>
#include <list>
#include <sstream>

#include "mp/call.h"
#include "support/error_of.h"

namespace mp {
namespace {

using namespace std::chrono_literals;
using test::error_of;

struct Point {
    int x;
    double y;
    std::string name;
    friend bool operator==(const Point&, const Point&) = default;
};
struct Line {
    Point from, to;
    int widths[2];
};
enum class Colour : std::uint8_t { red = 1, green = 200 };
class Account {
public:
    Account() = default;
    Account(std::string owner, int balance) : owner_(std::move(owner)), balance_(balance) {}
    template <class Ar>
    void serialize(Ar& ar) {
        ar(owner_, balance_);
    }
    bool operator==(const Account&) const = default;

private:
    std::string owner_;
    int balance_ = 0;
};
struct Tree {
    int value = 0;
    std::vector<Tree> branches;
};

template <class T>
void expect_back(const T& value, const std::string& shown) {
    const Object object(value);
    EXPECT_EQ(repr(object), shown);
    EXPECT_TRUE(object.as<T>() == value) << shown;
    EXPECT_TRUE(pickle::loads(pickle::dumps(object)).as<T>() == value) << shown;
}

TEST(Object, CppValuesThereAndBack) {
    expect_back(true, "True");
    expect_back(-5, "-5");
    expect_back(std::numeric_limits<std::uint64_t>::max(), "18446744073709551615");
    expect_back(std::int8_t{-7}, "-7");
    expect_back('x', "'x'");
    expect_back(2.5F, "2.5");
    expect_back(1e100, "1e+100");
    expect_back(std::string("größe"), "'größe'");
    expect_back(std::u32string(U"é🐍"), "'é🐍'");
    expect_back(std::u16string(u"a🐍"), "'a🐍'");
    expect_back(std::u8string(u8"é"), "'é'");
    expect_back(Bytes{std::byte{1}, std::byte{255}}, "b'\\x01\\xff'");
    expect_back(nullptr, "None");
    expect_back(std::optional<int>(), "None");
    expect_back(std::optional<int>(3), "3");
    expect_back(Colour::green, "200");
    expect_back(std::vector<int>{1, 2}, "[1, 2]");
    expect_back(std::vector<bool>{true, false}, "[True, False]");
    expect_back(std::list<std::string>{"a"}, "['a']");
    expect_back(std::array<int, 2>{1, 2}, "[1, 2]");
    expect_back(std::pair(1, std::string("x")), "(1, 'x')");
    expect_back(std::tuple<>{}, "()");
    expect_back(std::tuple(1), "(1,)");
    expect_back(std::map<std::string, int>{{"a", 1}}, "{'a': 1}");
    expect_back(std::map<std::vector<int>, int>{{{1, 2}, 3}}, "{(1, 2): 3}");
    expect_back(std::multimap<int, int>{{1, 2}, {1, 3}}, "[(1, 2), (1, 3)]");
    expect_back(std::set<std::string>{"a"}, "{'a'}");
    expect_back(std::variant<double, int, std::string>(3), "3");
    expect_back(std::variant<double, int, std::string>(3.0), "3.0");
    expect_back(std::complex<double>(1, -2), "(1-2j)");
    expect_back(Point{1, 2.5, "p"}, "(1, 2.5, 'p')");
    expect_back(Account("Ada", 7), "('Ada', 7)");
    expect_back(std::chrono::milliseconds(-1500), "datetime.timedelta(days=-1, seconds=86398, microseconds=500000)");
    expect_back(std::chrono::nanoseconds(1), "1e-09");
    expect_back(std::chrono::year_month_day(std::chrono::year(2020), std::chrono::month(2), std::chrono::day(29)),
                "datetime.date(2020, 2, 29)");
    expect_back(std::chrono::sys_time<std::chrono::microseconds>(1'000'001us),
                "datetime.datetime(1970, 1, 1, 0, 0, 1, 1, tzinfo=datetime.timezone.utc)");
    expect_back(std::filesystem::path("/a/\xff"), "'/a/\\udcff'");
    const Line line = Object(Line{{1, 2, "a"}, {3, 4, "b"}, {5, 6}}).as<Line>();
    EXPECT_EQ(line.to.name, "b");
    EXPECT_EQ(line.widths[1], 6);
    const Tree tree = Object(Tree{1, {{2, {}}, {3, {}}}}).as<Tree>();
    EXPECT_EQ(tree.branches.at(1).value, 3);
    EXPECT_EQ(*Object(std::make_shared<int>(4)).as<std::unique_ptr<int>>(), 4);
}

TEST(Object, TakesWhatPythonWouldTake) {
    EXPECT_EQ(Object(3).as<double>(), 3.0);
    EXPECT_EQ(Object(true).as<int>(), 1);
    EXPECT_EQ((Object::tuple({1, 2}).as<std::vector<int>>()), (std::vector<int>{1, 2}));
    EXPECT_EQ((Object::list({1, "x"}).as<std::tuple<int, std::string>>()), std::tuple(1, std::string("x")));
    EXPECT_EQ((Object::bytes("ab").as<std::vector<unsigned char>>()), (std::vector<unsigned char>{'a', 'b'}));
    EXPECT_EQ((Object::set({1}).as<std::vector<int>>()), std::vector<int>{1});
    EXPECT_EQ(Object(0.25).as<std::chrono::milliseconds>(), 250ms);
    EXPECT_EQ(Object::integer("18446744073709551616").as<double>(), 0x1p64);
}

TEST(Object, AWrongTypeSaysWhatWasThereAndWhatWasWanted) {
    EXPECT_EQ(error_of<TypeError>([] { (void)Object("abc").as<int>(); }), "cannot take 'abc' (str) as int");
    EXPECT_EQ(error_of<TypeError>([] { (void)Object(1).as<bool>(); }), "cannot take 1 (int) as bool");
    EXPECT_EQ(error_of<TypeError>([] { (void)Object(1.5).as<int>(); }), "cannot take 1.5 (float) as int");
    EXPECT_EQ(error_of<TypeError>([] { (void)Object().as<std::string>(); }),
              "cannot take None (NoneType) as std::string");
    EXPECT_NE(error_of<TypeError>([] { (void)Object::tuple({1}).as<std::pair<int, int>>(); }), "nothing");
    EXPECT_NE(error_of<TypeError>([] { (void)Object::tuple({1, "x"}).as<Point>(); }), "nothing");
    EXPECT_EQ(error_of<OverflowError>([] { (void)Object(256).as<std::uint8_t>(); }),
              "cannot take 256 (int) as unsigned char, which does not hold it");
    EXPECT_NE(error_of<OverflowError>([] { (void)Object(-1).as<unsigned>(); }), "nothing");
    EXPECT_NE(error_of<UnicodeError>([] { Object(std::string("a\xff")); }), "nothing");
    const Object self = Object::list();
    self.append(Object::tuple({0, self}));
    struct Loop {
        std::vector<std::pair<int, Loop>> inner;
    };
    EXPECT_NE(error_of<TypeError>([&] { (void)Object::tuple({self}).as<Loop>(); }), "nothing");
    self.clear();
}

TEST(Object, EqualityAndHashesArePythons) {
    const std::vector<std::pair<Object, Object>> equal = {
        {1, true},
        {1, 1.0},
        {0, -0.0},
        {Object::complex(2, 0), 2},
        {Object::integer("18446744073709551616"), 0x1p64},
        {Object::bytes("a"), Object::bytearray("a")},
        {Object::tuple({1, "x"}), Object::tuple({1.0, "x"})},
        {Object::list({1}), Object::list({true})},
        {Object::set({1, 2}), Object::frozenset({2, 1})},
        {Object::dict({{1, 2}, {"a", 3}}), Object::dict({{"a", 3}, {1.0, 2}})},
        {std::chrono::milliseconds(5), std::chrono::microseconds(5000)}};
    for (const auto& [a, b] : equal) {
        EXPECT_EQ(a, b) << a << " " << b;
        const auto kind = a.kind();
        if (kind != Object::Kind::list && kind != Object::Kind::dict && kind != Object::Kind::set &&
            b.kind() != Object::Kind::bytearray) {
            EXPECT_EQ(std::hash<Object>{}(a), std::hash<Object>{}(b)) << a;
        }
    }
    const std::vector<std::pair<Object, Object>> different = {
        {1, "1"},
        {1, 2},
        {"a", Object::bytes("a")},
        {Object::list({1}), Object::tuple({1})},
        {std::nan(""), std::nan("")},
        {Object(), false},
        {Object::integer("9007199254740993"), 0x1p53},
        {Object::exception("ValueError"), Object::exception("ValueError")},
        {Object::instance("m", "C"), Object::instance("m", "C")}};
    for (const auto& [a, b] : different) EXPECT_FALSE(a == b) << a << " " << b;
    EXPECT_EQ(error_of<TypeError>([] { Object::set({Object::list()}); }), "unhashable type: 'list'");
    EXPECT_EQ(error_of<TypeError>([] {
                  Object::dict({{Object::tuple({Object::dict()}), 1}});
              }),
              "unhashable type: 'dict'");
}

TEST(Object, ContainersChangeAsPythonsDo) {
    const Object list = Object::list({1, 2, 3});
    const Object same = list;  // another name
    same.append("x");
    list.insert(0, nullptr);
    list.insert(-1, 9);
    EXPECT_EQ(repr(list), "[None, 1, 2, 3, 9, 'x']");
    EXPECT_EQ(list[-1], Object("x"));
    EXPECT_EQ(list.pop(0), Object());
    list.set_item(-1, 5);
    EXPECT_EQ(repr(same), "[1, 2, 3, 9, 5]");
    EXPECT_TRUE(list.contains(9.0) && !list.contains("9"));
    EXPECT_EQ(error_of<IndexError>([&] { (void)list[5]; }), "list index out of range");
    EXPECT_EQ(error_of<TypeError>([&] { (void)list["a"]; }), "list indices must be integers, not str");
    EXPECT_EQ(error_of<TypeError>([] { (void)Object(1).size(); }), "object of type 'int' has no len()");

    const Object dict = Object::dict();
    for (int i = 0; i < 1000; ++i) dict.set_item("key " + std::to_string(i), i);
    for (int i = 0; i < 1000; i += 2) EXPECT_EQ(dict.pop("key " + std::to_string(i)), Object(i));
    dict.set_item("key 0", "again");
    EXPECT_EQ(dict.size(), 501U);
    for (int i = 1; i < 1000; i += 2) EXPECT_EQ(dict["key " + std::to_string(i)], Object(i));
    EXPECT_EQ(dict.elements().back(), Object("key 0"));  // in the order of arrival
    EXPECT_EQ(error_of<KeyError>([&] { (void)dict["key 2"].get(); }), "'key 2'");
    const Object set = Object::set({1, 2, 1});
    set.add(3.0);
    EXPECT_EQ(set.size(), 3U);
    EXPECT_TRUE(set.contains(3));
    EXPECT_EQ(Object("größe🐍").size(), 6U);
    EXPECT_EQ(Object("größe🐍")[-1], Object("🐍"));
    EXPECT_FALSE(Object("").truthy() || Object(0).truthy() || Object::list().truthy() || Object().truthy());
}

TEST(Object, PrintsAsPrintDoes) {
    std::ostringstream out;
    out << Object("it's") << Object::list({"it's"}) << Object::exception("KeyError", {"k"})
        << Object::exception("ValueError", {"bad"}) << Object::dict({{1, Object::set()}});
    EXPECT_EQ(out.str(), "it's[\"it's\"]'k'bad{1: set()}");
    const Object self = Object::list({1});
    self.append(self);
    EXPECT_EQ(repr(self), "[1, [...]]");
    self.clear();
    Object deep = Object::list();
    for (int i = 0; i < 100'000; ++i) deep = Object::list({deep});
    EXPECT_NE(repr(deep).find("..."), std::string::npos);  // and its end needs no stack
    EXPECT_EQ(pickle::loads(pickle::dumps(Object::list({deep}).items()[0]), {.depth = 200'000}).size(), 1U);
    EXPECT_THROW((void)(deep == Object::list({deep})), RuntimeError);
    Object laughs = Object::list({"ha"});
    for (int i = 0; i < 40; ++i) laughs = Object::list({laughs, laughs});
    EXPECT_THROW(repr(laughs, 1U << 20U), MemoryError);
    EXPECT_LT(pickle::dumps(laughs).size(), 1000U);
}

TEST(Object, ExceptionsKeepTheirTypeBothWays) {
    const auto back = [](const std::exception_ptr& error) { return Object(error).as<std::exception_ptr>(); };
    EXPECT_THROW(std::rethrow_exception(back(std::make_exception_ptr(KeyError("k")))), KeyError);
    EXPECT_THROW(std::rethrow_exception(back(std::make_exception_ptr(std::out_of_range("far")))), IndexError);
    EXPECT_THROW(std::rethrow_exception(back(std::make_exception_ptr(PeerLost("gone", 5, true)))), EOFError);
    EXPECT_THROW(std::rethrow_exception(back(std::make_exception_ptr(FileNotFoundError("f", 2)))), FileNotFoundError);
    try {
        Object::exception("ZeroDivisionError", {"division by zero"}).raise();
        FAIL();
    } catch (const RemoteError& error) {
        EXPECT_EQ(error.remote_type(), "ZeroDivisionError");
        EXPECT_STREQ(error.what(), "division by zero");
    }
    EXPECT_EQ(error_of<TypeError>([] { Object(1).raise(); }), "exceptions must derive from BaseException, not int");
    EXPECT_EQ(repr(exception_object(std::make_exception_ptr(42))), "RuntimeError('int: 42')");
}

TEST(Object, TravelsToAnotherProcessOfTheProgram) {
    static_assert(Picklable<Object> && Picklable<std::vector<Object>>);
    const Object value = Object::dict({{"a", Object::list({1, 2.5})}});
    detail::Writer writer;
    detail::encode(writer, std::vector<Object>{value, "x"});
    detail::Reader reader(writer.bytes());
    const auto back = detail::decode<std::vector<Object>>(reader);
    EXPECT_EQ(back.at(0), value);
    EXPECT_EQ(back.at(1), Object("x"));
    const auto bound = mp::call<[](int a) { return a + 1; }>(4);
    EXPECT_EQ(Object(bound).as<std::remove_const_t<decltype(bound)>>()(), 5);  // what Python has no word for
}

std::span<const std::byte> raw(std::string_view bytes) {
    return {reinterpret_cast<const std::byte*>(bytes.data()), bytes.size()};
}

TEST(Pickle, NothingIsLookedUpOrRun) {
    const Object object = pickle::loads(raw("cos\nsystem\n(S'touch /tmp/x'\ntR."));
    EXPECT_EQ(object.kind(), Object::Kind::instance);
    EXPECT_EQ(object.module() + "." + object.type_name(), "os.system");
    EXPECT_EQ(repr(object), "<os.system object ('touch /tmp/x',)>");
    EXPECT_THROW(pickle::loads(raw("cos\nsystem\n(S'x'\ntR."), {.instances = false}), UnpicklingError);
}

TEST(Pickle, HostileOnesAreRefusedAtOnce) {
    using namespace std::string_literals;
    const std::vector<std::string> refused = {"\x80\x09N.",
                                              "N",
                                              "NN.",
                                              "(.",
                                              "0.",
                                              "t.",
                                              "h\0."s,
                                              "j\xff\xff\xff\x7f.",
                                              "a.",
                                              "]Na",
                                              "]N}s.",
                                              "N(Ne.",
                                              "\x8e\xff\xff\xff\xff\xff\xff\xff\xff."s,
                                              "\x8a\xff.",
                                              "\x8b\xff\xff\xff\xff.",
                                              "\x95\xff\xff\xff\xff\xff\xff\xff\x7f."s,
                                              "P1\n.",
                                              "\x82\x01.",
                                              "\x97.",
                                              "X\2\0\0\0\xff\xfe."s,
                                              "\x8c\2\xc0\x80."s,
                                              "}](K\1u.",
                                              "]\x93.",
                                              "\x8f(](K\1e\x90.",
                                              "}]K\1s.",
                                              "N\x81.",
                                              "K\1K\2b.",
                                              "I1_\n.",
                                              "Fabc\n.",
                                              "V\\u12\n.",
                                              "S'\xff'\n.",
                                              "c\xff\nx\n.",
                                              "N.N",
                                              "(((NNN.",
                                              "cbuiltins\nint\n)RNbNb."};
    for (const std::string& bytes : refused)
        EXPECT_THROW((void)pickle::loads(raw(bytes)), UnpicklingError) << testing::PrintToString(bytes);
    EXPECT_EQ(error_of<EOFError>([] { (void)pickle::loads({}); }), "Ran out of input");
    EXPECT_EQ(error_of<UnpicklingError>([] { (void)pickle::loads(raw("\x8c\5ab")); }),
              "pickle cannot be read: a length of 5, which is more than is left at byte 2 of 4");
}

TEST(Pickle, SizesAreBounded) {
    using namespace std::string_literals;
    const auto repeat = [](std::string_view part, std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i) out += part;
        return out;
    };
    (void)pickle::loads(raw(repeat("]", 10'000) + repeat("a", 9'999) + "."));
    EXPECT_THROW((void)pickle::loads(raw(repeat("]", 10'001) + repeat("a", 10'000) + ".")), UnpicklingError);
    EXPECT_THROW((void)pickle::loads(raw(")" + repeat("\x85", 1'000'000) + ".")), UnpicklingError);
    EXPECT_THROW((void)pickle::loads(raw(repeat("]", 1000) + "."), {.objects = 500}), UnpicklingError);
    // A memo index out of nowhere takes no memory, and still is one.
    EXPECT_EQ(pickle::loads(raw("K\5r\xff\xff\xff\xff"
                                "0j\xff\xff\xff\xff."))
                  .as<int>(),
              5);
    // Thirty doublings are thirty objects.
    EXPECT_EQ(pickle::loads(raw("]" +
                                repeat("\x94"
                                       "2\x86",
                                       30) +
                                "."))
                  .size(),
              2U);
    // Keys that are chosen to compare for ever.
    std::string twins = "}";
    for (int i = 0; i < 2; ++i) twins += ")" + repeat("2\x86", 60) + "N" + "s";
    EXPECT_THROW((void)pickle::loads(raw(twins + ".")), UnpicklingError);
}

TEST(Pickle, CyclesAreFreedWithTheirLastName) {
    // Left to the leak checker: lists, dicts and instances that hold themselves, good and broken off.
    const std::string cyclic[] = {"]q\0h\0a.",
                                  "]2a.",
                                  "](]2ae0N.",
                                  "}q\0X\1\0\0\0ah\0s.",
                                  "]q\0(]q\1h\0ah\1h\0e.",
                                  "cm\nC\n)\x81q\0}X\1\0\0\0mh\0sb.",
                                  "]q\0h\0a",
                                  "](h\0",
                                  "]q\0h\0aa"};
    int read = 0;
    for (std::string text : cyclic) {
        for (char& c : text)
            if (c == '\\') c = 0;
        try {
            Object object = pickle::loads(raw(text));
            ++read;
            const Object part = object.kind() == Object::Kind::list && object.size() > 0 ? object[0] : Object();
            object = Object();
            (void)repr(part);
        } catch (const UnpicklingError&) {
        }
    }
    EXPECT_GE(read, 1);
    using namespace std::string_literals;
    Object self = pickle::loads(raw("]q\0h\0a."s));
    EXPECT_EQ(repr(self), "[[...]]");
    const Object inner = self[0];
    self = Object();
    EXPECT_EQ(repr(inner), "[[...]]");  // still whole
    const Object taken = inner.pop(0);
    EXPECT_EQ(repr(taken), "[]");
    EXPECT_TRUE(taken.is(inner));
    // Two lists that hold each other; one is emptied, the other's way to it stays good.
    const Object pair = pickle::loads(raw("]q\0]q\1h\0aa."s));
    const Object other = pair[0];
    pair.clear();
    EXPECT_EQ(repr(other), "[[]]");
}

}  // namespace
}  // namespace mp

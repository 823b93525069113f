// SPDX-License-Identifier: MIT
#include "mp/detail/codec.h"

#include <complex>
#include <limits>
#include <random>

#include "engine/serial/round_trip.h"

namespace {

using mp::Picklable;
using mp::test::round_trip;

enum class Colour : std::uint8_t { red = 3 };
struct Point {
    int x;
    double y;
    bool operator==(const Point&) const = default;
};
struct Tile {
    Point corner;
    std::string name;
    std::vector<float> pixels;
    std::optional<Colour> colour;
    char code[4];
    std::string labels[2];
    bool visible;
    bool operator==(const Tile&) const = default;
};
struct Tree {
    int value;
    std::vector<Tree> children;
    bool operator==(const Tree&) const = default;
};
struct Empty {
    bool operator==(const Empty&) const = default;
};
class Account {
public:
    Account() = default;
    Account(std::string owner, int balance) : owner_(std::move(owner)), balance_(balance) {}
    template <class Ar>
    void serialize(Ar& ar) {
        ar(owner_) & balance_;
    }
    bool operator==(const Account&) const = default;

private:
    std::string owner_;
    int balance_ = 0;
};
class Split {
public:
    template <class Ar>
    void save(Ar& ar) const {
        ar(value * 2);
    }
    template <class Ar>
    void load(Ar& ar) {
        ar(value);
    }
    int value = 0;
};
namespace elsewhere {
class Free {
public:
    Free() = default;
    explicit Free(int v) : value(v) {}
    int value = 0;
};
template <class Ar>
void serialize(Ar& ar, Free& free) {
    ar(free.value);
}
}  // namespace elsewhere
class Closed {
public:
    explicit Closed(int v) : value_(v) {}
    int value() const { return value_; }

private:
    int value_;
};
class Immovable {
public:
    explicit Immovable(std::string v) : value(std::move(v)) {}
    std::string value;
};
struct HoldsPointer {
    int* pointer;
};
struct HoldsReference {
    const int& reference;
};
struct HoldsView {
    std::string_view view;
};

template <class... T>
constexpr bool all_travel = (Picklable<T> && ...);
template <class... T>
constexpr bool none_travels = (!Picklable<T> && ...);

static_assert(
    all_travel<int, bool, char, long double, Colour, std::byte, std::string, mp::Bytes, Point, Tile, Tree, Empty>);
static_assert(all_travel<Account, Split, elsewhere::Free, std::filesystem::path, std::nullptr_t, std::monostate>);
static_assert(
    all_travel<std::vector<Account>, std::map<std::string, std::variant<int, Tile>>, std::tuple<>, std::u16string>);
static_assert(all_travel<std::chrono::nanoseconds, std::chrono::system_clock::time_point, std::complex<float>>);
static_assert(none_travels<int*, const char*, void (*)(), std::string_view, Closed, Immovable, int Point::*>);
static_assert(none_travels<HoldsPointer, HoldsReference, HoldsView, std::vector<HoldsPointer>, std::optional<int*>>);
static_assert(
    none_travels<std::map<int, HoldsView>, std::tuple<int, Closed>, std::unique_ptr<int[]>, std::weak_ptr<int>>);
static_assert(mp::detail::Bitwise<Point> && mp::detail::Bitwise<std::array<Point, 3>> && !mp::detail::Bitwise<Tile>);

template <class T>
void expect_travels(const T& value) {
    EXPECT_EQ(round_trip(value), value) << mp::detail::type_name<T>();
}

TEST(Codec, Numbers) {
    expect_travels(std::numeric_limits<std::int64_t>::min());
    expect_travels(std::numeric_limits<double>::denorm_min());
    expect_travels(1.5L);
    expect_travels(true);
    expect_travels('x');
    expect_travels(Colour::red);
    EXPECT_TRUE(std::isnan(round_trip(std::numeric_limits<float>::quiet_NaN())));
}

TEST(Codec, Texts) {
    expect_travels(std::string());
    expect_travels(std::string("with\0zero", 9));
    expect_travels(std::string(100'000, 'x'));
    expect_travels(std::u16string(u"h\u00e4"));
    expect_travels(std::wstring(L"wide"));
    expect_travels(std::filesystem::path("/a/b c"));
}

// proves: 0.2.plain-data
TEST(Codec, Containers) {
    expect_travels(mp::Bytes{std::byte{1}, std::byte{2}});
    expect_travels(std::vector<int>{});
    expect_travels(std::vector<Point>{{1, 2}, {3, 4}});
    expect_travels(std::vector<bool>{true, false, true});
    expect_travels(std::deque<std::string>{"a", "b"});
    expect_travels(std::list<int>{1, 2, 3});
    expect_travels(std::forward_list<std::string>{"x", "y"});
    expect_travels(std::set<std::string>{"b", "a"});
    expect_travels(std::multiset<int>{1, 1, 2});
    expect_travels(std::map<std::string, std::vector<int>>{{"a", {1}}, {"b", {}}});
    expect_travels(std::multimap<int, int>{{1, 2}, {1, 3}});
    expect_travels(std::unordered_map<std::string, int>{{"a", 1}, {"b", 2}});
    expect_travels(std::unordered_set<int>{1, 2, 3});
    expect_travels(std::unordered_multiset<int>{1, 1});
    expect_travels(std::unordered_multimap<int, int>{{1, 1}, {1, 1}});
    expect_travels(std::array<std::string, 2>{"a", "b"});
    expect_travels(std::array<int, 0>{});
    expect_travels(std::array<std::string, 0>{});
}

TEST(Codec, ProductsAndSums) {
    expect_travels(std::pair<int, std::string>(1, "x"));
    expect_travels(std::tuple(42, nullptr, std::string("hello")));
    expect_travels(std::tuple<>());
    expect_travels(std::optional<std::string>());
    expect_travels(std::optional<std::string>("x"));
    using Either = std::variant<std::monostate, int, std::string, int>;
    expect_travels(Either());
    expect_travels(Either("x"));
    expect_travels(Either(std::in_place_index<3>, 7));
    EXPECT_EQ(round_trip(Either(std::in_place_index<3>, 7)).index(), 3U);
}

TEST(Codec, TimesAndComplexNumbers) {
    using namespace std::chrono;
    expect_travels(nanoseconds(-5));
    expect_travels(duration<double>(0.5));
    expect_travels(system_clock::now());
    expect_travels(year_month_day(year(2024), month(2), day(29)));
    expect_travels(std::complex<double>(1, -2));
}

TEST(Codec, Aggregates) {
    expect_travels(Empty());
    expect_travels(Point{1, 2});
    expect_travels(Tile{{1, 2}, "tile", {0.5F}, Colour::red, {'a', 'b', 'c', 0}, {"x", "y"}, true});
    expect_travels(Tree{1, {{2, {}}, {3, {{4, {}}}}}});
}

TEST(Codec, ClassesThatSerialize) {
    expect_travels(Account("Ann", 7));
    expect_travels(std::vector<Account>{{"Ann", 7}, {"Ben", 8}});
    EXPECT_EQ(round_trip(elsewhere::Free(5)).value, 5);
    Split split;
    split.value = 4;
    EXPECT_EQ(round_trip(split).value, 8);
}

TEST(Codec, OwnersByValue) {
    EXPECT_EQ(*round_trip(std::make_shared<std::string>("x")), "x");
    EXPECT_EQ(round_trip(std::shared_ptr<int>()), nullptr);
    const auto unique = std::make_unique<Tree>(Tree{1, {{2, {}}}});
    EXPECT_EQ(*mp::test::decoded<std::unique_ptr<Tree>>(mp::test::encoded(unique)), *unique);
}

TEST(Codec, DepthIsBoundedAtBothEnds) {
    const auto chain = [](int depth) {
        Tree tree{0, {}};
        for (int i = 1; i < depth; ++i) {
            std::vector<Tree> children;
            children.push_back(std::move(tree));
            tree = Tree{i, std::move(children)};
        }
        return tree;
    };
    expect_travels(chain(100));  // a level for the vector, one for the node
    EXPECT_THROW(mp::test::encoded(chain(101)), mp::PicklingError);
    // The innermost node of the deepest legal message is turned into the start of a deeper one.
    auto bytes = mp::test::encoded(chain(100));
    bytes[bytes.size() - sizeof(std::uint64_t)] = std::byte{1};
    bytes.resize(bytes.size() + 12);
    EXPECT_THROW(mp::test::decoded<Tree>(bytes), mp::UnpicklingError);
}

struct Explodes {
    template <class Ar>
    void serialize(Ar& ar) {
        ar(value);
        if (Ar::is_loading::value && value == 13) throw std::out_of_range("unlucky");
    }
    int value = 0;
};

TEST(Codec, CodeOfTheTypeThatThrowsIsASerializationError) {
    EXPECT_EQ(round_trip(Explodes{12}).value, 12);
    const auto bytes = mp::test::encoded(std::vector<Explodes>{{1}, {13}});
    try {
        mp::test::decoded<std::vector<Explodes>>(bytes);
        FAIL() << "decoded";
    } catch (const mp::SerializationError& error) {
        EXPECT_NE(std::string(error.what()).find("std::out_of_range: unlucky"), std::string::npos) << error.what();
    }
}

// ---- values of chance ---------------------------------------------------------------------------------------------
using Random = std::mt19937_64;

std::size_t small_number(Random& random) {
    return random() % 6;
}

template <class T>
struct Chance {
    static T value(Random& random) { return static_cast<T>(random()); }
};
template <>
struct Chance<bool> {
    static bool value(Random& random) { return random() % 2 == 1; }
};
template <>
struct Chance<std::string> {
    static std::string value(Random& random) {
        std::string text(random() % 40, ' ');
        for (char& c : text) c = static_cast<char>(random());
        return text;
    }
};
template <class T>
struct Chance<std::vector<T>> {
    static std::vector<T> value(Random& random) {
        std::vector<T> items;
        for (std::size_t i = small_number(random); i > 0; --i) items.push_back(Chance<T>::value(random));
        return items;
    }
};
template <class T>
struct Chance<std::optional<T>> {
    static std::optional<T> value(Random& random) {
        if (random() % 3 == 0) return std::nullopt;
        return Chance<T>::value(random);
    }
};
template <class K, class V>
struct Chance<std::map<K, V>> {
    static std::map<K, V> value(Random& random) {
        std::map<K, V> items;
        for (std::size_t i = small_number(random); i > 0; --i)
            items[Chance<K>::value(random)] = Chance<V>::value(random);
        return items;
    }
};
template <class... T>
struct Chance<std::tuple<T...>> {
    static std::tuple<T...> value(Random& random) { return {Chance<T>::value(random)...}; }
};
template <class A, class B>
struct Chance<std::variant<A, B>> {
    static std::variant<A, B> value(Random& random) {
        if (random() % 2 == 0) return Chance<A>::value(random);
        return Chance<B>::value(random);
    }
};

TEST(Codec, ValuesOfChance) {
    using Anything = std::tuple<int, std::string, std::vector<std::vector<std::uint16_t>>, std::optional<std::string>,
                                std::map<std::string, std::variant<std::int64_t, std::vector<std::string>>>, bool,
                                std::vector<std::tuple<std::uint8_t, std::optional<bool>, std::string>>, double>;
    for (Random::result_type seed = 0; seed < 2000; ++seed) {
        Random random(seed);
        const auto value = Chance<Anything>::value(random);
        ASSERT_EQ(round_trip(value), value) << "seed " << seed;
    }
}

}  // namespace

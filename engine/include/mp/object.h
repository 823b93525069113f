// SPDX-License-Identifier: MIT
#pragma once
// Python's values in C++: what a Python peer sends, and what a manager holds.
//
//     mp::Object o = mp::Object::dict({{"name", "Ada"}, {"born", 1815}, {"tags", std::vector<std::string>{"x"}}});
//     std::cout << o << o["born"] << '\n';              // {'name': 'Ada', 'born': 1815, 'tags': ['x']}1815
//     int born = o["born"].as<int>();                   // TypeError when it is something else
//     o["born"] = 1816;  o["tags"].append("y");         // a dict and a list can be changed
//     for (const auto& key : o) std::cout << key;       // nameborntags
//     mp::Bytes pickle = mp::pickle::dumps(o);          // and mp::pickle::loads(pickle)
//
// An Object refers to its value, as a name does in Python: copies are further names of the same list or dict, and a
// change through one is seen through all. (None, bool, int, float have no identity.) Values that CPython pickled keep
// their shared references and their cycles, and are freed with the last name for any of them. A cycle that a program
// makes itself (a list appended to itself) is freed only after clear().
//
// From C++: numbers, enums (int), text (str; it has to be UTF-8), mp::Bytes (bytes), nullptr (None), optional and
// owning pointers (the value, or None), sequences (list), pair, tuple, aggregates and classes with serialize() (tuple),
// sets, maps (dict), std::complex, durations (timedelta, or float seconds where microseconds do not hold them),
// system_clock times (datetime in UTC), year_month_day (date), paths (str), variants (what they hold), exception_ptr
// (the exception). as<T>() is the way back; it takes what Python would take there: an int for a double, a tuple or list
// for a sequence.
//
// Whatever Python sends that is no plain data (instances of its classes) arrives as Kind::instance: its module, name,
// arguments and state can be looked at, it prints, and it is pickled again as it came. Nothing in it is ever run or
// looked up. Dates, Decimal, Fraction, UUID, array, OrderedDict, deque, … are instances that print and compare as in
// Python.
//
// Threads: names are counted atomically, so copies may live in any threads; a container is used by one thread at a time
// unless all only read, as those of the standard library.
// Mirrors Python's built-in types.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/detail/codec.h"
#include "mp/exceptions.h"

namespace mp {

class Object;
class ObjectItem;
class ObjectIterator;

namespace detail {
struct ObjectNode;
struct ObjectAccess;
// How a T becomes an Object and one a T: see mp/detail/object_form.h. Specialise it for a handle of its own.
template <class T>
struct ObjectForm;
template <class T>
inline constexpr bool is_text_like =
    std::is_convertible_v<const T&, std::string_view> && !std::is_same_v<T, std::nullptr_t>;

// What can travel, and texts by pointer or view, which become a str at once; and what is made of these.
template <class T>
constexpr bool becomes_object();
template <class... T>
constexpr bool parts_become_objects(std::tuple<T...>*) {
    return (becomes_object<std::remove_cv_t<T>>() && ...);
}
template <class A, class B>
constexpr bool parts_become_objects(std::pair<A, B>*) {
    return becomes_object<std::remove_cv_t<A>>() && becomes_object<std::remove_cv_t<B>>();
}
template <class T>
constexpr bool becomes_object() {
    if constexpr (is_text_like<T> || Picklable<T>) {
        return true;
    } else if constexpr (requires(T * value) { parts_become_objects(value); }) {
        return parts_become_objects(static_cast<T*>(nullptr));
    } else if constexpr (
        requires(const T& value) {
            typename T::value_type;
            value.begin();
            value.end();
        } ||
        requires(const T& value) {
            typename T::value_type;
            value.has_value();
        }) {
        return becomes_object<std::remove_cv_t<typename T::value_type>>();
    } else {
        return false;
    }
}
}  // namespace detail

template <class T>
concept ObjectConvertible =
    !std::is_same_v<std::remove_cvref_t<T>, Object> && detail::becomes_object<std::decay_t<const T>>();

class Object {
public:
    enum class Kind : std::uint8_t {
        none,
        boolean,
        integer,
        floating,
        complex,
        str,
        bytes,
        bytearray,
        tuple,
        list,
        dict,
        set,
        frozenset,
        exception,
        instance,  // of a class of Python's
        global,    // a class or function of Python's, by name
    };

    Object() noexcept {}  // None; not "= default", which clang cannot use for default arguments in the class itself
    Object(std::nullptr_t) noexcept {}
    template <ObjectConvertible T>
    Object(const T& value) : Object(detail::ObjectForm<std::decay_t<const T>>::make(value)) {}
    Object(const Object& other) noexcept;
    Object(Object&& other) noexcept;
    Object& operator=(const Object& other) & noexcept;  // what a function returned is no name to be given a value
    Object& operator=(Object&& other) & noexcept;
    ~Object();

    // ---- making what C++ has no type for
    static Object list(std::vector<Object> items = {});
    static Object tuple(std::vector<Object> items = {});
    // A later value for an equal key replaces the first one's. Throws TypeError "unhashable type: 'list'".
    static Object dict(std::vector<std::pair<Object, Object>> items = {});
    static Object set(std::vector<Object> items = {});
    static Object frozenset(std::vector<Object> items = {});
    static Object str(std::string_view utf8);  // throws UnicodeError
    static Object bytes(std::string_view data);
    static Object bytearray(std::string_view data);
    static Object complex(double real, double imag);
    // An int of any size from decimal digits, with a sign or without. Throws ValueError.
    static Object integer(std::string_view digits);
    // A built-in exception by its name, or one of Python's modules: exception("Empty", {}, "queue").
    static Object exception(std::string_view name, std::vector<Object> args = {}, std::string_view module = "builtins");
    // What Python unpickles by calling module.name(*args); state, when it is not None, goes to its __setstate__ or
    // __dict__.
    static Object instance(std::string_view module, std::string_view name, std::vector<Object> args = {},
                           Object state = {});
    static Object global(std::string_view module, std::string_view name);

    // ---- what it is
    Kind kind() const noexcept;
    bool is_none() const noexcept { return tag_ == Tag::none; }
    // Python's type(o).__name__: "NoneType", "int", "dict", "KeyError", "Decimal".
    std::string type_name() const;
    // "builtins", "decimal"; of a global: its own.
    std::string module() const;
    // Both are the same list, dict, str …: Python's `is`. Values without identity: they are equal and of one kind.
    bool is(const Object& other) const noexcept;
    bool truthy() const;

    // ---- what is in it. Throws TypeError in Python's words where the value has no such thing.
    template <class T>
    T as() const {
        return detail::ObjectForm<T>::take(*this);
    }
    std::size_t size() const;  // len(): of a str its code points
    // list, tuple, str, bytes by index (negative from the end; IndexError), dict by key (KeyError, when it is read). Of
    // a list and a dict it may be assigned to: o[0] = 5; o["new"] = 1; o["count"] += 1.
    [[nodiscard]] ObjectItem operator[](const Object& key) const;
    bool contains(const Object& key) const;  // Python's `in`
    // for (const auto& item : o): what elements() gives, the characters of a str, the numbers of bytes.
    ObjectIterator begin() const;
    std::default_sentinel_t end() const noexcept { return {}; }
    // The items of a list or tuple, in place: valid until it changes.
    std::span<const Object> items() const;
    // The items of a list, tuple, set, frozenset or array.array, the keys of a dict: in Python's order.
    std::vector<Object> elements() const;
    std::vector<std::pair<Object, Object>> entries() const;  // of a dict
    // str (as UTF-8; lone surrogates as three bytes each), bytes, bytearray.
    std::string_view text() const;
    // Of an exception or instance: what it was made with (a tuple) and what it was told afterwards (None, or a dict).
    Object args() const;
    Object state() const;

    // ---- changing it
    void set_item(const Object& key, const Object& value) const;  // list, dict
    void append(const Object& item) const;                        // list; bytearray: an int
    void insert(std::int64_t index, const Object& item) const;    // list
    void add(const Object& item) const;                           // set
    // Takes out the item at an index (list), under a key (dict: its value) or equal to it (set: the item).
    // Throws IndexError, KeyError.
    Object pop(const Object& key) const;
    void clear() const;  // list, dict, set, bytearray
    void reserve(std::size_t count) const;

    // Throws an exception object as the C++ exception that mirrors it, RemoteError for a type that C++ has not; what is
    // no exception: TypeError.
    [[noreturn]] void raise() const;

    // How its repr() begins: what those who watch see of it.
    std::string brief() const;

    // Python's ==: 1 == 1.0 == True, lists item by item, sets by content, instances of unknown classes by identity.
    // Throws RuntimeError for values that are nested too deeply to compare.
    friend bool operator==(const Object& a, const Object& b) { return a.equals(b); }

private:
    friend struct detail::ObjectAccess;
    enum class Tag : std::uint8_t { none, boolean, integer, floating, node };

    explicit Object(detail::ObjectNode* adopted) noexcept : tag_(Tag::node) { node_ = adopted; }
    bool equals(const Object& other) const;

    Tag tag_ = Tag::none;
    bool inner_ = false;  // not counted: refers to another part of the cycle that it lies in
    union {
        bool boolean_;
        std::int64_t integer_;
        double floating_;
        detail::ObjectNode* node_ = nullptr;
    };
};

// As Python's repr(), for every value that Python has: {'a': [1, 2.5, None], (): b'\x00'}. An int of more than 4300
// digits, which Python refuses to print, is printed in hexadecimal; below a thousand levels comes "...".
// Throws MemoryError beyond `limit` bytes: a few bytes of pickle can describe more text than any memory holds.
inline constexpr std::size_t max_repr_bytes = std::size_t{256} << 20;
std::string repr(const Object& object, std::size_t limit = max_repr_bytes);
// As Python's str(): a text itself, an exception's message, a date as 2020-01-31, a manager's proxy as what it stands
// for (its manager is asked, with this process's key; "…; '__str__()' failed>" when that fails), all else as repr().
std::string str(const Object& object);
std::ostream& operator<<(std::ostream& out, const Object& object);  // str(), as print() does

// The exception as a Python program would see it: its mirror in Python where there is one, else RuntimeError.
Object exception_object(const std::exception_ptr& error);

namespace pickle {

inline constexpr int default_protocol = 4;  // read by every Python from 3.4 on

struct Limits {
    std::size_t depth = 10'000;       // containers inside each other
    std::size_t objects = 1U << 26U;  // made by one message
    bool instances = true;            // false: classes that are not known here are refused
};

// What CPython's pickle.dumps gives for the same value, byte by byte. Protocols 2 to 5.
// Throws ValueError for other protocols, PicklingError.
Bytes dumps(const Object& object, int protocol = default_protocol);
// Reads what CPython writes at any protocol, as data. Throws UnpicklingError, which says what is wrong and where,
// EOFError "Ran out of input" for no bytes at all.
Object loads(std::span<const std::byte> pickle, const Limits& limits = {});

}  // namespace pickle

namespace detail {

// On the way to another process of this program an Object is its pickle.
template <>
struct Codec<Object> {
    static void encode(Writer& writer, const Object& object);
    static Object decode(Reader& reader);
};

}  // namespace detail
}  // namespace mp

template <>
struct std::hash<mp::Object> {
    // Equal values have equal hashes. Throws TypeError "unhashable type: 'list'". Not the numbers that Python uses.
    std::size_t operator()(const mp::Object& object) const;
};

#include "mp/detail/item.h"
#include "mp/detail/object_form.h"

// SPDX-License-Identifier: MIT
#pragma once
// Values and arrays in memory that processes share.
//
//     mp::Value<double> num(0.0);
//     mp::Array<int> arr(std::views::iota(0, 10));
//     mp::Process p({.target = mp::call<f>(num, arr)});
//     num.value() = 3.14;
//     { std::scoped_lock guard(num.get_lock()); num.value() += 1; }
//     for (int v : arr) …            arr[3] = -arr[-1];
//
// T must be trivially copyable (and hold no pointers into one process's own memory). A new object is zeroed. Copying a
// handle gives another name for the same memory; it is given back when the creator's last handle is gone and no
// process lives that may know it. Handles travel to a process that is being started, with the descriptor of their
// memory; elsewhere RuntimeError "Synchronized objects should only be shared between processes through inheritance".
//
// Access is plain memory: value() and operator[] give references and take no lock, other than Python's attribute, whose
// every single read or write is locked. What must not be interrupted takes get_lock() around it, as `+=` has to in
// Python too. The lock survives its holder (mp/synchronize.h).
//
// Threads: any, under the rules of plain memory. Throws OutOfSharedMemory when there is no room: all pages are
// allocated at construction, so that touching them later can never fail.
//
// Mirrors "Shared ctypes Objects" and multiprocessing.sharedctypes.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <iterator>
#include <memory>
#include <optional>
#include <ostream>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mp/context.h"
#include "mp/detail/codec.h"
#include "mp/detail/timeout.h"
#include "mp/synchronize.h"

namespace mp {

namespace memory {
class Block;
}

namespace detail {

// A piece of shared memory with its owner.
class SharedBlock {
public:
    SharedBlock(std::size_t count, std::size_t item_bytes, std::size_t alignment);
    std::byte* data() const noexcept { return data_; }
    std::size_t size() const noexcept { return size_; }
    void encode(Writer& writer, std::string_view type) const;
    static SharedBlock decode(Reader& reader, std::string_view type);

private:
    SharedBlock() = default;

    std::shared_ptr<memory::Block> block_;
    std::byte* data_ = nullptr;
    std::size_t size_ = 0;
};

template <class T>
concept Shareable =
    std::is_trivially_copyable_v<T> && !std::is_reference_v<T> && !std::is_const_v<T> && alignof(T) <= 64;

std::size_t checked_length(std::int64_t length);                  // ValueError "Array length must be >= 0, not -1"
std::size_t checked_index(std::int64_t index, std::size_t size);  // IndexError "invalid index"
struct SliceRange {
    std::int64_t first;
    std::int64_t step;
    std::size_t count;
};
SliceRange slice_range(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, std::int64_t step,
                       std::size_t size);
[[noreturn]] void throw_not_same_size();
[[noreturn]] void throw_too_long();
[[noreturn]] void throw_no_lock(std::string_view attribute);
[[noreturn]] void throw_already_synchronized();
[[noreturn]] void throw_not_raw();
std::string number_text(double value);
std::string object_text(std::string_view type, const void* address);

// "c_int", as ctypes calls the type; a class by its own name.
template <class T>
std::string ctypes_name() {
    if constexpr (std::is_same_v<T, bool>) {
        return "c_bool";
    } else if constexpr (std::is_same_v<T, char>) {
        return "c_char";
    } else if constexpr (std::is_same_v<T, wchar_t>) {
        return "c_wchar";
    } else if constexpr (std::is_same_v<T, signed char>) {
        return "c_byte";
    } else if constexpr (std::is_same_v<T, unsigned char>) {
        return "c_ubyte";
    } else if constexpr (std::is_same_v<T, short>) {
        return "c_short";
    } else if constexpr (std::is_same_v<T, unsigned short>) {
        return "c_ushort";
    } else if constexpr (std::is_same_v<T, int>) {
        return "c_int";
    } else if constexpr (std::is_same_v<T, unsigned>) {
        return "c_uint";
    } else if constexpr (std::is_same_v<T, long> || std::is_same_v<T, long long>) {
        return "c_long";
    } else if constexpr (std::is_same_v<T, unsigned long> || std::is_same_v<T, unsigned long long>) {
        return "c_ulong";
    } else if constexpr (std::is_same_v<T, float>) {
        return "c_float";
    } else if constexpr (std::is_same_v<T, double>) {
        return "c_double";
    } else {
        return std::string(type_name<T>());
    }
}

template <class T>
std::string value_text(const T& value) {
    if constexpr (std::is_same_v<T, bool>) {
        return ctypes_name<T>() + (value ? "(True)" : "(False)");
    } else if constexpr (std::is_same_v<T, char>) {
        return ctypes_name<T>() + "(b'" + std::string(1, value) + "')";
    } else if constexpr (std::is_integral_v<T>) {
        return ctypes_name<T>() + "(" + std::to_string(value) + ")";
    } else if constexpr (std::is_floating_point_v<T>) {
        return ctypes_name<T>() + "(" + number_text(static_cast<double>(value)) + ")";
    } else {
        return object_text(ctypes_name<T>(), &value);
    }
}

}  // namespace detail

// ---- without a lock

// One T in shared memory.
template <detail::Shareable T>
class RawValue {
public:
    using value_type = T;

    RawValue() : block_(1, sizeof(T), alignof(T)) { std::construct_at(address(), T{}); }
    explicit RawValue(const T& value) : block_(1, sizeof(T), alignof(T)) { std::construct_at(address(), value); }

    T& value() const noexcept { return *address(); }
    void value(const T& value) const noexcept { *address() = value; }
    T* operator->() const noexcept { return address(); }
    std::string repr() const { return detail::value_text(value()); }

private:
    friend struct detail::Codec<RawValue>;
    explicit RawValue(detail::SharedBlock block) noexcept : block_(std::move(block)) {}
    T* address() const noexcept { return reinterpret_cast<T*>(block_.data()); }

    detail::SharedBlock block_;
};

// A fixed number of T in a row. Indices as in a list: -1 is the last; out of range is IndexError "invalid index".
template <detail::Shareable T>
class RawArray {
public:
    using value_type = T;
    using iterator = T*;
    using const_iterator = const T*;

    // That many, zeroed. Throws ValueError "Array length must be >= 0, not -1".
    template <std::integral Length>
    requires(!std::same_as<Length, bool>) explicit RawArray(Length length)
        : RawArray(detail::checked_length(static_cast<std::int64_t>(length)), Zeroed{}) {}
    explicit RawArray(std::initializer_list<T> items) : RawArray(items.size(), Zeroed{}) {
        std::ranges::copy(items, data());
    }
    template <std::ranges::input_range Range>
    requires(std::convertible_to<std::ranges::range_reference_t<Range>, T> &&
             !std::derived_from<std::remove_cvref_t<Range>, RawArray>) explicit RawArray(Range&& items)
        : RawArray(from(std::forward<Range>(items)), Copied{}) {}

    std::size_t size() const noexcept { return size_; }
    bool empty() const noexcept { return size_ == 0; }
    T* data() const noexcept { return reinterpret_cast<T*>(block_.data()); }
    T* begin() const noexcept { return data(); }
    T* end() const noexcept { return data() + size_; }
    std::span<T> span() const noexcept { return {data(), size_}; }

    T& operator[](std::int64_t index) const {
        const auto at = static_cast<std::size_t>(index);
        return data()[at < size_ ? at : detail::checked_index(index, size_)];
    }

    T& front() const { return (*this)[0]; }
    T& back() const { return (*this)[-1]; }
    std::reverse_iterator<T*> rbegin() const noexcept { return std::reverse_iterator(end()); }
    std::reverse_iterator<T*> rend() const noexcept { return std::reverse_iterator(begin()); }

    // arr[start:stop:step], as a copy, which cannot be assigned to: that is set_slice(). Absent ends are the array's.
    const std::vector<T> slice(std::optional<std::int64_t> start = {}, std::optional<std::int64_t> stop = {},
                               std::int64_t step = 1) const {
        const detail::SliceRange range = detail::slice_range(start, stop, step, size_);
        std::vector<T> out;
        out.reserve(range.count);
        for (std::size_t i = 0; i < range.count; ++i) out.push_back(at(range, i));
        return out;
    }
    // arr[start:stop:step] = items. Throws ValueError "Can only assign sequence of same size".
    template <std::ranges::input_range Range = std::initializer_list<T>>
    void set_slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop, const Range& items,
                   std::int64_t step = 1) const {
        const detail::SliceRange range = detail::slice_range(start, stop, step, size_);
        const std::vector<T> values(std::ranges::begin(items), std::ranges::end(items));
        if (values.size() != range.count) detail::throw_not_same_size();
        for (std::size_t i = 0; i < range.count; ++i) at(range, i) = values[i];
    }

    // Array of char: the text up to the first NUL, and all bytes. Setting more than fits: ValueError
    // "byte string too long".
    const std::string value() const requires std::same_as<T, char> {
        return std::string(data(), std::ranges::find(begin(), end(), '\0'));
    }
    void value(std::string_view text) const requires std::same_as<T, char> {
        if (text.size() > size_) detail::throw_too_long();
        std::memcpy(data(), text.data(), text.size());
        if (text.size() < size_) data()[text.size()] = '\0';
    }
    const std::string raw() const requires std::same_as<T, char> { return std::string(data(), size_); }

    std::string repr() const {
        return detail::object_text(detail::ctypes_name<T>() + "_Array_" + std::to_string(size_), data());
    }

private:
    friend struct detail::Codec<RawArray>;
    struct Zeroed {};
    struct Copied {};
    RawArray(std::size_t size, Zeroed) : block_(size, sizeof(T), alignof(T)), size_(size) {}
    explicit RawArray(detail::SharedBlock block) noexcept
        : block_(std::move(block)), size_(block_.size() / sizeof(T)) {}
    RawArray(const std::vector<T>& items, Copied) : RawArray(items.size(), Zeroed{}) {
        std::ranges::copy(items, data());
    }
    template <class Range>
    static std::vector<T> from(Range&& items) {
        std::vector<T> out;
        for (auto&& item : items) out.push_back(static_cast<T>(item));
        // A text in quotes has as many items as in Python: C's mark of its end is none of them.
        if constexpr (std::is_same_v<std::remove_reference_t<Range>, const char[sizeof(Range)]>)
            if (std::is_same_v<T, char> && out.back() == '\0') out.pop_back();
        return out;
    }
    T& at(const detail::SliceRange& range, std::size_t i) const noexcept {
        return data()[range.first + range.step * static_cast<std::int64_t>(i)];
    }

    detail::SharedBlock block_;
    std::size_t size_;
};

// ---- with a lock

namespace sharedctypes {

// The lock of a synchronized object: the one it was given, or an RLock of its own.
class AnyLock : public detail::StandardLockable<AnyLock> {
public:
    AnyLock(const RLock& lock) : lock_(lock) {}
    AnyLock(const Lock& lock) : lock_(lock) {}

    bool acquire(bool block = true, detail::Timeout timeout = {}) const;
    void release() const;
    bool owner_died() const noexcept;
    std::string repr() const;

private:
    friend struct detail::Codec<AnyLock>;

    std::variant<RLock, Lock> lock_;
};

// What .lock may be: true (an RLock of its own), false (none), or a lock.
class LockChoice {
public:
    LockChoice(bool wanted = true) : own_(wanted) {}
    LockChoice(const Lock& lock) : LockChoice(AnyLock(lock)) {}
    LockChoice(const RLock& lock) : LockChoice(AnyLock(lock)) {}
    LockChoice(const AnyLock& lock) : own_(false), given_(std::make_shared<const AnyLock>(lock)) {}

    // Null for none.
    std::shared_ptr<const AnyLock> lock() const { return own_ ? std::make_shared<const AnyLock>(RLock()) : given_; }

private:
    bool own_;
    std::shared_ptr<const AnyLock> given_;
};

// What Value and Array add to the raw object. With .lock = false these throw AttributeError.
template <class Self>
class Synchronized : public detail::StandardLockable<Self> {
public:
    const AnyLock& get_lock() const {
        if (!lock_) detail::throw_no_lock("get_lock");
        return *lock_;
    }
    bool acquire(bool block = true, detail::Timeout timeout = {}) const { return get_lock().acquire(block, timeout); }
    void release() const { get_lock().release(); }

protected:
    explicit Synchronized(std::shared_ptr<const AnyLock> lock) : lock_(std::move(lock)) {}

    std::shared_ptr<const AnyLock> lock_;
};

}  // namespace sharedctypes

struct SharedOptions {
    sharedctypes::LockChoice lock = true;
};

// A RawValue with a lock.
template <detail::Shareable T>
class Value : public sharedctypes::Synchronized<Value<T>> {
    using Base = sharedctypes::Synchronized<Value<T>>;

public:
    using value_type = T;

    Value() : Value(RawValue<T>(), SharedOptions{}) {}
    explicit Value(const T& value, const SharedOptions& options = {}) : Value(RawValue<T>(value), options) {}
    explicit Value(const RawValue<T>& raw, const SharedOptions& options) : Base(options.lock.lock()), raw_(raw) {}

    T& value() const noexcept { return raw_.value(); }
    void value(const T& value) const noexcept { raw_.value(value); }
    T* operator->() const noexcept { return raw_.operator->(); }
    RawValue<T> get_obj() const { return raw_; }
    std::string repr() const { return this->lock_ ? "<Synchronized wrapper for " + raw_.repr() + ">" : raw_.repr(); }

private:
    friend struct detail::Codec<Value>;

    RawValue<T> raw_;
};

// A RawArray with a lock.
template <detail::Shareable T>
class Array : public sharedctypes::Synchronized<Array<T>>, public RawArray<T> {
    using Base = sharedctypes::Synchronized<Array<T>>;

public:
    template <std::integral Length>
    requires(!std::same_as<Length, bool>) explicit Array(Length length, const SharedOptions& options = {})
        : Array(RawArray<T>(length), options) {}
    explicit Array(std::initializer_list<T> items, const SharedOptions& options = {})
        : Array(RawArray<T>(items), options) {}
    template <std::ranges::input_range Range>
    requires(
        std::convertible_to<std::ranges::range_reference_t<Range>, T> &&
        !std::derived_from<std::remove_cvref_t<Range>, RawArray<T>>) explicit Array(Range&& items,
                                                                                    const SharedOptions& options = {})
        : Array(RawArray<T>(std::forward<Range>(items)), options) {}
    explicit Array(const RawArray<T>& raw, const SharedOptions& options)
        : Base(options.lock.lock()), RawArray<T>(raw) {}

    RawArray<T> get_obj() const { return *this; }
    std::string repr() const {
        const std::string raw = RawArray<T>::repr();
        return this->lock_ ? "<SynchronizedArray wrapper for " + raw + ">" : raw;
    }

private:
    friend struct detail::Codec<Array>;
};

template <class T>
Value(T) -> Value<T>;
template <std::ranges::input_range Range>
Array(Range) -> Array<std::ranges::range_value_t<Range>>;
template <std::ranges::input_range Range>
Array(Range, SharedOptions) -> Array<std::ranges::range_value_t<Range>>;
template <class T>
RawValue(T) -> RawValue<T>;

namespace sharedctypes {

using mp::Array;
using mp::RawArray;
using mp::RawValue;
using mp::Value;

// A new raw object with the same content.
template <class T>
RawValue<T> copy(const RawValue<T>& object) {
    return RawValue<T>(object.value());
}
template <class T>
RawArray<T> copy(const RawArray<T>& object) {
    return RawArray<T>(object.span());
}
// Throws TypeError: only raw objects are copied.
template <class T>
RawValue<T> copy(const Value<T>&) {
    detail::throw_not_raw();
}
template <class T>
RawArray<T> copy(const Array<T>&) {
    detail::throw_not_raw();
}

// The raw object with a lock around it.
template <class T>
Value<T> synchronized(const RawValue<T>& object, const LockChoice& lock = true) {
    return Value<T>(object, SharedOptions{lock});
}
template <class T>
Array<T> synchronized(const RawArray<T>& object, const LockChoice& lock = true) {
    return Array<T>(object, SharedOptions{lock});
}
// Throws AssertionError "object already synchronized".
template <class T>
Value<T> synchronized(const Value<T>&, const LockChoice& = true) {
    detail::throw_already_synchronized();
}
template <class T>
Array<T> synchronized(const Array<T>&, const LockChoice& = true) {
    detail::throw_already_synchronized();
}

}  // namespace sharedctypes

template <class T>
std::ostream& operator<<(std::ostream& out, const RawValue<T>& value) {
    return out << value.repr();
}
template <class T>
std::ostream& operator<<(std::ostream& out, const RawArray<T>& array) {
    return out << array.repr();
}
template <class T>
std::ostream& operator<<(std::ostream& out, const Value<T>& value) {
    return out << value.repr();
}
template <class T>
std::ostream& operator<<(std::ostream& out, const Array<T>& array) {
    return out << array.repr();
}

// ---- to a process that is being started

template <class T, class... A>
auto Context::Value(A&&... arguments) const {
    return mp::Value<T>(std::forward<A>(arguments)...);
}
template <class T, class... A>
auto Context::RawValue(A&&... arguments) const {
    return mp::RawValue<T>(std::forward<A>(arguments)...);
}
template <class T, class... A>
auto Context::Array(A&&... arguments) const {
    return mp::Array<T>(std::forward<A>(arguments)...);
}
template <class T, class... A>
auto Context::RawArray(A&&... arguments) const {
    return mp::RawArray<T>(std::forward<A>(arguments)...);
}
template <class T, class V>
auto Context::Value(V&& initial, const SharedOptions& options) const {
    return mp::Value<T>(std::forward<V>(initial), options);
}
template <class T, class V>
auto Context::Array(V&& what, const SharedOptions& options) const {
    return mp::Array<T>(std::forward<V>(what), options);
}
template <class T>
auto Context::Array(std::initializer_list<T> items) const {
    return mp::Array<T>(items);
}
template <class T>
auto Context::Array(std::initializer_list<T> items, const SharedOptions& options) const {
    return mp::Array<T>(items, options);
}
template <class T>
auto Context::RawArray(std::initializer_list<T> items) const {
    return mp::RawArray<T>(items);
}

namespace detail {

template <>
struct Codec<sharedctypes::AnyLock> {
    static void encode(Writer& writer, const sharedctypes::AnyLock& lock) {
        writer.write_value<std::uint8_t>(std::holds_alternative<Lock>(lock.lock_));
        std::visit([&]<class L>(const L& one) { Codec<L>::encode(writer, one); }, lock.lock_);
    }
    static sharedctypes::AnyLock decode(Reader& reader) {
        if (reader.read_value<std::uint8_t>() != 0) return Codec<Lock>::decode(reader);
        return Codec<RLock>::decode(reader);
    }
};

template <class T>
struct Codec<RawValue<T>> {
    static void encode(Writer& writer, const RawValue<T>& value) { value.block_.encode(writer, "RawValue"); }
    static RawValue<T> decode(Reader& reader) {
        auto block = SharedBlock::decode(reader, "RawValue");
        if (block.size() != sizeof(T)) reader.fail("a shared value of another size");
        return RawValue<T>(std::move(block));
    }
};

template <class T>
struct Codec<RawArray<T>> {
    static void encode(Writer& writer, const RawArray<T>& array) { array.block_.encode(writer, "RawArray"); }
    static RawArray<T> decode(Reader& reader) {
        auto block = SharedBlock::decode(reader, "RawArray");
        if (block.size() % sizeof(T) != 0) reader.fail("a shared array of other items");
        return RawArray<T>(std::move(block));
    }
};

// The raw object and the lock, if any.
template <class Wrapper, class Raw>
struct SynchronizedCodec {
    static void encode(Writer& writer, const Wrapper& object, const std::shared_ptr<const sharedctypes::AnyLock>& lock,
                       std::string_view type) {
        (void)writer.starting_parcel(type);
        Codec<Raw>::encode(writer, object.get_obj());
        writer.write_value<std::uint8_t>(lock != nullptr);
        if (lock) Codec<sharedctypes::AnyLock>::encode(writer, *lock);
    }
    static Wrapper decode(Reader& reader) {
        const Raw raw = Codec<Raw>::decode(reader);
        if (reader.read_value<std::uint8_t>() == 0) return Wrapper(raw, SharedOptions{false});
        return Wrapper(raw, SharedOptions{Codec<sharedctypes::AnyLock>::decode(reader)});
    }
};

template <class T>
struct Codec<Value<T>> {
    static void encode(Writer& writer, const Value<T>& value) {
        SynchronizedCodec<Value<T>, RawValue<T>>::encode(writer, value, value.lock_, "Synchronized");
    }
    static Value<T> decode(Reader& reader) { return SynchronizedCodec<Value<T>, RawValue<T>>::decode(reader); }
};

template <class T>
struct Codec<Array<T>> {
    static void encode(Writer& writer, const Array<T>& array) {
        SynchronizedCodec<Array<T>, RawArray<T>>::encode(writer, array, array.lock_, "SynchronizedArray");
    }
    static Array<T> decode(Reader& reader) { return SynchronizedCodec<Array<T>, RawArray<T>>::decode(reader); }
};

}  // namespace detail
}  // namespace mp

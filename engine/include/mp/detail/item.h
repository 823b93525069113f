// SPDX-License-Identifier: MIT
#pragma once
// What stands for an item of a container: o[key], d["x"] of a manager, l[0] of mp/dummy.h. Included by mp/object.h.

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/object.h"

namespace mp {

// The items of an Object, as they were when the loop began: of a list, tuple, set or array, the keys of a dict, the
// characters of a str, the numbers of bytes.
class ObjectIterator {
public:
    using value_type = Object;
    using difference_type = std::ptrdiff_t;
    ObjectIterator() = default;
    explicit ObjectIterator(std::vector<Object> items)
        : items_(std::make_shared<const std::vector<Object>>(std::move(items))) {}
    const Object& operator*() const { return (*items_)[at_]; }
    const Object* operator->() const { return &(*items_)[at_]; }
    ObjectIterator& operator++() {
        ++at_;
        return *this;
    }
    ObjectIterator operator++(int) {
        ObjectIterator before = *this;
        ++at_;
        return before;
    }
    friend bool operator==(const ObjectIterator& a, const ObjectIterator& b) noexcept {
        return a.items_ == b.items_ && a.at_ == b.at_;
    }
    friend bool operator==(const ObjectIterator& a, std::default_sentinel_t) noexcept {
        return a.items_ == nullptr || a.at_ == a.items_->size();
    }

private:
    std::shared_ptr<const std::vector<Object>> items_;
    std::size_t at_ = 0;
};

namespace detail {

// What an item becomes without as<T>(): int x = d["x"].
template <class T>
concept ItemTarget = (std::is_arithmetic_v<T> && !std::is_same_v<T, char>) || std::is_same_v<T, std::string>;

template <class T>
concept ItemOperand = std::is_same_v<T, Object> || ObjectConvertible<T>;

// Python's a + b, a - b, a * b, a / b of numbers, + of texts, bytes, tuples and lists.
// Throws TypeError "unsupported operand type(s) for +: 'int' and 'str'".
Object operate(const Object& a, char operation, const Object& b);
// The same, but that a list grows in place, by whatever can be gone through.
Object operate_in_place(const Object& a, char operation, const Object& b);

template <class Item>
class ItemOperators;
template <class T>
concept IsItem = std::is_base_of_v<ItemOperators<T>, T>;

// Item: get() and set(Object), both const.
template <class Item>
class ItemOperators {
public:
    operator Object() const { return item().get(); }
    template <ItemTarget T>
    operator T() const {
        return item().get().template as<T>();
    }
    explicit operator bool() const { return item().get().truthy(); }
    template <class T>
    T as() const {
        return item().get().template as<T>();
    }

    // Read, changed and written again: three steps, between which others may write.
    template <class T>
    void operator+=(const T& value) && {
        change('+', Object(value));
    }
    template <class T>
    void operator-=(const T& value) && {
        change('-', Object(value));
    }
    template <class T>
    void operator*=(const T& value) && {
        change('*', Object(value));
    }
    template <class T>
    void operator/=(const T& value) && {
        change('/', Object(value));
    }

    ObjectIterator begin() const { return item().get().begin(); }
    std::default_sentinel_t end() const noexcept { return {}; }

    friend bool operator==(const Item& a, const Item& b) { return a.get() == b.get(); }
    template <class T>
    requires(!std::is_same_v<T, Item>) friend bool operator==(const Item& a, const T& b) {
        return a.get() == Object(b);
    }

    template <class T>
    requires(ItemOperand<T> || IsItem<T>) friend Object operator+(const Item& a, const T& b) {
        return operate(a.get(), '+', Object(b));
    }
    template <class T>
    requires(ItemOperand<T> || IsItem<T>) friend Object operator-(const Item& a, const T& b) {
        return operate(a.get(), '-', Object(b));
    }
    template <class T>
    requires(ItemOperand<T> || IsItem<T>) friend Object operator*(const Item& a, const T& b) {
        return operate(a.get(), '*', Object(b));
    }
    template <class T>
    requires(ItemOperand<T> || IsItem<T>) friend Object operator/(const Item& a, const T& b) {
        return operate(a.get(), '/', Object(b));
    }
    template <ItemOperand T>
    friend Object operator+(const T& a, const Item& b) {
        return operate(Object(a), '+', b.get());
    }
    template <ItemOperand T>
    friend Object operator-(const T& a, const Item& b) {
        return operate(Object(a), '-', b.get());
    }
    template <ItemOperand T>
    friend Object operator*(const T& a, const Item& b) {
        return operate(Object(a), '*', b.get());
    }
    template <ItemOperand T>
    friend Object operator/(const T& a, const Item& b) {
        return operate(Object(a), '/', b.get());
    }

private:
    const Item& item() const noexcept { return static_cast<const Item&>(*this); }
    void change(char operation, const Object& value) { item().set(operate_in_place(item().get(), operation, value)); }
};

}  // namespace detail

// o[key]: the item as it was when it was asked for, and its place: o[key] = value sets it there. A key that a dict does
// not have may be assigned to; reading it throws KeyError.
class ObjectItem : public detail::ItemOperators<ObjectItem> {
public:
    ObjectItem(const ObjectItem&) = default;

    Object get() const { return value(); }
    void set(const Object& value) const { container_.set_item(key_, value); }
    void operator=(const Object& value) && { set(value); }
    void operator=(const ObjectItem& other) && { set(other.value()); }

    // As of an Object.
    Object::Kind kind() const { return value().kind(); }
    bool is_none() const { return value().is_none(); }
    std::string type_name() const { return value().type_name(); }
    std::string module() const { return value().module(); }
    bool is(const Object& other) const { return value().is(other); }
    bool truthy() const { return value().truthy(); }
    std::size_t size() const { return value().size(); }
    template <class Key>
    ObjectItem operator[](const Key& key) const {
        return value()[Object(key)];
    }
    bool contains(const Object& key) const { return value().contains(key); }
    std::span<const Object> items() const { return value().items(); }
    std::vector<Object> elements() const { return value().elements(); }
    std::vector<std::pair<Object, Object>> entries() const { return value().entries(); }
    std::string_view text() const { return value().text(); }
    Object args() const { return value().args(); }
    Object state() const { return value().state(); }
    void set_item(const Object& key, const Object& to) const { value().set_item(key, to); }
    void append(const Object& item) const { value().append(item); }
    void insert(std::int64_t index, const Object& item) const { value().insert(index, item); }
    void add(const Object& item) const { value().add(item); }
    Object pop(const Object& key) const { return value().pop(key); }
    void clear() const { value().clear(); }
    void reserve(std::size_t count) const { value().reserve(count); }
    [[noreturn]] void raise() const { value().raise(); }

private:
    friend class Object;
    ObjectItem(Object container, Object key, const Object* found)
        : container_(std::move(container)), key_(std::move(key)), missing_(found == nullptr) {
        if (found != nullptr) value_ = *found;
    }
    const Object& value() const {
        if (missing_) missing();
        return value_;
    }
    [[noreturn]] void missing() const;  // KeyError

    Object container_;
    Object key_;
    Object value_;
    bool missing_;
};
std::ostream& operator<<(std::ostream& out, const ObjectItem& item);

}  // namespace mp

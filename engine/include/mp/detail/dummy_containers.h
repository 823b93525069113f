// SPDX-License-Identifier: MIT
#pragma once
// Python's dict, list and namespace for the threads of one process: part of mp/dummy.h, with the interface of the
// proxies of mp/managers.h, so that what works on a manager's objects works on these.

#include <cstdint>
#include <iosfwd>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/object.h"

namespace mp::dummy {

namespace detail {

// A list or dict that handles share, and what keeps its threads apart.
struct Shared {
    explicit Shared(Object all) : object(std::move(all)) {}
    mutable std::mutex mutex;
    const Object object;
};

// d[key], l[index], ns["name"]: read by conversion or as<T>(), written by assignment.
class Item : public mp::detail::ItemOperators<Item> {
public:
    Item(std::shared_ptr<Shared> owner, Object key, bool attribute = false)
        : owner_(std::move(owner)), key_(std::move(key)), attribute_(attribute) {}
    Item(const Item&) = default;

    Object get() const;
    void set(const Object& value) const;
    template <class Key>
    ObjectItem operator[](const Key& key) const {
        return get()[Object(key)];
    }
    const Item& operator=(const Object& value) const {
        set(value);
        return *this;
    }
    Item& operator=(const Item& other) {
        set(other.get());
        return *this;
    }

private:
    std::shared_ptr<Shared> owner_;
    Object key_;
    bool attribute_;  // a missing one is an AttributeError
};
std::ostream& operator<<(std::ostream& out, const Item& item);

class Container {
public:
    std::size_t size() const;
    bool contains(const Object& item) const;
    void clear() const;
    Object get_value() const;  // a copy: a plain dict or list
    std::string str() const;   // as Python prints it
    operator Object() const { return get_value(); }
    // What the handles share, for who shares it further.
    const std::shared_ptr<Shared>& shared() const noexcept { return shared_; }

protected:
    explicit Container(Object empty) : shared_(std::make_shared<Shared>(std::move(empty))) {}
    std::shared_ptr<Shared> shared_;
};
std::ostream& operator<<(std::ostream& out, const Container& container);

}  // namespace detail

// auto d = mp::dummy::dict({{"x", 1}});  d["y"] = 2;  std::cout << d;       {'x': 1, 'y': 2}
class dict : public detail::Container {
public:
    explicit dict(std::vector<std::pair<Object, Object>> items = {}) : Container(Object::dict(std::move(items))) {}

    detail::Item operator[](const Object& key) const { return {shared_, key}; }  // KeyError
    Object get(const Object& key, const Object& otherwise = {}) const;
    Object setdefault(const Object& key, const Object& value = {}) const;
    Object pop(const Object& key) const;
    Object pop(const Object& key, const Object& otherwise) const;
    void erase(const Object& key) const { pop(key); }
    void update(const Object& other) const;  // another dict
    Object copy() const { return get_value(); }
    std::vector<Object> keys() const;
    std::vector<Object> values() const;
    std::vector<std::pair<Object, Object>> items() const;
};

// auto l = mp::dummy::list({1, "two"});  l.append(3.0);  l.reverse();  std::cout << l;       [3.0, 'two', 1]
class list : public detail::Container {
public:
    explicit list(std::vector<Object> items = {}) : Container(Object::list(std::move(items))) {}

    detail::Item operator[](std::int64_t index) const { return {shared_, index}; }  // IndexError
    void append(const Object& item) const;
    void extend(const Object& items) const;  // a list or another sequence
    void insert(std::int64_t index, const Object& item) const;
    Object pop(std::int64_t index = -1) const;
    void erase(std::int64_t index) const { pop(index); }
    void remove(const Object& item) const;  // ValueError when it is not there
    void reverse() const;
    std::int64_t index(const Object& item) const;  // ValueError
    std::int64_t count(const Object& item) const;
    std::vector<Object> items() const;  // what is in it now
};

// Attributes by name: ns["x"] = 10. A missing one: AttributeError.
class Namespace {
public:
    explicit Namespace(std::vector<std::pair<std::string, Object>> attributes = {});
    detail::Item operator[](std::string_view name) const { return {shared_, Object(name), true}; }
    void erase(std::string_view name) const;
    std::string repr() const;  // Namespace(x=10, y=1): sorted, without names that begin with _
    const std::shared_ptr<detail::Shared>& shared() const noexcept { return shared_; }

private:
    std::shared_ptr<detail::Shared> shared_;
};
std::ostream& operator<<(std::ostream& out, const Namespace& space);

}  // namespace mp::dummy

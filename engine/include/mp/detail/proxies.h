// SPDX-License-Identifier: MIT
#pragma once
// Proxies: names for objects that live in a manager's process. Included by mp/managers.h, which tells about them.

#include <cstdint>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/connection.h"
#include "mp/detail/lockable.h"
#include "mp/object.h"

namespace mp::managers {

// Where an object is: its type's name, the manager's address, the object's name there.
struct Token {
    std::string type_id;
    connection::Address address;
    std::string id;
};

using Keywords = std::vector<std::pair<std::string, Object>>;

namespace detail {
struct ProxyReference;
struct ProxyAccess;

struct CallWords {
    std::vector<Object> positional;
    Keywords keywords;
};
template <class... A>
CallWords call_words(const A&... arguments) {
    CallWords out;
    out.positional.reserve(sizeof...(A));
    [[maybe_unused]] const auto take = [&out]<class T>(const T& one) {
        if constexpr (std::is_same_v<T, Keywords>) {
            out.keywords.insert(out.keywords.end(), one.begin(), one.end());
        } else {
            out.positional.emplace_back(one);
        }
    };
    (take(arguments), ...);
    return out;
}
}  // namespace detail

class StepIterator;

// A name for one object of a manager. Copies are the same name; the object goes with the last name for it in any
// process. A call is sent over a connection that belongs to the calling thread, so an RLock knows threads apart.
//
// What the method throws is thrown here, with its own type where C++ knows it, else as RemoteError with its name;
// what went wrong around it (no such method, a result that cannot travel) is a RemoteError whose what() ends in the
// server's traceback. When the server is gone, also in the middle of a call: ManagerLost. A server that was started
// again is found by the next call; a call that the old one may have begun is not repeated.
class BaseProxy {
public:
    using ManagerProxy = void;  // marks it, and what derives from it

    BaseProxy() = default;  // names nothing: its calls throw ValueError
    explicit operator bool() const noexcept { return reference_ != nullptr; }

    // Calls a method: proxy.call<int>("add", 4, 3), proxy.call("put", item), proxy.call<BaseProxy>("make"). Keyword
    // arguments are Keywords: proxy.call("sort", Keywords{{"reverse", true}}).
    template <class R = Object, class... A>
    R call(std::string_view method, const A&... arguments) const {
        auto words = detail::call_words(arguments...);
        Object result = call_method(method, std::move(words.positional), std::move(words.keywords));
        if constexpr (std::is_same_v<R, Object>) {
            return result;
        } else if constexpr (!std::is_void_v<R>) {
            return result.as<R>();
        }
    }
    // The same with keyword arguments: Python's _callmethod(name, args, kwds).
    Object call_method(std::string_view method, std::vector<Object> arguments = {}, Keywords keywords = {}) const;
    // A copy of the object: Python's _getvalue(). RemoteError for what cannot be copied.
    Object get_value() const;
    // What the object is printed as there; "<DictProxy object, …; '__str__()' failed>" when nobody can be asked.
    std::string str() const;
    // "<DictProxy object, typeid 'dict' at 0x…>": of the proxy itself, nobody is asked.
    std::string repr() const;
    const Token& token() const;
    // The methods that the server lets be called, as far as they are known here.
    std::vector<std::string> exposed() const;
    // Of an object that can be gone through, each step a call: for (const Object& one : m.create("squares")) …
    // Throws TypeError.
    StepIterator begin() const;
    std::default_sentinel_t end() const noexcept { return {}; }

    // The same proxy, as Python compares them. (Their values: a.get_value() == b.get_value().)
    friend bool operator==(const BaseProxy& a, const BaseProxy& b) noexcept { return a.reference_ == b.reference_; }

private:
    friend struct detail::ProxyAccess;
    std::shared_ptr<detail::ProxyReference> reference_;
};
std::ostream& operator<<(std::ostream& out, const BaseProxy& proxy);  // str(), as print() does

// d[key], l[index], ns["name"], v.value(): read by conversion or as<T>(), written by assignment. Where a proxy is
// stored, l[0]["x"] = 1 reaches its object; where a plain dict is, l[0]["x"] is a copy's, and cannot be written.
class ItemReference : public mp::detail::ItemOperators<ItemReference> {
public:
    enum class Of : std::uint8_t { item, attribute, value };
    ItemReference(const BaseProxy& object, Of what, Object key) : object_(object), what_(what), key_(std::move(key)) {}
    ItemReference(const ItemReference&) = default;

    Object get() const;
    void set(const Object& value) const;
    const ItemReference& operator=(const Object& value) const {
        set(value);
        return *this;
    }
    ItemReference& operator=(const ItemReference& other) {
        set(other.get());
        return *this;
    }
    template <class Key>
    ItemReference operator[](const Key& key) const {
        return inside(Object(key));
    }

private:
    ItemReference inside(const Object& key) const;

    BaseProxy object_;  // nothing: a part of a copy
    Of what_;
    Object key_;  // then the part itself
};
std::ostream& operator<<(std::ostream& out, const ItemReference& item);

// Calls __next__ until there is no more.
class StepIterator {
public:
    using value_type = Object;
    using difference_type = std::ptrdiff_t;
    StepIterator() = default;
    explicit StepIterator(const BaseProxy& source);
    const Object& operator*() const { return *current_; }
    const Object* operator->() const { return &*current_; }
    StepIterator& operator++();
    void operator++(int) { ++*this; }
    friend bool operator==(const StepIterator& a, std::default_sentinel_t) { return !a.current_; }

private:
    std::shared_ptr<const BaseProxy> source_;
    std::optional<Object> current_;
};

// What the server iterates over: each step is a call. for (Object key : d.iter()) …
class IteratorProxy : public BaseProxy {
public:
    using iterator = StepIterator;
    Object next() const { return call("__next__"); }  // throws StopIteration at the end
    Object send(const Object& value) const { return call("send", value); }
    void close() const { call("close"); }
    StepIterator begin() const { return StepIterator(*this); }
};

// A Lock, RLock, Semaphore or BoundedSemaphore of the manager. What a client holds is released when it dies.
class AcquirerProxy : public BaseProxy, public mp::detail::StandardLockable<AcquirerProxy> {
public:
    // Throws ValueError for a time limit without blocking, as Python does.
    bool acquire(bool blocking = true, mp::detail::Timeout timeout = {}) const;
    void release() const { call("release"); }  // RuntimeError "release unlocked lock"
    // The last acquire() of this thread got a lock whose holder had died. Servers of CPython do not tell: false.
    bool owner_died() const;
};

class ConditionProxy : public AcquirerProxy {
public:
    bool wait(mp::detail::Timeout timeout = {}) const;
    template <class Predicate>
    auto wait_for(Predicate predicate, mp::detail::Timeout timeout = {}) const {
        return mp::detail::wait_for_predicate(*this, predicate, timeout);
    }
    void notify(std::int64_t n = 1) const { call("notify", n); }
    void notify_all() const { call("notify_all"); }
};

class EventProxy : public BaseProxy {
public:
    bool is_set() const { return call<bool>("is_set"); }
    void set() const { call("set"); }
    void clear() const { call("clear"); }
    bool wait(mp::detail::Timeout timeout = {}) const;
};

class BarrierProxy : public BaseProxy {
public:
    std::int64_t wait(mp::detail::Timeout timeout = {}) const;  // throws BrokenBarrierError
    void abort() const { call("abort"); }
    void reset() const { call("reset"); }
    std::int64_t parties() const { return call<std::int64_t>("__getattribute__", "parties"); }
    std::int64_t n_waiting() const { return call<std::int64_t>("__getattribute__", "n_waiting"); }
    bool broken() const { return call<bool>("__getattribute__", "broken"); }
};

class QueueProxy : public BaseProxy {
public:
    // A negative time limit is none at all here as everywhere in mp: Full or Empty at once, where Python's server
    // raises ValueError.
    void put(const Object& item, mp::detail::Timeout timeout = {}) const { put(item, true, timeout); }
    void put(const Object& item, bool block, mp::detail::Timeout timeout = {}) const;  // throws Full, ShutDown
    void put_nowait(const Object& item) const { call("put_nowait", item); }
    template <class T = Object>
    T get(mp::detail::Timeout timeout = {}) const {
        return take(true, timeout).template as<T>();
    }
    template <class T = Object>
    T get(bool block, mp::detail::Timeout timeout = {}) const {
        return take(block, timeout).template as<T>();
    }
    template <class T = Object>
    T get_nowait() const {
        return call<T>("get_nowait");
    }
    std::int64_t qsize() const { return call<std::int64_t>("qsize"); }
    bool empty() const { return call<bool>("empty"); }
    bool full() const { return call<bool>("full"); }
    void task_done() const { call("task_done"); }  // ValueError "task_done() called too many times"
    void join() const { call("join"); }
    void shutdown(bool immediate = false) const { call("shutdown", immediate); }  // ours, and Python's from 3.13 on

private:
    Object take(bool block, mp::detail::Timeout timeout) const;
};

class ListProxy : public BaseProxy {
public:
    std::size_t size() const { return call<std::size_t>("__len__"); }
    ItemReference operator[](std::int64_t index) const { return {*this, ItemReference::Of::item, index}; }
    Object slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop = {},
                 std::optional<std::int64_t> step = {}) const;
    void append(const Object& item) const { call("append", item); }
    void extend(const Object& items) const { call("extend", items); }
    void insert(std::int64_t index, const Object& item) const { call("insert", index, item); }
    Object pop(std::int64_t index = -1) const { return call("pop", index); }
    void remove(const Object& item) const { call("remove", item); }
    void erase(std::int64_t index) const { call("__delitem__", index); }
    void reverse() const { call("reverse"); }
    void sort(bool reverse = false) const { call_method("sort", {}, {{"reverse", reverse}}); }
    std::int64_t count(const Object& item) const { return call<std::int64_t>("count", item); }
    std::int64_t index(const Object& item) const { return call<std::int64_t>("index", item); }
    bool contains(const Object& item) const { return call<bool>("__contains__", item); }
    const ListProxy& operator+=(const Object& items) const {
        extend(items);
        return *this;
    }
    const ListProxy& operator*=(std::int64_t times) const {
        call("__imul__", times);
        return *this;
    }
    Object operator+(const Object& items) const { return call("__add__", items); }
    Object operator*(std::int64_t times) const { return call("__mul__", times); }

    // By index until there is none, as Python goes through it.
    class iterator {
    public:
        using value_type = Object;
        using difference_type = std::ptrdiff_t;
        iterator() = default;
        explicit iterator(const ListProxy& list) : list_(std::make_shared<ListProxy>(list)) { fetch(); }
        const Object& operator*() const { return *current_; }
        iterator& operator++() {
            ++index_;
            fetch();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& a, std::default_sentinel_t) { return !a.current_; }

    private:
        void fetch();
        std::shared_ptr<const ListProxy> list_;
        std::int64_t index_ = 0;
        std::optional<Object> current_;
    };
    iterator begin() const { return iterator(*this); }
};

class DictProxy : public BaseProxy {
public:
    std::size_t size() const { return call<std::size_t>("__len__"); }
    ItemReference operator[](const Object& key) const { return {*this, ItemReference::Of::item, key}; }  // KeyError
    Object get(const Object& key, const Object& otherwise = {}) const { return call("get", key, otherwise); }
    bool contains(const Object& key) const { return call<bool>("__contains__", key); }
    void erase(const Object& key) const { call("__delitem__", key); }
    Object pop(const Object& key) const { return call("pop", key); }
    Object pop(const Object& key, const Object& otherwise) const { return call("pop", key, otherwise); }
    std::pair<Object, Object> popitem() const { return call<std::pair<Object, Object>>("popitem"); }
    Object setdefault(const Object& key, const Object& value = {}) const { return call("setdefault", key, value); }
    void update(const Object& other) const { call("update", other); }
    void clear() const { call("clear"); }
    Object copy() const { return call("copy"); }  // a plain dict
    std::vector<Object> keys() const { return call<std::vector<Object>>("keys"); }
    std::vector<Object> values() const { return call<std::vector<Object>>("values"); }
    std::vector<std::pair<Object, Object>> items() const {
        return call<std::vector<std::pair<Object, Object>>>("items");
    }
    IteratorProxy iter() const { return call<IteratorProxy>("__iter__"); }
    StepIterator begin() const { return iter().begin(); }
};

// Attributes by name: ns["x"] = 10. A missing one: AttributeError.
class NamespaceProxy : public BaseProxy {
public:
    ItemReference operator[](std::string_view name) const { return {*this, ItemReference::Of::attribute, name}; }
    void erase(std::string_view name) const { call("__delattr__", name); }
};

class ValueProxy : public BaseProxy {
public:
    ItemReference value() const { return {*this, ItemReference::Of::value, {}}; }
    template <class T = Object>
    T get() const {
        return call<T>("get");
    }
    void set(const Object& value) const { call("set", value); }
    void value(const Object& to) const { set(to); }
};

class ArrayProxy : public BaseProxy {
public:
    std::size_t size() const { return call<std::size_t>("__len__"); }
    ItemReference operator[](std::int64_t index) const { return {*this, ItemReference::Of::item, index}; }
    // array('i', [1, 2]) as an Object, whose elements() are the numbers.
    Object slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop = {}) const;
};

}  // namespace mp::managers

namespace mp::detail {

template <class T>
concept ManagerProxyType = requires {
    typename T::ManagerProxy;
};

Object proxy_to_object(const managers::BaseProxy& proxy);
// Throws TypeError for what is no proxy.
void proxy_from_object(managers::BaseProxy& out, const Object& object);
void encode_proxy(Writer& writer, const managers::BaseProxy& proxy);
void decode_proxy(managers::BaseProxy& out, Reader& reader);

template <ManagerProxyType T>
struct ObjectForm<T> {
    static Object make(const T& proxy) { return proxy_to_object(proxy); }
    static T take(const Object& object) {
        T out;
        proxy_from_object(out, object);
        return out;
    }
};

// To a process being started with the key; elsewhere the receiver's own key has to be the manager's.
template <ManagerProxyType T>
struct Codec<T> {
    static void encode(Writer& writer, const T& proxy) { encode_proxy(writer, proxy); }
    static T decode(Reader& reader) {
        T out;
        decode_proxy(out, reader);
        return out;
    }
};

}  // namespace mp::detail

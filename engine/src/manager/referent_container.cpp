// SPDX-License-Identifier: MIT
// list, Namespace, Value, and plain values: with Python's methods.
#include <algorithm>
#include <cstring>
#include <map>

#include "manager/order.h"
#include "manager/referent.h"
#include "manager/slices.h"
#include "serial/repr.h"

namespace mp::manager {

using Kind = Object::Kind;

namespace {

using Names = std::vector<std::string>;

std::int64_t number_of(const Object& object, std::string_view of) {
    const auto number = detail::take_integer(object);
    if (!number)
        raise("TypeError", {std::string(of) + " indices must be integers or slices, not " + object.type_name()});
    return *number;
}

class List : public Referent {
public:
    explicit List(Object list) : list_(std::move(list)) {}
    const Names& exposed() const override {
        static const Names names{"__add__", "__contains__", "__delitem__", "__getitem__", "__len__",
                                 "__mul__", "__reversed__", "__rmul__",    "__setitem__", "append",
                                 "count",   "extend",       "index",       "insert",      "pop",
                                 "remove",  "reverse",      "sort",        "__imul__"};
        return names;
    }
    Object value() override { return list_; }
    std::string repr() override { return text_of(list_); }
    std::string beginning() override { return serial::repr_beginning(list_, shown_bytes); }

    void call(const RequestPtr& request) override {
        using Method = Object (List::*)(Request&);
        static const std::map<std::string_view, Method> methods{
            {"__add__", &List::add},     {"__contains__", &List::contains}, {"__delitem__", &List::erase},
            {"__getitem__", &List::get}, {"__len__", &List::len},           {"__mul__", &List::mul},
            {"__rmul__", &List::mul},    {"__imul__", &List::imul},         {"__reversed__", &List::reversed},
            {"__setitem__", &List::set}, {"append", &List::append},         {"count", &List::count},
            {"extend", &List::extend},   {"index", &List::index},           {"insert", &List::insert},
            {"pop", &List::pop},         {"remove", &List::remove},         {"reverse", &List::reverse},
            {"sort", &List::sort}};
        request->give((this->*methods.at(request->method))(*request));
    }

private:
    std::int64_t length() const { return static_cast<std::int64_t>(list_.size()); }
    std::int64_t place(const Object& index, const char* error) const {
        std::int64_t at = number_of(index, "list");
        if (at < 0) at += length();
        if (at < 0 || at >= length()) raise("IndexError", {error});
        return at;
    }
    void replace(std::vector<Object> items) {
        list_.clear();
        for (const Object& item : items) list_.append(item);
    }

    Object add(Request& r) {
        const Object other = r.need(0, "value");
        if (other.kind() != Kind::list)
            raise("TypeError", {"can only concatenate list (not \"" + other.type_name() + "\") to list"});
        auto items = list_.elements();
        for (const Object& item : other.items()) items.push_back(item);
        return Object::list(std::move(items));
    }
    Object contains(Request& r) { return list_.contains(r.need(0, "key")); }
    Object erase(Request& r) {
        const Object key = r.need(0, "key");
        if (!is_slice(key)) {
            list_.pop(place(key, "list assignment index out of range"));
            return {};
        }
        const Places places = places_of(key, length());
        auto items = list_.elements();
        std::vector<bool> gone(items.size());
        for (std::int64_t i = 0; i < places.count; ++i) gone[static_cast<std::size_t>(places.at(i))] = true;
        std::vector<Object> left;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (!gone[i]) left.push_back(items[i]);
        replace(std::move(left));
        return {};
    }
    Object get(Request& r) {
        const Object key = r.need(0, "key");
        if (!is_slice(key)) return list_.items()[static_cast<std::size_t>(place(key, "list index out of range"))];
        const Places places = places_of(key, length());
        std::vector<Object> out;
        for (std::int64_t i = 0; i < places.count; ++i)
            out.push_back(list_.items()[static_cast<std::size_t>(places.at(i))]);
        return Object::list(std::move(out));
    }
    Object len(Request&) { return length(); }
    Object mul(Request& r) {
        const std::int64_t times = number_of(r.need(0, "value"), "list");
        std::vector<Object> out;
        if (times > 0 && length() > most_made_items / times) raise("MemoryError");
        if (length() == 0) return Object::list(std::move(out));  // however many times
        for (std::int64_t i = 0; i < times; ++i)
            for (const Object& item : list_.items()) out.push_back(item);
        return Object::list(std::move(out));
    }
    Object imul(Request& r) {
        replace(mul(r).elements());
        return list_;
    }
    Object reversed(Request&) { return Object::instance("builtins", "reversed", {list_}, length() - 1); }
    Object set(Request& r) {
        const Object key = r.need(0, "key");
        const Object value = r.need(1, "value");
        if (!is_slice(key)) {
            list_.set_item(place(key, "list assignment index out of range"), value);
            return {};
        }
        const Places places = places_of(key, length());
        const auto fresh = items_of(value);
        auto items = list_.elements();
        if (places.step == 1) {
            const auto first = items.begin() + places.start;
            items.erase(first, first + places.count);
            items.insert(items.begin() + places.start, fresh.begin(), fresh.end());
        } else {
            if (static_cast<std::int64_t>(fresh.size()) != places.count)
                raise("ValueError", {"attempt to assign sequence of size " + std::to_string(fresh.size()) +
                                     " to extended slice of size " + std::to_string(places.count)});
            for (std::int64_t i = 0; i < places.count; ++i)
                items[static_cast<std::size_t>(places.at(i))] = fresh[static_cast<std::size_t>(i)];
        }
        replace(std::move(items));
        return {};
    }
    Object append(Request& r) {
        list_.append(r.need(0, "object"));
        return {};
    }
    Object count(Request& r) {
        const Object wanted = r.need(0, "value");
        return std::count(list_.items().begin(), list_.items().end(), wanted);
    }
    Object extend(Request& r) {
        for (const Object& item : items_of(r.need(0, "iterable"))) list_.append(item);
        return {};
    }
    Object index(Request& r) {
        const Object wanted = r.need(0, "value");
        const auto bound = [&](std::size_t i, std::int64_t otherwise) {
            const Object* given = r.find(i, "");
            std::int64_t at = given == nullptr ? otherwise : number_of(*given, "list");
            return std::clamp(at < 0 ? at + length() : at, std::int64_t{0}, length());
        };
        const std::int64_t stop = bound(2, length());
        for (std::int64_t i = bound(1, 0); i < stop; ++i)
            if (list_.items()[static_cast<std::size_t>(i)] == wanted) return i;
        raise("ValueError", {text_of(wanted) + " is not in list"});
    }
    Object insert(Request& r) {
        std::int64_t at = number_of(r.need(0, "index"), "list");
        at = std::clamp(at < 0 ? at + length() : at, std::int64_t{0}, length());
        list_.insert(at, r.need(1, "object"));
        return {};
    }
    Object pop(Request& r) {
        if (length() == 0) raise("IndexError", {"pop from empty list"});
        const Object* at = r.find(0, "");
        return list_.pop(place(at == nullptr ? Object(-1) : *at, "pop index out of range"));
    }
    Object remove(Request& r) {
        const Object wanted = r.need(0, "value");
        for (std::int64_t i = 0; i < length(); ++i) {
            if (!(list_.items()[static_cast<std::size_t>(i)] == wanted)) continue;
            list_.pop(i);
            return {};
        }
        raise("ValueError", {"list.remove(x): x not in list"});
    }
    Object reverse(Request&) {
        auto items = list_.elements();
        std::reverse(items.begin(), items.end());
        replace(std::move(items));
        return {};
    }
    Object sort(Request& r) {
        if (!r.args.empty()) raise("TypeError", {"sort() takes no positional arguments"});
        const Object* key = r.find(0, "key");
        if (key != nullptr && !key->is_none()) raise("TypeError", {"a key function cannot run in this manager"});
        const Object* reverse = r.find(1, "reverse");
        auto items = list_.elements();
        const bool down = reverse != nullptr && reverse->truthy();
        std::stable_sort(items.begin(), items.end(),
                         [down](const Object& a, const Object& b) { return down ? less(b, a) : less(a, b); });
        replace(std::move(items));
        return {};
    }

    Object list_;
};

class Namespace final : public Referent {
public:
    explicit Namespace(const Keywords& attributes) {
        for (const auto& [name, value] : attributes) attributes_.set_item(name, value);
    }
    explicit Namespace(Object attributes) : attributes_(std::move(attributes)) {}
    const Names& exposed() const override {
        static const Names names{"__getattribute__", "__setattr__", "__delattr__"};
        return names;
    }
    Object value() override {
        Object out = Object::instance("multiprocessing.managers", "Namespace", {}, attributes_);
        return out;
    }
    std::string repr() override {
        return shown(most_text, [](const Object& value, std::size_t left) { return mp::repr(value, left); });
    }
    std::string beginning() override {
        return shown(shown_bytes, [](const Object& value, std::size_t left) {
            return left == 0 ? "..." : serial::repr_beginning(value, left);
        });
    }
    void call(const RequestPtr& request) override {
        const auto name = request->need(0, "name").as<std::string>();
        const bool there = attributes_.contains(name);
        if (request->method == "__setattr__") {
            attributes_.set_item(name, request->need(1, "value"));
            request->give({});
        } else if (request->method == "__getattribute__" && name == "__dict__") {
            request->give(attributes_);
        } else if (!there) {
            raise("AttributeError", {"'Namespace' object has no attribute '" + name + "'"});
        } else if (request->method == "__delattr__") {
            attributes_.pop(name);
            request->give({});
        } else {
            request->give(attributes_[name]);
        }
    }

private:
    // All of them together in so many bytes.
    std::string shown(std::size_t limit, const std::function<std::string(const Object&, std::size_t)>& text) const {
        std::vector<std::string> parts;
        for (const auto& [name, value] : attributes_.entries()) {
            if (name.text().starts_with('_')) continue;
            parts.push_back(std::string(name.text()) + "=" + text(value, limit));
            limit -= std::min(limit, parts.back().size());
        }
        std::sort(parts.begin(), parts.end());
        std::string out;
        for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
        return "Namespace(" + out + ")";
    }

    Object attributes_ = Object::dict();
};

class Value final : public Referent {
public:
    Value(Object code, Object value) : code_(std::move(code)), value_(std::move(value)) {}
    const Names& exposed() const override {
        static const Names names{"get", "set"};
        return names;
    }
    Object value() override {
        return Object::instance("multiprocessing.managers", "Value", {},
                                Object::dict({{"_typecode", code_}, {"_value", value_}}));
    }
    std::string repr() override { return "Value(" + text_of(code_) + ", " + text_of(value_) + ")"; }
    std::string beginning() override {
        return "Value(" + serial::repr_beginning(code_, shown_bytes) + ", " +
               serial::repr_beginning(value_, shown_bytes) + ")";
    }
    void call(const RequestPtr& request) override {
        if (request->method == "set") {
            value_ = request->need(0, "value");
            request->give({});
        } else {
            request->give(value_);
        }
    }

private:
    Object code_;
    Object value_;
};

// A value that only is: #GETVALUE, and its text.
class Plain final : public Referent {
public:
    explicit Plain(Object value) : value_(std::move(value)) {}
    const Names& exposed() const override {
        static const Names names;
        return names;
    }
    Object value() override { return value_; }
    std::string repr() override { return text_of(value_); }
    std::string str() override { return value_.kind() == Kind::str ? mp::str(value_) : text_of(value_); }
    std::string beginning() override {
        return value_.kind() == Kind::str ? std::string(value_.text().substr(0, shown_bytes))
                                          : serial::repr_beginning(value_, shown_bytes);
    }
    void call(const RequestPtr&) override {}

private:
    Object value_;
};

}  // namespace

std::vector<Object> items_of(const Object& object) {
    if (object.kind() == Kind::str) {
        std::vector<Object> out;
        for (std::size_t i = 0; i < object.size(); ++i) out.push_back(object[static_cast<std::int64_t>(i)]);
        return out;
    }
    if (object.kind() == Kind::bytes || object.kind() == Kind::bytearray) {
        std::vector<Object> out;
        for (const char byte : object.text()) out.emplace_back(static_cast<unsigned char>(byte));
        return out;
    }
    if (object.kind() == Kind::instance && object.type_name() == "range") {
        const auto args = object.args().as<std::vector<std::int64_t>>();
        if (args.size() == 3 && args[2] != 0) return items_of_range(args[0], args[1], args[2]);
    }
    if (object.kind() == Kind::none || object.kind() == Kind::integer || object.kind() == Kind::floating ||
        object.kind() == Kind::boolean)
        raise("TypeError", {"'" + object.type_name() + "' object is not iterable"});
    return object.elements();
}

std::shared_ptr<Referent> make_value(Object value) {
    if (value.kind() == Kind::list) return std::make_shared<List>(std::move(value));
    if (value.kind() == Kind::dict) return make_dict(std::move(value));
    return std::make_shared<Plain>(std::move(value));
}

std::shared_ptr<Referent> make_namespace(Object attributes) {
    return std::make_shared<Namespace>(std::move(attributes));
}

std::shared_ptr<Referent> make_container(const std::string& type_id, const Request& with) {
    if (type_id == "list") {
        with.at_most(1);
        Object list = Object::list(with.args.empty() ? std::vector<Object>() : items_of(with.args.front()));
        return std::make_shared<List>(std::move(list));
    }
    if (type_id == "dict") return make_dict(with);
    if (type_id == "Namespace") return std::make_shared<Namespace>(with.keywords);
    if (type_id == "Value") return std::make_shared<Value>(with.need(0, "typecode"), with.need(1, "value"));
    if (type_id == "Array") return make_array(with);
    return nullptr;
}

}  // namespace mp::manager

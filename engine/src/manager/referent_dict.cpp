// SPDX-License-Identifier: MIT
// dict: Python's, with its methods and its live iterators.
#include <map>

#include "manager/referent.h"
#include "serial/repr.h"

namespace mp::manager {

using Kind = Object::Kind;

namespace {

using Names = std::vector<std::string>;

class Dict final : public Referent {
public:
    explicit Dict(Object dict) : dict_(std::move(dict)) {}
    const Names& exposed() const override {
        static const Names names{"__contains__", "__delitem__", "__getitem__", "__iter__", "__len__", "__setitem__",
                                 "clear",        "copy",        "get",         "items",    "keys",    "pop",
                                 "popitem",      "setdefault",  "update",      "values"};
        return names;
    }
    Object value() override { return dict_; }
    std::string repr() override { return text_of(dict_); }
    std::string beginning() override { return serial::repr_beginning(dict_, shown_bytes); }

    void call(const RequestPtr& request) override {
        if (request->method == "__iter__") {
            request->give_proxy("Iterator", make_iterator(steps(), "dict_keyiterator"));
            return;
        }
        using Method = Object (Dict::*)(Request&);
        static const std::map<std::string_view, Method> methods{{"__contains__", &Dict::contains},
                                                                {"__delitem__", &Dict::erase},
                                                                {"__getitem__", &Dict::item},
                                                                {"__len__", &Dict::len},
                                                                {"__setitem__", &Dict::set},
                                                                {"clear", &Dict::clear},
                                                                {"copy", &Dict::copy},
                                                                {"get", &Dict::get},
                                                                {"items", &Dict::items},
                                                                {"keys", &Dict::keys},
                                                                {"pop", &Dict::pop},
                                                                {"popitem", &Dict::popitem},
                                                                {"setdefault", &Dict::setdefault},
                                                                {"update", &Dict::update_with},
                                                                {"values", &Dict::values}};
        request->give((this->*methods.at(request->method))(*request));
    }

private:
    std::function<std::optional<Object>()> steps() {
        auto self = std::static_pointer_cast<Dict>(shared_from_this());
        return [self, keys = dict_.elements(), at = std::size_t{0}]() mutable -> std::optional<Object> {
            if (self->dict_.size() != keys.size()) raise("RuntimeError", {"dictionary changed size during iteration"});
            if (at == keys.size()) return std::nullopt;
            return keys[at++];
        };
    }
    Object contains(Request& r) { return dict_.contains(r.need(0, "key")); }
    Object erase(Request& r) {
        take(r.need(0, "key"));
        return {};
    }
    Object take(const Object& key) {
        if (!dict_.contains(key)) raise("KeyError", {key});
        return dict_.pop(key);
    }
    Object item(Request& r) {
        const Object key = r.need(0, "key");
        if (!dict_.contains(key)) raise("KeyError", {key});
        return dict_[key];
    }
    Object len(Request&) { return dict_.size(); }
    Object set(Request& r) {
        dict_.set_item(r.need(0, "key"), r.need(1, "value"));
        return {};
    }
    Object clear(Request&) {
        dict_.clear();
        return {};
    }
    Object copy(Request&) { return dict_; }
    Object get(Request& r) {
        const Object key = r.need(0, "key");
        if (dict_.contains(key)) return dict_[key];
        const Object* otherwise = r.find(1, "default");
        return otherwise == nullptr ? Object() : *otherwise;
    }
    Object keys(Request&) { return Object::list(dict_.elements()); }
    Object values(Request&) {
        std::vector<Object> out;
        for (const auto& [key, value] : dict_.entries()) out.push_back(value);
        return Object::list(std::move(out));
    }
    Object items(Request&) {
        std::vector<Object> out;
        for (const auto& [key, value] : dict_.entries()) out.push_back(Object::tuple({key, value}));
        return Object::list(std::move(out));
    }
    Object pop(Request& r) {
        const Object key = r.need(0, "key");
        const Object* otherwise = r.find(1, "default");
        if (otherwise != nullptr && !dict_.contains(key)) return *otherwise;
        return take(key);
    }
    Object popitem(Request&) {
        const auto keys = dict_.elements();
        if (keys.empty()) raise("KeyError", {"popitem(): dictionary is empty"});
        Object value = dict_.pop(keys.back());
        return Object::tuple({keys.back(), std::move(value)});
    }
    Object setdefault(Request& r) {
        const Object key = r.need(0, "key");
        if (!dict_.contains(key)) {
            const Object* value = r.find(1, "default");
            dict_.set_item(key, value == nullptr ? Object() : *value);
        }
        return dict_[key];
    }

    Object update_with(Request& r) { return update(r); }

public:
    Object update(const Request& r) {
        if (!r.args.empty()) {
            const Object& other = r.args.front();
            if (other.kind() == Kind::dict) {
                for (const auto& [key, value] : other.entries()) dict_.set_item(key, value);
            } else {
                for (const Object& pair : items_of(other)) {
                    const auto two = items_of(pair);
                    if (two.size() != 2)
                        raise("ValueError", {"dictionary update sequence element has length " +
                                             std::to_string(two.size()) + "; 2 is required"});
                    dict_.set_item(two[0], two[1]);
                }
            }
        }
        for (const auto& [key, value] : r.keywords) dict_.set_item(key, value);
        return {};
    }

private:
    Object dict_;
};

}  // namespace

std::shared_ptr<Referent> make_dict(Object dict) {
    return std::make_shared<Dict>(std::move(dict));
}

std::shared_ptr<Referent> make_dict(const Request& with) {
    auto out = std::make_shared<Dict>(Object::dict());
    out->update(with);
    return out;
}

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <ostream>
#include <sstream>

#include "manager/reference.h"
#include "mp/managers.h"
#include "os/forks.h"

namespace mp::managers {

using manager::Link;

namespace detail {

std::string proxy_class_of(const std::string& type_id) {
    static constexpr std::pair<std::string_view, std::string_view> classes[] = {{"Event", "EventProxy"},
                                                                                {"Lock", "AcquirerProxy"},
                                                                                {"RLock", "AcquirerProxy"},
                                                                                {"Semaphore", "AcquirerProxy"},
                                                                                {"BoundedSemaphore", "AcquirerProxy"},
                                                                                {"Condition", "ConditionProxy"},
                                                                                {"Barrier", "BarrierProxy"},
                                                                                {"Pool", "PoolProxy"},
                                                                                {"list", "ListProxy"},
                                                                                {"dict", "DictProxy"},
                                                                                {"set", "SetProxy"},
                                                                                {"Value", "ValueProxy"},
                                                                                {"Array", "ArrayProxy"},
                                                                                {"Namespace", "NamespaceProxy"},
                                                                                {"Iterator", "IteratorProxy"}};
    for (const auto& [type, name] : classes)
        if (type == type_id) return std::string(name);
    return "AutoProxy";
}

ProxyReference::ProxyReference(std::shared_ptr<Link> to, serial::ProxyForm what, bool counted)
    : link(std::move(to)), form(std::move(what)), owner(os::forks()) {
    token = {form.type, manager::address_from(form.address), form.id};
    if (!counted) link->control("incref", {form.id});
}

ProxyReference::~ProxyReference() {
    if (owner.load(std::memory_order_relaxed) != os::forks()) return;
    try {
        link->control("decref", {form.id});
    } catch (const std::exception&) {
        // The manager is gone, and the object with it: there is nothing left to give back.
    }
}

void ProxyReference::own() {
    if (owner.load(std::memory_order_acquire) == os::forks()) return;
    const std::lock_guard guard(mutex);
    if (owner.load(std::memory_order_acquire) == os::forks()) return;
    link->control("incref", {form.id});
    owner.store(os::forks(), std::memory_order_release);
}

namespace {

ProxyReference& need(const BaseProxy& proxy) {
    const auto& reference = ProxyAccess::reference(proxy);
    if (!reference) throw ValueError("this proxy names no object: it was not got from a manager");
    return *reference;
}

}  // namespace

std::vector<std::string> methods_of_proxy(const BaseProxy& proxy) {
    ProxyReference& reference = need(proxy);
    if (!reference.form.exposed.empty()) return reference.form.exposed;
    reference.own();
    return reference.link->control("get_methods", {serial::token_object("", {}, reference.form.id)})
        .as<std::vector<std::string>>();
}

}  // namespace detail

Object BaseProxy::call_method(std::string_view method, std::vector<Object> arguments, Keywords keywords) const {
    auto& reference = detail::need(*this);
    reference.own();
    return reference.link->call(reference.form.id, method, arguments, keywords);
}

Object BaseProxy::get_value() const {
    return call_method("#GETVALUE");
}

std::string BaseProxy::repr() const {
    if (!reference_) return "<BaseProxy object of nothing>";
    std::ostringstream out;
    out << '<' << serial::proxy_class(reference_->form) << " object, typeid '" << reference_->form.type << "' at "
        << static_cast<const void*>(reference_.get()) << '>';
    return out.str();
}

std::string BaseProxy::str() const {
    try {
        return mp::str(call_method("__repr__"));
    } catch (const std::exception&) {
        std::string out = repr();
        out.pop_back();
        return out + "; '__str__()' failed>";
    }
}

const Token& BaseProxy::token() const {
    return detail::need(*this).token;
}

std::vector<std::string> BaseProxy::exposed() const {
    return detail::need(*this).form.exposed;
}

std::ostream& operator<<(std::ostream& out, const BaseProxy& proxy) {
    return out << proxy.str();
}

namespace {

// Of a proxy inside an Object, which may be a stranger's.
std::string proxy_text(const Object& proxy) {
    try {
        return proxy.as<BaseProxy>().str();
    } catch (const std::exception&) {  // its manager is not to be reached
        std::string out = mp::repr(proxy);
        out.pop_back();
        return out + "; '__str__()' failed>";
    }
}

[[maybe_unused]] const bool shown = (serial::show_proxies_with(&proxy_text), true);

}  // namespace

// ---- items
Object ItemReference::get() const {
    if (!object_) return key_;
    switch (what_) {
        case Of::attribute:
            return object_.call("__getattribute__", key_);
        case Of::value:
            return object_.call("get");
        default:
            return object_.call("__getitem__", key_);
    }
}

void ItemReference::set(const Object& value) const {
    if (!object_) throw TypeError("a part of a copy cannot be assigned to: assign the whole item");
    switch (what_) {
        case Of::attribute:
            object_.call("__setattr__", key_, value);
            break;
        case Of::value:
            object_.call("set", value);
            break;
        default:
            object_.call("__setitem__", key_, value);
    }
}

ItemReference ItemReference::inside(const Object& key) const {
    const Object value = get();
    if (const auto form = serial::read_proxy(value)) {
        const auto inner = value.as<BaseProxy>();
        return {inner, form->func == "NamespaceProxy" ? Of::attribute : Of::item, key};
    }
    return {BaseProxy(), Of::item, value[key]};
}

std::ostream& operator<<(std::ostream& out, const ItemReference& item) {
    return out << item.get();  // a proxy inside prints what it stands for, as print(d["inner"]) does
}

// ---- iterators
StepIterator::StepIterator(const BaseProxy& source) : source_(std::make_shared<BaseProxy>(source)) {
    ++*this;
}

StepIterator& StepIterator::operator++() {
    try {
        current_ = source_->call("__next__");
    } catch (const StopIteration&) {
        current_.reset();
    }
    return *this;
}

StepIterator BaseProxy::begin() const {
    const auto& form = detail::need(*this).form;
    const auto has = [&form](std::string_view name) {
        return std::find(form.exposed.begin(), form.exposed.end(), name) != form.exposed.end();
    };
    if (form.func == "IteratorProxy" || has("__next__")) return StepIterator(*this);
    if (form.func == "DictProxy" || has("__iter__")) return StepIterator(call<BaseProxy>("__iter__"));
    throw TypeError("'" + serial::proxy_class(form) + "' object is not iterable");
}

void ListProxy::iterator::fetch() {
    try {
        current_ = list_->call("__getitem__", index_);
    } catch (const IndexError&) {
        current_.reset();
    }
}

// ---- methods with time limits
namespace {

Object seconds(mp::detail::Timeout timeout) {
    if (timeout.is_forever()) return {};
    return static_cast<double>(timeout.ns()) / 1e9;
}

Object slice_object(std::optional<std::int64_t> start, std::optional<std::int64_t> stop,
                    std::optional<std::int64_t> step) {
    return Object::instance("builtins", "slice", {start, stop, step});
}

}  // namespace

bool AcquirerProxy::acquire(bool blocking, mp::detail::Timeout timeout) const {
    if (timeout.is_forever()) return call<bool>("acquire", blocking);
    return call<bool>("acquire", blocking, seconds(timeout));
}

bool AcquirerProxy::owner_died() const {
    try {
        return call<bool>(manager::owner_died);
    } catch (const RemoteError&) {
        return false;
    }
}

bool ConditionProxy::wait(mp::detail::Timeout timeout) const {
    return call<bool>("wait", seconds(timeout));
}
bool EventProxy::wait(mp::detail::Timeout timeout) const {
    return call<bool>("wait", seconds(timeout));
}
std::int64_t BarrierProxy::wait(mp::detail::Timeout timeout) const {
    return call<std::int64_t>("wait", seconds(timeout));
}
void QueueProxy::put(const Object& item, bool block, mp::detail::Timeout timeout) const {
    call("put", item, block, seconds(timeout));
}
Object QueueProxy::take(bool block, mp::detail::Timeout timeout) const {
    return call("get", block, seconds(timeout));
}
Object ListProxy::slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop,
                        std::optional<std::int64_t> step) const {
    return call("__getitem__", slice_object(start, stop, step));
}
Object ArrayProxy::slice(std::optional<std::int64_t> start, std::optional<std::int64_t> stop) const {
    return call("__getitem__", slice_object(start, stop, {}));
}

}  // namespace mp::managers

namespace mp::detail {

using managers::detail::ProxyAccess;
using managers::detail::ProxyReference;

Object proxy_to_object(const managers::BaseProxy& proxy) {
    const auto& reference = ProxyAccess::reference(proxy);
    if (!reference) throw PicklingError("a proxy that names no object cannot be sent");
    return serial::proxy_object(reference->form, reference);
}

void proxy_from_object(managers::BaseProxy& out, const Object& object) {
    auto form = serial::read_proxy(object);
    if (!form) cannot_take(object, "proxy");
    auto reference = std::dynamic_pointer_cast<ProxyReference>(serial::held_by(object));
    if (!reference) {
        const auto address = manager::address_from(form->address);
        if (address.empty()) cannot_take(object, "proxy");
        auto link = manager::Link::to(address, connection::AuthKey(current_process().authkey()));
        reference = std::make_shared<ProxyReference>(std::move(link), std::move(*form), false);
    }
    ProxyAccess::set(out, std::move(reference));
}

void encode_proxy(Writer& writer, const managers::BaseProxy& proxy) {
    const auto& reference = ProxyAccess::reference(proxy);
    if (!reference) throw PicklingError("a proxy that names no object cannot be sent");
    encode(writer, serial::proxy_object(reference->form, nullptr));
    encode(writer, writer.parcel() != nullptr ? reference->link->key().bytes() : std::string());
    encode(writer, writer.parcel() != nullptr);
}

void decode_proxy(managers::BaseProxy& out, Reader& reader) {
    const auto object = decode<Object>(reader);
    auto key = decode<std::string>(reader);
    const bool keyed = decode<bool>(reader);
    auto form = serial::read_proxy(object);
    if (!form) reader.fail("a proxy that is none");
    const connection::AuthKey own = keyed ? connection::AuthKey(key) : connection::AuthKey(current_process().authkey());
    auto link = manager::Link::to(manager::address_from(form->address), own);
    ProxyAccess::set(out, std::make_shared<ProxyReference>(std::move(link), std::move(*form), false));
}

}  // namespace mp::detail

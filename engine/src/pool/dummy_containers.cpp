// SPDX-License-Identifier: MIT
#include "mp/detail/dummy_containers.h"

#include <algorithm>
#include <ostream>

#include "mp/exceptions.h"

namespace mp::dummy {

namespace detail {

Object Item::get() const {
    const std::lock_guard lock(owner_->mutex);
    if (attribute_ && !owner_->object.contains(key_))
        throw AttributeError("'Namespace' object has no attribute '" + std::string(key_.text()) + "'");
    return owner_->object[key_];
}

void Item::set(const Object& value) const {
    const std::lock_guard lock(owner_->mutex);
    owner_->object.set_item(key_, value);
}

std::ostream& operator<<(std::ostream& out, const Item& item) {
    return out << item.get();
}

std::size_t Container::size() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.size();
}

bool Container::contains(const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.contains(item);
}

void Container::clear() const {
    const std::lock_guard lock(shared_->mutex);
    shared_->object.clear();
}

Object Container::get_value() const {
    const std::lock_guard lock(shared_->mutex);
    const Object& all = shared_->object;
    return all.kind() == Object::Kind::dict ? Object::dict(all.entries()) : Object::list(all.elements());
}

std::string Container::str() const {
    const std::lock_guard lock(shared_->mutex);
    return mp::repr(shared_->object);
}

std::ostream& operator<<(std::ostream& out, const Container& container) {
    return out << container.str();
}

}  // namespace detail

// ---- dict

Object dict::get(const Object& key, const Object& otherwise) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.contains(key) ? shared_->object[key] : otherwise;
}

Object dict::setdefault(const Object& key, const Object& value) const {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->object.contains(key)) shared_->object.set_item(key, value);
    return shared_->object[key];
}

Object dict::pop(const Object& key) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.pop(key);
}

Object dict::pop(const Object& key, const Object& otherwise) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.contains(key) ? shared_->object.pop(key) : otherwise;
}

void dict::update(const Object& other) const {
    const auto entries = other.entries();
    const std::lock_guard lock(shared_->mutex);
    for (const auto& [key, value] : entries) shared_->object.set_item(key, value);
}

std::vector<Object> dict::keys() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.elements();
}

std::vector<Object> dict::values() const {
    std::vector<Object> out;
    for (auto& [key, value] : items()) out.push_back(std::move(value));
    return out;
}

std::vector<std::pair<Object, Object>> dict::items() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.entries();
}

// ---- list

void list::append(const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    shared_->object.append(item);
}

void list::extend(const Object& items) const {
    const auto more = items.elements();
    const std::lock_guard lock(shared_->mutex);
    for (const Object& item : more) shared_->object.append(item);
}

void list::insert(std::int64_t index, const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    shared_->object.insert(index, item);
}

Object list::pop(std::int64_t index) const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.pop(index);
}

namespace {

std::int64_t place_of(const Object& list, const Object& item, const std::string& otherwise) {
    const auto items = list.items();
    const auto found = std::ranges::find(items, item);
    if (found == items.end()) throw ValueError(otherwise);
    return found - items.begin();
}

}  // namespace

void list::remove(const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    shared_->object.pop(place_of(shared_->object, item, "list.remove(x): x not in list"));
}

void list::reverse() const {
    const std::lock_guard lock(shared_->mutex);
    auto items = shared_->object.elements();
    std::ranges::reverse(items);
    shared_->object.clear();
    for (const Object& item : items) shared_->object.append(item);
}

std::int64_t list::index(const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    return place_of(shared_->object, item, mp::repr(item) + " is not in list");
}

std::int64_t list::count(const Object& item) const {
    const std::lock_guard lock(shared_->mutex);
    return std::ranges::count(shared_->object.items(), item);
}

std::vector<Object> list::items() const {
    const std::lock_guard lock(shared_->mutex);
    return shared_->object.elements();
}

// ---- Namespace

Namespace::Namespace(std::vector<std::pair<std::string, Object>> attributes)
    : shared_(std::make_shared<detail::Shared>(Object::dict())) {
    for (auto& [name, value] : attributes) shared_->object.set_item(name, value);
}

void Namespace::erase(std::string_view name) const {
    const std::lock_guard lock(shared_->mutex);
    if (!shared_->object.contains(name))
        throw AttributeError("'Namespace' object has no attribute '" + std::string(name) + "'");
    shared_->object.pop(name);
}

std::string Namespace::repr() const {
    std::vector<std::string> texts;
    {
        const std::lock_guard lock(shared_->mutex);
        for (const auto& [name, value] : shared_->object.entries()) {
            if (!name.text().starts_with('_')) texts.push_back(std::string(name.text()) + "=" + mp::repr(value));
        }
    }
    std::ranges::sort(texts);
    std::string out = "Namespace(";
    for (std::size_t i = 0; i < texts.size(); ++i) out += (i == 0 ? "" : ", ") + texts[i];
    return out + ")";
}

std::ostream& operator<<(std::ostream& out, const Namespace& space) {
    return out << space.repr();
}

}  // namespace mp::dummy

// SPDX-License-Identifier: MIT
// Idents, counts, and what is told of them.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <sstream>

#include "manager/core.h"
#include "os/clock.h"
#include "serial/object_node.h"

namespace mp::manager {

namespace {

// A proxy that was told to a client and is out of its container now: the client has yet to count it.
constexpr std::int64_t taken_out_ns = 10'000'000'000;
constexpr std::size_t shown_text = 75;  // of an object, in debug_info

struct StoredReference : detail::Held {
    StoredReference(Core& core, std::string what) : owner(core.weak_from_this()), ident(std::move(what)) {}
    ~StoredReference() override {
        if (const auto core = owner.lock()) core->release_later(ident, told_ns);
    }
    void told() noexcept override { told_ns = os::monotonic_ns(); }
    std::weak_ptr<Core> owner;
    std::string ident;
    std::atomic<std::int64_t> told_ns{0};
};

std::string ident_text(std::uint64_t number) {
    std::ostringstream out;
    out << std::hex << number;
    return out.str();
}

[[noreturn]] void no_such(const std::string& ident) {
    raise("KeyError", {ident});
}

// The first so many characters.
std::string cut(const std::string& text) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < text.size() && count < shown_text; ++count) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U) ++at;
    }
    return text.substr(0, at);
}

}  // namespace

std::string Core::keep(const std::string& type_id, const std::shared_ptr<Referent>& referent, Guest& guest) {
    const void* identity = referent->identity();
    std::string& ident = idents_[identity];
    if (ident.empty()) ident = ident_text(next_ident_++);
    Entry& entry = entries_[ident];
    if (!entry.referent) {
        entry.referent = referent;
        entry.type_id = type_id;
    }
    ++entry.count;
    if (guest.client) ++guest.client->counts[ident];
    return ident;
}

std::vector<std::string> Core::exposed_of(const std::string& type_id, const Referent& referent) const {
    (void)type_id;
    return referent.exposed();
}

void Core::incref(Guest& guest, const std::string& ident) {
    const auto found = entries_.find(ident);
    if (found == entries_.end()) no_such(ident);
    ++found->second.count;
    if (guest.client) ++guest.client->counts[ident];
}

void Core::decref(Guest& guest, const std::string& ident) {
    const auto found = entries_.find(ident);
    if (found == entries_.end()) no_such(ident);
    if (found->second.count <= 0)
        raise("AssertionError", {"Id " + ident + " (" + found->second.referent->str() + ") has refcount 0, not 1+"});
    --found->second.count;
    if (guest.client) {
        auto& counts = guest.client->counts;
        if (const auto mine = counts.find(ident); mine != counts.end() && --mine->second <= 0) counts.erase(mine);
    }
    drop_if_unused(ident);
}

void Core::drop_if_unused(const std::string& ident) {
    const auto found = entries_.find(ident);
    if (found == entries_.end() || found->second.count > 0 || found->second.stored > 0) return;
    idents_.erase(found->second.referent->identity());
    const auto last = std::move(found->second.referent);
    entries_.erase(found);  // before its contents go, which may be proxies for others
}

bool Core::is_mine(const Object& address) const {
    const auto where = address_from(address);
    if (where.empty() || where.is_tcp() != address_.is_tcp()) return false;
    if (!where.is_tcp()) return where.path() == address_.path();
    // The ident decides the rest: an address of another machine with this port is not worth a connection to ourselves.
    return where.port() == address_.port();
}

std::shared_ptr<detail::Held> Core::hold(const serial::ProxyForm& form) {
    const auto found = entries_.find(form.id);
    if (found == entries_.end() || !is_mine(form.address)) return nullptr;
    ++found->second.stored;
    return std::make_shared<StoredReference>(*this, form.id);
}

std::shared_ptr<Referent> Core::stored_object(const serial::ProxyForm& form) {
    const auto found = entries_.find(form.id);
    return found == entries_.end() || !is_mine(form.address) ? nullptr : found->second.referent;
}

void Core::release_later(const std::string& ident, std::int64_t told_ns) {
    post([this, ident, told_ns] {
        if (told_ns == 0) {
            release_stored(ident);
        } else {
            times_.emplace(told_ns + taken_out_ns, [this, ident] { release_stored(ident); });
        }
    });
}

void Core::release_stored(const std::string& ident) {
    const auto found = entries_.find(ident);
    if (found == entries_.end()) return;
    --found->second.stored;
    drop_if_unused(ident);
}

Object Core::get_methods(const Object& token) const {
    const auto form = serial::read_token(token);
    if (!form) raise("AttributeError", {"'" + token.type_name() + "' object has no attribute 'id'"});
    const auto found = entries_.find(form->id);
    if (found == entries_.end()) no_such(form->id);
    const auto& names = found->second.referent->exposed();
    return Object::tuple(std::vector<Object>(names.begin(), names.end()));
}

std::string Core::debug_info() const {
    std::string out;
    for (const auto& [ident, entry] : entries_) {
        if (entry.count <= 0) continue;
        if (!out.empty()) out += '\n';
        out += "  " + ident + ":       refcount=" + std::to_string(entry.count) + "\n    " +
               cut(entry.referent->beginning());
    }
    return out;
}

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
// What a message asks for: a function of the server, or a method of one of its objects.
#include <algorithm>

#include "manager/core.h"
#include "manager/custom.h"
#include "mp/logging.h"
#include "mp/shared_memory.h"
#include "os/mapping.h"

namespace mp::manager {

using Kind = Object::Kind;

namespace {

// (ident, name, args, kwds). Throws ValueError for what is none.
Object read_request(const Object& message, Request& out) {
    if ((message.kind() != Kind::tuple && message.kind() != Kind::list) || message.size() != 4)
        throw ValueError("a request has to be (ident, name, args, kwds)");
    const auto parts = message.items();
    if (parts[1].kind() != Kind::str) throw TypeError("the name in a request has to be a str");
    out.method = parts[1].text();
    if (parts[2].kind() != Kind::tuple && parts[2].kind() != Kind::list)
        throw TypeError("the arguments in a request have to be a tuple");
    out.args = parts[2].elements();
    if (parts[3].kind() != Kind::dict) throw TypeError("the keywords in a request have to be a dict");
    for (const auto& [name, value] : parts[3].entries()) {
        if (name.kind() != Kind::str) throw TypeError("keywords must be strings");
        out.keywords.emplace_back(std::string(name.text()), value);
    }
    return parts[0];
}

Object as_exception(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const Raised& raised) {
        return raised.exception;
    } catch (...) {
        return exception_object(error);
    }
}

}  // namespace

namespace {

constexpr std::size_t large_message = std::size_t{256} << 10U;

// A megabyte of pickle may be a hundred in memory: once that is freed it is not kept for the next.
struct GiveBack {
    bool needed;
    ~GiveBack() {
        if (needed) os::give_heap_back();
    }
};

}  // namespace

void Core::take(const GuestPtr& guest, std::span<const std::byte> message) {
    const GiveBack give_back{message.size() > large_message};
    const auto request = std::make_shared<Request>(*this, guest);
    guest->current = request;
    try {
        const Object read = pickle::loads(message);
        serial::adopt_proxies(read, message, [this](const serial::ProxyForm& form) { return hold(form); });
        const Object ident = read_request(read, *request);
        if (guest->serving) {
            serve(guest, ident, request);
            return;
        }
        const bool named = ident.kind() == Kind::str && ident.text().starts_with(client_prefix);
        know(*guest, named ? std::string(ident.text()) : std::string());
        if (named && request->method == "accept_connection") offer_lane(*guest);
        control(guest, request);
    } catch (...) {
        // Nothing was begun, or it failed before the object had it: the server's fault, in CPython's words.
        request->traceback(as_exception(std::current_exception()));
        if (!guest->serving) guest->closing = true;
    }
    if (guest->closing && guest->out.empty() && !guest->current) end_later(guest);
}

void Core::serve(const GuestPtr& guest, const Object& ident, const RequestPtr& request) {
    const auto found = ident.kind() == Kind::str ? entries_.find(std::string(ident.text())) : entries_.end();
    if (found == entries_.end()) raise("KeyError", {ident});
    const std::shared_ptr<Referent> referent = found->second.referent;
    if (request->method == owner_died) {
        request->give(guest->got_from_dead);
        return;
    }
    const auto& names = referent->exposed();
    if (std::find(names.begin(), names.end(), request->method) == names.end()) {
        if (fall_back(request, *referent)) return;
        std::string all;
        for (const std::string& name : names) all += (all.empty() ? "'" : ", '") + name + "'";
        request->traceback(Object::exception(
            "KeyError", {request->method + " (the object " + referent->beginning() + " lets be called: " + all + ")"}));
        return;
    }
    try {
        referent->call(request);
    } catch (...) {
        request->fail(std::current_exception());
    }
}

bool Core::fall_back(const RequestPtr& request, Referent& referent) {
    const std::string& name = request->method;
    if (name != get_value && name != "__str__" && name != "__repr__") return false;
    request->at_most(0);
    if (name == get_value) {
        Object value;
        try {
            value = referent.value();
        } catch (...) {
            const Object error = as_exception(std::current_exception());
            request->answer(kind::unserializable, traceback_text("the manager, " + name, error));
            return true;
        }
        request->give(value);
    } else {
        request->give(name == "__str__" ? referent.str() : referent.repr());
    }
    return true;
}

void Core::control(const GuestPtr& guest, const RequestPtr& request) {
    const std::string& name = request->method;
    guest->closing = name != "accept_connection";
    const auto ident = [&] { return request->need(0, "ident").as<std::string>(); };
    if (name == "accept_connection") {
        guest->serving = true;
        request->give({});
    } else if (name == "create") {
        create(guest, request);
    } else if (name == "incref") {
        incref(*guest, ident());
        request->give({});
    } else if (name == "decref") {
        decref(*guest, ident());
        request->give({});
    } else if (name == "get_methods") {
        request->give(get_methods(request->need(0, "token")));
    } else if (name == "dummy") {
        request->give({});
    } else if (name == "debug_info") {
        request->give(debug_info());
    } else if (name == "number_of_objects") {
        request->give(
            std::count_if(entries_.begin(), entries_.end(), [](const auto& e) { return e.second.count > 0; }));
    } else if (name == "shutdown") {
        if (!options_.clients_may_shut_down) raise("PermissionError", {"this server is not shut down by its clients"});
        get_logger().debug("manager received shutdown message");
        guest->closing = false;
        answer(*guest, kind::returned, {});
        guest->closing = true;
        request->give({});
        stop();
    } else if (options_.shared_memory && name.find("segment") != std::string::npos) {
        segments(request);
    } else {
        raise("AssertionError", {"'" + name + "' unrecognized"});
    }
}

void Core::create(const GuestPtr& guest, const RequestPtr& request) {
    (void)guest;
    const auto type_id = request->need(0, "typeid").as<std::string>();
    if (!request->args.empty()) request->args.erase(request->args.begin());
    request->method = type_id;
    const auto found = registry_.types.find(type_id);
    if (found != registry_.types.end() && found->second.make) {
        // A factory is the program's own code: it runs in a thread, as methods do.
        managers::detail::Arguments given{type_id, std::move(request->args), std::move(request->keywords)};
        const TypeEntry entry = found->second;
        run_apart(
            [entry, given = std::move(given)] { return entry.make(given); },
            [this, request, type_id, entry](const managers::detail::Shared& made, const std::exception_ptr& error) {
                if (error)
                    request->traceback(as_exception(error));
                else
                    created(request, type_id, make_shared_referent(type_id, entry, made));
            });
        request->park(os::forever_ns, {});
        return;
    }
    const bool known = options_.sync_types && (options_.pools || type_id != "Pool");
    const auto referent = known ? make_sync_type(type_id, *request) : nullptr;
    if (!referent) raise("KeyError", {type_id});
    created(request, type_id, referent);
}

void Core::created(const RequestPtr& request, const std::string& type_id, const std::shared_ptr<Referent>& referent) {
    if (request->done()) return;
    std::vector<std::string> names = exposed_of(type_id, *referent);
    // What a type maps to others comes once more, as CPython has it.
    if (type_id == "dict" && options_.sync_types) names.emplace_back("__iter__");
    if (type_id == "Pool" && options_.sync_types)
        names.insert(names.end(), {"apply_async", "map_async", "starmap_async", "imap", "imap_unordered"});
    const std::string ident = keep(type_id, referent, *request->guest_);
    request->give(Object::tuple({ident, Object::tuple(std::vector<Object>(names.begin(), names.end()))}));
}

void Core::segments(const RequestPtr& request) {
    const std::string& name = request->method;
    if (name == "list_segments") {
        request->give(std::vector<std::string>(segments_.begin(), segments_.end()));
        return;
    }
    const auto segment = request->need(0, "segment_name").as<std::string>();
    if (name == "track_segment") {
        segments_.insert(segment);
    } else if (name == "release_segment") {
        if (segments_.erase(segment) == 0) raise("KeyError", {segment});
        shared_memory::SharedMemory({.name = segment}).unlink();
    } else {
        raise("AssertionError", {"'" + name + "' unrecognized"});
    }
    request->give({});
}

void Core::holds(Request& request, const std::shared_ptr<Referent>& referent) {
    request.guest_->holds.insert(referent);
}

void Core::holds_no_more(std::uint64_t guest, const std::shared_ptr<Referent>& referent) {
    if (const auto found = guests_.find(guest); found != guests_.end()) found->second->holds.erase(referent);
}

void Core::got_from_dead(std::uint64_t guest, bool yes) {
    if (const auto found = guests_.find(guest); found != guests_.end()) found->second->got_from_dead = yes;
}

}  // namespace mp::manager

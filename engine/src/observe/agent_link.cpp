// SPDX-License-Identifier: MIT
#include "observe/agent_link.h"

#include <algorithm>
#include <array>

#include "mp/pickle.h"
#include "os/clock.h"
#include "os/paths.h"
#include "os/poll.h"
#include "os/spawn.h"
#include "os/stream.h"

namespace mp::observe {

using connection::Address;
using connection::Connection;

namespace {

// A hundred thousand processes, say. What a peer may make of a message in memory is bounded by the objects in it.
constexpr std::size_t most_answer_bytes = std::size_t{64} << 20U;
constexpr pickle::Limits answer_limits{.depth = 32, .objects = 8'000'000, .instances = true};
constexpr std::chrono::milliseconds farewell{500};

std::string fresh_name() {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string name = "lifeguard-client-";
    for (const std::byte byte : os::random_bytes(8)) {
        name += digits[std::to_integer<std::size_t>(byte) >> 4U];
        name += digits[std::to_integer<std::size_t>(byte) & 15U];
    }
    return name;
}

void receive_exactly(int socket, std::span<std::byte> buffer, std::int64_t deadline_ns) {
    while (!buffer.empty()) {
        if (!os::wait_readable(socket, deadline_ns)) throw TimeoutError("it does not answer");
        const std::size_t got = os::read_stream(socket, buffer);
        if (got == 0) throw EOFError("it closed the connection");
        buffer = buffer.subspan(got);
    }
}

// As CPython frames messages: four bytes of length; what is longer than 2 GiB is longer than an answer may be.
Bytes receive(int socket, std::int64_t deadline_ns) {
    std::array<std::byte, 4> head{};
    receive_exactly(socket, head, deadline_ns);
    std::size_t size = 0;
    for (const std::byte byte : head) size = size << 8U | std::to_integer<std::size_t>(byte);
    if (size > most_answer_bytes) throw OSError("its answer is too long");
    // Grown with what comes: a header alone takes no memory.
    Bytes out;
    for (std::size_t at = 0; at < size; at = out.size()) {
        out.resize(std::min(size, std::max<std::size_t>(at * 2, 65536)));
        receive_exactly(socket, std::span(out).subspan(at), deadline_ns);
    }
    return out;
}

// The last line of a traceback: "KeyError: 'lifeguard'".
std::string last_line(std::string text) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

Object open_reply(const Object& reply) {
    const bool pair = (reply.kind() == Object::Kind::tuple || reply.kind() == Object::Kind::list) && reply.size() == 2;
    const auto parts = pair ? reply.items() : std::span<const Object>{};
    if (!pair || parts[0].kind() != Object::Kind::str) throw UnpicklingError("its answer is none");
    if (parts[0].text() == "#RETURN") return parts[1];
    if (parts[0].text() == "#ERROR") parts[1].raise();
    throw RemoteError(last_line(str(parts[1])), "RemoteError");
}

}  // namespace

AgentLink::AgentLink(const ConnectOptions& options) : options_(options), name_(fresh_name()) {
    if (options_.address.empty()) options_.address = Address(agent_path());
    if (!options_.authkey && (options_.address.is_tcp() || options_.address.is_abstract()))
        throw ValueError("an agent at " + place() + " is reached with its key alone");
    const std::int64_t deadline_ns = os::deadline_after(std::chrono::nanoseconds(options_.timeout).count());
    try {
        // The connection that stays comes first: references live as long as their client has one.
        serving_ = open();
        exchange(*serving_, name_, "accept_connection", {name_}, deadline_ns);
        const Object made = exchange(open(), name_, "create", {"lifeguard"}, deadline_ns);
        view_ = made[0].as<std::string>();
    } catch (const RemoteError& error) {
        throw ValueError("what listens at " + place() + " is a manager, but no agent of Lifeguard (" + error.what() +
                         ")");
    } catch (const TimeoutError& error) {
        throw TimeoutError("the agent at " + place() + ": " + error.what());
    } catch (const EOFError& error) {
        throw EOFError("the agent at " + place() + ": " + error.what());
    }
}

AgentLink::~AgentLink() {
    if (!lost_.empty()) return;
    try {
        options_.timeout = std::min(options_.timeout, farewell);
        exchange(open(), name_, "decref", {view_},
                 os::deadline_after(std::chrono::nanoseconds(options_.timeout).count()));
    } catch (const std::exception&) {
        // It is gone, and the view with it; or it forgets by itself.
    }
}

std::string AgentLink::place() const {
    const Address& at = options_.address;
    if (at.is_tcp()) return at.host() + ":" + std::to_string(at.port());
    return at.is_abstract() ? "@" + at.path().substr(1) : at.path();
}

Connection AgentLink::open() const {
    return connection::Client({.address = options_.address,
                               .authkey = options_.authkey.value_or(connection::AuthKey("")),
                               .handshake = options_.timeout});
}

Object AgentLink::exchange(const Connection& connection, const Object& ident, std::string_view name,
                           std::vector<Object> arguments, std::int64_t deadline_ns) const {
    connection.send(Object::tuple({ident, name, Object::tuple(std::move(arguments)), Object::dict()}));
    return open_reply(pickle::loads(receive(connection.fileno(), deadline_ns), answer_limits));
}

Object AgentLink::call(std::string_view method, std::vector<Object> arguments) {
    if (!lost_.empty()) throw EOFError(lost_);
    const Object request = Object::tuple({view_, method, Object::tuple(std::move(arguments)), Object::dict()});
    Object reply;
    try {
        serving_->send(request);
        const Bytes answer =
            receive(serving_->fileno(), os::deadline_after(std::chrono::nanoseconds(options_.timeout).count()));
        reply = pickle::loads(answer, answer_limits);
    } catch (const Exception& error) {
        // What comes later would be the answer to another question, so that this connection is of no use any more.
        lost_ = "the agent at " + place() + " is gone: " + error.what();
        serving_.reset();
        throw EOFError(lost_);
    }
    return open_reply(reply);
}

std::string agent_path() {
    return (os::runtime_directory() / "agent").string();
}

}  // namespace mp::observe

// SPDX-License-Identifier: MIT
#include <array>
#include <mutex>

#include "channel/address.h"
#include "channel/auth.h"
#include "channel/doorkeeper.h"
#include "mp/connection.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/poll.h"
#include "os/self.h"
#include "os/spawn.h"

namespace mp::connection {

using channel::Handshake;

namespace {

std::string random_name() {
    static constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    std::string out;
    for (const std::byte byte : os::random_bytes(8))
        out += letters[std::to_integer<std::size_t>(byte) % letters.size()];
    return out;
}

std::string text_of(const Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

struct Listener::State {
    std::optional<channel::Doorkeeper> door;
    Address address;
    std::string folder;  // of a path that was made up here
    bool has_path = false;
    int owner = os::process_id();
    std::uint64_t max_message = 0;
    std::mutex mutex;
    std::optional<Address> last_accepted;

    explicit State(const ListenerOptions& options) {
        channel::check_family(options.family, options.address);
        Address wanted = options.address;
        if (wanted.empty() && options.family == "AF_INET") wanted = Address("localhost", 0);
        if (wanted.empty()) {
            folder = os::make_private_folder("pymp-");
            wanted = Address(folder + "/listener-" + random_name());
        }
        try {
            os::Fd socket = os::listen_on(channel::to_socket(wanted), options.backlog);
            has_path = !wanted.is_tcp() && !wanted.is_abstract();
            address = channel::from_socket(os::address_of(socket));
            channel::DoorRules rules{.key = {}, .md5 = options.md5};
            if (options.authkey) rules.key = options.authkey->bytes();
            rules.handshake_ns = std::chrono::nanoseconds(options.handshake).count();
            door.emplace(std::move(socket), std::move(rules));
        } catch (...) {
            remove_path();
            throw;
        }
        max_message = options.max_message;
    }
    ~State() { close(); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void close() noexcept {
        if (door->closed()) return;
        door->close();
        remove_path();
    }
    // A forked child's copy ends without taking the creator's path away.
    void remove_path() const noexcept {
        if (owner != os::process_id()) return;
        if (has_path) os::remove_name(address.path());
        if (!folder.empty()) os::remove_folder(folder);
    }
};

Listener::Listener(ListenerOptions options) : state_(std::make_shared<State>(options)) {}

Connection Listener::accept() const {
    return *accept({});
}

std::optional<Connection> Listener::accept(mp::detail::Timeout timeout) const {
    const auto state = state_;
    auto peer = state->door->admit(timeout.ns() == 0 ? 0 : os::deadline_after(timeout.ns()));
    if (!peer) {
        if (state->door->closed()) throw OSError("listener is closed");
        return std::nullopt;
    }
    {
        const std::lock_guard guard(state->mutex);
        state->last_accepted = channel::from_socket(peer->peer);
    }
    Connection out(peer->socket.release());
    out.max_message(state->max_message);
    return out;
}

void Listener::close() const noexcept {
    state_->close();
}
bool Listener::closed() const noexcept {
    return state_->door->closed();
}
const Address& Listener::address() const noexcept {
    return state_->address;
}
std::optional<Address> Listener::last_accepted() const {
    const std::lock_guard guard(state_->mutex);
    return state_->last_accepted;
}
int Listener::fileno() const {
    if (closed()) throw OSError("listener is closed");
    return state_->door->descriptor();
}
std::uint64_t Listener::refused() const noexcept {
    return state_->door->refused();
}

Connection Client(const ClientOptions& options) {
    channel::check_family(options.family, options.address);
    if (options.address.empty()) throw ValueError("address type of None unrecognized");
    const std::int64_t patience_ns = options.handshake ? std::chrono::nanoseconds(*options.handshake).count() : 0;
    const std::int64_t deadline_ns = options.handshake ? os::deadline_after(patience_ns) : os::forever_ns;
    Connection out(os::connect_to(channel::to_socket(options.address), patience_ns).release());
    if (!options.authkey) return out;
    Handshake handshake(Handshake::Side::client, options.authkey->bytes(), options.md5);
    const auto send_output = [&] {
        const std::string frames = handshake.take_output();
        for (std::size_t at = 0; at < frames.size();) {
            const std::size_t size = static_cast<unsigned char>(frames[at + 3]);
            out.send_bytes(as_bytes(std::string_view(frames).substr(at + 4, size)));
            at += 4 + size;
        }
    };
    while (!handshake.done()) {
        if (!os::wait_readable(out.fileno(), deadline_ns))
            throw TimeoutError("the listener at " + options.address.repr() +
                               " did not prove in time that it knows the key");
        const std::string frame = text_of(out.recv_bytes(channel::max_auth_frame));
        try {
            handshake.feed(frame);
        } catch (const AuthenticationError&) {
            send_output();
            throw;
        }
        send_output();
    }
    return out;
}

void deliver_challenge(const Connection& connection, const AuthKey& authkey) {
    const std::string challenge = channel::new_challenge();
    connection.send_bytes(as_bytes(challenge));
    const std::string response = text_of(connection.recv_bytes(channel::max_auth_frame));
    try {
        channel::check_answer(challenge, response, authkey.bytes(), true);
    } catch (const AuthenticationError&) {
        connection.send_bytes(as_bytes(channel::failure));
        throw;
    }
    connection.send_bytes(as_bytes(channel::welcome));
}

void answer_challenge(const Connection& connection, const AuthKey& authkey) {
    const std::string challenge = text_of(connection.recv_bytes(channel::max_auth_frame));
    connection.send_bytes(as_bytes(channel::answer_to(challenge, authkey.bytes())));
    if (text_of(connection.recv_bytes(channel::max_auth_frame)) != channel::welcome)
        throw AuthenticationError("digest sent was rejected");
}

}  // namespace mp::connection

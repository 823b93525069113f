// SPDX-License-Identifier: MIT
#include "manager/link.h"

#include <algorithm>
#include <cerrno>
#include <map>

#include "channel/spin.h"
#include "manager/lane.h"
#include "manager/reference.h"
#include "mp/pickle.h"
#include "mp/process.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/socket.h"
#include "os/spawn.h"
#include "os/stream.h"
#include "os/stream_socket.h"
#include "os/thread.h"
#include "serial/pickle_writer.h"

namespace mp::manager {

using connection::Address;
using connection::AuthKey;
using managers::detail::ProxyReference;

namespace {

// A connection used that lately is not looked at before it is used. (A dead one tells at the first word, but over TCP.)
constexpr std::int64_t fresh_ns = 100'000'000;
constexpr std::int64_t fresh_tcp_ns = 1'000'000;

std::uint64_t next_number() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

// This process among a manager's clients; a forked child is another one.
const std::string& client_name() {
    static std::mutex mutex;
    static std::string name;
    static int owner = 0;
    const std::lock_guard guard(mutex);
    if (owner != os::process_id()) {
        static constexpr std::string_view digits = "0123456789abcdef";
        name = client_prefix;
        for (const std::byte byte : os::random_bytes(8)) {
            name += digits[std::to_integer<std::size_t>(byte) >> 4U];
            name += digits[std::to_integer<std::size_t>(byte) & 15U];
        }
        owner = os::process_id();
    }
    return name;
}

// As CPython names a serving connection, for logs.
std::string serving_name() {
    std::string out = current_process().name();
    if (os::thread_id() != os::process_id()) out += "|" + os::name_of_this_thread();
    return out;
}

}  // namespace

struct Link::Channel {
    explicit Channel(Connection end) : connection(std::move(end)), socket(connection.fileno()) {}
    void send(std::span<const std::byte> frame);
    // The next bytes, at least one; 0 at the end. Throws BrokenPipeError where the server never saw the request.
    std::size_t receive(std::span<std::byte> room);
    // What there is of the first answer of all, and the lane that comes with it.
    void receive_lane();

    Connection connection;
    int socket;
    FrameBuffer in{UINT64_MAX};
    std::optional<Lane> lane;
    channel::SpinBudget spin;
    int server_pid = 0;
    int owner = os::process_id();
    std::int64_t used_ns = 0;
};

void Link::Channel::send(std::span<const std::byte> frame) {
    if (lane) {
        lane->answers().wake();
        if (lane->requests().put(frame)) return;
    }
    os::write_stream(socket, true, frame, {});
}

// The answer is mostly there in a moment: going to sleep for it takes longer than most calls do.
std::size_t Link::Channel::receive(std::span<std::byte> room) {
    if (!lane) {
        std::optional<std::size_t> got;
        spin.spin([&] { return (got = os::read_now(socket, room)).has_value(); });
        return got ? *got : os::read_stream(socket, room);
    }
    Place& answers = lane->answers();
    spin.spin([&] { return answers.speaks(); });
    do {
        if (const auto got = answers.take(room)) return *got;
    } while (!answers.sleep());
    std::size_t got = 0;
    try {
        got = os::read_stream(socket, room);
    } catch (const ConnectionResetError&) {
        if (!lane->requests().take_back()) throw;
    }
    if (got == 0 && lane->requests().take_back()) throw BrokenPipeError("the server ended before it saw the request");
    return got;
}

void Link::Channel::receive_lane() {
    bool lost = false;  // no descriptor to spare: then there is no lane
    const auto got = os::receive_some(socket, in.room(), true, &lost);
    in.filled(got->size);
    if (!got->descriptors.empty()) lane = Lane::open(got->descriptors.front());
}

// What a thread has open, by its link's number. Its end closes them.
struct Link::ThreadChannels {
    struct Mine {
        std::uint64_t link = 0;
        std::weak_ptr<Link> owner;
        std::weak_ptr<Channel> channel;
    };
    std::vector<Mine> all;
    int thread = 0;  // a forked child's only thread is another one

    ~ThreadChannels() {
        for (const Mine& mine : all)
            if (const auto link = mine.owner.lock())
                if (const auto channel = mine.channel.lock()) link->forget(channel);
    }
    static ThreadChannels& here() {
        thread_local ThreadChannels mine;
        if (mine.thread != os::thread_id()) {
            mine.all.clear();
            mine.thread = os::thread_id();
        }
        return mine;
    }
};

Link::Link(Address address, AuthKey key) : address_(std::move(address)), key_(std::move(key)), number_(next_number()) {}

Link::~Link() = default;

std::shared_ptr<Link> Link::to(const Address& address, const AuthKey& key) {
    static std::mutex mutex;
    static auto* const links = new std::map<std::pair<std::string, std::string>, std::weak_ptr<Link>>;
    const std::lock_guard guard(mutex);
    std::erase_if(*links, [](const auto& entry) { return entry.second.expired(); });
    auto& known = (*links)[{address.repr(), key.bytes()}];
    auto out = known.lock();
    if (!out) known = out = std::make_shared<Link>(address, key);
    return out;
}

void Link::belongs_to(Process process) {
    const std::lock_guard guard(mutex_);
    process_ = std::move(process);
}

void Link::lost(const std::exception& reason, int pid) {
    Process process;
    {
        const std::lock_guard guard(mutex_);
        process = process_;
        if (pid == 0) pid = server_pid_;
    }
    int exitcode = ManagerLost::unknown_exitcode;
    if (process.exitcode)
        if (const auto code = process.exitcode()) exitcode = *code;
    if (process.pid != 0) pid = process.pid;
    const auto* system = dynamic_cast<const OSError*>(&reason);
    throw ManagerLost("the manager at " + address_.repr() + (pid != 0 ? " (pid " + std::to_string(pid) + ")" : "") +
                          " is gone: " + reason.what(),
                      system != nullptr && system->code() != 0 ? system->code() : ECONNRESET, pid, exitcode);
}

std::shared_ptr<Link::Channel> Link::open(std::string_view name) {
    bool worked = false;
    {
        const std::lock_guard guard(mutex_);
        worked = worked_;
    }
    try {
        const Connection fresh = connection::Client({.address = address_, .authkey = key_});
        auto out = std::make_shared<Channel>(fresh);
        out->server_pid = os::peer_pid(out->socket);
        if (!name.empty()) {
            send(*out, client_name(), "accept_connection", {Object(name)}, {});
            if (!address_.is_tcp()) out->receive_lane();
            open_reply(receive(*out));
        }
        const std::lock_guard guard(mutex_);
        worked_ = true;
        server_pid_ = out->server_pid;
        return out;
    } catch (const AuthenticationError&) {
        throw;
    } catch (const OSError& error) {
        if (!worked) throw;
        lost(error, 0);
    } catch (const EOFError& error) {
        if (!worked) throw;
        lost(error, 0);
    }
}

void Link::send(Channel& channel, std::string_view ident, std::string_view name, const std::vector<Object>& args,
                const Keywords& keywords) {
    Bytes message =
        serial::PickleWriter(pickle::default_protocol).write_request(header_room, ident, name, args, keywords);
    channel.send(framed(message));
}

Object Link::receive(Channel& channel) {
    for (;;) {
        if (const auto message = channel.in.next()) {
            const Object reply = pickle::loads(*message);
            serial::adopt_proxies(reply, *message, [this](serial::ProxyForm form) -> std::shared_ptr<detail::Held> {
                Address where = address_from(form.address);
                // A server that listens everywhere does not know by which of its names it was reached.
                const bool here = where.is_tcp() && address_.is_tcp() && where.port() == address_.port() &&
                                  (where.host() == "0.0.0.0" || where.host().empty());
                if (here || where.empty()) where = address_;
                return std::make_shared<ProxyReference>(where == address_ ? shared_from_this() : to(where, key_),
                                                        std::move(form), false);
            });
            return reply;
        }
        const std::size_t size = channel.receive(channel.in.room());
        if (size == 0) throw EOFError("the connection was closed");
        channel.in.filled(size);
    }
}

Object Link::exchange(Channel& channel, std::string_view ident, std::string_view name, const std::vector<Object>& args,
                      const Keywords& keywords) {
    send(channel, ident, name, args, keywords);
    return receive(channel);
}

Object Link::made_proxy(const Object& what) {
    const auto items = what.items();
    auto token = items.size() == 2 ? serial::read_token(items[1]) : std::nullopt;
    if (!token) throw ValueError("a #PROXY message without a token");
    token->func = managers::detail::proxy_class_of(token->type);
    token->address = address_object(address_);
    for (const Object& name : items[0].elements()) token->exposed.emplace_back(name.as<std::string>());
    serial::ProxyForm form = *token;
    auto reference = std::make_shared<ProxyReference>(shared_from_this(), std::move(*token), true);
    return serial::proxy_object(form, std::move(reference));
}

Object Link::open_reply(const Object& reply) {
    if ((reply.kind() != Object::Kind::tuple && reply.kind() != Object::Kind::list) || reply.size() != 2)
        throw ValueError("a manager's answer that is none: " + repr(reply, 1U << 20U).substr(0, 200));
    const auto parts = reply.items();
    const std::string word = parts[0].kind() == Object::Kind::str ? std::string(parts[0].text()) : std::string();
    if (word == kind::returned) return parts[1];
    if (word == kind::error) parts[1].raise();
    if (word == kind::proxy) return made_proxy(parts[1]);
    const std::string line(75, '-');
    if (word == kind::traceback || word == kind::unserializable) {
        std::string text = str(parts[1]);
        const std::string trace = text;
        if (word == kind::unserializable) text = "Unserializable message: " + text + "\n";
        RemoteError error("\n" + line + "\n" + text + line, "RemoteError");
        error.set_remote_traceback(trace);
        throw error;
    }
    throw ValueError("Unrecognized message type " + repr(parts[0], 1U << 20U).substr(0, 200));
}

void Link::prove() {
    Channel channel(connection::Client({.address = address_, .authkey = key_}));
    open_reply(exchange(channel, client_name(), "dummy"));
    const std::lock_guard guard(mutex_);
    worked_ = true;
}

Object Link::control(std::string_view name, const std::vector<Object>& args, const Keywords& keywords) {
    const auto own = open({});
    Object reply;
    try {
        reply = exchange(*own, client_name(), name, args, keywords);
    } catch (const OSError& error) {
        lost(error, own->server_pid);
    } catch (const EOFError& error) {
        lost(error, own->server_pid);
    }
    if (address_.is_tcp() && (name == "create" || name == "incref")) keep_anchor();
    return open_reply(reply);
}

// References over TCP are this process's for as long as it has a connection: one that no thread's end closes.
void Link::keep_anchor() {
    {
        const std::lock_guard guard(mutex_);
        if (anchor_ && anchor_->owner == os::process_id() && !os::is_hung_up(anchor_->socket)) return;
    }
    auto fresh = open(serving_name());
    const std::lock_guard guard(mutex_);
    anchor_ = std::move(fresh);
}

std::shared_ptr<Link::Channel> Link::serving() {
    ThreadChannels& mine = ThreadChannels::here();
    std::erase_if(mine.all, [](const auto& one) { return one.channel.expired(); });
    for (const auto& one : mine.all)
        if (one.link == number_) return one.channel.lock();
    auto fresh = open(serving_name());
    const std::lock_guard guard(mutex_);
    std::erase_if(channels_, [](const auto& one) { return one->owner != os::process_id(); });
    channels_.push_back(fresh);
    mine.all.push_back({number_, weak_from_this(), fresh});
    return fresh;
}

void Link::forget(const std::shared_ptr<Channel>& channel) noexcept {
    const std::lock_guard guard(mutex_);
    std::erase(channels_, channel);
}

Object Link::call(const std::string& ident, std::string_view name, const std::vector<Object>& args,
                  const Keywords& keywords) {
    auto channel = serving();
    const std::int64_t now_ns = os::monotonic_ns();
    bool fresh = channel->used_ns == 0;
    const auto renew = [&] {
        forget(channel);
        channel.reset();
        channel = serving();
        fresh = true;
    };
    // A connection that ended while nobody used it has begun nothing.
    if (!fresh && now_ns - channel->used_ns > (address_.is_tcp() ? fresh_tcp_ns : fresh_ns) &&
        os::is_hung_up(channel->socket))
        renew();
    try {
        Object reply;
        try {
            reply = exchange(*channel, ident, name, args, keywords);
        } catch (const BrokenPipeError&) {
            if (fresh) throw;
            renew();
            reply = exchange(*channel, ident, name, args, keywords);
        }
        channel->used_ns = now_ns;
        return open_reply(reply);
    } catch (const ManagerLost&) {
        throw;
    } catch (const ConnectionError& error) {
        if (!os::is_hung_up(channel->socket)) throw;  // the method's own
        const int pid = channel->server_pid;
        forget(channel);
        lost(error, pid);
    } catch (const EOFError& error) {
        if (!os::is_hung_up(channel->socket)) throw;
        const int pid = channel->server_pid;
        forget(channel);
        lost(error, pid);
    }
}

}  // namespace mp::manager

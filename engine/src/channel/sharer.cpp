// SPDX-License-Identifier: MIT
#include "channel/sharer.h"

#include <array>

#include "mp/detail/codec_std.h"
#include "mp/logging.h"
#include "mp/process.h"
#include "mp/reduction.h"
#include "os/self.h"
#include "os/socket.h"
#include "os/spawn.h"
#include "os/thread.h"
#include "serial/object_node.h"

namespace mp::channel {

using connection::Address;
using connection::Listener;

namespace {

constexpr std::chrono::seconds patience(5);  // with a peer that has proved itself and then says nothing

// A name that vanishes with the process: nothing is left behind by a kill.
Address fresh_address() {
    return {std::string("\0lifeguard-share-", 17) + os::random_hex(16)};
}

// Somebody's descriptor for calls that want an Fd; it stays theirs.
class Borrowed {
public:
    explicit Borrowed(const Connection& connection) : Borrowed(connection.fileno()) {}
    explicit Borrowed(int descriptor) : file_(descriptor) {}
    ~Borrowed() { file_.release(); }
    Borrowed(const Borrowed&) = delete;
    Borrowed& operator=(const Borrowed&) = delete;
    const os::Fd& get() const { return file_; }

private:
    os::Fd file_;
};

}  // namespace

Sharer& Sharer::instance() {
    static auto* const sharer = new Sharer;  // its thread may run until the last moment
    return *sharer;
}

void Sharer::begin() {
    if (owner_ == os::process_id()) return;
    offered_.clear();
    listener_.emplace(connection::ListenerOptions{.address = fresh_address(), .authkey = current_process().authkey()});
    owner_ = os::process_id();
    os::start_engine_thread("mp-sharer", [this, listener = *listener_] { serve(listener); });
}

Sharer::Ticket Sharer::offer(int descriptor) {
    os::Fd file = Borrowed(descriptor).get().duplicate();
    const std::lock_guard guard(mutex_);
    begin();
    const std::int64_t number = next_++;
    offered_.emplace(number, std::move(file));
    return {listener_->address(), number};
}

os::Fd Sharer::take(std::int64_t number) {
    const std::lock_guard guard(mutex_);
    auto found = offered_.extract(number);
    return found ? std::move(found.mapped()) : os::Fd();
}

void Sharer::serve(const Listener& listener) {
    for (;;) {
        try {
            const Connection peer = listener.accept();
            if (!peer.poll(patience)) continue;
            const auto [number, pid] = peer.recv<std::pair<std::int64_t, std::int64_t>>();
            const os::Fd file = take(number);
            if (!file) continue;     // the peer sees the end
            const std::byte one{1};  // how many descriptors
            os::send_all(Borrowed(peer).get(), {&one, 1}, std::array{file.get()});
        } catch (const ResourceExhausted& error) {
            get_logger().warning(std::string("a descriptor could not be handed over: ") + error.what());
            os::yield_cpu();
        } catch (const std::exception& error) {
            if (listener.closed()) return;
            get_logger().info(std::string("a descriptor was not handed over: ") + error.what());
        }
    }
}

os::Fd Sharer::fetch(const Address& address, std::int64_t number) {
    const Connection from = connection::Client({.address = address, .authkey = current_process().authkey()});
    from.send(std::pair(number, static_cast<std::int64_t>(os::process_id())));
    std::vector<os::Fd> files;
    std::byte count{};
    if (!os::receive_all(Borrowed(from).get(), {&count, 1}, files))
        throw EOFError("the descriptor is not offered (any more)");
    if (files.size() != 1 || count != std::byte{1})
        throw RuntimeError("received " + std::to_string(files.size()) + " descriptors instead of one");
    return std::move(files.front());
}

namespace {

constexpr const char* sharer_module = "multiprocessing.resource_sharer";

bool is_instance(const Object& what, std::string_view module, std::string_view name) {
    return what.kind() == Object::Kind::instance && what.module() == module && what.type_name() == name;
}

}  // namespace

Object Sharer::offer_in_pickle(int descriptor) {
    const Ticket ticket = instance().offer(descriptor);
    Object shared = Object::instance(sharer_module, "DupFd", {},
                                     Object::dict({{"_id", Object::tuple({ticket.address.path(), ticket.number})}}));
    detail::node_of<detail::InstanceNode>(shared).made = detail::InstanceNode::Made::newobj;
    return shared;
}

os::Fd Sharer::fetch_from_pickle(const Object& shared) {
    if (!is_instance(shared, sharer_module, "DupFd") || shared.state().kind() != Object::Kind::dict)
        detail::cannot_take(shared, "descriptor");
    const auto [where, number] = shared.state()["_id"].as<std::pair<Object, std::int64_t>>();
    return fetch(Address(where.text()), number);
}

void Sharer::offer_in_bytes(detail::Writer& writer, int descriptor) {
    const Ticket ticket = instance().offer(descriptor);
    detail::encode(writer, ticket.address.path());
    writer.write_value(ticket.number);
}

os::Fd Sharer::fetch_from_bytes(detail::Reader& reader) {
    const auto path = detail::decode<std::string>(reader);
    const auto number = reader.read_value<std::int64_t>();
    return fetch(Address(path), number);
}

}  // namespace mp::channel

namespace mp::detail {

using channel::Sharer;

namespace {

constexpr const char* connection_module = "multiprocessing.connection";

}  // namespace

// As CPython's reduction: rebuild_connection(DupFd, readable, writable), and the DupFd knows where to ask.
Object ObjectForm<connection::Connection>::make(const connection::Connection& connection) {
    return Object::instance(
        connection_module, "rebuild_connection",
        {Sharer::offer_in_pickle(connection.fileno()), connection.readable(), connection.writable()});
}

connection::Connection ObjectForm<connection::Connection>::take(const Object& object) {
    if (!channel::is_instance(object, connection_module, "rebuild_connection") || object.args().size() != 3)
        cannot_take(object, "Connection");
    os::Fd file = Sharer::fetch_from_pickle(object.args()[0]);
    return connection::Connection(file.release(), object.args()[1].as<bool>(), object.args()[2].as<bool>());
}

Object ObjectForm<reduction::DupFd>::make(const reduction::DupFd& file) {
    return Sharer::offer_in_pickle(file.fileno());
}

reduction::DupFd ObjectForm<reduction::DupFd>::take(const Object& object) {
    const os::Fd file = Sharer::fetch_from_pickle(object);
    return reduction::DupFd(file.get());
}

}  // namespace mp::detail

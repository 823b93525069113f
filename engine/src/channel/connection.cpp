// SPDX-License-Identifier: MIT
#include "mp/connection.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <sstream>

#include "channel/sharer.h"
#include "mp/context.h"
#include "os/clock.h"
#include "os/command.h"
#include "os/fd.h"
#include "os/mapping.h"
#include "os/poll.h"
#include "os/socket.h"
#include "os/stream.h"
#include "telemetry/handle.h"

namespace mp::connection {

namespace {

constexpr std::uint64_t short_form_limit = 0x7fffffff;
// A message's memory grows with what has come, so that a header alone cannot make us allocate.
constexpr std::size_t first_step_bytes = std::size_t{256} << 10;
constexpr std::size_t reserve_bytes = std::size_t{64} << 20;
constexpr std::size_t growth = 8;
constexpr std::size_t large_bytes = std::size_t{1} << 20;
// A message up to this size is written by the kernel whole or not at all; while a longer one is on its way, its writer
// stands in the pipe's entry, so that its death is seen even where others keep the writing end open.
constexpr std::size_t whole_bytes = 4096;
constexpr std::int64_t look_ns = 50'000'000;  // how often a reader inside a message looks whether the writer lives

template <class Number>
void store_big_endian(std::byte* out, Number number) {
    for (std::size_t i = 0; i < sizeof number; ++i)
        out[i] = static_cast<std::byte>(number >> (8 * (sizeof number - 1 - i)));
}
template <class Number>
Number load_big_endian(const std::byte* in) {
    Number number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i)
        number = static_cast<Number>(number << 8 | std::to_integer<Number>(in[i]));
    return number;
}

}  // namespace

struct Connection::End {
    os::Fd file;
    bool is_socket = false;
    std::atomic<bool> closed{false};
    std::atomic<bool> readable{true};
    bool writable = true;
    std::atomic<std::uint64_t> max_message{UINT64_MAX};
    std::shared_ptr<telemetry::Object> pipe;  // of both ends of a Pipe(); nobody's for others
    std::size_t side = 0;                     // which of its two entries is ours to write

    telemetry::Entry& writer(std::size_t of) const { return pipe->slot().state.entries.entries[of]; }

    int number() const {
        if (closed.load(std::memory_order_acquire)) throw OSError("handle is closed");
        return file.get();
    }
    int for_reading() const {
        const int descriptor = number();
        if (!readable.load(std::memory_order_relaxed)) throw OSError("connection is write-only");
        return descriptor;
    }
    int for_writing() const {
        const int descriptor = number();
        if (!writable) throw OSError("connection is read-only");
        return descriptor;
    }
    void close() noexcept {
        if (!closed.exchange(true, std::memory_order_acq_rel)) file.reset();
    }

    // The stream cannot be read on from here: what follows is the middle of a message.
    [[noreturn]] void refuse() {
        if (writable) {
            readable.store(false, std::memory_order_relaxed);
        } else {
            close();
        }
        throw OSError("bad message length");
    }

    // The process at the other end that is inside a message, if it is known: its token.
    telemetry::Token writing_peer() const noexcept {
        return pipe ? telemetry::entry_token(writer(1 - side).load(std::memory_order_acquire)) : telemetry::nobody;
    }

    [[noreturn]] void torn() const {
        const telemetry::Token peer = writing_peer();
        int pid = 0;
        if (peer != telemetry::nobody) {
            pid = pipe->registry().pid_of(peer);
            std::uint64_t seen = telemetry::make_entry(peer, 1);
            writer(1 - side).compare_exchange_strong(seen, 0, std::memory_order_acq_rel);
        }
        throw PeerLost("got end of file during message: the process at the other end" +
                           (pid != 0 ? " (pid " + std::to_string(pid) + ")" : "") + " ended in the middle of it",
                       pid, true);
    }

    // Inside a message: more bytes, or the end, are there. Throws PeerLost when its writer has died, and nothing of
    // what it wrote is left.
    void await_more(int descriptor) const {
        while (!os::wait_readable(descriptor, os::deadline_after(look_ns))) {
            const telemetry::Token peer = writing_peer();
            if (peer == telemetry::nobody || pipe->registry().alive(peer)) continue;
            if (!os::wait_readable(descriptor, 0)) torn();
        }
    }

    void read_exactly(int descriptor, std::span<std::byte> buffer, bool inside, bool watched = false) const {
        const std::size_t wanted = buffer.size();
        while (!buffer.empty()) {
            if (watched) await_more(descriptor);
            const std::size_t size = os::read_stream(descriptor, buffer);
            if (size == 0) {
                if (buffer.size() == wanted && !inside)
                    throw EOFError("receive from a connection: the other end is closed");
                torn();
            }
            buffer = buffer.subspan(size);
        }
    }

    std::uint64_t read_header(int descriptor) {
        std::byte header[8];
        read_exactly(descriptor, {header, 4}, false);
        const auto length = static_cast<std::int32_t>(load_big_endian<std::uint32_t>(header));
        if (length >= 0) return static_cast<std::uint64_t>(length);
        if (length != -1) {
            close();
            throw OSError("bad message length");
        }
        read_exactly(descriptor, {header, 8}, true);
        return load_big_endian<std::uint64_t>(header);
    }

    // The length of the message that comes next, which is not too long.
    std::uint64_t read_length(int descriptor, std::uint64_t limit) {
        const std::uint64_t length = read_header(descriptor);
        if (length > limit || length > max_message.load(std::memory_order_relaxed)) refuse();
        return length;
    }

    bool is_watched(std::uint64_t length) const noexcept { return pipe && length > whole_bytes; }

    // Room for as much as has come and several times more: memory that is not touched costs nothing, and what has come
    // is copied once or twice on its way to any size. Large pages, because a fresh small one costs more than its
    // filling.
    static void make_room(Bytes& message, std::uint64_t length) {
        const std::size_t next = std::max<std::size_t>(reserve_bytes, growth * message.capacity());
        message.reserve(std::min<std::uint64_t>(length, next));
        if (message.capacity() >= large_bytes) os::prefer_large_pages(message.data(), message.capacity());
    }

    Bytes read_body(int descriptor, std::uint64_t length) {
        const bool watched = is_watched(length);
        Bytes message;
        while (message.size() < length) {
            const std::size_t have = message.size();
            const std::size_t step = std::min<std::uint64_t>(length - have, first_step_bytes);
            if (message.capacity() < have + step) make_room(message, length);
            message.resize(have + step);
            read_exactly(descriptor, std::span(message).subspan(have), true, watched);
        }
        return message;
    }
};

Connection::Connection() : end_(std::make_shared<End>()) {
    end_->closed = true;
}

Connection::Connection(int handle, bool readable, bool writable) {
    if (handle < 0) throw ValueError("invalid handle");
    if (!readable && !writable) throw ValueError("at least one of `readable` and `writable` must be True");
    end_ = std::make_shared<End>();
    end_->file = os::Fd(handle);
    end_->is_socket = os::is_socket(handle);
    end_->readable = readable;
    end_->writable = writable;
}

void Connection::send_bytes(std::span<const std::byte> buffer, std::int64_t offset,
                            std::optional<std::int64_t> size) const {
    const int descriptor = end_->for_writing();
    const auto length = static_cast<std::int64_t>(buffer.size());
    if (offset < 0) throw ValueError("offset is negative");
    if (offset > length) throw ValueError("buffer length < offset");
    if (size && *size < 0) throw ValueError("size is negative");
    if (size && *size > length - offset) throw ValueError("buffer length < offset + size");
    const auto body =
        buffer.subspan(static_cast<std::size_t>(offset), size ? static_cast<std::size_t>(*size) : std::dynamic_extent);
    std::byte header[12];
    std::size_t header_size = 4;
    if (body.size() <= short_form_limit) {
        store_big_endian(header, static_cast<std::uint32_t>(body.size()));
    } else {
        store_big_endian(header, UINT32_MAX);
        store_big_endian(header + 4, static_cast<std::uint64_t>(body.size()));
        header_size = 12;
    }
    if (!end_->pipe || body.size() <= whole_bytes) {
        os::write_stream(descriptor, end_->is_socket, {header, header_size}, body);
        return;
    }
    struct Inside {
        explicit Inside(telemetry::Entry& entry, telemetry::Token self) : entry_(entry) {
            entry_.store(telemetry::make_entry(self, 1), std::memory_order_release);
        }
        ~Inside() { entry_.store(0, std::memory_order_release); }
        telemetry::Entry& entry_;
    } const inside(end_->writer(end_->side), end_->pipe->registry().self());
    os::write_stream(descriptor, end_->is_socket, {header, header_size}, body);
}

Bytes Connection::recv_bytes(std::optional<std::int64_t> maxlength) const {
    const int descriptor = end_->for_reading();
    if (maxlength && *maxlength < 0) throw ValueError("negative maxlength");
    const auto limit = maxlength ? static_cast<std::uint64_t>(*maxlength) : UINT64_MAX;
    return end_->read_body(descriptor, end_->read_length(descriptor, limit));
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset) const {
    const int descriptor = end_->for_reading();
    if (offset < 0) throw ValueError("negative offset");
    if (static_cast<std::uint64_t>(offset) > buffer.size()) throw ValueError("offset too large");
    const auto room = buffer.subspan(static_cast<std::size_t>(offset));
    const std::uint64_t length = end_->read_length(descriptor, UINT64_MAX);
    if (length > room.size()) throw BufferTooShort(end_->read_body(descriptor, length));
    end_->read_exactly(descriptor, room.first(length), true, end_->is_watched(length));
    return length;
}

void Connection::send(const Object& value) const {
    end_->for_writing();
    send_bytes(pickle::dumps(value));
}

Object Connection::recv() const {
    return pickle::loads(recv_bytes());
}

bool Connection::poll(mp::detail::Timeout timeout) const {
    const int descriptor = end_->for_reading();
    return os::wait_readable(descriptor, timeout.ns() == 0 ? 0 : os::deadline_after(timeout.ns()));
}

int Connection::fileno() const {
    return end_->number();
}
void Connection::close() const noexcept {
    end_->close();
}
bool Connection::closed() const noexcept {
    return end_->closed.load(std::memory_order_acquire);
}
bool Connection::readable() const noexcept {
    return end_->readable.load(std::memory_order_relaxed);
}
bool Connection::writable() const noexcept {
    return end_->writable;
}
void Connection::max_message(std::uint64_t bytes) const noexcept {
    end_->max_message.store(bytes, std::memory_order_relaxed);
}

std::string Connection::repr() const {
    std::ostringstream text;
    text << "<multiprocessing.connection.Connection object at " << static_cast<const void*>(end_.get()) << '>';
    return text.str();
}

std::ostream& operator<<(std::ostream& out, const Connection& connection) {
    return out << connection.repr();
}

}  // namespace mp::connection

namespace mp {

namespace detail {

// The one way into a Connection for this file's functions.
struct ConnectionAccess {
    static void tie(const Connection& end, std::shared_ptr<telemetry::Object> pipe, std::size_t side) {
        end.end_->pipe = std::move(pipe);
        end.end_->side = side;
    }
    static const Connection::End& end(const Connection& connection) { return *connection.end_; }
};

}  // namespace detail

namespace {

std::pair<Connection, Connection> tied(Connection first, Connection second) {
    auto pipe = telemetry::Object::create(telemetry::ObjectKind::entries, "pipe", [](telemetry::ObjectSlot&) {});
    detail::ConnectionAccess::tie(first, pipe, 0);
    detail::ConnectionAccess::tie(second, std::move(pipe), 1);
    return {std::move(first), std::move(second)};
}

}  // namespace

std::pair<Connection, Connection> Pipe(bool duplex) {
    if (duplex) {
        auto [a, b] = os::socket_pair(os::SocketKind::stream);
        Connection first(a.release());
        return tied(std::move(first), Connection(b.release()));
    }
    os::Pipe pipe = os::make_pipe();
    Connection receiver(pipe.read.release(), true, false);
    return tied(std::move(receiver), Connection(pipe.write.release(), false, true));
}

std::pair<Connection, Connection> Context::Pipe(bool duplex) const {
    return mp::Pipe(duplex);
}

namespace detail {

void Codec<Connection>::encode(Writer& writer, const Connection& end) {
    if (writer.parcel() != nullptr) {
        writer.write_value(writer.parcel()->attach_descriptor(end.fileno()));
    } else {
        channel::Sharer::offer_in_bytes(writer, end.fileno());  // where only bytes can travel
    }
    writer.write_value<unsigned char>(static_cast<unsigned char>((end.readable() ? 1 : 0) | (end.writable() ? 2 : 0)));
    const auto& state = ConnectionAccess::end(end);
    // A process that is being started is younger than the pipe: only one that runs has to be told of.
    const bool at_birth =
        writer.parcel() != nullptr && writer.parcel()->journey() == ParcelContext::Journey::start_of_process;
    if (state.pipe && !at_birth) state.pipe->registry().pass_on(state.pipe->id());
    writer.write_value<telemetry::ObjectId>(state.pipe ? state.pipe->id() : 0);
    writer.write_value<unsigned char>(static_cast<unsigned char>(state.side));
}

Connection Codec<Connection>::decode(Reader& reader) {
    os::Fd file = reader.parcel() != nullptr
                      ? os::Fd(reader.parcel()->take_descriptor(reader.read_value<std::uint32_t>()))
                      : channel::Sharer::fetch_from_bytes(reader);
    const auto directions = reader.read_value<unsigned char>();
    if (directions == 0 || directions > 3) reader.fail("a connection without a direction");
    const auto pipe = reader.read_value<telemetry::ObjectId>();
    const auto side = reader.read_value<unsigned char>();
    Connection out(file.release(), (directions & 1) != 0, (directions & 2) != 0);
    if (pipe != 0 && side <= 1) {
        try {
            ConnectionAccess::tie(out, telemetry::Object::open(pipe, telemetry::ObjectKind::entries), side);
        } catch (const RuntimeError&) {
            // Its maker is gone, and with it the entries: the ends work without.
        }
    }
    return out;
}

}  // namespace detail
}  // namespace mp

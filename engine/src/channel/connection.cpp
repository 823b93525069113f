// SPDX-License-Identifier: MIT
#include "mp/connection.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <sstream>

#include "os/clock.h"
#include "os/command.h"
#include "os/fd.h"
#include "os/poll.h"
#include "os/socket.h"
#include "os/stream.h"

namespace mp::connection {

namespace {

constexpr std::uint64_t short_form_limit = 0x7fffffff;
// A message's memory grows with what has come, so that a header alone cannot make us allocate.
constexpr std::size_t first_step_bytes = std::size_t{256} << 10;
constexpr std::size_t reserve_bytes = std::size_t{16} << 20;

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

    void read_exactly(int descriptor, std::span<std::byte> buffer, bool torn_at_start) const {
        const std::size_t wanted = buffer.size();
        while (!buffer.empty()) {
            const std::size_t size = os::read_stream(descriptor, buffer);
            if (size == 0) {
                if (buffer.size() == wanted && !torn_at_start)
                    throw EOFError("receive from a connection: the other end is closed");
                throw PeerLost("got end of file during message: the process at the other end ended in the middle of it",
                               0, true);
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

    Bytes read_message(int descriptor, std::uint64_t limit) {
        const std::uint64_t length = read_header(descriptor);
        if (length > limit || length > max_message.load(std::memory_order_relaxed)) refuse();
        Bytes message;
        message.reserve(std::min<std::uint64_t>(length, reserve_bytes));
        while (message.size() < length) {
            const std::size_t have = message.size();
            const std::size_t step = std::min<std::uint64_t>(length - have, first_step_bytes);
            if (message.capacity() < have + step)
                message.reserve(std::min<std::uint64_t>(length, 2 * message.capacity()));
            message.resize(have + step);
            read_exactly(descriptor, std::span(message).subspan(have), true);
        }
        return message;
    }
};

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
    os::write_stream(descriptor, end_->is_socket, {header, header_size}, body);
}

Bytes Connection::recv_bytes(std::optional<std::int64_t> maxlength) const {
    const int descriptor = end_->for_reading();
    if (maxlength && *maxlength < 0) throw ValueError("negative maxlength");
    return end_->read_message(descriptor, maxlength ? static_cast<std::uint64_t>(*maxlength) : UINT64_MAX);
}

std::size_t Connection::recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset) const {
    const int descriptor = end_->for_reading();
    if (offset < 0) throw ValueError("negative offset");
    if (static_cast<std::uint64_t>(offset) > buffer.size()) throw ValueError("offset too large");
    Bytes message = end_->read_message(descriptor, UINT64_MAX);
    const auto room = buffer.subspan(static_cast<std::size_t>(offset));
    if (message.size() > room.size()) throw BufferTooShort(std::move(message));
    std::copy(message.begin(), message.end(), room.begin());
    return message.size();
}

bool Connection::poll(detail::Timeout timeout) const {
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
    text << "<mp.connection.Connection object at " << static_cast<const void*>(end_.get()) << '>';
    return text.str();
}

}  // namespace mp::connection

namespace mp {

std::pair<Connection, Connection> Pipe(bool duplex) {
    if (duplex) {
        auto [a, b] = os::socket_pair(os::SocketKind::stream);
        Connection first(a.release());
        return {std::move(first), Connection(b.release())};
    }
    os::Pipe pipe = os::make_pipe();
    Connection receiver(pipe.read.release(), true, false);
    return {std::move(receiver), Connection(pipe.write.release(), false, true)};
}

namespace detail {

void Codec<Connection>::encode(Writer& writer, const Connection& end) {
    // Where only bytes can travel, this says so in Python's words.
    ParcelContext& parcel = writer.parcel() != nullptr ? *writer.parcel() : writer.starting_parcel("Connection");
    writer.write_value(parcel.attach_descriptor(end.fileno()));
    writer.write_value<unsigned char>(static_cast<unsigned char>((end.readable() ? 1 : 0) | (end.writable() ? 2 : 0)));
}

Connection Codec<Connection>::decode(Reader& reader) {
    ParcelContext& parcel = reader.parcel() != nullptr ? *reader.parcel() : reader.starting_parcel("Connection");
    const auto index = reader.read_value<std::uint32_t>();
    const auto directions = reader.read_value<unsigned char>();
    if (directions == 0 || directions > 3) reader.fail("a connection without a direction");
    return Connection(parcel.take_descriptor(index), (directions & 1) != 0, (directions & 2) != 0);
}

}  // namespace detail
}  // namespace mp

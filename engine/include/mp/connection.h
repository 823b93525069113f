// SPDX-License-Identifier: MIT
#pragma once
// Connections: messages of bytes between two processes, over a pipe or a socket, in CPython's framing (so the other end
// may be Python).
//
//     auto [a, b] = mp::Pipe();                     // both ends send and receive
//     auto [in, out] = mp::Pipe(false);             // in receives, out sends
//     a.send_bytes(mp::as_bytes("thank you"));
//     mp::Bytes message = b.recv_bytes();
//     a.send(std::tuple{1, "hello", nullptr});      // a pickle, as Python's send()
//     auto o = b.recv();                            // an mp::Object; b.recv<T>() converts
//     if (b.poll(1s)) …                             // a message, or the end, is there
//
//     using namespace mp::connection;
//     Listener listener({.address = Address{"localhost", 6000}, .authkey = "secret password"});
//     Connection c = listener.accept();
//     Connection d = Client({.address = Address{"localhost", 6000}, .authkey = "secret password"});
//
// A message arrives whole or not at all: when the other end's process dies inside one, recv_bytes throws PeerLost with
// torn() true. (Python says OSError "got end of file during message"; PeerLost is an EOFError.)
//
// Threads: one thread may receive while another sends; two in the same direction would mix their messages.
// Processes: a Connection travels as an argument when a process is started, and over another one. Copies of a handle
// are the same connection; the descriptor is closed by close() or with the last copy. Mirrors "Connection Objects" and
// "multiprocessing.connection" of Python's multiprocessing page.

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <iosfwd>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mp/detail/codec.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"
#include "mp/object.h"

namespace mp {

// The bytes of a text, in place.
inline std::span<const std::byte> as_bytes(std::string_view text) noexcept {
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

namespace detail {
struct ConnectionAccess;
}

namespace connection {

namespace detail {

// Bytes in a row that are not spelt as such: a text, an array of numbers.
template <class Range>
concept Contiguous = std::ranges::contiguous_range<Range> && std::ranges::sized_range<Range> &&
    std::is_trivially_copyable_v<std::ranges::range_value_t<Range>>;
template <class Range>
concept OtherBytes = Contiguous<Range> && !std::convertible_to<Range, std::span<const std::byte>>;
template <class Range>
concept OtherRoom = Contiguous<Range> && !std::convertible_to<Range, std::span<std::byte>> &&
                    !std::is_const_v<std::remove_reference_t<std::ranges::range_reference_t<Range>>>;

template <class Range>
std::span<const std::byte> bytes_of(const Range& items) noexcept {
    if constexpr (std::is_convertible_v<const Range&, std::string_view>) {
        return as_bytes(items);  // a text in quotes without C's mark of its end
    } else {
        return std::as_bytes(std::span(std::ranges::data(items), std::ranges::size(items)));
    }
}

}  // namespace detail

class Connection {
public:
    // A closed one, for a place that gets another later.
    Connection();
    // Owns the descriptor from here on. Throws ValueError "invalid handle", "at least one of `readable` and `writable`
    // must be True".
    explicit Connection(int handle, bool readable = true, bool writable = true);

    // One message: size bytes from offset (all that follow by default).
    // Throws ValueError ("offset is negative", "buffer length < offset", "size is negative", "buffer length < offset +
    // size"), OSError "connection is read-only", BrokenPipeError when nobody will read it.
    void send_bytes(std::span<const std::byte> buffer, std::int64_t offset = 0,
                    std::optional<std::int64_t> size = {}) const;
    // The same of a text, or of any numbers in a row as they lie in memory; offset and size count bytes.
    template <detail::OtherBytes Range>
    void send_bytes(const Range& buffer, std::int64_t offset = 0, std::optional<std::int64_t> size = {}) const {
        send_bytes(detail::bytes_of(buffer), offset, size);
    }

    // One whole message. Longer than maxlength: OSError "bad message length", and the connection receives nothing any
    // more. Throws EOFError after the other end was closed and all was read, PeerLost (torn) when it was lost inside a
    // message, OSError "connection is write-only", ValueError "negative maxlength".
    Bytes recv_bytes(std::optional<std::int64_t> maxlength = {}) const;

    // The same into buffer from offset on; the message's length. Throws BufferTooShort with the message when it does
    // not fit (buffer is untouched), ValueError "negative offset", "offset too large".
    std::size_t recv_bytes_into(std::span<std::byte> buffer, std::int64_t offset = 0) const;
    template <detail::OtherRoom Range>
    std::size_t recv_bytes_into(Range&& buffer, std::int64_t offset = 0) const {
        return recv_bytes_into(std::as_writable_bytes(std::span(std::ranges::data(buffer), std::ranges::size(buffer))),
                               offset);
    }

    // One message that is a pickle of the value: what Python's send() sends and its recv() gives back. Anything that
    // becomes an Object. Throws PicklingError before anything is sent, otherwise as send_bytes.
    void send(const Object& value) const;
    // An error, as its type and text (and what else Python has of it).
    template <std::derived_from<std::exception> E>
    void send(const E& error) const {
        send(Object(std::make_exception_ptr(error)));
    }
    // The next message as the value that it is a pickle of. Throws UnpicklingError for what is none (the message is
    // consumed, the connection goes on), EOFError "Ran out of input" for an empty one, otherwise as recv_bytes.
    // Nothing in it is run or looked up: see mp/object.h.
    Object recv() const;
    // The same as a T. Throws TypeError when it is something else; the message is consumed.
    template <class T>
    T recv() const {
        return recv().template as<T>();
    }

    // A message, or the end, is there. Without an argument it only looks; nullopt waits for ever.
    bool poll() const { return poll(std::chrono::seconds(0)); }
    bool poll(mp::detail::Timeout timeout) const;

    // The descriptor, still this connection's. After close() all but closed(), readable(), writable() throw OSError
    // "handle is closed".
    int fileno() const;
    void close() const noexcept;  // twice is fine
    bool closed() const noexcept;
    bool readable() const noexcept;
    bool writable() const noexcept;
    std::string repr() const;

    // Messages longer than this are refused by their header alone (OSError "bad message length"), in bytes. No limit at
    // first; a limit is for peers that are not trusted.
    void max_message(std::uint64_t bytes) const noexcept;

    friend bool operator==(const Connection& a, const Connection& b) noexcept { return a.end_ == b.end_; }

private:
    friend struct mp::detail::ConnectionAccess;
    struct End;
    std::shared_ptr<End> end_;
};

// Where a Listener listens: a host and a port (TCP over IPv4; "" is every interface, port 0 any free one), a path (a
// local socket), or a path that begins with NUL (an abstract name of Linux). Nothing: a free address of the family.
class Address {
public:
    Address() = default;
    Address(std::string host, int port) : where_(Host{std::move(host), port}) {}
    Address(std::string path) : where_(std::move(path)) {}
    Address(std::string_view path) : where_(std::string(path)) {}
    Address(const char* path) : where_(std::string(path)) {}
    Address(const std::filesystem::path& path) : where_(path.string()) {}

    bool empty() const noexcept { return where_.index() == 0; }
    bool is_tcp() const noexcept { return where_.index() == 1; }
    bool is_abstract() const noexcept { return where_.index() == 2 && path().starts_with('\0'); }
    // Of TCP; "" and 0 otherwise.
    std::string host() const { return is_tcp() ? std::get<Host>(where_).host : std::string(); }
    int port() const { return is_tcp() ? std::get<Host>(where_).port : 0; }
    // Of a local socket; "" otherwise, and for a client that has no address of its own.
    std::string path() const { return where_.index() == 2 ? std::get<std::string>(where_) : std::string(); }
    // "AF_INET", "AF_UNIX"; "" for none.
    std::string family() const { return is_tcp() ? "AF_INET" : empty() ? "" : "AF_UNIX"; }
    // As Python prints it: ('localhost', 6000), '/tmp/x', b'\x00name'.
    std::string repr() const;
    friend bool operator==(const Address&, const Address&) = default;

private:
    struct Host {
        std::string host;
        int port;
        friend bool operator==(const Host&, const Host&) = default;
    };
    std::variant<std::monostate, Host, std::string> where_;
};

std::ostream& operator<<(std::ostream& out, const Connection& connection);
std::ostream& operator<<(std::ostream& out, const Address& address);  // repr()

// The families of addresses that there are here, and the one that a listener without an address gets.
inline constexpr std::array<std::string_view, 2> families{"AF_INET", "AF_UNIX"};
inline constexpr std::string_view default_family = "AF_UNIX";
// The family of an address. Throws ValueError "address type of None unrecognized" for no address.
std::string address_type(const Address& address);
// A free address of the family: ("localhost", 0), or a path in mp::util::get_temp_dir(). Throws ValueError
// "unrecognized family".
Address arbitrary_address(std::string_view family);

// A secret that both ends know. Bytes of any kind, the empty key too. Its contents are never printed or sent.
class AuthKey {
public:
    AuthKey(std::string_view key) : key_(key) {}
    AuthKey(const std::string& key) : key_(key) {}
    AuthKey(const char* key) : key_(key) {}
    AuthKey(const Bytes& key) : key_(reinterpret_cast<const char*>(key.data()), key.size()) {}
    const std::string& bytes() const noexcept { return key_; }

private:
    std::string key_;
};

struct ListenerOptions {
    Address address{};     // by default a fresh local path, or ("localhost", 0) where family says AF_INET
    std::string family{};  // "AF_INET" or "AF_UNIX"; by default the address's
    int backlog = 4096;  // peers that may wait for accept(), or as many as the system allows. Python's 1 makes clients
                         // in a crowd wait a second each
    std::optional<AuthKey> authkey{};  // peers prove that they know it, and so do we; without one nobody is asked
    bool md5 = true;                   // Pythons up to 3.11 prove it by HMAC-MD5; false refuses them
    std::chrono::milliseconds handshake{5000};            // a peer that has not proved it by then is dropped
    std::uint64_t max_message = std::uint64_t{1} << 30U;  // of the accepted connections; see Connection::max_message
};

// Waits for peers, Python's or ours. A peer that fails (a wrong key, a stranger's bytes, silence) is counted and logged
// and is nobody else's trouble: accept() returns the next one that is good, and many prove themselves at the same time.
// (Python's accept() raises what a peer did wrong.) A handle; the last copy closes.
// Threads: several may accept() at once. Processes: a forked child may accept() as well; the path is the creator's.
class Listener {
public:
    // Throws OSError (the address is in use; "AF_UNIX path too long"), ValueError ("Family X is not recognized.").
    Listener(ListenerOptions options = {});
    // The address alone: Listener("/tmp/x"), Listener(Address{"localhost", 6000}).
    template <std::convertible_to<Address> A>
    explicit Listener(A&& address) : Listener(ListenerOptions{.address = std::forward<A>(address)}) {}

    // The next good peer. Throws OSError "listener is closed" (also when another thread closes it), ResourceExhausted.
    Connection accept() const;
    // The same for at most that long; nullopt when none came.
    std::optional<Connection> accept(mp::detail::Timeout timeout) const;
    // Closes; removes the path. Twice is fine.
    void close() const noexcept;
    bool closed() const noexcept;
    // The real one, port filled in.
    const Address& address() const noexcept;
    // The address of the peer that accept() returned last; none before, path "" for a local client without a name.
    std::optional<Address> last_accepted() const;
    // Readable when a peer is there, or has something to say on its way in. For wait() and poll.
    int fileno() const;
    // Peers turned away so far.
    std::uint64_t refused() const noexcept;

    friend bool operator==(const Listener& a, const Listener& b) noexcept { return a.state_ == b.state_; }

private:
    struct State;
    std::shared_ptr<State> state_;
};

struct ClientOptions {
    Address address{};
    std::string family{};
    std::optional<AuthKey> authkey{};
    bool md5 = true;
    std::optional<std::chrono::milliseconds> handshake{};  // how long the listener may take; for ever by default
};

// A connection to a Listener of ours or of Python's. Throws ConnectionRefusedError, FileNotFoundError (nobody is
// there), AuthenticationError ("digest sent was rejected", "digest received was wrong"), EOFError, TimeoutError.
Connection Client(const ClientOptions& options);
template <std::convertible_to<Address> A>
Connection Client(A&& address) {
    return Client(ClientOptions{.address = std::forward<A>(address)});
}

// One half of the exchange of keys, over any connection: proves nothing itself, asks the other end to. Throws
// AuthenticationError.
void deliver_challenge(const Connection& connection, const AuthKey& authkey);
// The other half: answers the challenge that comes next. Throws AuthenticationError.
void answer_challenge(const Connection& connection, const AuthKey& authkey);

// What wait() waits for: a connection, a listener, a process's sentinel or any other descriptor that can be polled.
class Waitable {
public:
    Waitable(int descriptor) : what_(descriptor) {}
    Waitable(const Connection& connection) : what_(connection) {}
    Waitable(const Listener& listener) : what_(listener) {}

    int fileno() const;  // throws OSError "handle is closed"
    friend bool operator==(const Waitable&, const Waitable&) = default;

private:
    std::variant<int, Connection, Listener> what_;
};

namespace detail {
// Positions of the descriptors that are ready, in their order. Throws KeyError for one that comes twice.
std::vector<std::size_t> wait_ready(const std::vector<int>& descriptors, mp::detail::Timeout timeout);
inline int descriptor_of(int descriptor) {
    return descriptor;
}
template <class T>
int descriptor_of(const T& object) {
    return object.fileno();
}
}  // namespace detail

// Those of the objects that are ready, in their order: something can be received (or accepted), the other end is
// closed, the process has ended. Empty when the time is over; for ever by default.
//     for (auto& c : wait(connections, 1s)) …
//     if (wait({Waitable(c), p.sentinel()}).front() == Waitable(c)) …
// Throws KeyError for an object that is in twice, OSError for a closed one.
template <class T>
std::vector<T> wait(const std::vector<T>& objects, mp::detail::Timeout timeout = {}) {
    std::vector<int> descriptors;
    descriptors.reserve(objects.size());
    for (const T& object : objects) descriptors.push_back(detail::descriptor_of(object));
    std::vector<T> out;
    for (const std::size_t i : detail::wait_ready(descriptors, timeout)) out.push_back(objects[i]);
    return out;
}
inline std::vector<Waitable> wait(std::initializer_list<Waitable> objects, mp::detail::Timeout timeout = {}) {
    return wait(std::vector<Waitable>(objects), timeout);
}

}  // namespace connection

using connection::Connection;

struct PipeOptions {
    bool duplex = true;
};

// Two connected ends; with duplex = false the first only receives and the second only sends.
// Throws ResourceExhausted.
std::pair<Connection, Connection> Pipe(bool duplex = true);
inline std::pair<Connection, Connection> Pipe(const PipeOptions& options) {
    return Pipe(options.duplex);
}

namespace detail {

// As an argument of a process being started, and over a connection that can pass descriptors.
template <>
struct Codec<connection::Connection> {
    static void encode(Writer& writer, const connection::Connection& end);
    static connection::Connection decode(Reader& reader);
};

// Over a connection, in a pickle: a.send(other) and b.recv<Connection>(). The receiver, which may be Python, fetches
// the descriptor from this process by itself, once; both have to have the same current_process().authkey().
template <>
struct ObjectForm<connection::Connection> {
    static Object make(const connection::Connection& connection);
    static connection::Connection take(const Object& object);
};

}  // namespace detail
}  // namespace mp

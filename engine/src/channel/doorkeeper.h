// SPDX-License-Identifier: MIT
#pragma once
// The peers of a listener on their way in. Each has a time limit of its own and none waits for another: sockets do not
// block, and each peer's handshake goes on when its bytes come. Not more than DoorRules::max_pending are kept; the
// oldest goes when there is no room, or no descriptor, for the newest. Whoever guesses keys is told "wrong" at once a
// hundred times a second; a host's next guesses wait for their verdict, which costs those who know the key nothing.

#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "channel/auth.h"
#include "os/poll.h"
#include "os/stream_socket.h"

namespace mp::channel {

struct DoorRules {
    std::optional<std::string> key;
    bool md5 = true;
    std::int64_t handshake_ns = 5'000'000'000;
    std::size_t max_pending = 1024;
    bool steady = false;  // its owner looks all the time: a peer's time runs outside of admit(), too
};

class Doorkeeper {
public:
    Doorkeeper(os::Fd listener, DoorRules rules);
    // The next good peer; nullopt when the moment has passed or nobody can come any more (closed).
    std::optional<os::Accepted> admit(std::int64_t deadline_ns);
    void close() noexcept;
    bool closed() const noexcept { return closed_.load(std::memory_order_acquire); }
    // Readable when there is something to do for admit().
    int descriptor();
    // Whether somebody is on the way in, whose time may run out.
    bool busy() {
        const std::lock_guard guard(mutex_);
        return !peers_.empty() || !late_.empty();
    }
    const os::Fd& listener() const noexcept { return listener_; }
    std::uint64_t refused() const noexcept { return refused_.load(std::memory_order_relaxed); }

private:
    struct Peer {
        std::uint64_t number = 0;
        os::Accepted who;
        Handshake handshake;
        std::int64_t deadline_ns = 0;
        std::string input;   // of the frame that is coming
        std::string output;  // that the socket has not taken yet
    };
    using Peers = std::list<Peer>;

    void own();
    std::optional<os::Accepted> take_ready();
    void accept_all();
    void serve(std::uint64_t number);
    bool converse(Peer& peer);
    void flush(Peer& peer);
    void drop(Peers::iterator peer, const std::string& reason);
    bool guesses_too_often(const std::string& host);
    void tell_later(Peers::iterator peer);
    void drop_late(std::int64_t now_ns);
    std::int64_t next_moment(std::int64_t deadline_ns) const;

    os::Fd listener_;
    DoorRules rules_;
    os::Epoll epoll_;
    os::EventFd wake_;
    int owner_ = 0;  // the process whose epoll this is
    std::atomic<bool> closed_{false};
    std::atomic<std::uint64_t> refused_{0};

    std::mutex mutex_;  // below here
    std::uint64_t next_number_ = 2;
    Peers peers_;                         // the oldest first
    Peers late_;                          // those that guess: their refusal is in the output, and goes at deadline_ns
    std::map<std::string, int> guesses_;  // wrong keys by host, in the second that began at guesses_since_ns_
    std::int64_t guesses_since_ns_ = 0;
    std::deque<os::Accepted> ready_;  // good ones that nobody has taken yet
    std::int64_t left_ns_ = 0;        // when the last admit() ended: no peer's time runs while nobody looks
    int inside_ = 0;
};

}  // namespace mp::channel

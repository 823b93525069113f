// SPDX-License-Identifier: MIT
#include "channel/doorkeeper.h"

#include <algorithm>
#include <array>

#include "mp/logging.h"
#include "os/clock.h"
#include "os/self.h"

namespace mp::channel {

namespace {

constexpr std::uint64_t listener_key = 0;
constexpr std::uint64_t wake_key = 1;
constexpr int guesses_at_once = 100;  // wrong keys from one host that are answered as they come, each second
constexpr std::int64_t second_ns = 1'000'000'000;

}  // namespace

Doorkeeper::Doorkeeper(os::Fd listener, DoorRules rules) : listener_(std::move(listener)), rules_(std::move(rules)) {
    own();
}

// An epoll that came over a fork is still the parent's: what is added and removed in one shows in the other.
void Doorkeeper::own() {
    if (owner_ == os::process_id()) return;
    if (owner_ != 0) wake_ = os::EventFd();  // the parent's would wake the parent
    os::Epoll fresh;
    fresh.add(listener_.get(), listener_key);
    fresh.add(wake_.get(), wake_key);
    epoll_ = std::move(fresh);
    peers_.clear();
    late_.clear();
    ready_.clear();
    owner_ = os::process_id();
}

int Doorkeeper::descriptor() {
    const std::lock_guard guard(mutex_);
    own();
    return epoll_.get();
}

void Doorkeeper::close() noexcept {
    closed_.store(true, std::memory_order_release);
    if (owner_ == os::process_id()) {
        wake_.set();  // whoever waits sees it
    } else {
        epoll_.reset();  // the parent's: it goes on with it
    }
    const std::lock_guard guard(mutex_);
    epoll_.remove(listener_.get());
    listener_.reset();
    peers_.clear();
    late_.clear();
    ready_.clear();
}

std::optional<os::Accepted> Doorkeeper::admit(std::int64_t deadline_ns) {
    {
        const std::lock_guard guard(mutex_);
        if (closed()) return std::nullopt;
        own();
        if (inside_++ == 0 && left_ns_ != 0 && !rules_.steady) {
            const std::int64_t away_ns = os::monotonic_ns() - left_ns_;
            for (Peer& peer : peers_) peer.deadline_ns += away_ns;
        }
    }
    struct Leave {
        Doorkeeper& door;
        ~Leave() {
            const std::lock_guard guard(door.mutex_);
            if (--door.inside_ == 0) door.left_ns_ = os::monotonic_ns();
        }
    } const leave{*this};
    for (;;) {
        if (closed()) return std::nullopt;
        std::int64_t moment = 0;
        {
            const std::lock_guard guard(mutex_);
            if (auto peer = take_ready()) return peer;
            moment = next_moment(deadline_ns);
        }
        const bool woken = os::wait_readable(epoll_.get(), moment);
        const std::lock_guard guard(mutex_);
        if (closed()) return std::nullopt;
        const std::int64_t now_ns = os::monotonic_ns();
        if (woken) {
            std::array<std::uint64_t, 64> keys{};
            const std::size_t count = epoll_.look(keys);
            for (std::size_t i = 0; i < count; ++i) {
                if (keys[i] == listener_key) {
                    accept_all();
                } else if (keys[i] != wake_key) {
                    serve(keys[i]);
                }
            }
        }
        drop_late(now_ns);
        if (auto peer = take_ready()) return peer;
        if (now_ns >= deadline_ns) return std::nullopt;
    }
}

std::optional<os::Accepted> Doorkeeper::take_ready() {
    if (ready_.empty()) return std::nullopt;
    os::Accepted out = std::move(ready_.front());
    ready_.pop_front();
    os::set_blocking(out.socket.get(), true);
    return out;
}

// A batch of those that wait, so that those who are on their way in get their turn, too.
void Doorkeeper::accept_all() {
    for (std::size_t i = 0; i < std::min<std::size_t>(64, rules_.max_pending / 4); ++i) {
        std::optional<os::Accepted> who;
        try {
            who = os::accept_now(listener_);
        } catch (const ResourceExhausted&) {
            // It says so even when nobody waits.
            if (!os::wait_readable(listener_.get(), 0)) return;
            if (!late_.empty()) {
                late_.pop_front();
                continue;
            }
            if (peers_.empty()) throw;
            drop(peers_.begin(), "no descriptor is left, and this one has waited longest");
            continue;
        }
        if (!who) return;
        if (!rules_.key) {
            ready_.push_back(std::move(*who));
            continue;
        }
        if (peers_.size() >= rules_.max_pending) drop(peers_.begin(), "too many wait, and this one has waited longest");
        const std::uint64_t number = next_number_++;
        const int descriptor = who->socket.get();
        peers_.push_back({number,
                          std::move(*who),
                          Handshake(Handshake::Side::listener, *rules_.key, rules_.md5),
                          os::monotonic_ns() + rules_.handshake_ns,
                          {},
                          {}});
        epoll_.add(descriptor, number);
        serve(number);
    }
}

void Doorkeeper::serve(std::uint64_t number) {
    const auto peer = std::find_if(peers_.begin(), peers_.end(), [&](const Peer& p) { return p.number == number; });
    if (peer == peers_.end()) return;
    std::string reason = "it left";
    try {
        if (converse(*peer)) return;
        if (peer->handshake.done()) {
            epoll_.remove(peer->who.socket.get());
            os::acknowledge_at_once(peer->who.socket.get());
            ready_.push_back(std::move(peer->who));
            peers_.erase(peer);
            return;
        }
    } catch (const AuthenticationError& error) {
        reason = error.what();
        peer->output += peer->handshake.take_output();
        if (guesses_too_often(peer->who.peer.host)) {
            tell_later(peer);
            return;
        }
        flush(*peer);  // the refusal, if there is room for it at once
    } catch (const OSError& error) {
        reason = error.what();
    }
    drop(peer, reason);
}

// Reads and answers as far as it goes. True: more is to come; false: done, or gone.
bool Doorkeeper::converse(Peer& peer) {
    for (;;) {
        peer.output += peer.handshake.take_output();
        flush(peer);
        if (peer.handshake.done()) return false;
        std::size_t wanted = 4;
        if (peer.input.size() >= 4) {
            std::uint32_t length = 0;
            for (std::size_t i = 0; i < 4; ++i) length = length << 8U | static_cast<unsigned char>(peer.input[i]);
            if (length > max_auth_frame) throw OSError("bad message length");
            wanted = 4 + length;
        }
        // Never a byte more than the frame has: what follows the last one is the connection's.
        std::array<std::byte, 4 + max_auth_frame> buffer;
        if (peer.input.size() < wanted) {
            const auto got = os::read_now(peer.who.socket.get(), std::span(buffer).first(wanted - peer.input.size()));
            if (!got) return true;
            if (*got == 0) return false;
            peer.input.append(reinterpret_cast<const char*>(buffer.data()), *got);
        }
        if (peer.input.size() >= 4 && peer.input.size() == wanted &&
            (wanted > 4 || peer.input == std::string(4, '\0'))) {
            const std::string frame = peer.input.substr(4);
            peer.input.clear();
            peer.handshake.feed(frame);
        }
    }
}

// A few hundred bytes: a socket that has no room even for these belongs to nobody who is in good faith.
void Doorkeeper::flush(Peer& peer) {
    while (!peer.output.empty()) {
        const auto* first = reinterpret_cast<const std::byte*>(peer.output.data());
        const auto sent = os::write_now(peer.who.socket.get(), {first, peer.output.size()});
        if (!sent) throw OSError("it takes no bytes");
        if (*sent == 0) return;  // it is gone; reading says so
        peer.output.erase(0, *sent);
    }
}

void Doorkeeper::drop(Peers::iterator peer, const std::string& reason) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    get_logger().info("listener turned a peer away: " + reason);
    epoll_.remove(peer->who.socket.get());
    peers_.erase(peer);
}

bool Doorkeeper::guesses_too_often(const std::string& host) {
    const std::int64_t now_ns = os::monotonic_ns();
    if (now_ns - guesses_since_ns_ > second_ns) {
        guesses_.clear();
        guesses_since_ns_ = now_ns;
    }
    return ++guesses_[host] > guesses_at_once;
}

void Doorkeeper::tell_later(Peers::iterator peer) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    get_logger().info("listener keeps a peer waiting: too many wrong keys come from its host");
    epoll_.remove(peer->who.socket.get());
    peer->deadline_ns = os::monotonic_ns() + second_ns;
    if (late_.size() >= rules_.max_pending) late_.pop_front();
    late_.splice(late_.end(), peers_, peer);
}

void Doorkeeper::drop_late(std::int64_t now_ns) {
    while (!late_.empty() && late_.front().deadline_ns <= now_ns) {
        try {
            flush(late_.front());
        } catch (const OSError&) {
            // It reads nothing, not even that.
        }
        late_.pop_front();
    }
    while (!peers_.empty() && peers_.front().deadline_ns <= now_ns)
        drop(peers_.begin(), "it did not prove in time that it knows the key");
}

std::int64_t Doorkeeper::next_moment(std::int64_t deadline_ns) const {
    if (!peers_.empty()) deadline_ns = std::min(deadline_ns, peers_.front().deadline_ns);
    return late_.empty() ? deadline_ns : std::min(deadline_ns, late_.front().deadline_ns);
}

}  // namespace mp::channel

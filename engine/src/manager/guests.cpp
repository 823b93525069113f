// SPDX-License-Identifier: MIT
// Connections and the processes behind them.
#include "manager/core.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/socket.h"
#include "os/stream_socket.h"
#include "serial/pickle_writer.h"

namespace mp::manager {

namespace {

constexpr std::size_t most_ahead = std::size_t{1} << 20U;  // bytes sent before the answer was there
constexpr std::int64_t process_end_ns = 40'000'000;        // from its last connection's end to a process's own
constexpr std::int64_t arrival_look_ns = 5'000'000;        // while an answer to one who has ended is on its way
constexpr std::int64_t arrival_ns = 10'000'000'000;        // then it is as good as lost
constexpr std::int64_t grace_ns = 200'000'000;             // for what the dead had sent before

}  // namespace

// What has come, as far as it may be looked at now. If there is more than room for it, the epoll will tell.
void Core::read(const GuestPtr& guest) {
    const auto got = os::read_now(guest->socket.get(), guest->in.room(), &guest->broken);
    if (!got) return;
    if (*got == 0) {
        end(guest);
        return;
    }
    guest->in.filled(*got);
    look_at_lane(guest);
    if (guest->current && guest->in.size() > most_ahead) {
        end_impatient(guest);
        return;
    }
    go_on(guest);
}

void Core::go_on(const GuestPtr& guest) {
    try {
        while (!guest->current && !guest->gone && !guest->closing && guest->out.empty()) {
            const auto message = guest->in.next();
            if (!message) return;
            guest->undo = nullptr;  // whoever asks again has read the answer
            take(guest, *message);
        }
    } catch (const OSError& error) {
        get_logger().info(std::string("a manager's connection is closed: ") + error.what());
        end(guest);
    }
}

void Core::answer(Guest& guest, std::string_view kind, const Object& value) {
    const auto pickled = [](std::string_view what, const Object& of) {
        return serial::PickleWriter(pickle::default_protocol).write_reply(header_room, what, of);
    };
    Bytes message;
    try {
        message = pickled(kind, value);
    } catch (const std::exception& error) {
        const Object what = Object::exception("PicklingError", {error.what()}, "_pickle");
        message = pickled(manager::kind::unserializable, traceback_text("the manager", what));
    }
    const auto frame = framed(message);
    if (guest.lane) {
        if (guest.out.empty() && guest.lane->answers().put(frame)) return;
        guest.lane->answers().point_to_socket();
    }
    guest.out.append(reinterpret_cast<const char*>(frame.data()), frame.size());
    flush(guest);
}

namespace {

// The first bytes of what is to go out, and its lane's memory with them.
std::size_t send_file(Guest& guest) {
    const os::Fd file = std::move(guest.file);
    const int descriptor = file.get();
    try {
        return os::send_some(guest.socket, std::as_bytes(std::span(guest.out)), {&descriptor, 1}, false).value_or(0);
    } catch (const OSError&) {
        return 0;  // the next write says the same
    }
}

}  // namespace

void Core::flush(Guest& guest) {
    std::size_t sent = guest.file ? send_file(guest) : 0;
    while (sent < guest.out.size()) {
        const auto* first = reinterpret_cast<const std::byte*>(guest.out.data());
        const auto size = os::write_now(guest.socket.get(), {first + sent, guest.out.size() - sent});
        if (size && *size == 0) {  // nobody is there any more: the next read says so
            guest.broken = true;
            guest.out.clear();
            return;
        }
        if (!size) break;
        sent += *size;
    }
    guest.out.erase(0, sent);
    const bool waits = !guest.out.empty();
    if (waits != guest.writing) {
        guest.writing = waits;
        epoll_.change(guest.socket.get(), guest.number, true, waits);
    }
    const auto found = guests_.find(guest.number);
    if (waits || found == guests_.end()) return;
    if (guest.closing) end_later(found->second);
}

// After what is being done now, which may still look at it.
void Core::end_later(const GuestPtr& guest) {
    ended_.push_back(guest);
}

void Core::end(const GuestPtr& guest) {
    if (guest->gone) return;
    guest->gone = true;
    epoll_.remove(guest->socket.get());
    guests_.erase(guest->number);
    const bool unread = guest->broken || !guest->out.empty() || (guest->lane && guest->lane->answers().holds_message());
    forget_lane(guest);
    if (const auto request = std::exchange(guest->current, nullptr)) request->cancel();
    if (guest->undo && unread) {
        std::exchange(guest->undo, nullptr)();
    } else if (guest->undo) {
        undo_unless_read(guest, os::deadline_after(arrival_ns));
    }
    let_go(guest, true);
    if (const auto client = guest->client; client && --client->guests == 0 && !client->process) {
        // One of ours by name: with its last connection it is gone, if none comes soon.
        times_.emplace(os::deadline_after(grace_ns), [this, client] {
            if (client->guests == 0) client_gone(client);
        });
    }
    if (!guest->undo) guest->socket.reset();
}

void Core::end_impatient(const GuestPtr& guest) {
    get_logger().warning("a manager's client sends without waiting for answers: its connection is closed");
    end(guest);
}

// The client has ended. Over TCP it may have done so before the answer came to it: then a reset comes back.
void Core::undo_unless_read(const GuestPtr& guest, std::int64_t until_ns) {
    const auto arrived = os::has_arrived(guest->socket.get());
    if (!arrived && os::monotonic_ns() < until_ns) {
        times_.emplace(os::deadline_after(arrival_look_ns), [this, guest, until_ns] {
            undo_unless_read(guest, until_ns);
            if (!guest->undo) guest->socket.reset();
        });
        return;
    }
    const auto undo = std::exchange(guest->undo, nullptr);
    if (!arrived.value_or(false)) undo();
}

// What the connection held is free again. Where a thread has ended and its process lives on, which takes a moment to
// tell, locks stay the process's.
void Core::let_go(const GuestPtr& guest, bool look) {
    if (guest->holds.empty()) return;
    const bool watched = guest->client && guest->client->process;
    if (watched && look && !guest->client->process.ended()) {
        times_.emplace(os::deadline_after(process_end_ns), [this, guest] { let_go(guest, false); });
        return;
    }
    const bool lives = watched && !guest->client->process.ended();
    for (const auto& referent : std::exchange(guest->holds, {})) {
        if (lives && referent->outlives_thread()) {
            guest->client->left.emplace_back(guest->number, referent);
        } else {
            referent->guest_gone(guest->number);
        }
    }
}

// Whose references these are. A local process is known by the kernel's word; others by their own.
void Core::know(Guest& guest, const std::string& claimed) {
    if (guest.client) return;
    const int pid = os::peer_pid(guest.socket.get());
    std::string name = pid != 0 ? "pid " + std::to_string(pid) : claimed;
    if (name.empty()) return;
    auto& known = clients_[name];
    if (!known) {
        known = std::make_shared<Client>();
        known->name = name;
        if (pid != 0) {
            try {
                known->process = os::Pidfd::open(pid);
                known->key = next_number_++;
                epoll_.add(known->process.get(), known->key);
                watched_[known->key] = known;
            } catch (const Exception&) {
                // It has ended already (its references go with the connection), or cannot be watched.
            }
        }
    }
    guest.client = known;
    ++known->guests;
}

void Core::client_gone(std::shared_ptr<Client> client) {  // NOLINT(performance-unnecessary-value-param)
    for (const auto& [guest, referent] : std::exchange(client->left, {})) referent->guest_gone(guest);
    if (client->process) {
        epoll_.remove(client->process.get());
        client->process.reset();
        watched_.erase(client->key);
        // What it sent before its end is still to be read.
        times_.emplace(os::deadline_after(grace_ns), [this, client] { client_gone(client); });
        return;
    }
    if (const auto found = clients_.find(client->name); found != clients_.end() && found->second == client)
        clients_.erase(found);
    for (const auto& [ident, count] : std::exchange(client->counts, {})) {
        const auto entry = entries_.find(ident);
        if (entry == entries_.end() || count <= 0) continue;
        get_logger().info("a manager's client is gone: its references to '" + ident + "' are given back");
        entry->second.count = std::max<std::int64_t>(0, entry->second.count - count);
        drop_if_unused(ident);
    }
}

// At the server's end: guests, requests and what those wait for refer to each other.
void Core::forget_all() {
    for (const auto& [number, guest] : std::exchange(guests_, {})) {
        guest->gone = true;
        guest->undo = nullptr;
        guest->holds.clear();
        if (const auto request = std::exchange(guest->current, nullptr)) request->forget();
    }
    times_.clear();
    for (const auto& [name, client] : std::exchange(clients_, {})) client->left.clear();
    entries_.clear();
    std::vector<std::function<void()>> never;  // goes after the lock: what they hold may post
    const std::lock_guard guard(mutex_);
    ended_for_good_ = true;
    never.swap(posted_);
}

}  // namespace mp::manager

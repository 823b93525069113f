// SPDX-License-Identifier: MIT
#pragma once
// A server's inside: the loop, its guests, what they refer to. One thread, but for post() and stop().

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "channel/doorkeeper.h"
#include "channel/spin.h"
#include "manager/frames.h"
#include "manager/lane.h"
#include "manager/referent.h"
#include "manager/registry.h"
#include "manager/workers.h"
#include "mp/connection.h"
#include "os/pidfd.h"
#include "os/poll.h"
#include "serial/proxy_form.h"

namespace mp::manager {

// A process that counts references: a local one, by its pid, or one of ours by its name.
struct Client {
    std::string name;
    std::uint64_t key = 0;  // of its pidfd in the epoll
    os::Pidfd process;
    int guests = 0;
    std::map<std::string, std::int64_t> counts;
    std::vector<std::pair<std::uint64_t, std::shared_ptr<Referent>>> left;  // by threads that have ended
};

// A connection.
struct Guest {
    std::uint64_t number = 0;
    os::Fd socket;
    FrameBuffer in;
    std::string out;           // that the socket has not taken yet
    std::optional<Lane> lane;  // of one of ours on this machine
    os::Fd file;               // its memory, which goes with the next bytes
    bool serving = false;
    bool closing = false;  // as soon as all is out
    bool writing = false;  // the epoll waits for room
    bool gone = false;
    bool broken = false;  // with something unread at the other end
    std::shared_ptr<Client> client;
    RequestPtr current;
    std::function<void()> undo;                 // of the last answer, until the next request shows that it was read
    std::set<std::shared_ptr<Referent>> holds;  // that hold something for it
    bool got_from_dead = false;
};
using GuestPtr = std::shared_ptr<Guest>;

struct CoreOptions {
    connection::Address address;
    std::string key;
    bool sync_types = false;
    bool shared_memory = false;
    bool owner_only = false;  // of the path: mode 0600
    bool clients_may_shut_down = true;
    int parent_sentinel = -1;  // readable when the process that this server belongs to has ended
    // For those who go through it step by step: what comes is the same each time, and nothing is started.
    std::uint64_t first_ident = 0;  // 0: by chance
    bool threads = true;            // registered types run in threads; otherwise in the loop
    bool pools = true;              // the type Pool, which starts processes
};

class Core : public std::enable_shared_from_this<Core> {
public:
    explicit Core(CoreOptions options);
    ~Core();
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;

    const connection::Address& address() const noexcept { return address_; }
    void run();
    // One look at who is there, until that moment at the latest; false: the server is to stop.
    bool turn(std::int64_t until_ns);
    // A peer that has proved itself.
    void adopt(os::Fd socket);
    // Its address is free again, its segments are gone; twice is fine. A thread whose call has just ended may keep this
    // object for a moment more: a server that begins at the same address need not know.
    void close() noexcept;
    void stop() noexcept;                       // any thread
    void post(std::function<void()> function);  // any thread: the loop runs it, if it does not end before
    Workers& workers() noexcept { return workers_; }
    // What work() gives or throws, in a thread of its own, is told to answer(result, error) in the loop, if that has
    // not ended in between.
    template <class Work, class Answer>
    void run_apart(Work work, Answer answer) {
        workers_.run([own = weak_from_this(), work = std::move(work), answer = std::move(answer)]() mutable {
            decltype(work()) out{};
            std::exception_ptr error;
            try {
                out = work();
            } catch (...) {
                error = std::current_exception();
            }
            if (const auto server = own.lock())
                server->post([answer, out = std::move(out), error] { answer(out, error); });
        });
    }
    const Registry& registry() const noexcept { return registry_; }

    // ---- for requests
    void answer(Guest& guest, std::string_view kind, const Object& value);
    // Tells the request when its time is over; one that is answered before is off the list.
    void at(std::int64_t deadline_ns, const RequestPtr& request);
    void not_at(Request& request);
    // This guest has something of the referent, which hears of its end.
    void holds(Request& request, const std::shared_ptr<Referent>& referent);
    void holds_no_more(std::uint64_t guest, const std::shared_ptr<Referent>& referent);
    void got_from_dead(std::uint64_t guest, bool yes);

    // ---- store
    struct Entry {
        std::shared_ptr<Referent> referent;
        std::string type_id;
        std::int64_t count = 0;   // as clients count
        std::int64_t stored = 0;  // proxies in containers
    };
    // Under a new ident or the one that it has; count goes up by one, for that guest's client.
    std::string keep(const std::string& type_id, const std::shared_ptr<Referent>& referent, Guest& guest);
    std::shared_ptr<Referent> stored_object(const serial::ProxyForm& form);
    // nullptr: no proxy of this server's.
    std::shared_ptr<detail::Held> hold(const serial::ProxyForm& form);
    // Any thread. When it was last told to a client; 0: never.
    void release_later(const std::string& ident, std::int64_t told_ns);
    std::vector<std::string> exposed_of(const std::string& type_id, const Referent& referent) const;

private:
    // server.cpp
    void watch_times();
    void accept_guests();
    void run_posted();
    std::int64_t next_moment();
    std::size_t wait(std::span<std::uint64_t> keys, std::int64_t until_ns);
    // lanes.cpp
    void offer_lane(Guest& guest);
    void look_at_lane(const GuestPtr& guest);
    bool lanes_speak() const noexcept;
    bool leave_lanes();
    void read_lanes();
    void forget_lane(const GuestPtr& guest);
    // guests.cpp
    void read(const GuestPtr& guest);
    void go_on(const GuestPtr& guest);
    void flush(Guest& guest);
    void end(const GuestPtr& guest);
    void end_impatient(const GuestPtr& guest);
    void end_later(const GuestPtr& guest);
    void undo_unless_read(const GuestPtr& guest, std::int64_t until_ns);
    void let_go(const GuestPtr& guest, bool look);
    void know(Guest& guest, const std::string& claimed);
    void client_gone(std::shared_ptr<Client> client);  // a copy: that of the list of those watched goes on the way
    void forget_all();
    // dispatch.cpp
    void take(const GuestPtr& guest, std::span<const std::byte> message);
    void serve(const GuestPtr& guest, const Object& ident, const RequestPtr& request);
    void control(const GuestPtr& guest, const RequestPtr& request);
    bool fall_back(const RequestPtr& request, Referent& referent);
    std::shared_ptr<Referent> make(const std::string& type_id, const RequestPtr& request, bool& later);
    void create(const GuestPtr& guest, const RequestPtr& request);
    void created(const RequestPtr& request, const std::string& type_id, const std::shared_ptr<Referent>& referent);
    void segments(const RequestPtr& request);
    // store.cpp
    void release_stored(const std::string& ident);
    void incref(Guest& guest, const std::string& ident);
    void decref(Guest& guest, const std::string& ident);
    void drop_if_unused(const std::string& ident);
    Object get_methods(const Object& token) const;
    std::string debug_info() const;
    bool is_mine(const Object& address) const;

    friend class Request;

    CoreOptions options_;
    Registry registry_;
    connection::Address address_;
    std::optional<channel::Doorkeeper> door_;
    os::Epoll epoll_;
    channel::SpinBudget spin_;
    os::EventFd wake_;
    std::atomic<bool> stopping_{false};
    std::uint64_t next_number_ = 16;
    std::uint64_t next_ident_;
    bool door_paused_ = false;
    std::int64_t door_again_ns_ = 0;
    std::unordered_map<std::uint64_t, GuestPtr> guests_;
    std::unordered_map<std::uint64_t, std::shared_ptr<Client>> watched_;  // by the key of a pidfd
    std::map<std::string, std::shared_ptr<Client>> clients_;
    std::vector<GuestPtr> ended_;
    std::vector<GuestPtr> by_lane_;  // at whose lanes this server looks
    std::size_t lanes_ = 0;
    unsigned looks_ = 0;
    Times times_;
    std::map<std::string, Entry> entries_;
    std::map<const void*, std::string> idents_;
    std::set<std::string> segments_;
    Workers workers_;

    std::atomic<bool> something_posted_{false};
    std::mutex mutex_;  // below here
    std::vector<std::function<void()>> posted_;
    bool ended_for_good_ = false;
    bool closed_ = false;
};

}  // namespace mp::manager

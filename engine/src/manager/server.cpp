// SPDX-License-Identifier: MIT
// The loop: who is ready, what time it is.
#include <array>

#include "channel/address.h"
#include "manager/core.h"
#include "mp/logging.h"
#include "mp/shared_memory.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/spawn.h"

namespace mp::manager {

namespace {

constexpr std::uint64_t door_key = 0;
constexpr std::uint64_t wake_key = 1;
constexpr std::uint64_t parent_key = 2;
constexpr std::size_t most_strangers = 64;    // that are on their way in
constexpr std::size_t most_neighbours = 512;  // of this machine: a whole crowd of clients may start at once
constexpr int backlog = 4096;                 // a full one costs a peer over TCP a second
constexpr unsigned look_between = 4;          // so often at the sockets while lanes speak without a pause
constexpr std::int64_t door_look_ns = 1'000'000'000;
constexpr std::int64_t full_ns =
    100'000'000;  // without a descriptor left, guests wait so long before they are asked in

// A name that nobody else has, and that leaves nothing behind.
connection::Address fresh_address() {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string name("\0pymp-", 6);
    name += std::to_string(os::process_id()) + "-";
    for (const std::byte byte : os::random_bytes(8)) name += digits[std::to_integer<std::size_t>(byte) & 15U];
    return {name};
}

// Twelve hexadecimal digits, as CPython's mostly have. Not addresses: those are used again, tell where memory lies, and
// are the same ones in the server that comes after this.
std::uint64_t fresh_ident() {
    constexpr std::uint64_t least = std::uint64_t{1} << 44U;
    constexpr std::uint64_t span = std::uint64_t{7} << 44U;
    std::uint64_t out = 0;
    for (const std::byte byte : os::random_bytes(sizeof out)) out = out << 8U | std::to_integer<std::uint64_t>(byte);
    return least + out % span;
}

}  // namespace

Core::Core(CoreOptions options)
    : options_(std::move(options)),
      registry_(Registry::copy()),
      next_ident_(options_.first_ident != 0 ? options_.first_ident : fresh_ident()),
      workers_(options_.threads ? Workers::most : 0) {
    const connection::Address wanted = options_.address.empty() ? fresh_address() : options_.address;
    os::Fd socket = os::listen_on(channel::to_socket(wanted), backlog, options_.owner_only);
    address_ = channel::from_socket(os::address_of(socket));
    channel::DoorRules rules;
    rules.key = options_.key;
    rules.max_pending = address_.is_tcp() ? most_strangers : most_neighbours;
    rules.steady = true;
    door_.emplace(std::move(socket), std::move(rules));
    epoll_.add(door_->descriptor(), door_key);
    epoll_.add(wake_.get(), wake_key);
    if (options_.parent_sentinel >= 0) epoll_.add(options_.parent_sentinel, parent_key);
}

Core::~Core() {
    close();
}

void Core::close() noexcept {
    if (std::exchange(closed_, true)) return;
    workers_.close();
    // First the name: one that nobody listens at may be somebody else's by the time that it is removed.
    if (!address_.is_tcp() && !address_.is_abstract()) os::remove_name(address_.path());
    door_->close();
    for (const std::string& name : std::exchange(segments_, {})) {
        try {
            shared_memory::SharedMemory({.name = name}).unlink();
        } catch (const Exception&) {
            // Somebody unlinked it before.
        }
    }
}

void Core::stop() noexcept {
    stopping_.store(true, std::memory_order_release);
    wake_.set();
}

void Core::post(std::function<void()> function) {
    {
        const std::lock_guard guard(mutex_);
        if (ended_for_good_) return;
        posted_.push_back(std::move(function));
    }
    something_posted_.store(true, std::memory_order_release);
    wake_.set();
}

void Core::run_posted() {
    if (!something_posted_.exchange(false, std::memory_order_acq_rel)) return;
    std::vector<std::function<void()>> now;
    {
        const std::lock_guard guard(mutex_);
        now.swap(posted_);
    }
    for (const auto& function : now) function();
}

std::int64_t Core::next_moment() {
    std::int64_t moment = times_.empty() ? os::forever_ns : times_.begin()->first;
    if (door_paused_ || door_->busy()) moment = std::min(moment, door_again_ns_);
    return moment;
}

void Core::watch_times() {
    const std::int64_t now_ns = os::monotonic_ns();
    if (door_paused_ && now_ns >= door_again_ns_) {
        door_paused_ = false;
        epoll_.add(door_->descriptor(), door_key);
    }
    // Those who came in and never speak are let go.
    if (!door_paused_ && now_ns >= door_again_ns_ && door_->busy()) {
        door_again_ns_ = now_ns + door_look_ns;
        accept_guests();
    }
    while (!times_.empty() && times_.begin()->first <= now_ns) {
        const auto function = std::move(times_.begin()->second);
        times_.erase(times_.begin());
        function();
    }
}

void Core::at(std::int64_t deadline_ns, const RequestPtr& request) {
    not_at(*request);
    if (deadline_ns == os::forever_ns) return;
    request->timer_ = times_.emplace(deadline_ns, [weak = std::weak_ptr<Request>(request)] {
        const auto one = weak.lock();
        if (!one) return;
        one->timer_.reset();  // (it is off the list already)
        one->time_is_over();
    });
}

void Core::not_at(Request& request) {
    if (const auto timer = std::exchange(request.timer_, std::nullopt)) times_.erase(*timer);
}

void Core::adopt(os::Fd socket) {
    os::set_blocking(socket.get(), false);
    auto guest = std::make_shared<Guest>();
    guest->number = next_number_++;
    guest->socket = std::move(socket);
    epoll_.add(guest->socket.get(), guest->number);
    guests_.emplace(guest->number, guest);
    read(guest);
}

void Core::accept_guests() {
    try {
        while (auto peer = door_->admit(0)) adopt(std::move(peer->socket));
    } catch (const ResourceExhausted& error) {
        get_logger().warning(std::string("the manager takes no new connections for a moment: ") + error.what());
        epoll_.remove(door_->descriptor());
        door_paused_ = true;
        door_again_ns_ = os::deadline_after(full_ns);
    }
}

// Who has spoken by its socket, if anybody; whoever has by its lane is seen there.
std::size_t Core::wait(std::span<std::uint64_t> keys, std::int64_t until_ns) {
    std::size_t count = 0;
    if (until_ns == os::forever_ns) spin_.spin([&] { return lanes_speak() || (count = epoll_.look(keys)) != 0; });
    if (count != 0) return count;
    if (lanes_speak() || !leave_lanes()) return ++looks_ % look_between == 0 ? epoll_.look(keys) : 0;
    return epoll_.wait_until(keys, std::min(until_ns, next_moment()));
}

bool Core::turn(std::int64_t until_ns) {
    if (stopping_.load(std::memory_order_acquire)) return false;
    std::array<std::uint64_t, 64> keys{};
    const std::size_t count = wait(keys, until_ns);
    for (std::size_t i = 0; i < count; ++i) {
        if (keys[i] == door_key) {
            accept_guests();
        } else if (keys[i] == wake_key) {
            wake_.clear();
        } else if (keys[i] == parent_key) {
            get_logger().info("the manager's parent has ended, and so does the manager");
            stopping_.store(true, std::memory_order_release);
        } else if (const auto found = guests_.find(keys[i]); found != guests_.end()) {
            const GuestPtr guest = found->second;
            if (guest->writing) {
                flush(*guest);
                go_on(guest);
            }
            if (!guest->gone) read(guest);
        } else if (const auto client = watched_.find(keys[i]); client != watched_.end()) {
            client_gone(client->second);
        }
    }
    read_lanes();
    watch_times();
    run_posted();
    for (const auto& guest : std::exchange(ended_, {})) end(guest);
    return !stopping_.load(std::memory_order_acquire);
}

void Core::run() {
    const auto self = shared_from_this();
    get_logger().info("manager serving at " + address_.repr());
    while (turn(os::forever_ns)) {
    }
    forget_all();
    close();
}

}  // namespace mp::manager

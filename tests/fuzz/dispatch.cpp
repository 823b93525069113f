// SPDX-License-Identifier: MIT
// The request dispatcher: a whole server, without its loop's waiting, threads or processes. Up to four connections that
// have proved themselves send what the input says. Every request that is answered has a readable answer of a known
// kind, and after all of it an honest client is served.
#include <mp/exceptions.h>
#include <mp/managers.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <memory>
#include <string>

#include "fuzz/requests.h"
#include "fuzz/target.h"
#include "manager/core.h"

namespace {

using mp::Object;
using mp::manager::Core;

constexpr int most_steps = 48;
constexpr std::chrono::seconds most_time(4);
constexpr int most_rounds = 64;  // of reading one answer

struct Maths {
    int add(int x, int y) const { return x + y; }
    std::vector<int> squares(int n) const { return std::vector<int>(static_cast<std::size_t>(n) % 100, n); }
    std::shared_ptr<Maths> other() const { return std::make_shared<Maths>(); }
};

void register_types() {
    using mp::managers::BaseManager;
    BaseManager::register_type<Maths>("Maths")
        .method<&Maths::add>("add")
        .method<&Maths::squares>("squares")
        .method<&Maths::other>("other")
        .method_to_typeid("squares", "Iterator")
        .method_to_typeid("other", "Maths");
    BaseManager::register_callable("three", [] { return std::vector<int>{1, 2, 3}; });
}

// How often the dispatcher was asked, over all inputs: an input is a whole conversation.
struct Requests {
    std::uint64_t count = 0;
    ~Requests() { std::fprintf(stderr, "%llu requests were made\n", static_cast<unsigned long long>(count)); }
} requests;

// A client's end of a connection to the server.
class Peer {
public:
    explicit Peer(Core& core) : core_(core) {
        std::array<int, 2> ends{};
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends.data()) != 0) std::abort();
        socket_ = ends[0];
        core.adopt(mp::os::Fd(ends[1]));
    }
    ~Peer() {
        ::close(socket_);
        core_.turn(0);
    }
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    // What it sends, and what comes back, if anything does: the last answer.
    Object say(std::span<const std::byte> message) {
        ++requests.count;
        const std::string head = mp::manager::frame_header(message.size());
        send({reinterpret_cast<const std::byte*>(head.data()), head.size()});
        return send(message);
    }
    Object send(std::span<const std::byte> bytes) {
        Object last;
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) return last;  // it was closed on us
        for (int round = 0; round < most_rounds && core_.turn(0); ++round) {
            if (!receive()) break;
            while (const auto message = in_.next()) last = checked(*message);
        }
        return last;
    }

private:
    bool receive() {
        const auto room = in_.room();
        const ssize_t got = ::recv(socket_, room.data(), room.size(), 0);
        if (got <= 0) return false;
        in_.filled(static_cast<std::size_t>(got));
        return true;
    }
    static Object checked(std::span<const std::byte> message) {
        const Object answer = mp::pickle::loads(message);
        fuzz::require(answer.kind() == Object::Kind::tuple && answer.size() == 2, "an answer that is none");
        const std::string kind = answer[0].as<std::string>();
        fuzz::require(kind == "#RETURN" || kind == "#ERROR" || kind == "#TRACEBACK" || kind == "#UNSERIALIZABLE" ||
                          kind == "#PROXY",
                      "an answer of no kind");
        return answer;
    }

    Core& core_;
    int socket_ = -1;
    mp::manager::FrameBuffer in_;
};

// The server of one input.
class Session {
public:
    explicit Session(bool shared_memory) {
        mp::manager::CoreOptions options;
        options.key = "a key that no corpus knows";
        options.sync_types = true;
        options.shared_memory = shared_memory;
        options.first_ident = fuzz::first_ident;
        options.threads = false;
        options.pools = false;
        core_ = std::make_shared<Core>(std::move(options));
        fuzz::server_address = mp::manager::address_object(core_->address());
    }
    ~Session() {
        for (auto& peer : peers_) peer.reset();
        core_->stop();
        core_->run();  // to its end
    }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void step(fuzz::Input& in) {
        const unsigned word = in.byte();
        auto& peer = peers_[word % peers_.size()];
        switch ((word >> 2U) % 4) {
            case 0:  // a message
                need(peer).say(in.bytes(in.short_number()));
                return;
            case 1:  // any bytes
                need(peer).send(in.bytes(in.byte()));
                return;
            case 2:  // a request that is one
                if (const auto request = fuzz::control_request(in)) {
                    Peer(*core_).say(mp::pickle::dumps(*request));
                } else {
                    if (!peer) need(peer).say(mp::pickle::dumps(fuzz::accept_connection()));
                    peer->say(mp::pickle::dumps(fuzz::method_request(in)));
                }
                return;
            default:
                peer.reset();
        }
    }
    void serve_an_honest_client() {
        if (!core_->turn(0)) return;  // it was told to shut down
        const Object answer = Peer(*core_).say(mp::pickle::dumps(fuzz::count_request()));
        fuzz::require(!answer.is_none() && answer[0].as<std::string>() == "#RETURN", "an honest client is not served");
    }

private:
    Peer& need(std::unique_ptr<Peer>& peer) {
        if (!peer) peer = std::make_unique<Peer>(*core_);
        return *peer;
    }

    std::shared_ptr<Core> core_;
    std::array<std::unique_ptr<Peer>, 4> peers_;
};

}  // namespace

// First byte: which server. Then steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool once = (register_types(), true);
    (void)once;
    if (size == 0) return 0;
    fuzz::Input in(fuzz::bytes_of(data, size));
    Session session((in.byte() & 1U) != 0);
    // Requests may ask for lists of millions: each ends in time, but not any number of them.
    const auto enough = std::chrono::steady_clock::now() + most_time;
    for (int steps = 0; steps < most_steps && !in.over() && std::chrono::steady_clock::now() < enough; ++steps)
        session.step(in);
    session.serve_an_honest_client();
    return 0;
}

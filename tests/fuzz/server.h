// SPDX-License-Identifier: MIT
#pragma once
// A manager's server that a fuzzer takes through its steps: no loop that waits, no thread, no process. And those who
// speak to it.
#include <mp/exceptions.h>
#include <mp/managers.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fuzz/requests.h"
#include "fuzz/target.h"
#include "manager/core.h"

namespace fuzz {

using mp::manager::Core;

inline constexpr int most_rounds = 64;  // of reading one answer

struct Maths {
    int add(int x, int y) const { return x + y; }
    std::vector<int> squares(int n) const { return std::vector<int>(static_cast<std::size_t>(n) % 100, n); }
    std::shared_ptr<Maths> other() const { return std::make_shared<Maths>(); }
};

inline void register_types() {
    using mp::managers::BaseManager;
    BaseManager::register_type<Maths>("Maths")
        .method<&Maths::add>("add")
        .method<&Maths::squares>("squares")
        .method<&Maths::other>("other")
        .method_to_typeid("squares", "Iterator")
        .method_to_typeid("other", "Maths");
    BaseManager::register_callable("three", [] { return std::vector<int>{1, 2, 3}; });
}

// How often the dispatcher was asked, over all inputs.
struct Requests {
    std::uint64_t count = 0;
    ~Requests() { std::fprintf(stderr, "%llu requests were made\n", static_cast<unsigned long long>(count)); }
};
inline Requests requests;

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
        require(answer.kind() == Object::Kind::tuple && answer.size() == 2, "an answer that is none");
        const std::string kind = answer[0].as<std::string>();
        require(kind == "#RETURN" || kind == "#ERROR" || kind == "#TRACEBACK" || kind == "#UNSERIALIZABLE" ||
                    kind == "#PROXY",
                "an answer of no kind");
        return answer;
    }

    Core& core_;
    int socket_ = -1;
    mp::manager::FrameBuffer in_;
};

inline std::shared_ptr<Core> make_server(bool shared_memory) {
    mp::manager::CoreOptions options;
    options.key = "a key that no corpus knows";
    options.sync_types = true;
    options.shared_memory = shared_memory;
    options.first_ident = first_ident;
    options.threads = false;
    options.pools = false;
    auto core = std::make_shared<Core>(std::move(options));
    server_address = mp::manager::address_object(core->address());
    return core;
}

// To its end, with all that it holds.
inline void end_server(Core& core) {
    core.stop();
    core.run();
}

// Unless it was told to shut down.
inline void serve_an_honest_client(Core& core) {
    if (!core.turn(0)) return;
    const Object answer = Peer(core).say(mp::pickle::dumps(count_request()));
    require(!answer.is_none() && answer[0].as<std::string>() == "#RETURN", "an honest client is not served");
}

}  // namespace fuzz

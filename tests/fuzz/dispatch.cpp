// SPDX-License-Identifier: MIT
// The request dispatcher: a whole server, step by step. Up to four connections that have proved themselves send what
// the input says. Every request that is answered has a readable answer of a known kind, and after all of it an honest
// client is served.
#include <array>
#include <chrono>
#include <memory>

#include "fuzz/server.h"

namespace {

using fuzz::Peer;

constexpr int most_steps = 48;
constexpr std::chrono::seconds most_time(4);

// The server of one input.
class Session {
public:
    explicit Session(bool shared_memory) : core_(fuzz::make_server(shared_memory)) {}
    ~Session() {
        for (auto& peer : peers_) peer.reset();
        fuzz::end_server(*core_);
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
    fuzz::Core& core() { return *core_; }

private:
    Peer& need(std::unique_ptr<Peer>& peer) {
        if (!peer) peer = std::make_unique<Peer>(*core_);
        return *peer;
    }

    std::shared_ptr<fuzz::Core> core_;
    std::array<std::unique_ptr<Peer>, 4> peers_;
};

}  // namespace

// First byte: which server. Then steps.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool once = (fuzz::register_types(), true);
    (void)once;
    if (size == 0) return 0;
    fuzz::Input in(fuzz::bytes_of(data, size));
    Session session((in.byte() & 1U) != 0);
    // Requests may ask for lists of millions: each ends in time, but not any number of them.
    const auto enough = std::chrono::steady_clock::now() + most_time;
    for (int steps = 0; steps < most_steps && !in.over() && std::chrono::steady_clock::now() < enough; ++steps)
        session.step(in);
    fuzz::serve_an_honest_client(session.core());
    return 0;
}

// SPDX-License-Identifier: MIT
// The request dispatcher once more, an input being one request: of a client that was let in, to a server that has one
// of each object. What comes back, if anything does, is an answer of a known kind. That server answers so many inputs
// before the next one takes its place: many times as many as dispatch.cpp has, and what one leaves behind the others
// meet. A find that needs several of them is dispatch.cpp's to show alone.
#include <chrono>
#include <memory>
#include <vector>

#include "fuzz/server.h"

namespace {

using fuzz::Peer;

constexpr int inputs_a_server = 256;
constexpr std::chrono::milliseconds too_slow(20);  // it holds millions of something by now: the next one does not
constexpr std::size_t longest = 4096;

class Server {
public:
    Server(bool shared_memory, unsigned first_type) : core_(fuzz::make_server(shared_memory)) {
        for (unsigned i = 0; i < fuzz::types.size(); ++i) {
            const std::string_view type = fuzz::one_of(fuzz::types, first_type + i);
            Peer(*core_).say(mp::pickle::dumps(fuzz::request({}, "create", arguments_of(type))));
        }
    }
    ~Server() {
        client_.reset();
        fuzz::serve_an_honest_client(*core_);
        fuzz::end_server(*core_);
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // To one that nobody has let in, as the server's own functions are asked for.
    void ask(std::span<const std::byte> message) { Peer(*core_).say(message); }
    void ask_an_object(std::span<const std::byte> message) {
        if (!client_) {
            client_ = std::make_unique<Peer>(*core_);
            client_->say(mp::pickle::dumps(fuzz::accept_connection()));
        }
        // Who has no answer waits for something, or was let go.
        if (client_->say(message).is_none()) client_.reset();
    }
    // It may have been told to shut down.
    bool goes_on() { return --left_ > 0 && std::chrono::steady_clock::now() - asked_ < too_slow && core_->turn(0); }
    void begin() { asked_ = std::chrono::steady_clock::now(); }

private:
    static std::vector<mp::Object> arguments_of(std::string_view type) {
        if (type == "Value") return {type, "i", 0};
        if (type == "Array") return {type, "i", mp::Object::list({1, 2, 3})};
        if (type == "Barrier") return {type, 2};
        return {type};
    }

    std::shared_ptr<fuzz::Core> core_;
    std::unique_ptr<Peer> client_;
    int left_ = inputs_a_server;
    std::chrono::steady_clock::time_point asked_;
};

}  // namespace

// First byte: a pickle that is the rest, or a request that is made of the rest; whom it is from; and the server, where
// a new one is due.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool once = (fuzz::register_types(), true);
    static std::unique_ptr<Server> server;
    (void)once;
    if (size == 0 || size > longest) return 0;
    fuzz::Input in(fuzz::bytes_of(data, size));
    const unsigned word = in.byte();
    if (!server) server = std::make_unique<Server>((word & 4U) != 0, word >> 3U);
    server->begin();
    if ((word & 1U) == 0) {
        const auto message = in.bytes(size);
        (word & 2U) == 0 ? server->ask(message) : server->ask_an_object(message);
    } else if (const auto request = fuzz::control_request(in)) {
        server->ask(mp::pickle::dumps(*request));
    } else {
        server->ask_an_object(mp::pickle::dumps(fuzz::method_request(in)));
    }
    if (!server->goes_on()) server.reset();
    return 0;
}

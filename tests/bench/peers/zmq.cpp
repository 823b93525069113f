// SPDX-License-Identifier: MIT
// ZeroMQ over ipc: stream SIZE COUNT (messages a second), round-trip SIZE COUNT (seconds), tasks COUNT (tasks a second
// of two workers).
#include <zmq.h>

#include "peer.h"
#include "program.h"

namespace {

using namespace bench;

class Socket {
public:
    Socket(int type, const std::string& address, bool binds) {
        if (socket_ = ::zmq_socket(context_, type); socket_ == nullptr) fail("zmq_socket");
        if ((binds ? ::zmq_bind(socket_, address.c_str()) : ::zmq_connect(socket_, address.c_str())) != 0)
            fail("zmq: " + address);
    }
    ~Socket() {
        ::zmq_close(socket_);
        ::zmq_ctx_term(context_);  // what was sent is on its way before this returns
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    void send(const std::string& text) const {
        if (::zmq_send(socket_, text.data(), text.size(), 0) < 0) fail("zmq_send");
    }
    void receive(std::string& text) const {
        if (::zmq_recv(socket_, text.data(), text.size(), 0) != static_cast<int>(text.size())) fail("zmq_recv");
    }

private:
    void* context_ = ::zmq_ctx_new();
    void* socket_ = nullptr;
};

double stream_rate(const std::string& address, std::size_t size, long count) {
    return stream(
        1, 1, count,
        [&] {
            return [socket = std::make_shared<Socket>(ZMQ_PUSH, address, false), text = std::string(size, 'x')] {
                socket->send(text);
            };
        },
        [&] {
            return [socket = std::make_shared<Socket>(ZMQ_PULL, address, true),
                    text = std::string(size, 'x')]() mutable { socket->receive(text); };
        });
}

double round_trip_seconds(const std::string& address, std::size_t size, long count) {
    const auto side = [&](bool asks) {
        return
            [=, socket = std::make_shared<Socket>(ZMQ_PAIR, address, asks), text = std::string(size, 'x')]() mutable {
                if (asks) socket->send(text);
                socket->receive(text);
                if (!asks) socket->send(text);
            };
    };
    return round_trip(
        count, [&] { return side(true); }, [&] { return side(false); });
}

double task_rate(const std::string& address, long count) {
    Team team;
    for (int worker = 0; worker < 2; ++worker)
        team.add([&](const Team::Gate& gate) {
            const Socket tasks(ZMQ_PULL, address + "-tasks", false);
            const Socket results(ZMQ_PUSH, address + "-results", false);
            gate.wait();
            std::string number(4, ' ');
            for (tasks.receive(number); number != "stop"; tasks.receive(number)) results.send(number);
        });
    team.add([&](const Team::Gate& gate) {
        const Socket tasks(ZMQ_PUSH, address + "-tasks", true);
        const Socket results(ZMQ_PULL, address + "-results", true);
        gate.wait();
        std::string number(4, ' ');
        in_flight(
            count, 1000, [&] { tasks.send(std::string(4, ' ')); }, [&] { results.receive(number); });
        gate.done();
        for (int worker = 0; worker < 2; ++worker) tasks.send("stop");
    });
    return static_cast<double>(count) / team.run(1);
}

}  // namespace

int main(int argc, char** argv) {
    return peer(argc, argv, [](const Words& words) {
        const TemporaryDirectory place;
        const std::string address = "ipc://" + place.path() + "/socket";
        if (words.mode() == "stream") return stream_rate(address, words.size(1), words.count(2));
        if (words.mode() == "round-trip") return round_trip_seconds(address, words.size(1), words.count(2));
        return task_rate(address, words.count(1));
    });
}

// SPDX-License-Identifier: MIT
// NATS, a server on the loopback interface: stream SIZE COUNT (messages a second), round-trip COUNT (seconds), tasks
// COUNT (tasks a second of a queue group of two).
#include <nats/nats.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "peer.h"
#include "program.h"

namespace {

using namespace bench;

void check(natsStatus status) {
    if (status != NATS_OK) throw std::runtime_error(natsStatus_GetText(status));
}

// At a port that the server chooses itself and writes down.
class NatsServer {
public:
    NatsServer()
        : server_({find_program("nats-server"), "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", place_.path()}) {
        if (find_program("nats-server").empty()) throw std::runtime_error("there is no nats-server here");
        const std::string file = place_.path() + "/nats-server_" + std::to_string(server_.pid()) + ".ports";
        server_.wait_for_file(file);
        std::ifstream text(file);
        address_ = nlohmann::json::parse(text).at("nats").at(0);
    }
    const std::string& address() const { return address_; }

private:
    TemporaryDirectory place_;
    Server server_;
    std::string address_;
};

class Client {
public:
    Client(const std::string& address, bool at_once) {
        natsOptions* options = nullptr;
        check(natsOptions_Create(&options));
        check(natsOptions_SetURL(options, address.c_str()));
        check(natsOptions_SetSendAsap(options, at_once));
        check(natsConnection_Connect(&connection_, options));
        natsOptions_Destroy(options);
    }
    ~Client() {
        natsConnection_Flush(connection_);
        natsSubscription_Destroy(subscription_);
        natsConnection_Destroy(connection_);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    void listen(const char* subject, const char* group = nullptr) {
        check(group == nullptr ? natsConnection_SubscribeSync(&subscription_, connection_, subject)
                               : natsConnection_QueueSubscribeSync(&subscription_, connection_, subject, group));
        check(natsSubscription_SetPendingLimits(subscription_, -1, -1));
        check(natsConnection_Flush(connection_));
    }
    void send(const char* subject, const std::string& text) const {
        check(natsConnection_Publish(connection_, subject, text.data(), static_cast<int>(text.size())));
    }
    // What came, and the one that wants an answer.
    std::string receive(std::string* answer_to = nullptr) const {
        natsMsg* message = nullptr;
        check(natsSubscription_NextMsg(&message, subscription_, 60'000));
        std::string text(natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message)));
        if (answer_to != nullptr) *answer_to = natsMsg_GetReply(message) == nullptr ? "" : natsMsg_GetReply(message);
        natsMsg_Destroy(message);
        return text;
    }
    void request(const char* subject, const std::string& text) const {
        natsMsg* message = nullptr;
        check(
            natsConnection_Request(&message, connection_, subject, text.data(), static_cast<int>(text.size()), 60'000));
        natsMsg_Destroy(message);
    }

private:
    natsConnection* connection_ = nullptr;
    natsSubscription* subscription_ = nullptr;
};

double stream_rate(const std::string& address, std::size_t size, long count) {
    return stream(
        1, 1, count,
        [&] {
            return [client = std::make_shared<Client>(address, false), text = std::string(size, 'x')] {
                client->send("bench", text);
            };
        },
        [&] {
            auto client = std::make_shared<Client>(address, false);
            client->listen("bench");
            return [=] { client->receive(); };
        });
}

double round_trip_seconds(const std::string& address, long count) {
    return round_trip(
        count, [&] { return [client = std::make_shared<Client>(address, true)] { client->request("bench", "7"); }; },
        [&] {
            auto client = std::make_shared<Client>(address, true);
            client->listen("bench");
            return [=] {
                std::string answer_to;
                const std::string text = client->receive(&answer_to);
                client->send(answer_to.c_str(), text);
            };
        });
}

double task_rate(const std::string& address, long count) {
    Team team;
    for (int worker = 0; worker < 2; ++worker)
        team.add([&](const Team::Gate& gate) {
            Client client(address, false);
            client.listen("tasks", "workers");
            gate.wait();
            for (std::string text = client.receive(); text != "stop"; text = client.receive())
                client.send("results", text);
        });
    team.add([&](const Team::Gate& gate) {
        Client client(address, false);
        client.listen("results");
        gate.wait();
        in_flight(
            count, 1000, [&] { client.send("tasks", "7"); }, [&] { client.receive(); });
        gate.done();
        for (int i = 0; i < 200; ++i) client.send("tasks", "stop");  // the group shares them out as it likes
    });
    return static_cast<double>(count) / team.run(1);
}

}  // namespace

int main(int argc, char** argv) {
    return peer(argc, argv, [](const Words& words) {
        const NatsServer server;
        if (words.mode() == "stream") return stream_rate(server.address(), words.size(1), words.count(2));
        if (words.mode() == "round-trip") return round_trip_seconds(server.address(), words.count(1));
        return task_rate(server.address(), words.count(1));
    });
}

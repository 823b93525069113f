// SPDX-License-Identifier: MIT
// Redis, a server on a Unix socket, nothing saved: round-trip COUNT (seconds), tasks COUNT (tasks a second of two
// workers), both by lists that are waited for.
#include <hiredis/hiredis.h>

#include "peer.h"
#include "program.h"

namespace {

using namespace bench;

class RedisServer {
public:
    RedisServer() : server_(command(), "redis-server") { server_.wait_for_file(socket()); }
    std::string socket() const { return place_.path() + "/socket"; }

private:
    // The server is the same program as its checker, which Debian has in a package that starts no service.
    std::vector<std::string> command() const {
        std::string program = find_program("redis-server");
        if (program.empty()) program = find_program("redis-check-rdb");
        if (program.empty()) throw std::runtime_error("there is no redis-server here");
        return {program,       "--port", "0", "--unixsocket", socket(), "--dir",
                place_.path(), "--save", "",  "--appendonly", "no"};
    }
    TemporaryDirectory place_;
    Server server_;
};

class Client {
public:
    explicit Client(const std::string& socket) : context_(::redisConnectUnix(socket.c_str())) {
        if (context_ == nullptr || context_->err != 0) throw std::runtime_error("cannot connect to Redis");
    }
    ~Client() { ::redisFree(context_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    void push(const char* list, const char* text) const {
        finish(static_cast<redisReply*>(::redisCommand(context_, "RPUSH %s %s", list, text)));
    }
    std::string pop(const char* list) const {
        return finish(static_cast<redisReply*>(::redisCommand(context_, "BLPOP %s 60", list)));
    }

private:
    std::string finish(redisReply* reply) const {
        if (reply == nullptr) throw std::runtime_error(context_->errstr);
        std::string text;
        if (reply->type == REDIS_REPLY_ARRAY && reply->elements == 2) text = reply->element[1]->str;
        const bool wrong = reply->type == REDIS_REPLY_ERROR || reply->type == REDIS_REPLY_NIL;
        ::freeReplyObject(reply);
        if (wrong) throw std::runtime_error("Redis refused");
        return text;
    }
    redisContext* context_;
};

double round_trip_seconds(const std::string& socket, long count) {
    return round_trip(
        count,
        [&] {
            return [client = std::make_shared<Client>(socket)] {
                client->push("there", "7");
                client->pop("back");
            };
        },
        [&] {
            return [client = std::make_shared<Client>(socket)] { client->push("back", client->pop("there").c_str()); };
        });
}

double task_rate(const std::string& socket, long count) {
    Team team;
    for (int worker = 0; worker < 2; ++worker)
        team.add([&](const Team::Gate& gate) {
            const Client client(socket);
            gate.wait();
            for (std::string text = client.pop("tasks"); text != "stop"; text = client.pop("tasks"))
                client.push("results", text.c_str());
        });
    team.add([&](const Team::Gate& gate) {
        const Client client(socket);
        gate.wait();
        in_flight(
            count, 1000, [&] { client.push("tasks", "7"); }, [&] { client.pop("results"); });
        gate.done();
        for (int worker = 0; worker < 2; ++worker) client.push("tasks", "stop");
    });
    return static_cast<double>(count) / team.run(1);
}

}  // namespace

int main(int argc, char** argv) {
    return peer(argc, argv, [](const Words& words) {
        const RedisServer server;
        return words.mode() == "round-trip" ? round_trip_seconds(server.socket(), words.count(1))
                                            : task_rate(server.socket(), words.count(1));
    });
}

// SPDX-License-Identifier: MIT
// A listener and its clients: messages between programs that share nothing but a secret. The client could as well be
// Python's multiprocessing.connection.Client, and on another machine.
// Mirrors "Listeners and Clients" of Python's multiprocessing page.
// Run: listener_client [--start-method fork|spawn|forkserver]
#include "example.h"

namespace {

using example::say;
using mp::connection::Address;
using mp::connection::Client;
using mp::connection::Listener;

void visit(int port, const std::string& key) {
    try {
        const mp::Connection server = Client({.address = Address("localhost", port), .authkey = key});
        server.send(std::vector<double>{2.25, 8.0});
        say("the answer: ", server.recv<double>());
    } catch (const mp::AuthenticationError& error) {
        say("turned away: ", error.what());
    }
}

// The wrong key first: the listener asks one visitor after the other only while somebody waits in accept().
void visit_twice(int port) {
    visit(port, "guessed");
    visit(port, "secret password");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const Listener listener({.address = Address("localhost", 0), .authkey = "secret password"});
    const int port = listener.address().port();
    mp::Process visitor({.target = mp::call<visit_twice>(port)});
    visitor.start();

    // A stranger is nobody's trouble: accept() returns the next one that knows the key.
    const mp::Connection client = listener.accept();
    double sum = 0;
    for (const double x : client.recv<std::vector<double>>()) sum += x;
    client.send(sum);
    visitor.join();
    say("from ", listener.last_accepted()->host());
}

// SPDX-License-Identifier: MIT
// Several processes answer on one listening socket: each accepts when it is free, the kernel deals the connections out.
// A descriptor travels to a process that is being started inside a Connection, under every start method.
// Mirrors the pool of HTTP servers among the examples of Python's 2.6 multiprocessing page.
// Run: http_workers [--start-method fork|spawn] [PORT]; with a PORT it serves until Ctrl+C.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <vector>

#include "example.h"

namespace {

using example::say;

[[noreturn]] void fail(const char* what) {
    throw mp::OSError(what, errno);
}

// One address for both ends: this machine only.
sockaddr_in local(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

mp::Connection listening(std::uint16_t port) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    mp::Connection socket(fd);
    const int yes = 1;
    ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    const sockaddr_in address = local(port);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
    if (::listen(fd, 16) != 0) fail("listen");
    return socket;
}

std::uint16_t port_of(const mp::Connection& socket) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(socket.fileno(), reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
    return ntohs(address.sin_port);
}

std::string read_until(int fd, std::string_view end) {
    std::string text;
    char buffer[1024];
    while (end.empty() || text.find(end) == std::string::npos) {
        const ssize_t got = ::read(fd, buffer, sizeof buffer);
        if (got <= 0) break;
        text.append(buffer, static_cast<std::size_t>(got));
    }
    return text;
}

void write_all(int fd, std::string_view text) {
    while (!text.empty()) {
        const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
        if (sent <= 0) return;  // the other end has gone away: its loss
        text.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void serve(mp::Connection socket) {
    for (;;) {
        const int fd = ::accept(socket.fileno(), nullptr, nullptr);
        if (fd < 0) continue;
        const std::string request = read_until(fd, "\r\n\r\n");
        const std::string body =
            request.substr(0, request.find(" HTTP")) + " was answered by " + mp::current_process().name() + "\n";
        write_all(fd, "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
                          "\r\n\r\n" + body);
        ::close(fd);
    }
}

std::string ask(std::uint16_t port, const std::string& path) {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    const mp::Connection owner(fd);
    const sockaddr_in address = local(port);
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
    write_all(fd, "GET " + path + " HTTP/1.0\r\n\r\n");
    const std::string answer = read_until(fd, "");
    return answer.substr(answer.find("\r\n\r\n") + 4);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    const bool for_ever = argc % 2 == 0;

    const mp::Connection socket = listening(for_ever ? static_cast<std::uint16_t>(std::stoi(argv[argc - 1])) : 0);
    std::vector<mp::Process> servers;
    for (int i = 1; i <= 4; ++i) {
        servers.emplace_back(mp::ProcessOptions{
            .target = mp::call<serve>(socket), .name = "server " + std::to_string(i), .daemon = true});
        servers.back().start();
    }
    say("serving at http://localhost:", port_of(socket), " with ", servers.size(), " processes");
    if (for_ever) servers.front().join();
    for (int i = 1; i <= 6; ++i) std::cout << ask(port_of(socket), "/page-" + std::to_string(i)) << std::flush;
    for (mp::Process& server : servers) {
        server.terminate();
        server.join();
    }
    say("exit codes: ", servers.front().exitcode().value(), " … ", servers.back().exitcode().value());
}

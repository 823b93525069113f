// SPDX-License-Identifier: MIT
// Rows 16, 17 and 18: a call to a manager's object, a queue that it holds, and its start; each beside CPython, whose
// programs are clients of ours and servers for us as well.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <memory>

#include "engine.h"
#include "mp/managers.h"
#include "table.h"

namespace bench {

namespace {

using mp::managers::Address;
using mp::managers::DictProxy;
using mp::managers::QueueProxy;
using mp::managers::SyncManager;

constexpr long calls = 20'000;
constexpr long messages = 20'000;
constexpr const char* key = "a key";

// A server of ours in a process of its own, where Python finds it, too.
class Ours {
public:
    explicit Ours(bool tcp) : manager_(tcp ? Address("127.0.0.1", 0) : Address(folder_.path() + "/socket"), key) {
        manager_.start();
    }
    const SyncManager& operator*() const { return manager_; }
    const SyncManager* operator->() const { return &manager_; }
    std::string python_address() const { return manager_.address().repr(); }

private:
    TemporaryDirectory folder_;
    SyncManager manager_;
};

// A server of CPython's. It says where it is by a file's name.
class Theirs {
public:
    explicit Theirs(bool tcp)
        : server_({find_program("python3"), "-c",
                   "import os, sys\nfrom multiprocessing.managers import SyncManager\nfolder = sys.argv[1]\n"
                   "s = SyncManager(" +
                       std::string(tcp ? "('127.0.0.1', 0)" : "folder + '/socket'") +
                       ", b'a key').get_server()\n"
                       "port = s.address[1] if isinstance(s.address, tuple) else 0\n"
                       "open(folder + '/port', 'w').write(str(port))\nopen(folder + '/there', 'w')\n"
                       "s.serve_forever()\n",
                   folder_.path()}) {
        server_.wait_for_file(folder_.path() + "/there");
        const int port = tcp ? std::stoi(output_of({"/bin/cat", folder_.path() + "/port"})) : 0;
        manager_ = SyncManager(tcp ? Address("127.0.0.1", port) : Address(folder_.path() + "/socket"), key);
        manager_.connect();
    }
    const SyncManager& operator*() const { return manager_; }

private:
    TemporaryDirectory folder_;
    Server server_;
    SyncManager manager_;
};

// A Python program: with the manager m, which it connects to, or starts where there is no address.
std::string python_manager(const std::string& address, bool tcp) {
    std::string out = "import multiprocessing as mp, time\nfrom multiprocessing.managers import SyncManager\n";
    if (address.empty())
        return out + "m = SyncManager(" + (tcp ? "('127.0.0.1', 0)" : "None") + ", b'a key')\nm.start()\n";
    // To make proxies it asks for its own process's key.
    return out + "mp.current_process().authkey = b'a key'\nm = SyncManager(" + address + ", b'a key')\nm.connect()\n";
}

double call_time(const SyncManager& manager) {
    const DictProxy dict = manager.dict({{"x", 1}});
    dict.get("x");
    return 1e6 * seconds_each(calls, [&] { dict.get("x"); });
}

Figure python_call_time(const std::string& address, bool tcp) {
    return python(python_manager(address, tcp) + R"(
d = m.dict(x=1)
d.get('x')
n = 5000
t = time.perf_counter()
for i in range(n): d.get('x')
print((time.perf_counter() - t) * 1e6 / n)
)");
}

int make_sockets(int* ends) {
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

// A connected pair over TCP, which sends at once.
int make_tcp(int* ends) {
    const int door = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const where = reinterpret_cast<sockaddr*>(&address);
    if (::bind(door, where, size) != 0 || ::listen(door, 1) != 0 || ::getsockname(door, where, &size) != 0) return -1;
    ends[0] = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (::connect(ends[0], where, size) != 0) return -1;
    ends[1] = ::accept(door, nullptr, nullptr);
    ::close(door);
    const int yes = 1;
    for (int i = 0; i < 2; ++i) ::setsockopt(ends[i], IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return 0;
}

// As long as such a request and its answer, in one piece each.
double raw_call_time(bool tcp) {
    constexpr std::size_t request = 52;
    constexpr std::size_t reply = 34;
    Ends ends(tcp ? make_tcp : make_sockets);
    const auto side = [&](std::size_t end, std::size_t first, std::size_t second) {
        std::array<char, request> bytes{};
        if (end == 0) write_all(ends.fd[end], bytes.data(), first);
        read_all(ends.fd[end], bytes.data(), second);
        if (end == 1) write_all(ends.fd[end], bytes.data(), first);
    };
    return 1e6 * round_trip(
                     calls, [&] { return [&] { side(0, request, reply); }; },
                     [&] { return [&] { side(1, reply, request); }; });
}

Row call_row(bool tcp, std::optional<double> by_raw, std::optional<double> by_python) {
    return {std::string("Manager, a call there and back, ") + (tcp ? "TCP" : "AF_UNIX"),
            "µs",
            Better::lower,
            {{"mp client, mp server", [=] { return call_time(*Ours(tcp)); }},
             {"mp client, CPython server", [=] { return call_time(*Theirs(tcp)); }},
             {"CPython client, mp server", [=] { return python_call_time(Ours(tcp).python_address(), tcp); }},
             {"CPython client, CPython server", [=] { return python_call_time("", tcp); }, by_python},
             {"bare socket", [=] { return raw_call_time(tcp); }, by_raw}}};
}

Figure python_first_call_time(const std::string& address) {
    return python(python_manager(address, true) + R"(
mp.current_process().authkey = b'a key'
a = m.address
t = time.perf_counter()
for i in range(20):
    c = SyncManager(a, b'a key')
    c.connect()
    len(c.list([1]))
print((time.perf_counter() - t) * 1e3 / 20)
)");
}

// From nothing to the first answer: a connection, an object, a proxy.
Row first_call_row() {
    constexpr int times = 200;
    return {"Manager, connect, make a list and ask for its length, TCP",
            "ms",
            Better::lower,
            {{"mp client, mp server",
              [] {
                  const Ours ours(true);
                  return 1e3 * seconds_each(times, [&] {
                             SyncManager client(ours->address(), key);
                             client.connect();
                             client.list({1}).size();
                         });
              }},
             {"CPython client, mp server",
              [] {
                  const Ours ours(true);
                  return python_first_call_time(ours.python_address());
              }},
             {"CPython client, CPython server", [] { return python_first_call_time(""); }}}};
}

double queue_rate(const SyncManager& manager) {
    const QueueProxy queue = manager.Queue();
    return 1e-3 * stream(
                      1, 1, messages, [&] { return [&queue, text = std::string(256, 'x')] { queue.put(text); }; },
                      [&] {
                          return [&queue] {
                              if (queue.get<std::string>().size() != 256) throw std::runtime_error("half an item");
                          };
                      },
                      by_engine);
}

Figure python_queue_rate(const std::string& address) {
    return python(python_manager(address, false) + R"(
q = m.Queue()
n = 5000
def work():
    for i in range(n + 1): q.put('x' * 256)
p = mp.Process(target=work)
p.start()
q.get()
t = time.perf_counter()
for i in range(n): q.get()
print(1e-3 * n / (time.perf_counter() - t))
p.join()
)");
}

Row queue_row() {
    return {"a manager's Queue, 256-byte strings, one process to another",
            "k msg/s",
            Better::higher,
            {{"mp clients, mp server", [] { return queue_rate(*Ours(false)); }},
             {"mp clients, CPython server", [] { return queue_rate(*Theirs(false)); }},
             {"CPython clients, CPython server", [] { return python_queue_rate(""); }, 5}}};
}

Row python_queue_row() {
    return {"a manager's Queue, 256-byte strings, Python's clients",
            "k msg/s",
            Better::higher,
            {{"CPython clients, mp server", [] { return python_queue_rate(Ours(false).python_address()); }},
             {"CPython clients, CPython server", [] { return python_queue_rate(""); }, 1.2}}};
}

Row start_row() {
    return {"Manager, start, fork",
            "ms",
            Better::lower,
            {{"mp::Manager",
              [] {
                  double seconds = 0;
                  constexpr int times = 50;
                  for (int i = 0; i < times; ++i) {
                      SyncManager manager;
                      const auto begin = Clock::now();
                      manager.start();
                      seconds += seconds_since(begin);
                  }
                  return 1e3 * seconds / times;
              },
              1},
             {"CPython Manager", [] {
                  return python(R"(
import multiprocessing as mp, time
from multiprocessing.managers import SyncManager
n, all = 20, 0
for i in range(n):
    m = SyncManager(ctx=mp.get_context('fork'))
    t = time.perf_counter()
    m.start()
    all += time.perf_counter() - t
    m.shutdown()
print(all * 1e3 / n)
)");
              }}}};
}

Row on_one_cpu(Row row) {
    row.work += ", on one CPU";
    return row;
}

}  // namespace

void add_manager_rows(Recipes& recipes) {
    recipes.push_back({"16a", [] { return call_row(false, {}, {}); }});
    recipes.push_back({"16b", [] { return on_one_cpu(call_row(false, 1.6, 1.0 / 3)); }, true});
    recipes.push_back({"16c", [] { return call_row(true, {}, {}); }});
    recipes.push_back({"16d", [] { return on_one_cpu(call_row(true, 1.6, 1.0 / 3)); }, true});
    recipes.push_back({"16e", first_call_row});
    recipes.push_back({"17a", queue_row});
    recipes.push_back({"17b", [] { return on_one_cpu(queue_row()); }, true});
    recipes.push_back({"17c", python_queue_row});
    recipes.push_back({"17d", [] { return on_one_cpu(python_queue_row()); }, true});
    recipes.push_back({"18", start_row});
}

}  // namespace bench

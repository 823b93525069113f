// SPDX-License-Identifier: MIT
// Rows 4, 14 and 15: messages through a Connection beside the bare descriptor, and large ones through both.
#include <sys/socket.h>

#include "engine.h"
#include "mp/connection.h"
#include "mp/queues.h"
#include "table.h"

namespace bench {

namespace {

constexpr std::size_t large = std::size_t{64} << 20;
constexpr std::size_t numbers = 1'000'000;

int make_sockets(int* ends) {
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

// Messages a second through descriptors, read into one place.
double raw_rate(int (*make)(int*), std::size_t size, long messages) {
    Ends ends(make);
    return stream(
        1, 1, messages,
        [&] { return [&, data = std::vector<char>(size, 'x')] { write_all(ends.fd[1], data.data(), size); }; },
        [&] {
            return [&, data = std::vector<char>(size, 'x')]() mutable { read_all(ends.fd[0], data.data(), size); };
        });
}

enum class Into { a_new_one, the_same };

double connection_rate(bool duplex, std::size_t size, long messages, Into into = Into::a_new_one) {
    const auto [in, out] = mp::Pipe(duplex);
    const auto& receiver = in;
    const auto& sender = out;
    return stream(
        1, 1, messages, [&] { return [&, data = mp::Bytes(size, std::byte{1})] { sender.send_bytes(data); }; },
        [&] {
            return [&, data = mp::Bytes(into == Into::the_same ? size : 0, std::byte{1})]() mutable {
                const std::size_t got =
                    into == Into::the_same ? receiver.recv_bytes_into(data) : receiver.recv_bytes().size();
                if (got != size) throw std::runtime_error("half a message");
            };
        },
        by_engine);
}

template <class T>
double queue_rate(const T& item, long messages) {
    const mp::Queue<T> queue;
    return stream(
        1, 1, messages, [&] { return [&] { queue.put(item); }; },
        [&] {
            return [&] {
                if (queue.get().size() != item.size()) throw std::runtime_error("half an item");
            };
        },
        by_engine);
}

// Bytes a second, of an item that is so many bytes long, through what is made by the first lines: put and get.
Figure python_rate(const std::string& make, const std::string& item, std::size_t size, int messages, double unit) {
    return python(
        "from array import array\nimport multiprocessing as m, time\nsize, n, unit = " + std::to_string(size) + ", " +
        std::to_string(messages) + ", " + std::to_string(unit) + "\n" + make + "item = " + item + R"(
def work():
    for i in range(n + 1): put(item)
p = m.Process(target=work)
p.start()
get()
t = time.perf_counter()
for i in range(n): get()
print(n * size / unit / (time.perf_counter() - t))
p.join()
)");
}

constexpr const char* python_queue = "q = m.Queue()\nput, get = q.put, q.get\n";
constexpr const char* python_pipe = "a, b = m.Pipe()\nput, get = a.send_bytes, b.recv_bytes\n";
constexpr const char* python_one_way = "b, a = m.Pipe(False)\nput, get = a.send_bytes, b.recv_bytes\n";

Row small_messages(bool duplex) {
    const std::string what = duplex ? "bare socket pair" : "bare pipe";
    return {std::string("Connection, send_bytes of 256 bytes, ") + (duplex ? "Pipe()" : "Pipe(false)"),
            "M msg/s",
            Better::higher,
            {{"mp::Connection, recv_bytes", [=] { return 1e-6 * connection_rate(duplex, 256, 500'000); }},
             {"mp::Connection, recv_bytes_into",
              [=] { return 1e-6 * connection_rate(duplex, 256, 500'000, Into::the_same); }},
             {"CPython Connection",
              [=] { return python_rate(duplex ? python_pipe : python_one_way, "b'x' * 256", 1, 200'000, 1e6); }},
             {what, [=] { return 1e-6 * raw_rate(duplex ? make_sockets : make_pipe, 256, 500'000); }, 0.9}}};
}

constexpr double giga = 1e9;
constexpr double large_size = static_cast<double>(large) / giga;

Row large_through_queue() {
    return {"64 MiB strings through a Queue",
            "GB/s",
            Better::higher,
            {{"mp::Queue", [] { return large_size * queue_rate(std::string(large, 'x'), 24); }, 4},
             {"CPython Queue", [] { return python_rate(python_queue, "b'x' * size", large, 6, giga); }},
             {"ZeroMQ ipc",
              [] {
                  return scaled(number_from({"bench_peer_zmq", "stream", std::to_string(large), "12"}), large_size);
              }},
             {"OpenMPI", [] {
                  return scaled(two_ranks({"bench_peer_mpi", "stream", std::to_string(large), "24"}), large_size);
              }}}};
}

Row large_through_connection(Into into) {
    const bool same = into == Into::the_same;
    return {std::string("64 MiB through a Connection, ") + (same ? "recv_bytes_into" : "recv_bytes"),
            "GB/s",
            Better::higher,
            {{"mp::Connection", [=] { return large_size * connection_rate(true, large, 24, into); }},
             {"CPython Connection", [] { return python_rate(python_pipe, "b'x' * size", large, 12, giga); }},
             {"bare socket pair", [] { return large_size * raw_rate(make_sockets, large, 24); }, 0.9}}};
}

Row doubles() {
    constexpr std::size_t bytes = numbers * sizeof(double);
    constexpr double each = static_cast<double>(bytes) / giga;
    return {
        "a million doubles (8 MB) through a Queue",
        "GB/s",
        Better::higher,
        {{"mp::Queue", [] { return each * queue_rate(std::vector<double>(numbers, 1.5), 100); }, 4},
         {"CPython Queue", [] { return python_rate(python_queue, "array('d', [1.5] * 1000000)", bytes, 30, giga); }},
         {"bare socket pair", [] { return each * raw_rate(make_sockets, bytes, 100); }}}};
}

}  // namespace

void add_connection_rows(Recipes& recipes) {
    recipes.push_back({"4a", [] { return small_messages(true); }});
    recipes.push_back({"4b", [] { return small_messages(false); }});
    recipes.push_back({"14a", large_through_queue});
    recipes.push_back({"14b", [] { return large_through_connection(Into::a_new_one); }});
    recipes.push_back({"14c", [] { return large_through_connection(Into::the_same); }});
    recipes.push_back({"15", doubles});
}

}  // namespace bench

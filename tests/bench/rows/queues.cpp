// SPDX-License-Identifier: MIT
// Rows 1, 2 and 3: what a queue carries, and how long a word takes there and back.
#include <mqueue.h>

#include <boost/interprocess/ipc/message_queue.hpp>

#include "engine.h"
#include "mp/queues.h"
#include "table.h"

namespace bench {

namespace {

constexpr std::size_t size = 256;

template <class Queue>
double queue_rate(const Queue& queue, int each, long messages) {
    return 1e-6 * stream(
                      each, each, messages,
                      [&] { return [&queue, text = std::string(size, 'x')] { queue.put(text); }; },
                      [&] {
                          return [&queue] {
                              if (queue.get().size() != size) throw std::runtime_error("half an item");
                          };
                      },
                      by_engine);
}

double boost_rate(int each, long messages) {
    namespace bi = boost::interprocess;
    const std::string name = "lifeguard-bench-" + std::to_string(::getpid());
    bi::message_queue::remove(name.c_str());
    bi::message_queue queue(bi::create_only, name.c_str(), 1024, size);
    const double rate = stream(
        each, each, messages,
        [&] { return [&queue, text = std::string(size, 'x')] { queue.send(text.data(), size, 0); }; },
        [&] {
            return [&queue, got = std::string(size, '\0')]() mutable {
                bi::message_queue::size_type have = 0;
                unsigned priority = 0;
                queue.receive(got.data(), size, have, priority);
            };
        });
    bi::message_queue::remove(name.c_str());
    return 1e-6 * rate;
}

double pipe_rate(long messages) {
    Ends ends(make_pipe);
    return 1e-6 * stream(
                      1, 1, messages,
                      [&] { return [&, text = std::string(size, 'x')] { write_all(ends.fd[1], text.data(), size); }; },
                      [&] {
                          return
                              [&, got = std::string(size, '\0')]() mutable { read_all(ends.fd[0], got.data(), size); };
                      });
}

// Two message queues of the system, there and back.
class SystemQueues {
public:
    SystemQueues() {
        mq_attr attributes{};
        attributes.mq_maxmsg = 10;
        attributes.mq_msgsize = size;
        for (std::size_t i = 0; i < 2; ++i) {
            const std::string name = "/lifeguard-bench-" + std::to_string(::getpid()) + "-" + std::to_string(i);
            queue[i] = ::mq_open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600, &attributes);
            if (queue[i] == -1) fail("mq_open");
            ::mq_unlink(name.c_str());
        }
    }
    ~SystemQueues() {
        for (const mqd_t one : queue) ::mq_close(one);
    }
    void put(std::size_t which, const std::string& text) const {
        if (::mq_send(queue[which], text.data(), text.size(), 0) != 0) fail("mq_send");
    }
    void get(std::size_t which, std::string& text) const {
        if (::mq_receive(queue[which], text.data(), text.size(), nullptr) < 0) fail("mq_receive");
    }

private:
    std::array<mqd_t, 2> queue{};
};

double system_queue_rate(long messages) {
    const SystemQueues queues;
    return 1e-6 * stream(
                      1, 1, messages, [&] { return [&, text = std::string(size, 'x')] { queues.put(0, text); }; },
                      [&] { return [&, text = std::string(size, '\0')]() mutable { queues.get(0, text); }; });
}

double system_queue_round_trip(long times) {
    const SystemQueues queues;
    const auto side = [&](bool asks) {
        return [&queues, asks, text = std::string(size, 'x')]() mutable {
            if (asks) queues.put(0, text);
            queues.get(asks ? 1 : 0, text);
            if (!asks) queues.put(1, text);
        };
    };
    return 1e6 * round_trip(
                     times, [&] { return side(true); }, [&] { return side(false); });
}

double queue_round_trip(long times) {
    const mp::Queue<int> there;
    const mp::Queue<int> back;
    return 1e6 * round_trip(
                     times,
                     [&] {
                         return [&] {
                             there.put(1);
                             back.get();
                         };
                     },
                     [&] { return [&] { back.put(there.get()); }; }, by_engine);
}

Figure python_rate(const std::string& kind) {
    return python("kind = '" + kind + "'\n" + R"(
import multiprocessing as m, time
q = getattr(m, kind)()
def work():
    for i in range(100001): q.put('x' * 256)
p = m.Process(target=work)
p.start()
q.get()
t = time.perf_counter()
for i in range(100000): q.get()
print(0.1 / (time.perf_counter() - t))
p.join()
)");
}

constexpr const char* python_round_trip = R"(
import multiprocessing as m, time
a, b = m.Queue(), m.Queue()
def work():
    for i in range(5001): b.put(a.get())
p = m.Process(target=work)
p.start()
a.put(1)
b.get()
t = time.perf_counter()
for i in range(5000):
    a.put(1)
    b.get()
print((time.perf_counter() - t) * 1e6 / 5000)
p.join()
)";

Row one_to_one() {
    constexpr long many = 4'000'000;
    return {"Queue, 256-byte strings, one process to another",
            "M msg/s",
            Better::higher,
            {{"mp::Queue", [] { return queue_rate(mp::Queue<std::string>(), 1, many); }, 10},
             {"mp::Queue(1000)", [] { return queue_rate(mp::Queue<std::string>(1000), 1, many); }},
             {"mp::SimpleQueue", [] { return queue_rate(mp::SimpleQueue<std::string>(), 1, many); }},
             {"CPython Queue", [] { return python_rate("Queue"); }, 50},
             {"CPython SimpleQueue", [] { return python_rate("SimpleQueue"); }, 50},
             {"boost::interprocess::message_queue", [] { return boost_rate(1, 1'000'000); }, 2.5},
             {"OpenMPI",
              [] {
                  return scaled(two_ranks({"bench_peer_mpi", "stream", "256", "1000000"}), 1e-6);
              },
              1.5},
             {"ZeroMQ ipc",
              [] {
                  return scaled(number_from({"bench_peer_zmq", "stream", "256", "1000000"}), 1e-6);
              }},
             {"NATS",
              [] {
                  return scaled(number_from({"bench_peer_nats", "stream", "256", "200000"}), 1e-6);
              }},
             {"pipe", [] { return pipe_rate(500'000); }},
             {"POSIX mq", [] { return system_queue_rate(100'000); }}}};
}

Row two_to_two() {
    return {"Queue, 256-byte strings, two processes to two",
            "M msg/s",
            Better::higher,
            {{"mp::Queue", [] { return queue_rate(mp::Queue<std::string>(), 2, 4'000'000); }},
             {"boost::interprocess::message_queue", [] { return boost_rate(2, 1'000'000); }, 2}}};
}

Row there_and_back(double limit, long times) {
    return {"Queue, round trip",
            "µs",
            Better::lower,
            {{"mp::Queue", [=] { return queue_round_trip(times); }, limit},
             {"CPython Queue", [] { return python(python_round_trip); }},
             {"ZeroMQ ipc",
              [] {
                  return scaled(number_from({"bench_peer_zmq", "round-trip", "4", "10000"}), 1e6);
              }},
             {"POSIX mq", [] { return system_queue_round_trip(10'000); }}}};
}

}  // namespace

void add_queue_rows(Recipes& recipes) {
    recipes.push_back({"1", one_to_one});
    recipes.push_back({"2", two_to_two});
    recipes.push_back({"3a", [] { return there_and_back(1, 500'000); }});
    recipes.push_back({"3b",
                       [] {
                           Row row = there_and_back(5, 50'000);
                           row.work += ", on one CPU";
                           return row;
                       },
                       true});
}

}  // namespace bench

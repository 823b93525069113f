// SPDX-License-Identifier: MIT
// How fast a queue carries: 256-byte strings from one process to another beside boost::interprocess::message_queue, a
// pipe and CPython's queues, alternating in one run; two to two; the round trip; 64 MiB at a time. Ratios are what
// counts (docs: performance targets 1, 2, 3, 14).
//
//     channel_bench [messages] [passes]

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/interprocess/ipc/message_queue.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "mp/queues.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

pid_t in_child(const std::function<void()>& body) {
    const pid_t pid = ::fork();
    if (pid < 0) std::abort();
    if (pid == 0) {
        body();
        ::_exit(0);
    }
    return pid;
}

void join(pid_t pid) {
    ::waitpid(pid, nullptr, 0);
}

// Producers put, consumers get until each has its share; the clock runs from the go to the last consumer's word.
template <class Put, class Get>
double stream(
    int producers, int consumers, long messages, Put put, Get get, const std::function<void()>& finish = [] {}) {
    std::vector<pid_t> children;
    std::array<int, 2> ready{};
    std::array<int, 2> go{};
    if (::pipe(ready.data()) != 0 || ::pipe(go.data()) != 0) std::abort();
    char byte = 0;
    const auto child = [&](long count, const auto& step) {
        children.push_back(in_child([&] {
            char b = 1;
            if (::write(ready[1], &b, 1) != 1 || ::read(go[0], &b, 1) != 1) ::_exit(1);
            for (long i = 0; i < count; ++i) step();
            finish();
        }));
    };
    for (int i = 0; i < producers; ++i) child(messages / producers, put);
    for (int i = 0; i < consumers; ++i) child(messages / consumers, get);
    for (int i = 0; i < producers + consumers; ++i)
        if (::read(ready[0], &byte, 1) != 1) std::abort();
    const auto start = Clock::now();
    for (int i = 0; i < producers + consumers; ++i)
        if (::write(go[1], &byte, 1) != 1) std::abort();
    for (const pid_t pid : children) join(pid);
    const double seconds = seconds_since(start);
    for (const int fd : {ready[0], ready[1], go[0], go[1]}) ::close(fd);
    return static_cast<double>(messages) / seconds;
}

double queue_rate(int producers, int consumers, long messages, std::int64_t maxsize) {
    mp::Queue<std::string> queue(maxsize);
    const std::string text(256, 'x');
    return stream(
        producers, consumers, messages, [&] { queue.put(text); },
        [&] {
            if (queue.get().size() != 256) std::abort();
        },
        [&] {
            queue.close();
            queue.join_thread();
        });
}

double boost_rate(int producers, int consumers, long messages) {
    namespace bi = boost::interprocess;
    const std::string name = "lifeguard-bench-" + std::to_string(::getpid());
    bi::message_queue::remove(name.c_str());
    bi::message_queue queue(bi::create_only, name.c_str(), 1024, 256);
    const std::string text(256, 'x');
    const double rate = stream(
        producers, consumers, messages, [&] { queue.send(text.data(), 256, 0); },
        [&] {
            std::string got(256, '\0');
            bi::message_queue::size_type size = 0;
            unsigned priority = 0;
            queue.receive(got.data(), 256, size, priority);
        });
    bi::message_queue::remove(name.c_str());
    return rate;
}

double pipe_rate(long messages) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) std::abort();
    const std::string text(256, 'x');
    const double rate = stream(
        1, 1, messages,
        [&] {
            if (::write(ends[1], text.data(), 256) != 256) std::abort();
        },
        [&] {
            std::string got(256, '\0');
            for (std::size_t have = 0; have < 256;)
                have += static_cast<std::size_t>(::read(ends[0], got.data() + have, 256 - have));
        });
    ::close(ends[0]);
    ::close(ends[1]);
    return rate;
}

double python_rate(const char* kind, long messages) {
    const std::string program = std::string("import multiprocessing as m,time\nq=m.") + kind +
                                "()\ndef w():\n for i in range(" + std::to_string(messages) +
                                "): q.put('x'*256)\np=m.Process(target=w);p.start();q.get();t=time.perf_counter()\n" +
                                "for i in range(" + std::to_string(messages - 1) + "): q.get()\nprint(" +
                                std::to_string(messages - 1) + "/(time.perf_counter()-t));p.join()";
    FILE* out = ::popen(("/usr/bin/python3 -c \"" + program + "\"").c_str(), "r");
    double rate = 0;
    if (out == nullptr || std::fscanf(out, "%lf", &rate) != 1) rate = 0;
    if (out != nullptr) ::pclose(out);
    return rate;
}

double round_trip_ns(long messages) {
    mp::Queue<int> there;
    mp::Queue<int> back;
    const pid_t child = in_child([&] {
        for (long i = 0; i < messages; ++i) back.put(there.get());
    });
    const auto start = Clock::now();
    for (long i = 0; i < messages; ++i) {
        there.put(1);
        back.get();
    }
    const double ns = seconds_since(start) * 1e9 / static_cast<double>(messages);
    join(child);
    return ns;
}

double large_rate(std::size_t size, long messages) {
    mp::Queue<std::string> queue(2);
    const std::string text(size, 'x');
    const pid_t child = in_child([&] {
        for (long i = 0; i < messages; ++i) queue.put(text);
    });
    if (queue.get().size() != size) std::abort();
    const auto start = Clock::now();
    for (long i = 1; i < messages; ++i)
        if (queue.get().size() != size) std::abort();
    const double rate = static_cast<double>(size) * static_cast<double>(messages - 1) / seconds_since(start);
    join(child);
    return rate;
}

}  // namespace

int main(int argc, char** argv) {
    const long messages = argc > 1 ? std::atol(argv[1]) : 2'000'000;
    const int passes = argc > 2 ? std::atoi(argv[2]) : 5;
    std::map<std::string, std::vector<double>> results;
    for (int pass = 0; pass < passes; ++pass) {
        results["1 queue 1:1 msg/s"].push_back(queue_rate(1, 1, messages, 0));
        results["1 queue(1000) 1:1 msg/s"].push_back(queue_rate(1, 1, messages, 1000));
        results["2 boost 1:1 msg/s"].push_back(boost_rate(1, 1, messages));
        results["3 pipe 1:1 msg/s"].push_back(pipe_rate(messages));
        results["4 CPython Queue msg/s"].push_back(python_rate("Queue", messages / 20));
        results["4 CPython SimpleQueue msg/s"].push_back(python_rate("SimpleQueue", messages / 20));
        results["5 queue 2:2 msg/s"].push_back(queue_rate(2, 2, messages, 0));
        results["6 boost 2:2 msg/s"].push_back(boost_rate(2, 2, messages));
        results["7 round trip ns"].push_back(round_trip_ns(messages / 10));
        results["8 64 MiB bytes/s"].push_back(large_rate(std::size_t{64} << 20, 40));
    }
    std::map<std::string, double> median;
    for (auto& [name, values] : results) {
        std::sort(values.begin(), values.end());
        median[name] = values[values.size() / 2];
        std::printf("%-30s %14.0f   (%.0f … %.0f)\n", name.c_str(), median[name], values.front(), values.back());
    }
    const double one = median["1 queue 1:1 msg/s"];
    std::printf("to boost %.2f  to pipe %.2f  to CPython %.1f / %.1f  two to two to boost %.2f\n",
                one / median["2 boost 1:1 msg/s"], one / median["3 pipe 1:1 msg/s"],
                one / median["4 CPython Queue msg/s"], one / median["4 CPython SimpleQueue msg/s"],
                median["5 queue 2:2 msg/s"] / median["6 boost 2:2 msg/s"]);
    return 0;
}

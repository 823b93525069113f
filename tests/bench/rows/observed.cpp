// SPDX-License-Identifier: MIT
// Rows O1 to O3: the same work with somebody who looks at it ten times a second, and without. Row O4: with the workers'
// output taken down, and without.
#include <thread>

#include "engine.h"
#include "mp/observe.h"
#include "mp/queues.h"
#include "pool_work.h"
#include "table.h"

namespace bench {

namespace {

// Looks at this program ten times a second, from a process that is none of its session's, as the window does.
class Observer {
public:
    Observer() {
        Ends first_look(make_pipe);
        pid_ = in_child([&, watched = ::getpid()] {
            auto session = mp::observe::attach(watched);
            for (bool told = false;;) {
                if (session.snapshot().processes.empty()) throw std::runtime_error("nothing to be seen");
                if (!told) write_all(first_look.fd[1], "", 1);
                told = true;
                std::this_thread::sleep_for(std::chrono::milliseconds(100));
            }
        });
        first_look.close(1);
        char byte = 0;
        read_all(first_look.fd[0], &byte, 1);
    }
    ~Observer() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Observer(const Observer&) = delete;
    Observer& operator=(const Observer&) = delete;

private:
    pid_t pid_ = 0;
};

// For more than a second, so that ten looks fall into it: all that was done by all the time it took.
template <class Rate>
double for_a_while(Rate rate) {
    const auto start = Clock::now();
    double sum = 0;
    int times = 0;
    for (; seconds_since(start) < 1.5; ++times) sum += 1 / rate();
    return times / sum;
}

template <class Rate>
Row observed(const std::string& work, const std::string& unit, Rate rate) {
    return {work,
            unit,
            Better::higher,
            {{"observed at 10 Hz",
              [=] {
                  const Observer observer;
                  return for_a_while(rate);
              }},
             {"not observed", [=] { return for_a_while(rate); }, 0.98}}};
}

double queue_rate() {
    const mp::Queue<std::string> queue;
    return 1e-6 * stream(
                      1, 1, 4'000'000, [&] { return [&, text = std::string(256, 'x')] { queue.put(text); }; },
                      [&] { return [&] { queue.get(); }; }, by_engine);
}

// What is made meanwhile writes nowhere.
class Muted {
public:
    Muted() : out_(::dup(1)) {
        const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
        if (out_ < 0 || nowhere < 0) fail("/dev/null");
        std::fflush(stdout);
        ::dup2(nowhere, 1);
        ::close(nowhere);
    }
    ~Muted() {
        ::dup2(out_, 1);
        ::close(out_);
    }
    Muted(const Muted&) = delete;
    Muted& operator=(const Muted&) = delete;

private:
    int out_;
};

std::shared_ptr<mp::Pool> printing_pool(bool captured) {
    const Muted muted;
    mp::PoolOptions options{.processes = 1};
    options.capture_output = captured;
    return std::make_shared<mp::Pool>(options);
}

int print_line(int x) {
    std::printf("line %d of what a task has to say\n", x);
    std::fflush(stdout);
    return x;
}

double printed_a_second(mp::Pool& pool) {
    constexpr int tasks = 20'000;
    return tasks / seconds_each(1, [&] {
               for (const int y : pool.imap(mp::fn<print_line>, std::views::iota(0, tasks)))
                   if (y < 0) throw std::runtime_error("imap gave a wrong result");
           });
}

Row captured() {
    const auto rate = [](bool captured) {
        return [pool = printing_pool(captured)] { return for_a_while([&] { return 1e-3 * printed_a_second(*pool); }); };
    };
    return {"imap of tasks that print a line, by one worker",
            "k tasks/s",
            Better::higher,
            {{"its output captured", rate(true)}, {"not captured", rate(false)}}};
}

}  // namespace

void add_observed_rows(Recipes& recipes) {
    recipes.push_back({"O1", [] {
                           static const mp::Lock first;  // a program is to be seen from its first object on
                           return observed("Queue, 256-byte strings, watched or not", "M msg/s", queue_rate);
                       }});
    recipes.push_back({"O2", [] {
                           return observed(
                               "Pool.map of no-ops, watched or not", "M items/s",
                               [pool = std::make_shared<mp::Pool>(2)] { return 1e-6 * mapped_a_second(*pool); });
                       }});
    // One worker: with two, three processes share two CPUs and the rate swings between 1.5 and 3 M/s on its own.
    recipes.push_back({"O3", [] {
                           return observed(
                               "imap of no-ops by one worker, watched or not", "k tasks/s",
                               [pool = std::make_shared<mp::Pool>(1)] { return 1e-3 * imapped_a_second(*pool); });
                       }});
    recipes.push_back({"O4", [] { return captured(); }});
}

}  // namespace bench

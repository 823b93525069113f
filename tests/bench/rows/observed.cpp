// SPDX-License-Identifier: MIT
// Rows O1 to O3: the same work with somebody who looks at it ten times a second, and without.
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
}

}  // namespace bench

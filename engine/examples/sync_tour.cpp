// SPDX-License-Identifier: MIT
// A tour of the types that processes share, one after the other: value, queue, condition, semaphore, joining, event,
// arrays.
// Mirrors the tour of synchronization types among the examples of Python's 2.6 multiprocessing page.
// Run: sync_tour [--start-method fork|spawn]
#include <algorithm>
#include <chrono>
#include <mutex>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

// Starts count children with the same target; joins them at the end of the scope.
class Children {
public:
    Children(int count, const mp::Target& target) {
        for (int i = 0; i < count; ++i) all_.emplace_back(mp::ProcessOptions{.target = target});
        for (mp::Process& child : all_) child.start();
    }
    ~Children() { join(); }
    Children(const Children&) = delete;
    Children& operator=(const Children&) = delete;
    void join() {
        for (mp::Process& child : all_) child.join();
    }

private:
    std::vector<mp::Process> all_;
};

void finish(mp::Value<int> running, mp::Lock mutex) {
    const std::scoped_lock guard(mutex);
    --running.value();
}
void put_squares(mp::Queue<int> queue, mp::Event go_on) {
    for (int i = 0; i < 5; ++i) queue.put(i * i);
    go_on.wait();
    queue.put(-1);
}
void notify(mp::Condition condition) {
    const std::unique_lock guard(condition);
    say("  child: notifies");
    condition.notify();
}
void pass(mp::Semaphore semaphore, mp::Value<int> passed) {
    const std::scoped_lock unit(semaphore);
    const std::scoped_lock guard(passed.get_lock());
    ++passed.value();
}
void sleep_until(mp::Event event) {
    event.wait();
}
void compare(mp::Value<short> small, mp::Array<double> numbers, const std::vector<double>& expected) {
    say("  child: the same ", small.value() == -2 && std::ranges::equal(numbers, expected));
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    say("value");
    const mp::Value<int> running(10);
    Children(10, mp::call<finish>(running, mp::Lock())).join();
    say("  running: ", running.value());

    say("queue");
    const mp::Queue<int> queue;
    const mp::Event go_on;
    {
        const Children child(1, mp::call<put_squares>(queue, go_on));
        for (int i = 0; i < 5; ++i) say("  ", queue.get());
        try {
            (void)queue.get(20ms);
        } catch (const mp::Empty&) {
            say("  nothing in time");
        }
        go_on.set();
        say("  the end: ", queue.get());
    }

    say("condition");
    const mp::Condition condition;
    {
        std::unique_lock guard(condition);
        condition.acquire();  // its RLock may be taken twice; wait() gives back both
        const Children child(1, mp::call<notify>(condition));
        say("  main: waits: ", condition.wait());
        condition.release();
        guard.unlock();
    }
    say("  free again: ", condition);

    say("semaphore");
    const mp::Semaphore semaphore(3);
    const mp::Value<int> passed(0);
    Children(8, mp::call<pass>(semaphore, passed)).join();
    say("  passed: ", passed.value(), ", ", semaphore);

    say("event and join");
    const mp::Event event;
    mp::Process sleeper({.target = mp::call<sleep_until>(event)});
    sleeper.start();
    sleeper.join(20ms);
    say("  sleeps: ", sleeper.is_alive());
    event.set();
    sleeper.join();
    say("  sleeps: ", sleeper.is_alive());

    say("values and arrays");
    std::vector<double> quarters;
    for (int i = 0; i < 100; ++i) quarters.push_back(0.25 * i);
    Children(1, mp::call<compare>(mp::Value<short>(-2), mp::Array<double>(quarters), quarters)).join();
}

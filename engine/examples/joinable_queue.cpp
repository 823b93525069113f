// SPDX-License-Identifier: MIT
// A JoinableQueue counts the items that are still being worked on: join() waits for task_done() of each. When a
// consumer dies with an item in hand, join() says so instead of waiting for ever.
// Mirrors "JoinableQueue" of Python's multiprocessing page; ConsumerLost is ours.
// Run: joinable_queue [--start-method fork|spawn]
#include <csignal>

#include "example.h"

namespace {

using example::say;

void consume(mp::JoinableQueue<int> items, mp::Value<int> sum) {
    for (;;) {
        sum.value() += items.get();
        items.task_done();
    }
}

void die_with_one(mp::JoinableQueue<int> items) {
    (void)items.get();
    std::raise(SIGKILL);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::JoinableQueue<int> items;
    const mp::Value<int> sum(0);
    mp::Process consumer({.target = mp::call<consume>(items, sum), .daemon = true});
    consumer.start();
    for (int i = 1; i <= 100; ++i) items.put(i);
    items.join();
    say("the sum of all: ", sum.value());
    consumer.terminate();
    consumer.join();

    try {
        items.task_done();
    } catch (const mp::ValueError& error) {
        say(error.what());
    }

    items.put(1);
    mp::Process victim({.target = mp::call<die_with_one>(items)});
    victim.start();
    try {
        items.join();
    } catch (const mp::ConsumerLost&) {
        say("a consumer died with an item in hand");
    }
    victim.join();
    items.join();  // told once; the item counts as done
    say("nothing is waited for any more");
}

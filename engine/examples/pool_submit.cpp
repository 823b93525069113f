// SPDX-License-Identifier: MIT
// Every way to give work to a pool: one call or many, waiting or not, with one argument or several, all at once or
// lazily.
// Mirrors "Process Pools" of Python's multiprocessing page, method by method as tutorials go through them.
// Run: pool_submit [--start-method fork|spawn]
#include <algorithm>
#include <ranges>
#include <utility>
#include <vector>

#include "example.h"

namespace {

using example::list;
using example::say;

int add(int a, int b) {
    return a + b;
}
int twice(int x) {
    return 2 * x;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool pool(3);
    const std::vector<std::pair<int, int>> pairs{{10, 20}, {20, 30}, {30, 40}, {40, 50}};

    // These wait.
    say("apply: ", pool.apply(mp::fn<add>, 10, 20));
    say("map: ", list(pool.map(mp::fn<twice>, {1, 2, 3})));
    say("map of a lambda: ", list(pool.map(mp::fn<[](int x) { return x + 1; }>, {1, 2, 3})));
    say("map in chunks of two: ", list(pool.map(mp::fn<twice>, std::views::iota(0, 5), {.chunksize = 2})));
    say("starmap: ", list(pool.starmap(mp::fn<add>, pairs)));

    // These return at once.
    auto first = pool.apply_async(mp::fn<add>, 1, 2);
    auto second = pool.apply_async(mp::call<add>(3, 4));  // the same, with room for options
    auto many = pool.map_async(mp::fn<twice>, {4, 5, 6}, {.chunksize = 1});
    auto spread = pool.starmap_async(mp::fn<add>, pairs);
    first.wait();
    say("apply_async: ", first.get(), " and ", second.get(), ", successful ", first.successful());
    say("map_async: ", list(many.get()));
    say("starmap_async: ", list(spread.get()));

    // These take from their input as results are taken from them, so it may be endless.
    auto lazy = pool.imap(mp::fn<twice>, std::views::iota(0));
    const int zero = lazy.next(), two = lazy.next(), four = lazy.next();
    say("imap: ", zero, ' ', two, ' ', four, " of infinitely many");
    std::vector<int> as_they_come;
    for (const int y : pool.imap_unordered(mp::fn<twice>, {1, 2, 3}, {.chunksize = 2})) as_they_come.push_back(y);
    std::ranges::sort(as_they_come);
    say("imap_unordered, sorted: ", list(as_they_come));

    pool.close();  // no more work
    pool.join();   // what was given is done
    try {
        pool.apply(mp::fn<add>, 1, 1);
    } catch (const mp::ValueError& error) {
        say(error.what());
    }
}

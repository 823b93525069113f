// SPDX-License-Identifier: MIT
// The ends of a pool: close() lets what was given be done, terminate() drops it, and so does the end of the last
// handle. Mirrors close(), terminate(), join() and the with statement of Python's multiprocessing page. Run: pool_ends
// [--start-method fork|spawn]
#include <chrono>
#include <thread>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

int slowly(int x) {
    std::this_thread::sleep_for(10ms);
    return x;
}
int for_ever(int x) {
    for (;;) std::this_thread::sleep_for(1h);
    return x;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool careful(2);
    try {
        careful.join();
    } catch (const mp::ValueError& error) {
        say("join before close: ", error.what());
    }
    auto numbers = careful.map_async(mp::fn<slowly>, {1, 2, 3, 4});
    careful.close();
    say("closed: ", careful);
    careful.join();
    say("all is done: ", numbers.ready(), ' ', example::list(numbers.get()));

    mp::Pool hasty(2);
    std::vector<mp::AsyncResult<int>> dropped;
    for (int i = 0; i < 10; ++i) dropped.push_back(hasty.apply_async(mp::fn<for_ever>, i));
    hasty.terminate();
    hasty.join();
    int cancelled = 0;
    for (auto& result : dropped) {
        try {
            result.get();
        } catch (const mp::CancelledError&) {
            ++cancelled;
        }
    }
    say("terminated: ", cancelled, " calls were dropped");

    {
        mp::Pool scoped(2);
        scoped.apply_async(mp::fn<for_ever>, 0);
    }
    say("the end of the scope ended the workers: ", mp::active_children().empty());
}

// SPDX-License-Identifier: MIT
// TBB on two threads of one process, an int back from each: loop COUNT (items a second), tasks COUNT (tasks a second).
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/task_group.h>

#include "peer.h"

namespace {

using namespace bench;

// A call, as the pools make one for each item.
[[gnu::noinline]] int give_back(int x) {
    asm volatile("");
    return x;
}

double loop_rate(std::vector<int>& out) {
    return static_cast<double>(out.size()) / seconds_each(1, [&] {
               tbb::parallel_for(tbb::blocked_range<std::size_t>(0, out.size()), [&](const auto& range) {
                   for (std::size_t i = range.begin(); i < range.end(); ++i) out[i] = give_back(static_cast<int>(i));
               });
           });
}

double task_rate(std::vector<int>& out) {
    return static_cast<double>(out.size()) / seconds_each(1, [&] {
               tbb::task_group group;
               for (std::size_t i = 0; i < out.size(); ++i)
                   group.run([&out, i] { out[i] = give_back(static_cast<int>(i)); });
               group.wait();
           });
}

}  // namespace

int main(int argc, char** argv) {
    return peer(argc, argv, [](const Words& words) {
        const tbb::global_control two(tbb::global_control::max_allowed_parallelism, 2);
        std::vector<int> out(words.size(1));
        const auto rate = [&] { return words.mode() == "loop" ? loop_rate(out) : task_rate(out); };
        rate();  // its threads have come
        return rate();
    });
}

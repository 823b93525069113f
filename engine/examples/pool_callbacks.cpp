// SPDX-License-Identifier: MIT
// Callbacks: run by the pool's own thread in this process as soon as a result is there, before it counts as ready.
// Mirrors the callbacks of apply_async and map_async of Python's multiprocessing page.
// Run: pool_callbacks [--start-method fork|spawn]
#include <ranges>
#include <stdexcept>
#include <vector>

#include "example.h"

namespace {

using example::say;

int multiply(int a, int b) {
    return a * b;
}
int cube(int x) {
    return x * x * x;
}
int refuse(int x) {
    throw std::invalid_argument("I do not like " + std::to_string(x));
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool pool(2);
    std::vector<int> collected;

    // The result is ready only after its callback has returned, so no lock is needed to look at what it left.
    auto product = pool.apply_async(mp::call<multiply>(7, 8), {.callback = [&](int v) { collected.push_back(v); }});
    product.wait();
    say("after apply_async: ", example::list(collected));

    auto cubes =
        pool.map_async(mp::fn<cube>, std::views::iota(0, 10), {.callback = [&](const std::vector<int>& values) {
                           collected.insert(collected.end(), values.begin(), values.end());
                       }});
    cubes.wait();
    say("after map_async: ", example::list(collected));

    std::string complaint;
    auto refused = pool.apply_async(mp::call<refuse>(13), {.callback = [&](int) { complaint = "never called"; },
                                                           .error_callback =
                                                               [&](std::exception_ptr error) {
                                                                   try {
                                                                       std::rethrow_exception(error);
                                                                   } catch (const std::invalid_argument& reason) {
                                                                       complaint = reason.what();
                                                                   }
                                                               }});
    refused.wait();
    say("the error callback got: ", complaint);
}

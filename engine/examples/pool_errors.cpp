// SPDX-License-Identifier: MIT
// An exception in a worker comes out where its result is asked for, with its own type: the standard library's, those of
// mp, and one's own that are named with MP_EXCEPTION. All others come as RemoteError.
// Mirrors the error handling in the pool example at the end of Python's multiprocessing page.
// Run: pool_errors [--start-method fork|spawn]
#include <ranges>
#include <stdexcept>

#include "example.h"

namespace shop {

class SoldOut : public std::runtime_error {
public:
    explicit SoldOut(const std::string& what) : std::runtime_error(what) {}
};

}  // namespace shop

MP_EXCEPTION(shop::SoldOut)

namespace {

using example::say;

struct Unnamed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

double inverse(int x) {
    if (x == 5) throw std::domain_error("division by zero");
    return 1.0 / x;
}
void buy(const std::string& what) {
    throw shop::SoldOut(what);
}
void fail() {
    throw Unnamed("of a type that was never named");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Pool pool(2);
    try {
        pool.apply(mp::fn<inverse>, 5);
    } catch (const std::domain_error& error) {
        say("apply: ", error.what());
    }
    try {
        pool.map(mp::fn<inverse>, std::views::iota(1, 10));
    } catch (const std::domain_error& error) {
        say("map: ", error.what());
    }
    try {
        pool.apply(mp::fn<buy>, "bread");
    } catch (const shop::SoldOut& error) {
        say("a type of this program: sold out of ", error.what());
    }
    try {
        pool.apply(mp::fn<fail>);
    } catch (const mp::RemoteError& error) {
        say("RemoteError: ", error.remote_type(), ": ", error.what());
        say("with the worker's traceback: ", !error.remote_traceback().empty());
    }

    // imap throws at the place of the one that failed, and goes on.
    auto results = pool.imap(mp::fn<inverse>, std::views::iota(1, 10));
    int good = 0, bad = 0;
    for (bool more = true; more;) {
        try {
            results.next();
            ++good;
        } catch (const std::domain_error&) {
            ++bad;
            say("imap: number ", good + bad, " failed");
        } catch (const mp::StopIteration&) {
            more = false;
        }
    }
    say(good, " good, ", bad, " bad");

    auto failed = pool.apply_async(mp::fn<inverse>, 5);
    failed.wait();
    say("ready ", failed.ready(), ", successful ", failed.successful());
}

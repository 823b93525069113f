// SPDX-License-Identifier: MIT
// Rows 11, 12 and 13 of the speed table: a million no-ops by map, twenty thousand by imap with chunk 1, one at a time;
// and the same with an observer that looks ten times a second.
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ranges>
#include <thread>

#include "contest.h"
#include "mp/multiprocessing.h"
#include "mp/observe.h"

namespace {

using Clock = std::chrono::steady_clock;

int nothing(int x) {
    return x;
}

double seconds(Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
}

double map_million(mp::Pool& pool) {
    const auto start = Clock::now();
    const auto out = pool.map(mp::fn<nothing>, std::views::iota(0, 1'000'000));
    return out.back() == 999'999 ? 1.0 / seconds(start) : -1;
}

double imap_20k(mp::Pool& pool) {
    const auto start = Clock::now();
    long sum = 0;
    for (const int y : pool.imap(mp::fn<nothing>, std::views::iota(0, 20'000))) sum += y;
    return sum == 199'990'000 ? 20.0 / seconds(start) : -1;
}

double apply_one(mp::Pool& pool) {
    constexpr int calls = 2000;
    const auto start = Clock::now();
    for (int i = 0; i < calls; ++i) pool.apply(mp::fn<nothing>, i);
    return seconds(start) * 1e6 / calls;
}

// Looks at this program ten times a second, from another process, as the window does.
class Observer {
public:
    Observer() : watched_(::getpid()), pid_(::fork()) {
        if (pid_ != 0) return;
        auto session = mp::observe::attach(watched_);
        for (;;) {
            static_cast<void>(session.snapshot());
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
    ~Observer() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

private:
    int watched_;
    int pid_;
};

double observed(double (*run)(mp::Pool&), mp::Pool& pool) {
    const Observer observer;
    return run(pool);
}

// A whole second of passes, so that ten looks fall into it.
double for_a_second(double (*run)(mp::Pool&), mp::Pool& pool) {
    const auto start = Clock::now();
    std::vector<double> figures;
    while (seconds(start) < 1) figures.push_back(run(pool));
    return bench::median(figures);
}
double map_second(mp::Pool& pool) {
    return for_a_second(map_million, pool);
}
double imap_second(mp::Pool& pool) {
    return for_a_second(imap_20k, pool);
}

constexpr const char* python_map =
    "import multiprocessing as m, time\n"
    "p=m.Pool(2); p.map(abs, range(10)); t=time.time(); p.map(abs, range(1000000)); print(1/(time.time()-t))";
constexpr const char* python_imap =
    "import multiprocessing as m, time\n"
    "p=m.Pool(2); p.map(abs, range(10)); t=time.time(); sum(p.imap(abs, range(20000))); print(20/(time.time()-t))";
constexpr const char* python_apply =
    "import multiprocessing as m, time\n"
    "p=m.Pool(2); p.map(abs, range(10)); t=time.time()\n"
    "for i in range(2000): p.apply(abs, (i,))\n"
    "print((time.time()-t)*1e6/2000)";

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    mp::Pool pool(2);
    pool.map(mp::fn<nothing>, std::views::iota(0, 1000));
    using bench::Better;
    bench::contest("Pool.map of 1,000,000 no-ops, 2 workers, default chunks", "million items/s", Better::higher, 5,
                   {{"mp::Pool", [&] { return map_million(pool); }},
                    {"CPython multiprocessing.Pool", [] { return bench::python(python_map); }}});
    bench::contest("imap of 20,000 no-ops, chunk 1, 2 workers", "thousand tasks/s", Better::higher, 5,
                   {{"mp::Pool", [&] { return imap_20k(pool); }},
                    {"CPython multiprocessing.Pool", [] { return bench::python(python_imap); }}});
    bench::contest("apply, one at a time, 2 workers", "µs a call", Better::lower, 5,
                   {{"mp::Pool", [&] { return apply_one(pool); }},
                    {"CPython multiprocessing.Pool", [] { return bench::python(python_apply); }}});
    bench::contest(
        "map with and without an observer at 10 Hz", "million items/s", Better::higher, 7,
        {{"observed", [&] { return observed(map_second, pool); }}, {"not observed", [&] { return map_second(pool); }}});
    bench::contest("imap with and without an observer at 10 Hz", "thousand tasks/s", Better::higher, 7,
                   {{"observed", [&] { return observed(imap_second, pool); }},
                    {"not observed", [&] { return imap_second(pool); }}});
    return 0;
}

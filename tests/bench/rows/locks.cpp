// SPDX-License-Identifier: MIT
// Rows 5, 6 and 7: a lock alone and fought over, a condition as a ping-pong.
#include <atomic>
#include <thread>

#include "engine.h"
#include "mp/synchronize.h"
#include "peer_locks.h"
#include "table.h"

namespace bench {

namespace {

template <class Lock>
double alone(const Lock& lock) {
    return 1e9 * seconds_each(3'000'000, [&] {
               lock.acquire();
               lock.release();
           });
}

struct Counts {
    std::atomic<bool> stop{false};
    std::array<std::atomic<long>, 2> pairs{};
};

struct Duel {
    double rate = 0;   // million pairs a second, of both
    double share = 0;  // percent, of the slower
};

// Two processes take it and give it back for a while.
template <class Lock>
Duel fought_over(const Lock& lock) {
    static auto* const counts = shared<Counts>();
    counts->stop = false;
    Team team(by_engine);
    for (std::size_t who = 0; who < 2; ++who)
        team.add([&, who](const Team::Gate& gate) {
            long pairs = 0;
            gate.wait();
            while (!counts->stop.load(std::memory_order_relaxed)) {
                for (int i = 0; i < 64; ++i) {
                    lock.acquire();
                    lock.release();
                }
                pairs += 64;
            }
            counts->pairs[who] = pairs;
            gate.done();
        });
    std::thread clock([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
        counts->stop = true;
    });
    const double seconds = team.run(2);
    clock.join();
    const auto first = static_cast<double>(counts->pairs[0]);
    const auto second = static_cast<double>(counts->pairs[1]);
    return {1e-6 * (first + second) / seconds, 100 * std::min(first, second) / (first + second)};
}

constexpr const char* python_alone = R"(
import multiprocessing as m, time
l = m.KIND()
t = time.perf_counter()
for i in range(300000):
    l.acquire()
    l.release()
print((time.perf_counter() - t) * 1e9 / 300000)
)";

// Both print; which of the two figures is wanted: 0 the rate, 1 the share.
constexpr const char* python_fought_over = R"(
import multiprocessing as m, time
l, stop, counts = m.Lock(), m.RawValue('b'), m.RawArray('l', 2)
def work(who):
    n = 0
    while not stop.value:
        for i in range(64):
            l.acquire()
            l.release()
        n += 64
    counts[who] = n
both = [m.Process(target=work, args=(i,)) for i in range(2)]
for p in both: p.start()
t = time.perf_counter()
time.sleep(0.5)
stop.value = 1
passed = time.perf_counter() - t
for p in both: p.join()
print((sum(counts) / passed / 1e6, 100 * min(counts) / sum(counts))[WHICH])
)";

std::string with(std::string program, const std::string& word, const std::string& value) {
    return program.replace(program.find(word), word.size(), value);
}

Row uncontended() {
    return {"Lock, acquire and release, nobody else",
            "ns",
            Better::lower,
            {{"mp::Lock", [lock = mp::Lock()] { return alone(lock); }},
             {"mp::RLock", [lock = mp::RLock()] { return alone(lock); }},
             {"CPython Lock", [] { return python(with(python_alone, "KIND", "Lock")); }},
             {"CPython RLock", [] { return python(with(python_alone, "KIND", "RLock")); }},
             {"pthread, process-shared", [lock = PthreadLock(PthreadLock::plain)] { return alone(lock); }, 1},
             {"pthread, robust", [lock = PthreadLock(PthreadLock::robust)] { return alone(lock); }},
             {"sem_t", [lock = SemaphoreLock()] { return alone(lock); }},
             {"boost interprocess_mutex", [lock = BoostLock()] { return alone(lock); }}}};
}

// figure: which half of the duel.
Row contended(double Duel::*figure) {
    const bool rate = figure == &Duel::rate;
    const auto duel = [figure](const auto& lock) { return [=]() -> Figure { return fought_over(lock).*figure; }; };
    Row row{rate ? "Lock, two processes contending" : "Lock, two processes contending: the slower one's part",
            rate ? "M pairs/s" : "%",
            Better::higher,
            {{"mp::Lock", duel(mp::Lock())},
             {"CPython Lock", [=] { return python(with(python_fought_over, "WHICH", rate ? "0" : "1")); }},
             {"pthread, process-shared", duel(PthreadLock(PthreadLock::plain))},
             {"pthread, robust", duel(PthreadLock(PthreadLock::robust))},
             {"sem_t", duel(SemaphoreLock())},
             {"boost interprocess_mutex", duel(BoostLock())}}};
    (rate ? row.contenders[3] : row.contenders[0]).target = rate ? 1 : 40;
    return row;
}

// One waits until it is its turn, and gives it to the other; both begin with a turn of their own.
// Seconds a round trip.
template <class Cond>
double ping_pong(const Cond& condition, long times) {
    auto* const turn = shared<int>(0);
    const auto side = [=, &condition](int mine) {
        return [=, &condition] {
            condition.acquire();
            while (*turn != mine) condition.wait();
            *turn = 1 - mine;
            condition.notify();
            condition.release();
        };
    };
    const double seconds = round_trip(
        times, [&] { return side(0); }, [&] { return side(1); }, by_engine);
    ::munmap(turn, sizeof(int));
    return seconds;
}

constexpr const char* python_ping_pong = R"(
import multiprocessing as m, time
c, turn = m.Condition(), m.RawValue('i')
def side(mine):
    for i in range(5000):
        with c:
            while turn.value != mine: c.wait()
            turn.value = 1 - mine
            c.notify()
p = m.Process(target=side, args=(1,))
p.start()
t = time.perf_counter()
side(0)
print((time.perf_counter() - t) * 1e6 / 5000)
p.join()
)";

Row conditions() {
    constexpr long times = 20'000;
    return {"Condition, ping-pong",
            "µs a round trip",
            Better::lower,
            {{"mp::Condition(mp::Lock)", [] { return 1e6 * ping_pong(mp::Condition(mp::Lock()), times); }},
             {"mp::Condition", [] { return 1e6 * ping_pong(mp::Condition(), times); }},
             {"CPython Condition", [] { return python(python_ping_pong); }},
             {"pthread_cond", [] { return 1e6 * ping_pong(PthreadCondition(), times); }, 1}}};
}

}  // namespace

void add_lock_rows(Recipes& recipes) {
    recipes.push_back({"5", uncontended});
    recipes.push_back({"6a", [] { return contended(&Duel::rate); }});
    recipes.push_back({"6b", [] { return contended(&Duel::share); }});
    recipes.push_back({"7a", conditions});
    recipes.push_back({"7b",
                       [] {
                           Row row = conditions();
                           row.work += ", on one CPU";
                           return row;
                       },
                       true});
}

}  // namespace bench

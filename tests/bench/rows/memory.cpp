// SPDX-License-Identifier: MIT
// Row 8: reading an element of an Array, with and without its lock.
#include "harness.h"
#include "mp/sharedctypes.h"
#include "peer_locks.h"
#include "table.h"

namespace bench {

namespace {

constexpr std::int64_t length = 1000;

// Every element is really read, and one at a time, whatever the compiler sees through.
template <class Items>
double reads(const Items& items, long rounds) {
    return 1e-6 * static_cast<double>(length) / seconds_each(rounds, [&] {
               for (std::int64_t i = 0; i < length; ++i) {
                   const int value = items[i];
                   asm volatile("" : : "r"(value));
               }
           });
}

template <class Items, class Lock>
double locked_reads(const Items& items, const Lock& lock, long rounds) {
    return 1e-6 * static_cast<double>(length) / seconds_each(rounds, [&] {
               for (std::int64_t i = 0; i < length; ++i) {
                   lock.acquire();
                   const int value = items[i];
                   asm volatile("" : : "r"(value));
                   lock.release();
               }
           });
}

Figure python_reads(const std::string& kind) {
    return python("import multiprocessing as m, time\na = m." + kind + R"(('i', 1000)
t = time.perf_counter()
for n in range(200):
    for i in range(1000): a[i]
print(0.2 / (time.perf_counter() - t))
)");
}

Row unlocked() {
    return {"Array element read, without its lock",
            "M/s",
            Better::higher,
            {{"mp::Array", [array = mp::Array<int>(length)] { return reads(array, 200'000); }},
             {"CPython RawArray", [] { return python_reads("RawArray"); }},
             // "as plain memory", but for what two passes of the same loop differ by
             {"plain memory", [memory = shared<std::array<int, length>>()] { return reads(memory->data(), 200'000); },
              0.95}}};
}

Row locked() {
    return {"Array element read, locked",
            "M/s",
            Better::higher,
            {{"mp::Array, get_lock()",
              [array = mp::Array<int>(length)] { return locked_reads(array, array.get_lock(), 3000); }, 40},
             {"CPython Array", [] { return python_reads("Array"); }},
             {"pthread, robust and recursive",
              [memory = shared<std::array<int, length>>(), lock = PthreadLock(PthreadLock::robust_recursive)] {
                  return locked_reads(memory->data(), lock, 3000);
              }}}};
}

}  // namespace

void add_memory_rows(Recipes& recipes) {
    recipes.push_back({"8a", unlocked});
    recipes.push_back({"8b", locked});
}

}  // namespace bench

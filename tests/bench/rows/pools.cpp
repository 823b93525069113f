// SPDX-License-Identifier: MIT
// Rows 11, 12 and 13: many calls at once, many one by one, one at a time. Two workers, for two CPUs.
#include "pool_work.h"
#include "table.h"

namespace bench {

namespace {

std::shared_ptr<mp::Pool> warm_pool() {
    auto pool = std::make_shared<mp::Pool>(2);
    pool->map(mp::fn<give_back>, std::views::iota(0, 1000));
    return pool;
}

// make: the lines that make p and f(n); f is run once to be warm and then measured. result: what of t and n to print.
Figure python_pool(const std::string& make, int n, const std::string& result) {
    return python("import multiprocessing as m, time, concurrent.futures as c\n" + make + R"(
f(10)
n = )" + std::to_string(n) +
                  R"(
t = time.perf_counter()
f(n)
t = time.perf_counter() - t
print()" + result +
                  R"py()
if hasattr(p, 'close'):  # else its exit looks for work without a pause, and at real-time priority starves the workers
    p.close()
    p.join()
)py");
}

constexpr const char* python_map = "p = m.Pool(2)\ndef f(n): p.map(abs, range(n))";
constexpr const char* python_executor_map =
    "p = c.ProcessPoolExecutor(2)\ndef f(n): list(p.map(abs, range(n), chunksize=max(1, n // 8)))";
constexpr const char* python_imap = "p = m.Pool(2)\ndef f(n): sum(p.imap(abs, range(n)))";
constexpr const char* python_executor_imap = "p = c.ProcessPoolExecutor(2)\ndef f(n): sum(p.map(abs, range(n)))";
constexpr const char* python_apply = "p = m.Pool(2)\ndef f(n):\n    for i in range(n): p.apply(abs, (i,))";
constexpr const char* python_executor_apply =
    "p = c.ProcessPoolExecutor(2)\ndef f(n):\n    for i in range(n): p.submit(abs, i).result()";

Row map_million() {
    return {"Pool.map of 1,000,000 no-ops, default chunks",
            "M items/s",
            Better::higher,
            {{"mp::Pool", [pool = warm_pool()] { return 1e-6 * mapped_a_second(*pool); }, 100},
             {"CPython Pool", [] { return python_pool(python_map, 1000000, "n / t / 1e6"); }},
             {"CPython ProcessPoolExecutor, chunks",
              [] { return python_pool(python_executor_map, 1000000, "n / t / 1e6"); }},
             {"TBB parallel_for, threads", [] {
                  return scaled(number_from({"bench_peer_tbb", "loop", "1000000"}), 1e-6);
              }}}};
}

Row imap_each() {
    return {"imap of 20,000 no-ops, chunk 1",
            "k tasks/s",
            Better::higher,
            {{"mp::Pool", [pool = warm_pool()] { return 1e-3 * imapped_a_second(*pool); }, 2500},
             {"CPython Pool", [] { return python_pool(python_imap, 20000, "n / t / 1e3"); }},
             {"CPython ProcessPoolExecutor", [] { return python_pool(python_executor_imap, 5000, "n / t / 1e3"); }},
             {"ZeroMQ push/pull, two workers",
              [] {
                  return scaled(number_from({"bench_peer_zmq", "tasks", "200000"}), 1e-3);
              }},
             {"OpenMPI farm, one in flight",
              [] {
                  return scaled(two_ranks({"bench_peer_mpi", "tasks", "200000", "1"}), 1e-3);
              }},
             {"OpenMPI farm, 32 in flight",
              [] {
                  return scaled(two_ranks({"bench_peer_mpi", "tasks", "200000", "32"}), 1e-3);
              }},
             {"NATS queue group, two workers",
              [] {
                  return scaled(number_from({"bench_peer_nats", "tasks", "20000"}), 1e-3);
              }},
             {"Redis lists, two workers",
              [] {
                  return scaled(number_from({"bench_peer_redis", "tasks", "10000"}), 1e-3);
              }},
             {"TBB task_group, threads", [] {
                  return scaled(number_from({"bench_peer_tbb", "tasks", "200000"}), 1e-3);
              }}}};
}

Row apply_one(double limit) {
    return {"Pool.apply, one at a time",
            "µs",
            Better::lower,
            {{"mp::Pool",
              [pool = warm_pool()] {
                  return 1e6 * seconds_each(20'000, [&, i = 0]() mutable { pool->apply(mp::fn<give_back>, i++); });
              },
              limit},
             {"CPython Pool", [] { return python_pool(python_apply, 500, "t / n * 1e6"); }},
             {"CPython ProcessPoolExecutor", [] { return python_pool(python_executor_apply, 500, "t / n * 1e6"); }},
             {"NATS request",
              [] {
                  return scaled(number_from({"bench_peer_nats", "round-trip", "3000"}), 1e6);
              }},
             {"Redis lists", [] {
                  return scaled(number_from({"bench_peer_redis", "round-trip", "3000"}), 1e6);
              }}}};
}

}  // namespace

void add_pool_rows(Recipes& recipes) {
    recipes.push_back({"11", map_million});
    recipes.push_back({"12", imap_each});
    recipes.push_back({"13a", [] { return apply_one(2); }});
    recipes.push_back({"13b",
                       [] {
                           Row row = apply_one(7);
                           row.work += ", on one CPU";
                           return row;
                       },
                       true});
}

}  // namespace bench

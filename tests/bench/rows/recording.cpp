// SPDX-License-Identifier: MIT
// Row 20: does the recorder keep up, and does the recorded pool notice.
#include <thread>

#include "harness.h"
#include "pool_work.h"
#include "table.h"

namespace bench {

namespace {

constexpr int pace = 200'000;  // tasks a second
constexpr double seconds = 3;

// Maps of one task a message, so many of them that the pace is kept; what came of it, in tasks a second.
double paced(mp::Pool& pool) {
    constexpr int slice = pace / 200;
    const auto start = Clock::now();
    const int slices = static_cast<int>(seconds * 200);
    for (int i = 0; i < slices; ++i) {
        pool.map(mp::fn<give_back>, std::views::iota(0, slice), {.chunksize = 1});
        std::this_thread::sleep_until(start + std::chrono::milliseconds(5) * (i + 1));
    }
    return slice * slices / seconds_since(start);
}

// `lifeguardctl record` of this process, from its first line to its end.
class Recording {
public:
    Recording() : file_(home_.path() + "/history.db"), server_(command()) {
        server_.wait_for_file(file_);
        std::this_thread::sleep_for(std::chrono::milliseconds(300));  // its first look at us
    }
    // Tasks in the record, those left out that were overwritten before they could be read.
    double recorded() {
        server_.stop();
        const auto runs = nlohmann::json::parse(output_of({ctl(), "runs", "--db", file_, "--json"}));
        return std::stod(runs.at(0).at("tasks").dump());
    }

private:
    static std::string ctl() { return find_program("lifeguardctl"); }
    std::vector<std::string> command() const {
        return {ctl(), "record", std::to_string(::getpid()), "--db", file_, "--quiet"};
    }
    TemporaryDirectory home_;
    std::string file_;
    Server server_;
};

Figure recorded_rate(mp::Pool& pool, bool of_the_record) {
    if (find_program("lifeguardctl").empty()) return {};
    Recording recording;
    const double rate = paced(pool);
    const double in_the_record = recording.recorded();
    return 1e-3 * (of_the_record ? in_the_record / seconds : rate);
}

std::shared_ptr<mp::Pool> watched_pool() {
    return std::make_shared<mp::Pool>(1);
}

Row events() {
    return {"recorder, of 200,000 tasks a second: those in the record",
            "k/s",
            Better::higher,
            {{"lifeguardctl record", [pool = watched_pool()] { return recorded_rate(*pool, true); }, 196},
             {"SQLite, rows one by one",
              [] {
                  return scaled(number_from({"bench_peer_sqlite", "1"}), 1e-3);
              }},
             {"SQLite, 1,000 rows a transaction", [] {
                  return scaled(number_from({"bench_peer_sqlite", "1000"}), 1e-3);
              }}}};
}

Row recorded_pool() {
    const auto pool = watched_pool();
    return {"pool at a pace of 200,000 tasks a second",
            "k tasks/s",
            Better::higher,
            {{"recorded", [pool] { return recorded_rate(*pool, false); }},
             {"not recorded", [pool] { return 1e-3 * paced(*pool); }, 0.98}}};
}

}  // namespace

void add_record_rows(Recipes& recipes) {
    recipes.push_back({"20a", events});
    recipes.push_back({"20b", recorded_pool});
}

}  // namespace bench

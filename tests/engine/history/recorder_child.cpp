// SPDX-License-Identifier: MIT
// Records a program that exists only in memory and finishes tasks all the time, until somebody kills this process. On
// standard output: the run's number, then after each look the number of tasks finished up to 1.0 s before that look,
// and the wall-clock time in milliseconds of that statement.
//     history_recorder_child DATABASE
#include <chrono>
#include <cstdio>
#include <deque>
#include <thread>

#include "mp/history.h"
#include "support/fake_session.h"

int main(int argc, char** argv) {
    using namespace std::chrono_literals;
    if (argc != 2) return 64;
    try {
        mp::history::Database db(argv[1]);
        auto program = std::make_shared<mp::test::FakeProgram>("busy");
        const auto pool = program->add_pool("pool-A", 4);
        const auto workers = program->workers(pool);
        auto session = program->session();
        mp::history::Recorder recorder(db, session, {.every = 1s});
        std::printf("%lld\n", static_cast<long long>(recorder.run_id()));

        std::deque<std::pair<std::chrono::steady_clock::time_point, unsigned long>> said;
        unsigned long finished = 0;
        unsigned long old_enough = 0;
        for (;;) {
            for (const auto& worker : workers) {
                program->start_task(worker);
                program->advance(1ms);
                program->finish_task(worker);
                ++finished;
            }
            recorder.step();
            const auto now = std::chrono::steady_clock::now();
            said.emplace_back(now, finished);
            while (!said.empty() && now - said.front().first > 1s) {
                old_enough = said.front().second;
                said.pop_front();
            }
            std::printf("%lu %lu\n", old_enough, finished);
            std::fflush(stdout);
            std::this_thread::sleep_for(5ms);
        }
    } catch (const std::exception& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}

// SPDX-License-Identifier: MIT
#pragma once
// Deaths of a pool's workers at random moments.

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "mp/observe.h"

namespace pool_test {

// The living workers of a program's pools, as an observer sees them.
inline std::vector<mp::observe::Process> living_workers(mp::observe::Session& session) {
    std::vector<mp::observe::Process> out;
    for (const auto& process : session.snapshot().processes) {
        if (process.role == mp::observe::ProcessRole::pool_worker && !process.ended_ns) out.push_back(process);
    }
    return out;
}

// Kills workers of this process's pools, at random moments, until it has killed as many as it should or is stopped.
class RandomKiller {
public:
    explicit RandomKiller(int most, unsigned seed = 12345, unsigned pause_us = 8000)
        : thread_([this, most, seed, pause_us] { run(most, seed, pause_us); }) {}
    ~RandomKiller() { stop(); }
    int killed() const { return killed_; }
    int stop() {
        stop_ = true;
        if (thread_.joinable()) thread_.join();
        return killed_;
    }

private:
    void run(int most, unsigned seed, unsigned pause_us) {
        std::mt19937 random(seed);
        auto session = mp::observe::attach(::getpid());
        while (!stop_ && killed_ < most) {
            const auto alive = living_workers(session);
            std::this_thread::sleep_for(std::chrono::microseconds(random() % pause_us));
            if (!alive.empty() && session.kill(alive[random() % alive.size()].identity)) ++killed_;
        }
    }
    std::atomic<bool> stop_{false};
    std::atomic<int> killed_{0};
    std::thread thread_;
};

}  // namespace pool_test

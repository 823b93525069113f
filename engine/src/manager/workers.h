// SPDX-License-Identifier: MIT
#pragma once
// Threads for what may take its time: as many as there is work for, up to a bound; idle ones end after a while.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

namespace mp::manager {

class Workers {
public:
    static constexpr int most = 256;

    // With none, jobs run where they are given.
    explicit Workers(int at_most = most);
    ~Workers() { close(); }
    Workers(const Workers&) = delete;
    Workers& operator=(const Workers&) = delete;

    void close() noexcept;  // what has not begun is dropped; what runs, runs on
    // Runs the job in a thread. It must not throw.
    void run(std::function<void()> job);
    int count() const;

private:
    struct Shared;
    int at_most_;
    static void work(const std::shared_ptr<Shared>& shared);
    std::shared_ptr<Shared> shared_;
};

}  // namespace mp::manager

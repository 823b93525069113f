// SPDX-License-Identifier: MIT
#include "manager/workers.h"

#include <chrono>

#include "os/thread.h"

namespace mp::manager {

namespace {

constexpr std::chrono::seconds idle_for(10);

}  // namespace

struct Workers::Shared {
    std::mutex mutex;
    std::condition_variable more;
    std::deque<std::function<void()>> jobs;
    int threads = 0;
    int idle = 0;
    bool closed = false;
};

Workers::Workers(int at_most) : at_most_(at_most), shared_(std::make_shared<Shared>()) {}

void Workers::close() noexcept {
    std::deque<std::function<void()>> never;  // goes after the lock: what they hold may run jobs
    const std::lock_guard guard(shared_->mutex);
    shared_->closed = true;
    never.swap(shared_->jobs);
    shared_->more.notify_all();
}

int Workers::count() const {
    const std::lock_guard guard(shared_->mutex);
    return shared_->threads;
}

void Workers::run(std::function<void()> job) {
    if (at_most_ == 0) {
        job();
        return;
    }
    bool start = false;
    {
        const std::lock_guard guard(shared_->mutex);
        shared_->jobs.push_back(std::move(job));
        if (shared_->idle < static_cast<int>(shared_->jobs.size()) && shared_->threads < at_most_) {
            ++shared_->threads;
            start = true;
        } else {
            shared_->more.notify_one();
        }
    }
    if (!start) return;
    try {
        os::start_engine_thread("mp-manager-work", [shared = shared_] { work(shared); });
    } catch (...) {
        const std::lock_guard guard(shared_->mutex);
        // The others will come to it; where there are none, nobody would.
        if (--shared_->threads == 0) {
            shared_->jobs.pop_back();
            throw;
        }
    }
}

void Workers::work(const std::shared_ptr<Shared>& shared) {
    std::unique_lock lock(shared->mutex);
    for (;;) {
        if (shared->jobs.empty()) {
            ++shared->idle;
            const bool some =
                shared->more.wait_for(lock, idle_for, [&] { return shared->closed || !shared->jobs.empty(); });
            --shared->idle;
            if (!some || shared->closed) break;
        }
        auto job = std::move(shared->jobs.front());
        shared->jobs.pop_front();
        lock.unlock();
        job();
        job = nullptr;
        lock.lock();
    }
    --shared->threads;
}

}  // namespace mp::manager

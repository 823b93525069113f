// SPDX-License-Identifier: MIT
#pragma once
// A ThreadPool's core: a row of jobs, threads that take chunks from its front, and one thread that runs callbacks. One
// mutex guards everything; functions of the user's run without it.

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mp/detail/thread_jobs.h"
#include "pool/owned_core.h"

namespace mp::pool {

class ThreadCore final : public OwnedCore, public std::enable_shared_from_this<ThreadCore> {
public:
    ThreadCore(int threads, std::function<void()> initializer);
    void start();
    // For the last handle: terminate() and the end of all threads, unless it is one of them that calls.
    void end() noexcept;

    void submit(std::shared_ptr<detail::PoolJob> job) override;
    void add_chunks(detail::PoolJob& job, std::uint32_t count, bool last) override;
    bool wait_ready(detail::PoolJob& job, std::int64_t timeout_ns) override;
    bool cancel(detail::PoolJob& job, bool running) override;
    std::uint32_t size() const override;
    std::uint32_t window() const override;
    const detail::PoolJob::Rules& default_rules() const override { return rules_; }
    detail::PoolProgressCounts progress() const override;
    void expect(std::uint64_t) override {}
    void close() override;
    void terminate() noexcept override;
    void join() override;
    void resize(int threads) override;

protected:
    bool collect_until(std::int64_t timeout_ns, bool (*step)(void*), void* context) override;

private:
    void add_thread();
    void run_worker(unsigned number) noexcept;
    void run_callbacks() noexcept;
    void run_chunk(Lock& lock);
    // The first job with a chunk that nobody has; null when there is none.
    std::shared_ptr<detail::PoolJob> next_job() const;
    void end_chunk(detail::PoolJob& job, std::uint64_t items, bool failed);
    void complete(std::shared_ptr<detail::PoolJob> job);
    void drop_chunks(detail::PoolJob& job, const std::exception_ptr& error);
    void publish() noexcept;

    const std::function<void()> initializer_;
    const detail::PoolJob::Rules rules_;
    std::condition_variable work_;      // for threads
    std::condition_variable finished_;  // for callbacks' thread
    std::condition_variable changed_;   // for those who wait for results, and for threads' ends
    std::uint32_t target_;
    std::uint32_t threads_ = 0;
    unsigned next_number_ = 1;
    std::deque<std::shared_ptr<detail::PoolJob>> jobs_;                  // submitted and not complete
    std::deque<std::shared_ptr<detail::PoolJob>> to_tell_;               // complete, with callbacks to run
    std::vector<std::pair<detail::PoolJob*, std::uint32_t>> under_way_;  // chunks that threads are at
    bool teller_runs_ = false;
    detail::PoolProgressCounts counts_;
};

}  // namespace mp::pool

// SPDX-License-Identifier: MIT
#pragma once
// The owner's half of a pool. Whoever waits for a result works for the pool meanwhile (pump): takes results in, hands
// tasks out, looks after the dead. When nobody waits, the pool's own thread does, and it alone runs callbacks.
//
// One mutex guards everything; workers never take it. The ledger of what each worker holds is here, so the death of a
// worker costs exactly the task whose number stands in its slot of the registry: what came before has been received,
// what came after had not begun and goes to others.

#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "pool/crew.h"
#include "pool/keep.h"
#include "pool/owned_core.h"
#include "telemetry/actions.h"

namespace mp::pool {

class Core final : public OwnedCore, public std::enable_shared_from_this<Core> {
public:
    explicit Core(const detail::PoolSettings& settings);
    ~Core() override;
    void start();  // the workers and the pool's thread

    void submit(std::shared_ptr<detail::PoolJob> job) override;
    void add_chunks(detail::PoolJob& job, std::uint32_t count, bool last) override;
    bool wait_ready(detail::PoolJob& job, std::int64_t timeout_ns) override;
    bool cancel(detail::PoolJob& job, bool running) override;
    std::uint32_t size() const override;
    std::uint32_t window() const override;
    const detail::PoolJob::Rules& default_rules() const override { return default_rules_; }
    detail::PoolProgressCounts progress() const override;
    void expect(std::uint64_t total) override;
    void close() override;
    void terminate() noexcept override;
    void join() override;
    void resize(int processes) override;

protected:
    bool collect_until(std::int64_t timeout_ns, bool (*step)(void*), void* context) override;

private:
    void end() noexcept;  // terminate(), without saying so
    // core.cpp: waiting, and the pool's thread
    void run_thread() noexcept;
    bool thread_has_work() const;
    void run_callbacks(Lock& lock);
    void wake_thread() noexcept;
    void sleep_on_bell(Lock& lock, std::int64_t deadline_ns);
    void announce_completion() noexcept;

    // asked.cpp: what can be asked from outside
    telemetry::ActionResult act(std::string_view verb, std::span<const std::uint64_t> arguments);
    telemetry::ActionResult set_target(std::uint64_t workers);
    telemetry::ActionResult stop_task(std::uint64_t id);
    telemetry::ActionResult leave(std::string_view verb, std::uint64_t pid, std::uint64_t start_ticks);
    telemetry::ActionResult pause(bool paused);
    telemetry::ActionResult retry(std::uint64_t id);
    telemetry::ActionResult retry_all();
    std::string why_not_retried(std::uint64_t id) const;
    void keep_call(const Task& task) noexcept;
    void attempt_again(KeptCall call);

    // pump.cpp: one round of work
    void pump();
    void bury_dead();
    void bury(Worker& worker, const process::ExitInfo& exit);
    void take_results();
    void take_message(Worker& worker, const channel::Ring::View& view);
    void take_result(Worker& worker, const ResultHead& head, std::span<const std::byte> rest);
    void keep_time();
    void tend_workers();
    void break_pool(const Worker& worker, const process::ExitInfo& exit);

    // dispatch.cpp: tasks to workers
    void feed();
    Worker* next_worker();
    Worker* least_busy() const;
    Task* next_task();
    Task* next_chunk();
    bool send(Worker& worker, Task& task);
    void balance();
    bool may_lose_tasks(const Worker& worker);
    bool hand_out_again();
    void take_back(Worker& worker, std::size_t most);
    void finish_task(Task& task, std::uint64_t done_items, std::uint64_t failed_items);
    void tell_end(const Task& task, telemetry::TaskOutcome outcome, telemetry::Token worker, int exitcode);
    void fail_task(Task& task, std::exception_ptr error, telemetry::TaskOutcome outcome, telemetry::Token worker = 0,
                   int exitcode = 0);
    void run_again(Task& task);
    void lose_task(Task& task, const Worker& worker, const process::ExitInfo& exit);
    void complete(detail::PoolJob& job);
    void fail_everything(const std::exception_ptr& error);
    Task& new_task(detail::PoolJob& job, std::uint32_t chunk);
    void free_task(Task& task);
    std::size_t depth_limit() const;
    bool takes_tasks(const Worker& worker) const;
    bool soon_done(const Worker& worker);
    telemetry::PoolState& counters() const { return object_->slot().state.pool; }
    bool idle() const { return outstanding_ == 0 && jobs_.empty() && again_.empty(); }

    const detail::PoolSettings settings_;
    channel::Bell bell_;
    detail::PoolJob::Rules default_rules_;

    std::exception_ptr broken_;
    std::unique_ptr<Crew> crew_;
    std::int64_t next_start_ns_ = 0;

    std::unordered_set<detail::PoolJob*> open_jobs_;  // submitted and not complete
    std::deque<detail::PoolJob*> jobs_;               // with chunks that have not become tasks
    std::deque<Task*> again_;                         // taken back, or for another attempt
    Keep kept_;                                       // failed calls
    bool paused_ = false;                             // from outside: nothing is handed out
    std::vector<std::unique_ptr<Task>> all_tasks_;
    std::vector<Task*> free_tasks_;
    std::int64_t now_ns_ = 0;  // of this round
    std::int64_t first_submitted_ns_ = 0;
    std::size_t outstanding_ = 0;  // tasks that exist
    std::size_t timed_ = 0;        // of these, with a time limit
    double average_run_ns_ = 0;    // 0: not known yet
    detail::Writer scratch_;
    std::size_t last_worker_ = 0;                // whose result came last
    bool trusted_ = false;                       // somebody sleeps because a worker is soon done: looked at soon
    std::atomic<std::uint64_t> completions_{0};  // jobs that became ready; sleepers look for a change

    std::size_t waiting_jobs_ = 0;                           // that no thread collects itself
    std::deque<std::shared_ptr<detail::PoolJob>> finished_;  // with callbacks to run
    int pumpers_ = 0;                                        // threads that work for the pool while they wait
    int sleepers_ = 0;                                       // of these and the pool's own: asleep on the bell

    std::atomic<std::uint32_t> thread_word_{0};
    std::atomic<bool> stop_thread_{false};
    std::atomic<bool> thread_ended_{true};
    std::atomic<int> thread_id_{0};
};

}  // namespace mp::pool

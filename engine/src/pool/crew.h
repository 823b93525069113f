// SPDX-License-Identifier: MIT
#pragma once
// A pool's workers: their rings, what each of them holds, starting, replacing and ending them. The crew belongs to one
// core and is used under its mutex, but for the notes of deaths, which come from the reaper's thread.

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "channel/ring.h"
#include "mp/detail/pool_core.h"
#include "mp/exceptions.h"
#include "pool/message.h"
#include "process/nursery.h"
#include "process/output_keeper.h"
#include "telemetry/handle.h"

namespace mp::pool {

// One chunk of a job on its way.
struct Task {
    detail::PoolJob* job = nullptr;
    std::uint32_t chunk = 0;
    std::uint16_t attempt = 1;
    std::uint64_t id = 0;
    bool timed_out = false;
    bool cancelled = false;
};

// The two rings between the owner and one worker.
struct Link {
    channel::Ring tasks;
    channel::Ring results;
};

enum class WorkerState : std::uint8_t {
    vacant,    // waits for its next start
    starting,  // its initializer runs
    ready,
    leaving,  // was told to stop; ends after what it holds
};

struct Worker {
    std::shared_ptr<Link> link;  // new with each start: others may still look at the old one
    WorkerState state = WorkerState::vacant;
    telemetry::Token token = telemetry::nobody;
    int pid = 0;
    int predecessor_pid = 0;  // who had the place before, for observers
    std::uint64_t predecessor_start_ticks = 0;
    std::deque<Task*> in_flight;  // in the order in which they were sent
    std::uint32_t sent = 0;       // chunks, since its start
    std::int64_t sent_at_ns = 0;  // the latest of them
    unsigned failed_starts = 0;   // in a row
    std::int64_t start_after_ns = 0;
    bool surplus = false;   // not to be replaced
    bool captured = false;  // its output is taken down
    std::string start_error;
};

struct Death {
    std::size_t worker = 0;
    process::ExitInfo exit;
};

class Starter;  // how processes come to be: by nursery or by spawn

class Crew {
public:
    Crew(const detail::PoolSettings& settings, telemetry::Object& pool, std::function<void()> on_death);
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    // Starts all that are due. Throws ResourceExhausted at construction; afterwards a start that the system refuses is
    // tried again later.
    void start_all();
    // Starts vacant workers whose time has come; the moment of the next one otherwise (forever_ns: none).
    std::int64_t start_due(std::int64_t now_ns);

    std::vector<std::unique_ptr<Worker>>& workers() { return workers_; }
    // All rings that results come from, for looking without the core's mutex.
    std::shared_ptr<const std::vector<std::shared_ptr<Link>>> links() const { return links_; }
    std::vector<Death> take_deaths();
    bool has_deaths() const noexcept { return death_count_.load(std::memory_order_acquire) != 0; }

    // The worker is gone: its place is vacant (or goes), its rings are empty.
    void vacate(Worker& worker, std::int64_t now_ns, bool failed_start);
    void send_stop(Worker& worker);
    void kill(Worker& worker) noexcept;

    void set_target(std::uint32_t count);
    std::uint32_t target() const { return target_; }
    std::uint32_t alive() const;
    void drop_surplus();
    // Ends everybody at once, within two seconds; without the core's mutex. Then end() takes down what is left.
    void end_workers() noexcept;
    void end() noexcept;

private:
    void add_worker();
    void start(std::size_t index);
    bool may_capture();
    void postpone(Worker& worker, std::int64_t now_ns, const Exception& why);
    process::OnExit on_exit(std::size_t index, telemetry::Token token, process::OutputEnds ends);
    void note_death(std::size_t index, const process::ExitInfo& exit);
    void publish_links();

    const detail::PoolSettings& settings_;
    telemetry::Object& pool_;
    std::function<void()> on_death_;
    std::string worker_prefix_;
    std::uint32_t target_ = 0;
    std::string next_number_;  // of a worker that has not been started yet
    std::vector<std::unique_ptr<Worker>> workers_;
    std::shared_ptr<const std::vector<std::shared_ptr<Link>>> links_;
    std::mutex deaths_mutex_;
    std::vector<Death> deaths_;
    std::atomic<std::uint32_t> death_count_{0};
    std::unique_ptr<process::OutputKeeper> keeper_;  // where output is taken down
    bool told_of_uncaptured_ = false;
    std::unique_ptr<Starter> starter_;
};

}  // namespace mp::pool

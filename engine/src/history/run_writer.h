// SPDX-License-Identifier: MIT
#pragma once
// Writes one run: takes snapshots and task records, finds what is new in them, and puts it into the tables, one
// transaction a batch. What a batch counted is taken back together with it when it fails.

#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "history/database_impl.h"
#include "history/duration_counts.h"

namespace mp::history {

class RunWriter {
public:
    // Adds the row of the run.
    RunWriter(Database::Impl& db, const observe::Snapshot& first, const std::string& name, const std::string& notes,
              std::chrono::nanoseconds every);
    ~RunWriter();

    std::int64_t run_id() const { return run_; }
    // Throws as guarded() does; nothing of the batch is written then, and it can be given again.
    bool knows_a_pool() const { return !state_.pools.empty(); }
    void write(const std::vector<observe::Snapshot>& snapshots, const std::vector<TaskRecord>& records, bool last);

private:
    template <class T>
    struct Known {
        std::int64_t number = 0;
        std::int64_t first_ns = 0;
        T seen;
        bool sampled = false;
    };
    template <class T>
    using Objects = std::map<std::pair<std::uint64_t, std::uint64_t>, Known<T>>;

    // All that a failed batch takes back.
    struct State {
        Objects<observe::Process> processes;
        Objects<observe::Pool> pools;
        Objects<observe::Queue> queues;
        Objects<observe::Lock> locks;
        Objects<observe::Sync> syncs;
        std::int64_t last_number = 0;
        std::unordered_map<observe::Identity, std::int64_t> exits;  // with the start of who replaced it
        std::uint64_t last_log = 0;
        std::int64_t last_tick_ns = 0;
        std::int64_t last_data_ns = 0;
        bool any_tick = false;
        std::uint64_t tasks = 0, failed = 0, dropped = 0, exits_nonzero = 0, bytes = 0;
        DurationCounts durations;
        std::int64_t started_ns = 0;  // of the run: what happened in it did not end before it
        // since the last tick
        std::uint64_t tick_ok = 0, tick_failed = 0, tick_dropped = 0;
        std::vector<std::int64_t> tick_durations;
    };
    struct Statements;

    void write_snapshot(const observe::Snapshot& snap, bool last);
    template <class T>
    void write_objects(Objects<T>& known, const std::vector<T>& present, std::int64_t now_ns, bool sample);
    template <class T>
    void write_object(const Known<T>& object, std::optional<std::int64_t> gone_ns);
    void write_exit(const observe::Exit& exit);
    void write_task(const observe::Task& task, std::int64_t now_ns);
    void write_record(const TaskRecord& record);
    void write_lost(const observe::Snapshot& snap);
    void write_tick(const observe::Snapshot& snap);
    void write_totals(bool finished);
    void count_task(const observe::Task& task, bool in_tick);
    std::optional<observe::Task> stored(std::uint64_t pool_id, std::uint64_t id, std::uint32_t attempt);
    bool uncount_task(std::uint64_t pool_id, std::uint64_t id, std::uint32_t attempt);
    bool decides(const observe::Task& task, bool known);

    Database::Impl& db_;
    std::int64_t every_ns_;
    std::int64_t run_ = 0;
    // What ended before is not of the run: the first look, or the dawn of time where the program had just been started.
    std::int64_t earliest_ns_ = 0;
    State state_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace mp::history

// SPDX-License-Identifier: MIT
#pragma once
// Turns a mapped registry into snapshots. It trusts nothing that it reads: indices are reduced, texts bounded, groups
// of fields copied between two looks at their version; a registry of garbage gives a strange snapshot, never a crash.
// It keeps what the registry forgets (ends of processes, tasks between two looks) and what takes two looks (rates).

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "mp/snapshot.h"
#include "os/procfs.h"
#include "telemetry/region.h"

namespace mp::observe {

// What every later snapshot of a session still has. What has come since the look before is all there, up to log_fresh:
// a recorder must get it.
inline constexpr std::size_t exits_kept = 4096;
inline constexpr std::size_t log_kept = 2048;
inline constexpr std::size_t log_fresh = 65'536;
inline constexpr std::size_t log_fresh_bytes = std::size_t{16} << 20;
inline constexpr std::size_t last_words = 20;  // lines of each process that stay, however much others write at once

class Reader {
public:
    explicit Reader(telemetry::Region region);
    // The state now. proc = false takes what /proc tells of most processes from the last full look; it looks at the
    // program, at whom it has not seen yet, and at some others in turn, so that a small tree is always fresh.
    Snapshot read(bool proc = true);

private:
    struct SeenProcess {
        std::uint32_t generation = 0;
        std::int64_t cpu_time_ns = 0;
        std::int64_t cpu_at_ns = 0;
        std::optional<os::ProcessStat> stat;  // nullopt: gone
        std::optional<double> cpu_percent;
        std::optional<int> open_files;
        std::string command;
        bool exit_listed = false;
    };
    struct SeenCount {
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        std::int64_t at_ns = 0;
    };
    struct OpenLine {  // not whole yet
        LogEntry entry;
        std::uint64_t missing_bytes = 0;
    };
    struct SeenHolder {
        telemetry::Token token = 0;
        std::uint64_t acquired = 0;
        std::int64_t since_ns = 0;
    };

    void read_processes(Snapshot& out, bool proc);
    void read_process(Snapshot& out, std::uint32_t index, bool look, bool files, std::uint64_t& start_number);
    void add_proc(Process& process, SeenProcess& seen, bool look, bool files);
    void measure(const Process& process, SeenProcess& seen, bool files);
    bool takes_turn(std::uint32_t index, std::uint32_t high) const;
    void read_events(Snapshot& out);
    void read_event(Snapshot& out, const telemetry::Event& event);
    void read_output(std::uint32_t index, std::uint64_t most);
    void take_piece(const telemetry::OutputPiece& piece);
    void show_line(OpenLine& line);
    void show_log();
    void bound_fresh_log();
    void list_exit(const Process& process);
    void list_exit(Exit exit);
    void note_successor(const Identity& ended, const Identity& successor);
    void read_objects(Snapshot& out);
    Lock read_lock(const telemetry::ObjectSlot& slot, telemetry::ObjectId id);
    Queue read_queue(const telemetry::ObjectSlot& slot, telemetry::ObjectId id);
    Sync read_sync(const telemetry::ObjectSlot& slot, telemetry::ObjectId id);
    Pool read_pool(const telemetry::ObjectSlot& slot, telemetry::ObjectId id, const Snapshot& out);
    void count_workers(Pool& pool, telemetry::ObjectId id, const Snapshot& out);
    void add_waiters(Snapshot& out);
    Identity identity_of(telemetry::Token token) const;
    std::string name_at(std::uint32_t index) const;
    std::int64_t wall(std::int64_t monotonic_ns) const;
    std::optional<double> rate(std::uint64_t key, std::uint64_t count, bool second);

    telemetry::Region region_;
    std::int64_t now_ns_ = 0;
    std::uint32_t turn_ = 0;  // the first slot that the next glance looks at in turn
    std::unordered_map<std::uint32_t, SeenProcess> seen_processes_;   // by slot index
    std::unordered_map<std::uint32_t, std::uint64_t> event_cursors_;  // by slot index
    std::unordered_map<telemetry::ObjectId, SeenCount> seen_counts_;
    std::unordered_map<telemetry::ObjectId, SeenCount> counts_now_;
    std::unordered_map<telemetry::ObjectId, SeenHolder> seen_holders_;
    std::deque<Exit> exits_;
    std::map<Identity, Identity> successors_;                          // of processes whose end is not listed yet
    std::unordered_map<std::uint32_t, std::uint64_t> output_cursors_;  // by slot index
    std::map<std::pair<telemetry::Token, LogStream>, OpenLine> open_lines_;
    std::vector<LogEntry> fresh_log_;
    std::deque<LogEntry> log_;
    std::uint64_t log_sequence_ = 0;
    std::optional<os::SystemCpu> system_cpu_;
};

}  // namespace mp::observe

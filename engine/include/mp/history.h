// SPDX-License-Identifier: MIT
#pragma once
// Remembers runs: a Recorder writes what a Session shows into a database, and a recorded run opens again as a Session.
// Library of its own (Lifeguard::history), because it brings SQLite along.
//
//     mp::history::Database db;                                            // $XDG_DATA_HOME/lifeguard/history.db
//     auto session = mp::observe::attach(pid);
//     mp::history::Recorder recorder(db, session, {.every = 1s, .name = "nightly"});
//     recorder.run();                                                      // until the program ends or stop()
//
//     for (const auto& run : db.runs()) std::cout << run.id << ' ' << run.name << ' ' << run.tasks << '\n';
//     mp::observe::Session past = db.load(118);
//     past.seek(past.extent_ns().first);
//     auto files = db.export_run(118, mp::history::Format::csv, "/tmp/run-118");
//
// Times are nanoseconds since the Unix epoch, UTC. A std::optional without a value means unknown, never zero.
// Threads: one Database (and what was made from it) is used by one thread at a time; open another one for another
// thread. Any number of processes may read and write the same file at once.
// Errors: OSError (PermissionError, FileNotFoundError, …) for what the file system refuses, ValueError for a file that
// is no history or a newer one's, KeyError for a run that does not exist; each is one sentence with the path.
// Python's multiprocessing has no counterpart.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mp/columns.h"
#include "mp/observe.h"

namespace mp::history {

// The schema that this library writes; older files are brought up to it when opened for writing.
inline constexpr int schema_version = 2;

// $XDG_DATA_HOME/lifeguard/history.db, or ~/.local/share/lifeguard/history.db.
std::string default_path();

// --- runs -----------------------------------------------------------------------------------------------------------

enum class RunState : std::uint8_t {
    running,      // a living recorder writes it
    finished,     // the program ended, or the recorder was told to stop
    interrupted,  // the recorder died: the data reach up to ended_ns
};

struct RunInfo {
    std::int64_t id = 0;
    std::string name;     // given by the user, else the program's
    std::string source;   // the program: "render"
    std::string command;  // its command line
    RunState state = RunState::running;
    observe::Identity program;
    std::int64_t started_ns = 0;  // of the recording
    std::int64_t ended_ns = 0;    // of the last data
    std::int64_t duration_ns = 0;
    std::uint64_t tasks = 0;    // ended; retries of one task count once
    std::uint64_t failed = 0;   // of these: failed, lost or timed out in their last attempt
    std::uint64_t dropped = 0;  // ended, but overwritten before the recorder could read them
    std::uint64_t exits = 0;
    std::uint64_t exits_nonzero = 0;
    std::optional<double> p50_ns;  // of the tasks' durations
    std::optional<double> p95_ns;
    std::optional<double> p99_ns;
    std::uint64_t size_bytes = 0;  // about what it takes in the file
    std::string notes;
    bool starred = false;
    bool deleted = false;  // marked by delete_run, can still be restored
    bool operator==(const RunInfo&) const = default;
};

// Fields left as they are do not restrict.
struct RunFilter {
    std::string text = {};  // in name, source, command or notes, without regard to case
    std::optional<RunState> state = {};
    std::int64_t from_ns = 0;  // started at or after
    std::int64_t to_ns = 0;    // started before; 0: no end
    bool deleted = false;      // those marked as deleted instead of the others
    std::size_t limit = 0;     // 0: all
};

// The value of a column of mp::columns::Table::runs.
columns::Value cell(const RunInfo& run, std::string_view column);

// --- what pages ask -------------------------------------------------------------------------------------------------

// Measured over time. The comment says which object a query names.
enum class Metric : std::uint8_t {
    workers_busy,       // the run's processes by state
    workers_idle,       //
    workers_waiting,    //
    workers_suspended,  //
    workers_other,      // starting, running, draining, unknown
    tasks_ok_per_s,     // the run
    tasks_failed_per_s,
    tasks_queued,  // the run, or one pool
    duration_p50_ns,
    duration_p95_ns,
    duration_p99_ns,
    system_cpu_percent,
    queue_depth,  // one queue
    queue_puts_per_s,
    queue_gets_per_s,
    queue_oldest_ns,
    lock_waiters,         // one lock
    lock_waited_ns,       // waiting time added up since the lock's beginning
    lock_contended,       // count since its beginning
    process_cpu_percent,  // one process
    process_memory_bytes,
};

struct SeriesQuery {
    Metric metric = Metric::workers_busy;
    std::uint64_t object_id = 0;     // the pool, queue or lock
    observe::Identity process = {};  // of process_*
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;    // 0: to the end
    std::size_t points = 600;  // at most that many come back
};

// One of at most `points` equal slices of the range. Without a value: nothing was sampled there, a gap.
struct Point {
    std::int64_t time_ns = 0;     // of the slice's first sample
    std::optional<double> value;  // mean
    double low = 0;
    double high = 0;
};

enum class TaskSort : std::uint8_t { ended, started, id, duration, wait, function, state, worker };

struct TaskFilter {
    std::string text = {};  // in function, arguments, result or command, without regard to case
    std::optional<std::string> function = {};
    std::vector<observe::TaskState> states = {};  // empty: all
    std::optional<std::uint64_t> pool_id = {};
    std::optional<observe::Identity> worker = {};
    std::int64_t from_ns = 0;  // ended at or after
    std::int64_t to_ns = 0;    // ended before; 0: no end
    std::int64_t min_duration_ns = 0;
    TaskSort sort = TaskSort::ended;
    bool descending = true;
    std::size_t offset = 0;
    std::size_t limit = 1000;
};

struct TaskCounts {
    std::uint64_t done = 0, failed = 0, lost = 0, cancelled = 0, timed_out = 0;
};

// What a command task wrote and how it was called.
struct TaskOutput {
    std::string command;
    std::string output;       // bytes of stdout, as they came
    std::string error;        // bytes of stderr
    bool output_cut = false;  // there was more than is kept
    bool error_cut = false;
};

enum class Format : std::uint8_t {
    csv,    // a file a table: RFC 4180, header of column ids, times as ISO 8601 UTC
    json,   // the same tables in one file
    html,   // a page to read and to pass on: no script, nothing from the network
    trace,  // trace events for Perfetto and chrome://tracing
};

// What export_run calls the file (csv: what a directory of the run's own might be called): "run-118.trace.json".
std::string export_name(std::int64_t run, Format format);

// What to forget. Runs that are starred, running or marked as deleted are not touched. Failures and exits outlive
// successes: a run past keep_tasks_for loses its successful tasks first, and is removed only past keep_runs_for.
struct RetentionPolicy {
    std::chrono::hours keep_tasks_for = std::chrono::hours(24 * 14);
    std::chrono::hours keep_runs_for = std::chrono::hours(24 * 90);
    std::uint64_t max_file_bytes = 0;  // beyond it, successes of the oldest runs go, then whole runs; 0: no limit
};
struct PruneResult {
    std::uint64_t tasks = 0;
    std::uint64_t runs = 0;
};

// What import_runs takes of another history, and how far it is.
struct ImportProgress {
    std::size_t runs = 0;  // dealt with
    std::size_t runs_of = 0;
    std::int64_t run = 0;  // at work on, by its number in the file
    std::uint64_t rows = 0;
    std::uint64_t rows_of = 0;
};
struct ImportOptions {
    std::vector<std::int64_t> runs = {};  // by their numbers in the file; empty: all that are not marked as deleted
    std::function<bool(const ImportProgress&)> progress = {};  // often; false stops it, and half a run is not kept
};
struct ImportedRun {
    enum class What : std::uint8_t {
        imported,
        known,      // was here already; id says as what
        recording,  // somebody writes it just now
        stopped,    // by progress(); what follows it was not looked at
    };
    std::int64_t source = 0;  // number in the file
    std::int64_t id = 0;      // number here; 0: none
    What what = What::imported;
    std::string name;
};

class Database {
public:
    // Opens for reading and writing; makes the file (0600) and its directory (0700), migrates an older schema.
    explicit Database(const std::string& path = default_path());
    // Opens an existing file for reading alone. A file of an older schema throws ValueError: open it for writing once.
    static Database open_readonly(const std::string& path = default_path());
    ~Database();
    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;

    const std::string& path() const;
    bool readonly() const;

    std::vector<RunInfo> runs(const RunFilter& filter = {});  // newest first
    RunInfo run(std::int64_t id);

    void rename(std::int64_t run, const std::string& name);
    void set_notes(std::int64_t run, const std::string& notes);
    void set_starred(std::int64_t run, bool starred);
    // Marks; restore_run takes it back as long as nobody purged. A later open purges what was marked a minute before.
    // Throws RuntimeError for a run that is being recorded.
    void delete_run(std::int64_t run);
    void restore_run(std::int64_t run);
    std::size_t purge_deleted();  // runs removed for good
    PruneResult prune(const RetentionPolicy& policy);

    // The run as a session: snapshot() shows the moment of the last seek (first: the end), commands are refused.
    // It has a connection of its own and may outlive this Database.
    observe::Session load(std::int64_t run);

    std::vector<Point> series(std::int64_t run, const SeriesQuery& query);
    // Ended attempts; what runs at a moment is in the snapshot of load().
    std::vector<observe::Task> tasks(std::int64_t run, const TaskFilter& filter = {});
    std::uint64_t count_tasks(std::int64_t run, const TaskFilter& filter = {});  // offset and limit are ignored
    TaskCounts task_counts(std::int64_t run);                                    // attempts by state
    std::optional<TaskOutput> task_output(std::int64_t run, std::uint64_t pool_id, std::uint64_t task_id,
                                          std::uint32_t attempt = 1);
    std::vector<observe::Exit> exits(std::int64_t run);  // in order of their time
    std::vector<observe::LogEntry> log(std::int64_t run, std::int64_t from_ns = 0, std::int64_t to_ns = 0);
    // The last lines of one process, in order, however many others have written since.
    std::vector<observe::LogEntry> last_lines(std::int64_t run, const observe::Identity& process, int most = 100);

    // Writes into the directory, which is made where needed; returns the files. All of them appear whole, or none.
    std::vector<std::string> export_run(std::int64_t run, Format format, const std::string& directory);
    // Any format but csv into the file of that name; what was there is replaced when the new one is whole. A device or
    // a pipe is written to as it is. Returns the name.
    std::string export_file(std::int64_t run, Format format, const std::string& file);

    // Takes runs of another history file over, with everything that is known of them, their notes and their stars,
    // under numbers of their own here; the file is only read, and one of an older schema is understood. A run that is
    // here already is left out. ValueError for a file that is no history, is damaged or a newer one's: nothing of the
    // run at which that shows is kept.
    std::vector<ImportedRun> import_runs(const std::string& file, const ImportOptions& options = {});
    // Throws what import_runs would say of the file itself: for those who make a history only if there is one to
    // import.
    static void check_import(const std::string& file);

    class Impl;  // private: SQLite lives there
    Impl& impl() { return *impl_; }

private:
    explicit Database(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

// --- recording ------------------------------------------------------------------------------------------------------

// All that is known of one task of a command pool. `task` is as in a snapshot: its id, attempt and pool_id join it with
// what the telemetry tells of the same task (pool_id 0: the program's only pool); what is unset here is taken from
// there.
struct TaskRecord {
    observe::Task task;
    std::string command;
    std::string output;
    std::string error;
    bool output_cut = false;
    bool error_cut = false;
};

// At most that much of each of output and error is kept; the rest is cut and flagged.
inline constexpr std::size_t task_output_limit_bytes = 1 << 20;

// Task records as bytes on a pipe: "LGT1", the payload's length (4 bytes, little-endian), the payload (CBOR).
// The writer belongs to the pool's parent, the reader to the recorder.
//
//     TaskRecordWriter writer(fd);   writer.write(record);          // blocks while the pipe is full
//
// Throws: BrokenPipeError when the recorder is gone (the program goes on without it).
class TaskRecordWriter {
public:
    using Sink = std::function<void(std::span<const std::byte>)>;
    explicit TaskRecordWriter(Sink sink) : sink_(std::move(sink)) {}
    explicit TaskRecordWriter(int fd);  // stays the caller's
    void write(const TaskRecord& record);

private:
    Sink sink_;
};

// Takes bytes as they come and gives whole records. Throws ValueError for what is no record stream.
class TaskRecordReader {
public:
    void feed(std::span<const std::byte> bytes);
    std::optional<TaskRecord> next();
    bool in_the_middle() const { return offset_ < buffer_.size(); }  // a record has begun and not ended

private:
    std::vector<std::byte> buffer_;
    std::size_t offset_ = 0;
};

struct RecorderOptions {
    std::chrono::nanoseconds every = std::chrono::seconds(1);  // of the samples of processes, pools, queues, locks
    std::string name = {};                                     // of the run; empty: the program's
    std::string notes = {};
    std::chrono::nanoseconds poll = std::chrono::milliseconds(100);    // of tasks, exits and log; faster when busy
    std::chrono::nanoseconds commit = std::chrono::milliseconds(500);  // at most that much is lost with the recorder
};

// Records one session into one run. One recorder a program: the constructor throws RuntimeError where another one
// records it already, naming that one's pid.
class Recorder {
public:
    // Both are used until the recorder is destroyed.
    Recorder(Database& db, observe::Session& session, const RecorderOptions& options = {});
    ~Recorder();  // ends the run if finish() did not; what cannot be written any more is reported on stderr
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    std::int64_t run_id() const;
    // Records until the program ends (and the task pipe, if any, is at its end) or stop() is called; then finish().
    void run();
    // From any thread or signal handler: run() returns soon.
    void stop() noexcept;
    // One look at the session; writes when `commit` is over. false: the program has ended. For loops of one's own.
    bool step();
    // A complete record from the program's parent; wins over what telemetry says of the same task. Any thread.
    void add_task(TaskRecord record);
    // Reads such records from the descriptor (which stays the caller's) on a thread until its end.
    void read_tasks_from(int fd);
    void flush();   // writes what is pending, now
    void finish();  // flush, and mark the run as finished

    class Impl;

private:
    std::unique_ptr<Impl> impl_;
};

// A program that is recorded now: by whom. nullopt: nobody.
std::optional<observe::Identity> recorded_by(const observe::Identity& program);

}  // namespace mp::history

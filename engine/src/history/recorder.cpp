// SPDX-License-Identifier: MIT
// The pace of a recording: when to look, when to write, and the second source, a pipe of task records.
#include <array>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <mutex>
#include <thread>

#include "history/run_writer.h"
#include "observe/recording_lock.h"
#include "os/file.h"

namespace mp::history {
namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t records_waiting_bytes = 64u << 20;  // the pipe's writer waits beyond it
constexpr std::size_t snapshots_waiting = 600;            // a locked file is believed to come free again until then
constexpr auto shortest_poll = 5ms;
// Tasks or lines in one look: look sooner, before the program's rings overwrite them.
constexpr std::size_t many = 2'000;

std::size_t size_of(const TaskRecord& record) {
    return sizeof record + record.command.size() + record.output.size() + record.error.size();
}

}  // namespace

class Recorder::Impl {
public:
    Impl(Database& db, observe::Session& session, const RecorderOptions& options)
        : session_(session),
          options_(options),
          pace_(options.poll),
          first_(session.snapshot()),
          lock_(first_.program, first_.name),
          writer_(db.impl(), first_, options.name, options.notes, options.every) {
        snapshots_.push_back(std::move(first_));
        flush();
    }
    ~Impl() {
        ending_ = true;
        if (reader_.joinable()) reader_.join();
    }

    std::int64_t run_id() const { return writer_.run_id(); }
    bool finished() const { return finished_; }
    void stop() noexcept { stopped_ = true; }

    bool step() {
        const bool alive = look();
        if (!alive || Clock::now() - written_at_ >= options_.commit) write_pending();
        return alive;
    }

    // Looking has a thread of its own, so that a long write does not keep it from events that are soon overwritten.
    void run() {
        std::exception_ptr error;
        std::atomic<bool> looking = true;
        {
            const Looker looker(*this, [&] {
                try {
                    while (!stopped_ && !enough_ && look()) sleep(pace_);
                } catch (...) {
                    error = std::current_exception();
                }
                looking = false;
            });
            while (looking) {
                sleep(shortest_poll);
                if (Clock::now() - written_at_ >= options_.commit) write_pending();
            }
        }
        if (error) std::rethrow_exception(error);
        drain_pipe();
        finish();
    }

    void flush() { write(false); }

    void finish() {
        if (finished_) return;
        look();
        write(true);
        finished_ = true;
    }

    void add_task(TaskRecord record) {
        const auto cut = [](std::string& text, bool& flag) {
            if (text.size() <= task_output_limit_bytes) return;
            text.resize(task_output_limit_bytes);
            flag = true;
        };
        cut(record.output, record.output_cut);
        cut(record.error, record.error_cut);
        std::lock_guard guard(mutex_);
        records_bytes_ += size_of(record);
        records_.push_back(std::move(record));
    }

    void read_tasks_from(int fd) {
        if (reader_.joinable()) throw RuntimeError("this recorder reads a task pipe already");
        reading_ = true;
        reader_ = std::thread([this, fd] {
            try {
                read_pipe(fd);
            } catch (const std::exception& e) {
                // the recording of the telemetry goes on without it
                std::fprintf(stderr, "%s: recorder of run %lld: %s; no more is read from the task pipe\n",
                             program_invocation_short_name, static_cast<long long>(run_id()), e.what());
            }
            reading_ = false;
        });
    }

private:
    // The thread of run(); when writing fails it is told so and waited for.
    class Looker {
    public:
        template <class Work>
        Looker(Impl& recorder, Work work) : recorder_(recorder), thread_(std::move(work)) {}
        ~Looker() {
            recorder_.enough_ = true;
            thread_.join();
        }
        Looker(const Looker&) = delete;
        Looker& operator=(const Looker&) = delete;

    private:
        Impl& recorder_;
        std::thread thread_;
    };

    // How many lines the log has more than at the look before.
    std::uint64_t take_new_lines(const observe::Snapshot& latest) {
        const std::uint64_t now = latest.log.empty() ? last_line_ : latest.log.back().sequence;
        return now - std::exchange(last_line_, now);
    }

    // False: the program has ended.
    bool look() {
        observe::Snapshot latest = session_.snapshot();
        const bool alive = latest.alive;
        const std::uint64_t lines = take_new_lines(latest);
        const bool busy = latest.dropped_tasks_count > 0 || latest.tasks.size() > many || lines > many;
        pace_ = busy ? std::max<std::chrono::nanoseconds>(shortest_poll, pace_ / 2)
                     : std::min<std::chrono::nanoseconds>(options_.poll, pace_ + pace_ / 4);
        std::unique_lock guard(mutex_);
        snapshots_.push_back(std::move(latest));
        if (snapshots_.size() < snapshots_waiting) return alive;
        guard.unlock();
        sleep(options_.poll);  // the file is slower than the program: what is overwritten meanwhile is counted
        return alive;
    }

    void write_pending() {
        try {
            flush();
        } catch (const BusyError&) {
            if (snapshots_now_.size() > snapshots_waiting) throw;
        }
    }

    void write(bool last) {
        {
            const std::lock_guard guard(mutex_);
            for (observe::Snapshot& snapshot : snapshots_) snapshots_now_.push_back(std::move(snapshot));
            for (TaskRecord& record : records_) records_now_.push_back(std::move(record));
            snapshots_.clear();
            records_.clear();
            records_bytes_ = 0;
        }
        // A record without its pool's number needs a pool to belong to. Until one is known, all of them wait.
        const bool pools = writer_.knows_a_pool() || (!snapshots_now_.empty() && !snapshots_now_.back().pools.empty());
        std::vector<TaskRecord> none;
        std::vector<TaskRecord>& records = pools || last ? records_now_ : none;
        if (snapshots_now_.empty() && records.empty() && !last) return;
        writer_.write(snapshots_now_, records, last);
        snapshots_now_.clear();
        records.clear();
        written_at_ = Clock::now();
    }

    void read_pipe(int fd) {
        TaskRecordReader reader;
        std::vector<std::byte> buffer(1u << 16);
        while (!ending_) {
            {
                std::unique_lock guard(mutex_);
                if (records_bytes_ > records_waiting_bytes) {
                    guard.unlock();
                    std::this_thread::sleep_for(shortest_poll);
                    continue;
                }
            }
            const auto got = os::read_some(fd, buffer, 100);
            if (!got) continue;
            if (*got == 0) {
                if (reader.in_the_middle()) throw EOFError("the task pipe ended inside a record");
                return;
            }
            reader.feed(std::span(buffer).first(*got));
            while (auto record = reader.next()) add_task(std::move(*record));
            // Not woken for each record: the pipe holds some hundred of them meanwhile.
            if (*got < buffer.size() / 2) std::this_thread::sleep_for(20ms);
        }
    }

    // The program's parent may have written its last records just before its end.
    void drain_pipe() {
        auto last_news = Clock::now();
        while (reading_ && !stopped_ && Clock::now() - last_news < 5s) {
            std::this_thread::sleep_for(shortest_poll);
            bool news = false;
            {
                std::lock_guard guard(mutex_);
                news = !records_.empty();
            }
            if (!news) continue;
            last_news = Clock::now();
            flush();
        }
    }

    // In slices, because stop() may be called by a signal handler, which can wake nobody.
    void sleep(std::chrono::nanoseconds time) const {
        const auto end = Clock::now() + time;
        while (!stopped_ && Clock::now() < end)
            std::this_thread::sleep_for(std::min<std::chrono::nanoseconds>(50ms, end - Clock::now()));
    }

    observe::Session& session_;
    RecorderOptions options_;
    std::chrono::nanoseconds pace_;
    std::uint64_t last_line_ = 0;  // of the log
    observe::Snapshot first_;
    observe::RecordingLock lock_;
    RunWriter writer_;
    std::vector<observe::Snapshot> snapshots_now_;  // being written; they stay when the file is locked
    std::vector<TaskRecord> records_now_;
    Clock::time_point written_at_{};
    bool finished_ = false;
    std::atomic<bool> stopped_ = false;
    std::atomic<bool> enough_ = false;

    std::mutex mutex_;  // of what those who look, read the pipe and add tasks share with whoever writes
    std::vector<observe::Snapshot> snapshots_;
    std::vector<TaskRecord> records_;
    std::size_t records_bytes_ = 0;
    std::atomic<bool> reading_ = false;
    std::atomic<bool> ending_ = false;
    std::thread reader_;
};
static_assert(std::atomic<bool>::is_always_lock_free, "stop() is called by signal handlers");

Recorder::Recorder(Database& db, observe::Session& session, const RecorderOptions& options) {
    db.impl().require_writable("record");
    impl_ = std::make_unique<Impl>(db, session, options);
}

Recorder::~Recorder() {
    if (impl_->finished()) return;
    try {
        impl_->finish();
    } catch (const std::exception& e) {
        std::fprintf(stderr, "lifeguard: the end of run %lld is not recorded: %s\n",
                     static_cast<long long>(impl_->run_id()), e.what());
    }
}

std::int64_t Recorder::run_id() const {
    return impl_->run_id();
}
void Recorder::run() {
    impl_->run();
}
void Recorder::stop() noexcept {
    impl_->stop();
}
bool Recorder::step() {
    return impl_->step();
}
void Recorder::add_task(TaskRecord record) {
    impl_->add_task(std::move(record));
}
void Recorder::read_tasks_from(int fd) {
    impl_->read_tasks_from(fd);
}
void Recorder::flush() {
    impl_->flush();
}
void Recorder::finish() {
    impl_->finish();
}

std::optional<observe::Identity> recorded_by(const observe::Identity& program) {
    return observe::recorder_of(program);
}

}  // namespace mp::history

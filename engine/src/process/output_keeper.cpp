// SPDX-License-Identifier: MIT
#include "process/output_keeper.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/output.h"
#include "os/poll.h"
#include "os/stream.h"
#include "os/thread.h"
#include "telemetry/writer.h"

namespace mp::process {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;

struct Remains {
    OutputEnds ends;
    telemetry::OutputSource source;
    std::array<telemetry::OutputLines, 2> lines{telemetry::OutputLines(telemetry::OutputStream::out),
                                                telemetry::OutputLines(telemetry::OutputStream::err)};
    bool fresh = true;

    bool over() const { return !ends[0] && !ends[1]; }
};

// To where the dead child's own stream went: a child has its parent's.
void write_on(int descriptor, std::span<const std::byte> bytes) noexcept {
    try {
        os::write_stream(descriptor, os::is_socket(descriptor), bytes, {});
    } catch (const std::exception&) {
        // Closed, or nobody reads it any more: the child would have failed as well, and what it wrote has been told.
    }
}

void drain(Remains& remains, std::span<std::byte> buffer) noexcept {
    telemetry::Registry& registry = telemetry::Registry::instance();
    for (std::size_t i = 0; i < remains.ends.size(); ++i) {
        os::Fd& end = remains.ends[i];
        if (!end) continue;
        // What lies there now: a pipe that is still written to is not to keep us from the others.
        const std::size_t all = os::bytes_waiting(end);
        for (std::size_t done = 0; done < all;) {
            const std::size_t size = os::take_waiting(end, buffer.first(std::min(buffer.size(), all - done)));
            if (size == 0) break;
            done += size;
            const std::span<const std::byte> bytes = buffer.first(size);
            remains.lines[i].take(registry, remains.source, bytes);
            write_on(i == 0 ? os::standard_output : os::standard_error, bytes);
        }
        // Ready without a byte: nobody has the other end.
        if (os::wait_readable(end.get(), 0) && os::bytes_waiting(end) == 0) {
            remains.lines[i].end_line(registry, remains.source);
            end.reset();
        }
    }
}

}  // namespace

struct OutputKeeper::State {
    std::mutex mutex;
    std::condition_variable written;
    std::vector<Remains> fresh;
    std::size_t unwritten = 0;
    bool runs = false;
    os::EventFd wake;

    static void run(State& state) noexcept;
    bool admit(std::vector<Remains>& to) noexcept;
};

// False: there is nothing to do any more, and this thread is to end.
bool OutputKeeper::State::admit(std::vector<Remains>& to) noexcept {
    const std::lock_guard guard(mutex);
    wake.clear();
    for (Remains& remains : fresh) to.push_back(std::move(remains));
    fresh.clear();
    runs = !to.empty();
    return runs;
}

void OutputKeeper::State::run(State& state) noexcept {
    std::vector<Remains> all;
    std::vector<std::byte> buffer(piece_bytes);
    while (state.admit(all)) {
        std::size_t done = 0;
        for (Remains& remains : all) {
            drain(remains, buffer);
            done += std::exchange(remains.fresh, false) ? 1 : 0;
        }
        std::erase_if(all, [](const Remains& remains) { return remains.over(); });
        if (done > 0) {
            const std::lock_guard guard(state.mutex);
            state.unwritten -= done;
            state.written.notify_all();
        }
        if (all.empty()) continue;
        std::vector<os::Polled> wait{{state.wake.get()}};
        for (const Remains& remains : all) {
            for (const os::Fd& end : remains.ends) {
                if (end) wait.push_back({end.get()});
            }
        }
        os::wait_any(wait, os::forever_ns);
    }
}

OutputKeeper::OutputKeeper() : state_(std::make_shared<State>()) {}

OutputKeeper::~OutputKeeper() = default;

void OutputKeeper::take(OutputEnds ends, const telemetry::OutputSource& source) noexcept {
    try {
        const std::lock_guard guard(state_->mutex);
        state_->fresh.push_back({.ends = std::move(ends), .source = source});
        ++state_->unwritten;
        state_->wake.set();
        if (state_->runs) return;
        state_->runs = true;
        os::start_engine_thread("mp-last-words", [state = state_] { State::run(*state); });
    } catch (const std::exception& e) {
        const std::lock_guard guard(state_->mutex);
        state_->runs = false;
        state_->unwritten -= state_->fresh.size();
        state_->fresh.clear();
        telemetry::write_log_event(telemetry::Registry::instance(), 30,
                                   std::string("what a dead worker wrote last is lost: ") + e.what());
    }
}

void OutputKeeper::wait_until_written(std::int64_t deadline_ns) noexcept {
    std::unique_lock lock(state_->mutex);
    const std::int64_t left_ns = deadline_ns - os::monotonic_ns();
    state_->written.wait_for(lock, std::chrono::nanoseconds(left_ns), [&] { return state_->unwritten == 0; });
}

}  // namespace mp::process

// SPDX-License-Identifier: MIT
#include "pool/worker.h"

#include <cstring>
#include <span>
#include <string>

#include "channel/ring.h"
#include "mp/detail/bound_call.h"
#include "mp/detail/exception_codec.h"
#include "mp/detail/pool_job.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/forks.h"
#include "os/self.h"
#include "process/child.h"
#include "process/output_capture.h"
#include "telemetry/writer.h"

namespace mp::detail {

void ChunkRun::fail(std::uint32_t index) {
    failures.push_back({index, std::current_exception()});
}

}  // namespace mp::detail

namespace mp::pool {

namespace {

using telemetry::Registry;

class WorkerProcess {
public:
    WorkerProcess(const WorkerSetup& setup, std::vector<os::Fd> descriptors)
        : setup_(setup),
          registry_(Registry::instance()),
          tasks_(channel::Ring::attach(setup.tasks, std::move(descriptors.at(0)))),
          results_(channel::Ring::attach(setup.results, std::move(descriptors.at(1)))) {
        telemetry::PoolState& pool = registry_.object(setup.pool).state.pool;
        results_.use_bell(channel::Bell(&pool.bell_sleepers, &pool.bell_word));
        if (descriptors.size() == 6) {
            output_ = process::OutputCapture::begin({os::Pipe{std::move(descriptors[2]), std::move(descriptors[3])},
                                                     os::Pipe{std::move(descriptors[4]), std::move(descriptors[5])}},
                                                    setup.pool);
        }
    }

    int run(const Target& initializer) {
        try {
            initializer();
        } catch (...) {
            report_start_failure();
            return 1;
        }
        if (output_ != nullptr) output_->settle();
        send(ResultHead{.kind = ResultKind::ready}, {}, {});
        telemetry::set_activity(registry_, telemetry::Activity::idle);
        for (std::uint32_t done = 0; setup_.most_tasks == 0 || done < setup_.most_tasks; ++done) {
            channel::Ring::View view;
            while (!tasks_.try_take(view)) {
                const auto why = tasks_.wait_readable({.peer = setup_.owner});
                if (why == channel::Wait::peer_gone) return 0;
            }
            const bool more = run_message(view);
            tasks_.done(view);
            if (!more) return 0;
        }
        return 0;
    }

private:
    // A chunk or call under way: what the runner reports of it goes to the registry.
    class Run final : public detail::ChunkRun {
    public:
        Run(detail::Reader& from, detail::Writer& to, std::uint32_t items, WorkerProcess& worker)
            : ChunkRun(from, to, items), worker_(worker) {}
        void begin(std::string_view shown) override {
            worker_.shown_ = shown;
            telemetry::show_arguments(worker_.registry_, shown);
        }

    private:
        WorkerProcess& worker_;
    };

    // False: leave.
    bool run_message(const channel::Ring::View& view) {
        TaskHead head;
        if (view.size < sizeof head) throw RuntimeError("a pool's message is shorter than its head");
        std::memcpy(&head, view.data, sizeof head);
        if (head.kind == TaskKind::stop) return false;
        const std::byte* text = view.data + sizeof head;
        const std::size_t rest = view.size - sizeof head;
        if (head.shown_bytes > rest) throw RuntimeError("a pool's message is shorter than it says");
        shown_.assign(reinterpret_cast<const char*>(text), head.shown_bytes);
        if (head.count > 1)
            shown_ = "items " + std::to_string(head.first) + " to " + std::to_string(head.first + head.count - 1);
        detail::Reader arguments({text + head.shown_bytes, rest - head.shown_bytes});
        run_task(head, arguments);
        return true;
    }

    void run_task(const TaskHead& head, detail::Reader& arguments) {
        // The task's number stands in the registry before any code of the user's runs, and goes away only after its
        // result is on its way: whoever finds us dead knows whether it had begun.
        const telemetry::TaskStart start{.id = head.id,
                                         .function = head.name,
                                         .items_count = head.count,
                                         .attempt = head.attempt,
                                         .max_attempts = head.max_attempts,
                                         .arguments = shown_};
        const std::int64_t started_ns = os::monotonic_ns();
        telemetry::begin_task(registry_, start, started_ns);
        if (output_ != nullptr) output_->begin_task(head.id, head.attempt);
        scratch_.clear();
        Run run(arguments, scratch_, head.count, *this);
        ResultHead result{.id = head.id};
        try {
            call(head, run);
        } catch (...) {
            scratch_.clear();
            run.failures.clear();
            run.fail(0);
            result.chunk_failed = true;
        }
        if (os::forks() != forks_) leave_to_the_worker();
        const std::int64_t ended_ns = os::monotonic_ns();
        result.run_ns = ended_ns - started_ns;
        std::string shown_result;
        if (run.failures.empty()) {
            shown_result = std::move(run.shown_result);
        } else {
            const auto text = detail::describe_exception(run.failures.front().error);
            shown_result = text.type + ": " + text.message;
        }
        result.payload_bytes = scratch_.size();
        result.failures = static_cast<std::uint32_t>(run.failures.size());
        append_failures(head, run);
        if (output_ != nullptr) output_->settle();
        send(result, {}, scratch_.bytes());
        telemetry::end_task(
            registry_, {.start = {.id = head.id,
                                  .function = head.name,
                                  .items_count = head.count,
                                  .attempt = head.attempt,
                                  .max_attempts = head.max_attempts,
                                  .arguments = shown_},
                        .pool = setup_.pool,
                        .outcome = run.failures.empty() ? telemetry::TaskOutcome::done : telemetry::TaskOutcome::failed,
                        .queued_ns = head.queued_ns,
                        .started_ns = started_ns,
                        .ended_ns = ended_ns,
                        .result = shown_result});
    }

    static void call(const TaskHead& head, Run& run) {
        if (head.kind == TaskKind::chunk) {
            detail::find_function<detail::ChunkFunction>(head.function)(run);
            return;
        }
        try {
            detail::find_function<detail::TaskFunction>(head.function)(run.arguments, run.results);
        } catch (...) {
            run.results.clear();
            run.fail(0);
        }
    }

    // A fork that the task made has come back from it as well: its parent has the rings, and the result to tell.
    [[noreturn]] static void leave_to_the_worker() {
        get_logger().warning("a process that a task forked (pid " + std::to_string(os::process_id()) +
                             ") came back from the task instead of ending: it ends now");
        process::flush_output();
        os::exit_now(0);
    }

    void append_failures(const TaskHead& head, const Run& run) {
        if (run.failures.empty()) return;
        const auto* registration = detail::find_registration(head.function);
        const std::string function = registration != nullptr ? registration->name() : "unknown function";
        const std::string process =
            telemetry::read_text(registry_.self_slot().name, sizeof(telemetry::ProcessSlot::name));
        for (const auto& failure : run.failures) {
            const Bytes bytes = detail::encode_exception(
                failure.error, detail::traceback_text(failure.error, function, process, os::process_id()));
            scratch_.write_value(failure.index);
            scratch_.write_length(bytes.size());
            scratch_.write(bytes.data(), bytes.size());
        }
    }

    void report_start_failure() {
        const Bytes bytes = detail::encode_exception(std::current_exception());
        send(ResultHead{.kind = ResultKind::start_failed}, bytes, {});
    }

    void send(const ResultHead& head, std::span<const std::byte> first, std::span<const std::byte> second) {
        channel::Ring::Slot slot;
        while (!results_.try_claim(sizeof head + first.size() + second.size(), slot)) {
            if (results_.wait_writable({.peer = setup_.owner}) == channel::Wait::peer_gone) os::exit_now(0);
        }
        std::memcpy(slot.data, &head, sizeof head);
        if (!first.empty()) std::memcpy(slot.data + sizeof head, first.data(), first.size());
        if (!second.empty()) std::memcpy(slot.data + sizeof head + first.size(), second.data(), second.size());
        while (!results_.commit(slot)) {
            if (results_.wait_writable({.peer = setup_.owner}) == channel::Wait::peer_gone) os::exit_now(0);
        }
    }

    WorkerSetup setup_;
    Registry& registry_;
    channel::Ring tasks_;
    channel::Ring results_;
    detail::Writer scratch_;
    std::string shown_;
    std::uint32_t forks_ = os::forks();
    process::OutputCapture* output_ = nullptr;  // where it is taken down
};

}  // namespace

int run_worker(const WorkerSetup& setup, std::vector<os::Fd> descriptors, const Target& initializer) {
    WorkerProcess worker(setup, std::move(descriptors));
    return worker.run(initializer);
}

}  // namespace mp::pool

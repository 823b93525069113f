// SPDX-License-Identifier: MIT
#include "mp/pool.h"

#include <ostream>

#include "mp/detail/exception_codec.h"
#include "os/clock.h"
#include "os/self.h"
#include "telemetry/writer.h"

namespace mp {

namespace {

detail::PoolSettings checked(const PoolOptions& options) {
    detail::PoolSettings settings;
    settings.processes = options.processes ? *options.processes : static_cast<int>(os::usable_cpu_count());
    if (*settings.processes < 1) throw ValueError("Number of processes must be at least 1");
    if (options.maxtasksperchild && *options.maxtasksperchild < 1)
        throw ValueError("maxtasksperchild must be a positive int or None");
    if (current_process().daemon()) throw AssertionError("daemonic processes are not allowed to have children");
    settings.maxtasksperchild = options.maxtasksperchild;
    settings.initializer = options.initializer;
    settings.start_method = options.context ? options.context->get_start_method() : get_start_method();
    settings.retries = options.retries;
    settings.timeout_ns = options.timeout ? options.timeout->count() : 0;
    settings.name = options.name;
    settings.keep_failed = options.keep_failed;
    settings.keep_failed_bytes = options.keep_failed_bytes;
    settings.capture_output = options.capture_output.value_or(os::environment("LIFEGUARD_CAPTURE_OUTPUT") == "1");
    return settings;
}

}  // namespace

Pool::Pool(const PoolOptions& options)
    : core_(detail::PoolCore::make(checked(options))),
      terminator_(core_.get(), [core = core_](void*) { core->terminate(); }) {}

Pool::~Pool() = default;

void Pool::close() {
    core_->close();
}
void Pool::terminate() noexcept {
    core_->terminate();
}
void Pool::join() {
    core_->join();
}
void Pool::resize(int processes) {
    core_->resize(processes);
}
int Pool::processes() const {
    return static_cast<int>(core_->size());
}
std::uint64_t Pool::id() const {
    return core_->id();
}
void Pool::expect(std::uint64_t total) {
    core_->expect(total);
}
std::string Pool::repr() const {
    return core_->repr();
}

PoolProgress Pool::progress() const {
    return detail::make_progress(core_->progress());
}

std::uint32_t Pool::checked_chunksize(int chunksize) {
    if (chunksize < 1) throw ValueError("Chunksize must be 1+, not " + std::to_string(chunksize));
    return static_cast<std::uint32_t>(chunksize);
}

void Pool::set_rules(detail::PoolJob& job, const TaskRules& rules) const {
    const auto& defaults = core_->default_rules();
    job.rules.retries = rules.retries.value_or(defaults.retries);
    job.rules.timeout_ns = rules.timeout ? rules.timeout->count() : defaults.timeout_ns;
}

std::ostream& operator<<(std::ostream& out, const Pool& pool) {
    return out << pool.repr();
}

TaskIdentity current_task() noexcept {
    const telemetry::Registry* registry = telemetry::Registry::existing();
    if (registry == nullptr || registry->self_slot().task.id == 0) return {};
    return {registry->self_slot().task.id, registry->self_slot().task.attempt};
}

Pool Context::Pool() const {
    return mp::Pool(PoolOptions{.context = *this});
}
Pool Context::Pool(int processes) const {
    return mp::Pool(PoolOptions{.processes = processes, .context = *this});
}
Pool Context::Pool(const PoolOptions& options) const {
    PoolOptions own = options;
    own.context = *this;
    return mp::Pool(own);
}

namespace detail {

PoolProgress make_progress(const PoolProgressCounts& counts) {
    PoolProgress out{counts.submitted, counts.queued, counts.running, counts.done, counts.failed, {}};
    const std::uint64_t ended = counts.done + counts.failed;
    const std::int64_t passed_ns = os::monotonic_ns() - counts.first_submitted_ns;
    // Below a handful of tasks or a few per cent a guess would only mislead.
    if (ended >= 10 && ended * 20 >= counts.submitted && passed_ns > 0) {
        const double left = static_cast<double>(counts.queued + counts.running);
        out.remaining = std::chrono::nanoseconds(
            static_cast<std::int64_t>(static_cast<double>(passed_ns) / static_cast<double>(ended) * left));
    }
    return out;
}

void ErrorCallback::with_exception(const std::exception_ptr& error,
                                   const std::function<void(const std::exception&)>& look) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& standard) {
        look(standard);
    } catch (...) {
        const ExceptionText text = describe_exception(error);
        look(RemoteError(text.message, text.type));
    }
}

void report_callback_error(const std::string& function) noexcept {
    try {
        const ExceptionText text = describe_exception(std::current_exception());
        telemetry::write_log_event(telemetry::Registry::instance(), 40,
                                   "the callback of " + function + " raised " + text.type + ": " + text.message);
    } catch (...) {
        // No memory for a message: the pool goes on all the same.
    }
}

}  // namespace detail

}  // namespace mp

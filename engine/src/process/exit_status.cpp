// SPDX-License-Identifier: MIT
#include "process/exit_status.h"

#include <atomic>

#include "os/clock.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/signal.h"
#include "telemetry/writer.h"

namespace mp::process {

namespace {

// Memory-limit kills of this process's cgroup that have been accounted for.
std::atomic<std::uint64_t>& known_oom_kills() {
    static std::atomic<std::uint64_t> count{os::read_oom_kill_count(os::process_id()).value_or(0)};
    return count;
}

bool was_memory_limit() noexcept {
    std::uint64_t known = known_oom_kills().load();
    const std::uint64_t now = os::read_oom_kill_count(os::process_id()).value_or(known);
    return now > known && known_oom_kills().compare_exchange_strong(known, known + 1);
}

Cause cause_of(const telemetry::ProcessSlot& slot, int exitcode) noexcept {
    if (exitcode == 0) return Cause::normal;
    if (exitcode > 0) return Cause::error;
    const Cause noted = slot.cause.load(std::memory_order_relaxed);
    if (noted == Cause::by_user || noted == Cause::by_lifeguard || noted == Cause::by_program) return noted;
    return exitcode == -os::signal_kill && was_memory_limit() ? Cause::memory_limit : Cause::signal_unknown;
}

}  // namespace

void watch_memory_limit() noexcept {
    (void)known_oom_kills();
}

void note_signal(telemetry::Registry& registry, Token token, Cause cause) noexcept {
    telemetry::ProcessSlot& slot = registry.slot(token);
    if (registry.pid_of(token) == 0) return;
    slot.signalled_by.store(registry.self(), std::memory_order_relaxed);
    slot.cause.store(cause, std::memory_order_relaxed);
}

ExitInfo record_exit(telemetry::Registry& registry, Token token, int pid, int exitcode) noexcept {
    const Cause cause = cause_of(registry.slot(token), exitcode);
    registry.finish(token, exitcode, cause);
    telemetry::write_exit_event(registry, token, exitcode);
    return {pid, token, exitcode, cause, os::monotonic_ns()};
}

std::string exitcode_name(int exitcode) {
    if (exitcode >= 0) return std::to_string(exitcode);
    const char* name = os::signal_name(-exitcode);
    return name != nullptr ? "-" + std::string(name) : std::to_string(exitcode);
}

}  // namespace mp::process

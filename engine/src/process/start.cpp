// SPDX-License-Identifier: MIT
#include "process/start.h"

#include "os/procfs.h"
#include "os/signal.h"
#include "process/finalize.h"
#include "process/reaper.h"

namespace mp::process {

os::ForkResult fork_for_slot() {
    auto& registry = telemetry::Registry::instance();
    const auto still = Reaper::hold_still();
    registry.set_entering(true);
    try {
        os::ForkResult result = os::fork_process();
        if (result.pid != 0) registry.set_entering(false);
        return result;
    } catch (...) {
        registry.set_entering(false);
        throw;
    }
}

Reservation::Reservation(const telemetry::ProcessDescription& description) : token_(telemetry::nobody) {
    auto& registry = telemetry::Registry::instance();
    (void)Reaper::instance();
    arrange_exit();
    token_ = registry.reserve(description);
}

Reservation::~Reservation() {
    if (!committed_) telemetry::Registry::instance().abandon(token_);
}

std::shared_ptr<Child> Reservation::watch(os::ForkResult child, OnExit on_exit, Token server) {
    auto& registry = telemetry::Registry::instance();
    registry.note_born(token_, child.pid);
    try {
        auto watched = Reaper::instance().watch(std::move(child.pidfd), child.pid, token_, std::move(on_exit), server);
        committed_ = true;
        return watched;
    } catch (...) {
        // It may have entered its slot and run for a moment: it ends as any killed process does.
        os::kill_and_reap(child.pid);
        registry.finish(token_, -os::signal_kill, Cause::by_lifeguard);
        committed_ = true;
        throw;
    }
}

}  // namespace mp::process

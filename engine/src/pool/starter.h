// SPDX-License-Identifier: MIT
#pragma once
// How a pool's workers come to be: forked by a nursery that was forked with the pool, spawned,
// or forked by the fork server.

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "mp/call.h"
#include "os/pidfd.h"
#include "pool/message.h"
#include "process/exit_status.h"

namespace mp::pool {

class Starter {
public:
    virtual ~Starter() = default;  // ends all workers, within two seconds; on_exit has run for each afterwards

    // Starts a worker in the slot that was reserved for it; returns its pid. on_exit runs once, in the reaper's thread.
    // Throws ResourceExhausted, OSError; the slot is then still the caller's.
    virtual int start(telemetry::Token token, const WorkerSetup& setup, std::span<const int> descriptors,
                      process::OnExit on_exit) = 0;
    // That this process keeps of each worker that lives, besides its rings.
    virtual std::size_t descriptors_per_worker() const noexcept = 0;

    // method: a start method's name. Throws ValueError, ResourceExhausted, and PicklingError for an initializer that
    // cannot travel to a spawned worker.
    static std::unique_ptr<Starter> make(const std::string& method, const Target& initializer, const std::string& name);
};

// "ForkPoolWorker"
std::string worker_name_prefix(const std::string& method);

}  // namespace mp::pool

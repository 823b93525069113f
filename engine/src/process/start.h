// SPDX-License-Identifier: MIT
#pragma once
// What all start methods have in common: a registry slot before the start, a watched child after it, and nothing left
// behind when something fails in between.

#include "os/spawn.h"
#include "process/current.h"

namespace mp::process {

// fork() of ours: the child is about to enter a slot that is ready for it.
os::ForkResult fork_for_slot();

class Reservation {
public:
    // Throws ResourceExhausted. Prepares registry, reaper and exit handler of this process too.
    explicit Reservation(const telemetry::ProcessDescription& description);
    ~Reservation();
    Reservation(const Reservation&) = delete;
    Reservation& operator=(const Reservation&) = delete;

    Token token() const noexcept { return token_; }
    // The start went well. When the child cannot be watched it is killed, and the error thrown.
    std::shared_ptr<Child> watch(os::ForkResult child, OnExit on_exit = nullptr, Token server = telemetry::nobody);
    // The slot is used up, by a child or otherwise: it is not given back.
    void commit() noexcept { committed_ = true; }

private:
    Token token_;
    bool committed_ = false;
};

}  // namespace mp::process

// SPDX-License-Identifier: MIT
#pragma once
// What a fork server does about signals: those that a terminal, or its end, sends to all processes of a program at once
// are kept from it (not ignored: one that a child is sent before it is itself waits for it), and the ends of children
// are told to it. The children put back what was before.

#include <memory>

namespace mp::os {

class ServerSignals {
public:
    // For the calling thread, which is the process's only one.
    ServerSignals();
    ~ServerSignals();
    ServerSignals(const ServerSignals&) = delete;
    ServerSignals& operator=(const ServerSignals&) = delete;
    // In a child. Async-signal-safe, and two system calls in all.
    void put_back() const noexcept;

private:
    struct Saved;
    std::unique_ptr<Saved> saved_;
};

}  // namespace mp::os

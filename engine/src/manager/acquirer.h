// SPDX-License-Identifier: MIT
#pragma once
// What is acquired and released: Lock, RLock, and what a Condition waits with.

#include <deque>
#include <functional>
#include <memory>

#include "manager/referent.h"

namespace mp::manager {

class Acquirer : public Referent {
public:
    const std::vector<std::string>& exposed() const override;
    void call(const RequestPtr& request) override;
    void guest_gone(std::uint64_t guest) override;

    // A request's guest gets it now or in its turn, and then on_got is called.
    void take(const RequestPtr& request, std::function<void()> on_got);
    // Throws Raised RuntimeError in the type's words.
    virtual void release(std::uint64_t guest, Core& core) = 0;
    virtual void release_as_asked(Request& request);
    // For a condition: whether that guest has it; all of its levels given up, and taken again.
    virtual bool owned_by(std::uint64_t guest) const = 0;
    virtual int give_up(std::uint64_t guest, Core& core) = 0;
    virtual void set_depth(int depth) = 0;

protected:
    virtual bool free_for(std::uint64_t guest) const = 0;
    virtual void got(std::uint64_t guest) = 0;
    virtual bool lost(std::uint64_t guest) = 0;  // what the dead had is free; false where it had nothing
    void hand_over();

    void acquire(const RequestPtr& request);
    void now_has(const RequestPtr& request);

    struct Waiter {
        RequestPtr request;
        std::function<void()> on_got;
    };
    std::deque<Waiter> waiters_;
    bool from_dead_ = false;
};

}  // namespace mp::manager

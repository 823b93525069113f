// SPDX-License-Identifier: MIT
#pragma once
// What has to happen before this process ends normally: registered by whoever owns it, run once, in order of priority
// (highest first, newest first among equals). Python's util.Finalize with an exitpriority.
//
// At the end: finalizers with priority 0 and more; then daemonic children are terminated and the others joined; then
// the remaining finalizers. Forked children start with none.

#include <cstdint>
#include <functional>

namespace mp::process {

using FinalizerId = std::uint64_t;

// The function must not throw.
FinalizerId add_finalizer(int priority, std::function<void()> function);
// False when it has run, or is about to.
bool cancel_finalizer(FinalizerId id);

// All of the above; later calls do what is left. Runs by itself at exit() once arrange_exit() was called.
void shut_down() noexcept;
// Makes sure that shut_down() runs at the normal end of this process.
void arrange_exit();
bool is_exiting() noexcept;

}  // namespace mp::process

// SPDX-License-Identifier: MIT
#pragma once
// Holders of a lock and of a semaphore killed at random moments, one after the other, while two others go on, each time
// within the second of the contract.

namespace mp::sync_test {

// Every so many of the deaths nobody notices them: then whoever waits finds the dead by itself, a slice later. The
// others are noticed at once, as by the reaper of a process that the engine started.
void kill_holders(int kills, int unnoticed_every);

}  // namespace mp::sync_test

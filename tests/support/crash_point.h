// SPDX-License-Identifier: MIT
#pragma once
// A process that is killed at its n-th step, for n = 1, 2, … until it finishes alive: whatever moment of an operation a
// kill can hit, one of these hits it. The steps are taken from outside, by the debugger's interface, so that the code
// under test is the one that is shipped.
//
//     for (int n = 1;; n += 7) {
//         const auto end = mp::test::kill_at(n, Step::instruction, [] {}, [&] { lock.acquire(); lock.release(); });
//         if (end == End::impossible) GTEST_SKIP() << "stepping a child is not allowed here";
//         … what must hold after each …
//         if (end == End::finished) break;
//     }

#include <sys/types.h>

#include <functional>

namespace mp::test {

enum class Step { instruction, system_call };
enum class End { killed, finished, impossible };

// Forks. The child runs prepare at full speed and then the operation, step by step in the thread that called it; it is
// killed after that many steps, or after the operation. Returns when it has been waited for.
End kill_at(int steps, Step step, const std::function<void()>& prepare, const std::function<void()>& operation);

// How many steps to skip between two kills: soak when LIFEGUARD_SOAK is set. Otherwise usual, and more under a
// sanitizer (AddressSanitizer 11 times that, ThreadSanitizer 41 times): its own instructions are most of the steps
// then, submitting a task takes 150,000 of them, and the code that is shipped is swept in the build beside.
int stride(int usual, int soak = 1);

// The same for a process that runs already and that this thread may trace. It is held from here on:
class Stepper {
public:
    explicit Stepper(pid_t pid);  // ok() is false where tracing is not allowed, or nobody there
    ~Stepper();                   // lets go of it, unless it was killed
    Stepper(const Stepper&) = delete;
    Stepper& operator=(const Stepper&) = delete;

    bool ok() const { return held_; }
    bool step(Step step);  // false: it has ended by itself
    void kill();

private:
    pid_t pid_;
    bool held_ = false;
};

}  // namespace mp::test

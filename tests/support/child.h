// SPDX-License-Identifier: MIT
#pragma once
// A forked process that runs a function and ends without any clean-up, for tests of rooms below `process` and for
// those that kill: the engine sees it as a fork of the user's own.
//
//     mp::test::Child child([&] { lock.acquire(); holds.set(); mp::test::sleep_for_ever(); });
//     holds.wait();  child.kill();  EXPECT_EQ(child.join(), -SIGKILL);

#include <sys/types.h>

#include <functional>

namespace mp::test {

class Child {
public:
    // The function's exceptions end the child with code 70 and are printed.
    explicit Child(const std::function<void()>& run);
    Child(Child&& other) noexcept;
    Child& operator=(Child&& other) noexcept;  // the two change places
    ~Child();                                  // kills and waits for it unless joined

    pid_t pid() const { return pid_; }
    void send_signal(int number) const;
    void kill() const;  // SIGKILL
    // Waits for its end; the exit code, minus the signal's number when one ended it. Throws std::logic_error the second
    // time.
    int join();
    int end(int number);  // sends the signal and joins

private:
    pid_t pid_ = -1;
};

[[noreturn]] void sleep_for_ever();

}  // namespace mp::test

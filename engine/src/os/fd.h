// SPDX-License-Identifier: MIT
#pragma once
// One descriptor, owned: moves, closes itself, is close-on-exec from its birth.

#include <utility>

namespace mp::os {

class Fd {
public:
    Fd() = default;
    explicit Fd(int number) noexcept : number_(number) {}
    Fd(Fd&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Fd& operator=(Fd&& other) noexcept {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }
    Fd(const Fd&) = delete;
    Fd& operator=(const Fd&) = delete;
    ~Fd() { reset(); }

    int get() const noexcept { return number_; }
    explicit operator bool() const noexcept { return number_ >= 0; }
    int release() noexcept { return std::exchange(number_, -1); }
    void reset() noexcept;

    // Another descriptor of the same file. Throws ResourceExhausted.
    Fd duplicate() const;

private:
    int number_ = -1;
};

void set_close_on_exec(int number, bool on);

}  // namespace mp::os

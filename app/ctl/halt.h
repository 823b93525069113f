// SPDX-License-Identifier: MIT
#pragma once
// When a command pool ends early, in GNU parallel's words: never; soon,fail=3; now,fail=10%; soon,success=1;
// now,done=5.

#include <cstdint>
#include <optional>
#include <string>

namespace ctl {

class HaltRule {
public:
    enum class When : std::uint8_t { never, soon, now };  // soon: let what runs finish

    HaltRule() = default;
    // Throws ValueError with what is understood.
    static HaltRule parse(const std::string& text);

    When when() const { return when_; }
    // total: how many tasks there are, as far as it is known (a percentage of an unknown number never applies).
    bool applies(std::uint64_t succeeded, std::uint64_t failed, std::optional<std::uint64_t> total) const;

private:
    enum class What : std::uint8_t { fail, success, done };
    When when_ = When::never;
    What what_ = What::fail;
    double amount_ = 0;
    bool percent_ = false;
};

}  // namespace ctl

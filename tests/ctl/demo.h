// SPDX-License-Identifier: MIT
#pragma once
// A living lifeguard-demo of two workers, which crashes nowhere by itself, and lifeguardctl beside it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "ctl.h"
#include "support/wait.h"

namespace ctl_test {

class Demo : public testing::Test {
protected:
    void SetUp() override {
        demo_.emplace(Words{mp::test::built("lifeguard-demo"), "/usr/share", "-j2", "--crash-every", "0"},
                      ctl_.options());
        pid_ = std::to_string(demo_->pid());
        ASSERT_THAT(demo_->read_line(), testing::HasSubstr("demo: pid " + pid_));
    }
    static bool gone(int pid) {
        return mp::test::wait_until([&] { return state_of(pid) == 0 || state_of(pid) == 'Z'; });
    }

    Ctl ctl_;
    std::optional<mp::test::Program> demo_;
    std::string pid_;
};

}  // namespace ctl_test

// SPDX-License-Identifier: MIT
#pragma once
// A program in memory (fake_program.h) watched through a real mp::observe::Session.

#include "support/fake_program.h"

namespace mp::test {

// The fake program behind the interface that a Session is made of.
class FakeSource : public observe::SessionSource {
public:
    explicit FakeSource(std::shared_ptr<FakeProgram> program) : program_(std::move(program)) {}
    observe::SourceKind kind() const override { return observe::SourceKind::local; }
    std::string title() const override {
        return program_->name() + " (pid " + std::to_string(program_->program().pid) + ")";
    }
    observe::Snapshot snapshot() override { return program_->take(); }
    bool alive() override { return program_->alive(); }
    observe::Answer send_signal(const observe::Identity& target, int signal) override {
        return program_->command({"signal", target, 0, static_cast<std::uint64_t>(signal)});
    }
    observe::Answer resize(std::uint64_t pool_id, std::uint32_t workers) override {
        return program_->command({"resize", {}, pool_id, workers});
    }
    observe::Answer cancel_task(std::uint64_t pool_id, std::uint64_t task_id) override {
        return program_->command({"cancel", {}, pool_id, task_id});
    }
    observe::Answer restart_worker(const observe::Identity& worker) override {
        return program_->command({"restart", worker, 0, 0});
    }
    observe::Answer drain_worker(const observe::Identity& worker) override {
        return program_->command({"drain", worker, 0, 0});
    }

private:
    std::shared_ptr<FakeProgram> program_;
};

inline observe::Session FakeProgram::session() {
    return observe::Session(std::make_unique<FakeSource>(shared_from_this()));
}

}  // namespace mp::test

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
    observe::Answer carry_out(const observe::Command& c) override {
        using Verb = observe::Command::Verb;
        switch (c.verb) {
            case Verb::signal_tree:
                return signal_tree(c);
            case Verb::pause_pool:
                return pause(c.pool_id, true, program_->command({"pause", {}, c.pool_id, 0}));
            case Verb::unpause_pool:
                return pause(c.pool_id, false, program_->command({"unpause", {}, c.pool_id, 0}));
            case Verb::retry_task:
                return retry(c, program_->command({"retry", {}, c.pool_id, c.task_id}));
            case Verb::retry_failed:
                return retry(c, program_->command({"retry_failed", {}, c.pool_id, 0}));
            default:
                return SessionSource::carry_out(c);
        }
    }
    std::vector<observe::TreeMember> tree(const observe::Identity& root) override {
        std::vector<observe::TreeMember> out;
        add_children(root, out);
        for (std::size_t i = 0; i < out.size(); ++i) add_children(observe::Identity(out[i].identity), out);
        return out;
    }

private:
    void add_children(const observe::Identity& parent, std::vector<observe::TreeMember>& out) {
        program_->edit_all([&](observe::Snapshot& s) {
            for (const auto& p : s.processes)
                if (p.parent == parent && !p.ended_ns) out.push_back({p.identity, parent, p.name});
        });
        for (const auto& stranger : program_->strangers)
            if (stranger.parent == parent) out.push_back(stranger);
    }
    observe::Answer pause(std::uint64_t id, bool paused, observe::Answer answer) {
        program_->edit_all([&](observe::Snapshot& s) {
            for (auto& pool : s.pools)
                if (pool.id == id && answer) pool.paused = paused;
        });
        return answer;
    }
    observe::Answer retry(const observe::Command& c, observe::Answer answer) {
        program_->edit_all([&](observe::Snapshot& s) {
            for (auto& pool : s.pools) {
                if (pool.id != c.pool_id || !answer) continue;
                answer.count = c.task_id != 0 ? std::min<std::uint64_t>(1, pool.retryable_count) : pool.retryable_count;
                pool.retryable_count -= answer.count;
            }
        });
        return answer;
    }
    // What is of the program does as it is told; strangers stay.
    observe::Answer signal_tree(const observe::Command& c) {
        const auto below = tree(c.target);
        const auto answer = program_->command({"signal_tree", c.target, 0, c.number});
        if (!answer) return answer;
        std::vector<observe::Identity> all{c.target};
        for (const auto& member : below) all.push_back(member.identity);
        std::vector<observe::Identity> ended;
        program_->edit_all([&](observe::Snapshot& s) {
            for (auto& p : s.processes) {
                if (std::find(all.begin(), all.end(), p.identity) == all.end()) continue;
                if (c.number == SIGSTOP) p.state = observe::ProcessState::suspended;
                if (c.number == SIGCONT) p.state = observe::ProcessState::running;
                if (c.number == SIGKILL) ended.push_back(p.identity);
            }
        });
        for (const auto& id : ended) program_->exit(id, -SIGKILL, observe::ExitCause::by_lifeguard);
        return {true, {}, all.size()};
    }

    std::shared_ptr<FakeProgram> program_;
};

inline observe::Session FakeProgram::session() {
    return observe::Session(std::make_unique<FakeSource>(shared_from_this()));
}

// A process' line, of which later looks have the newest alone: as many as a reader keeps.
inline void print_line(FakeProgram& program, const observe::Identity& process, const std::string& text,
                       std::size_t kept = 2048) {
    program.log(text);
    program.edit_all([&](observe::Snapshot& s) {
        s.log.back().process = process;
        s.log.back().stream = observe::LogStream::err;
        if (s.log.size() > kept) s.log.erase(s.log.begin());
    });
}

}  // namespace mp::test

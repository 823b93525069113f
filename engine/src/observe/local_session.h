// SPDX-License-Identifier: MIT
#pragma once
// A program of this machine and this user as a session: its registry for seeing, pidfds for signals, its endpoint for
// what needs its help.

#include "mp/observe.h"
#include "observe/discovery.h"
#include "observe/reader.h"

namespace mp::observe {

class LocalSession final : public SessionSource {
public:
    explicit LocalSession(OpenRegistry registry);

    SourceKind kind() const override { return SourceKind::local; }
    std::string title() const override;
    Snapshot snapshot() override { return reader_.read(); }
    Snapshot glance() override { return reader_.read(false); }
    bool alive() override;
    Answer send_signal(const Identity& target, int signal) override;
    Answer resize(std::uint64_t pool_id, std::uint32_t workers) override;
    Answer cancel_task(std::uint64_t pool_id, std::uint64_t task_id) override;
    Answer restart_worker(const Identity& worker) override;
    Answer drain_worker(const Identity& worker) override;
    Answer carry_out(const Command& command) override;
    std::vector<TreeMember> tree(const Identity& root) override;

private:
    Answer ask(std::uint64_t object, const char* verb, std::initializer_list<std::uint64_t> arguments);
    Answer ask_of_worker(const Identity& worker, const char* verb);

    OpenRegistry registry_;
    Reader reader_;
};

}  // namespace mp::observe

// SPDX-License-Identifier: MIT
#include "observe/process_tree.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>
#include <unordered_set>

#include "mp/exceptions.h"
#include "observe/discovery.h"
#include "observe/recording_lock.h"
#include "os/clock.h"
#include "os/pidfd.h"
#include "os/procfs.h"
#include "os/self.h"

namespace mp::observe {

namespace {

using Set = std::unordered_set<Identity>;

// Whoever forks faster than that is not caught.
constexpr std::int64_t tree_patience_ns = 5'000'000'000;

bool is_over(char state) {
    return state == 'Z' || state == 'X';
}

const telemetry::ProcessSlot& slot_of(const telemetry::Region& region, telemetry::Token token) {
    return region.process(telemetry::token_index(token));
}

class TreeReader {
public:
    TreeReader(const telemetry::Region& region, const Identity& root)
        : region_(region), recorder_(recorder_of(identity_in(slot_of(region, region.header().main)))) {
        list_members();
        seen_.insert(root);
        add_children(root);
        for (std::size_t i = 0; i < tree_.size(); ++i) add_children(Identity(tree_[i].identity));
    }
    std::vector<TreeMember> take() { return std::move(tree_); }

private:
    // Everybody of the program who lives, with the parent that the registry has.
    void list_members() {
        const std::uint32_t high =
            std::min(region_.header().process_high.load(std::memory_order_acquire), telemetry::process_slot_count);
        for (std::uint32_t index = 0; index < high; ++index) {
            const telemetry::ProcessSlot& slot = region_.process(index);
            const auto phase = slot.phase.load(std::memory_order_acquire);
            if (phase != telemetry::ProcessPhase::starting && phase != telemetry::ProcessPhase::alive) continue;
            const Identity identity = identity_in(slot);
            if (!identity) continue;
            const telemetry::Token parent = slot.parent.load(std::memory_order_relaxed);
            const auto& above = slot_of(region_, parent);
            const bool known = parent != telemetry::nobody &&
                               above.generation.load(std::memory_order_relaxed) == telemetry::token_generation(parent);
            members_.push_back(
                {identity, known ? identity_in(above) : Identity{}, telemetry::read_text(slot.name, sizeof slot.name)});
        }
    }

    void add_children(const Identity& parent) {
        for (const int pid : os::read_children(parent.pid)) {
            const auto stat = os::read_process_stat(pid);
            if (stat && stat->parent_pid == parent.pid) add(*stat, parent);
        }
        for (const TreeMember& member : members_) {
            if (member.parent != parent || seen_.contains(member.identity)) continue;
            const auto stat = os::read_process_stat(member.identity.pid);
            if (stat && stat->start_ticks == member.identity.start_ticks) add(*stat, parent);
        }
    }

    void add(const os::ProcessStat& stat, const Identity& parent) {
        const Identity identity{stat.pid, stat.start_ticks};
        if (is_over(stat.state) || stat.pid == os::process_id() || (recorder_ && identity == *recorder_)) return;
        if (!seen_.insert(identity).second) return;
        const auto member =
            std::find_if(members_.begin(), members_.end(), [&](const TreeMember& m) { return m.identity == identity; });
        tree_.push_back(
            {identity, parent, member != members_.end() && !member->name.empty() ? member->name : stat.name});
    }

    const telemetry::Region& region_;
    const std::optional<Identity> recorder_;
    std::vector<TreeMember> members_;
    std::vector<TreeMember> tree_;
    Set seen_;
};

// A signal is not there yet when kill() returns; a process that is stopped cannot fork.
void wait_until_stopped(const Identity& process, std::int64_t deadline_ns) {
    for (;;) {
        const auto stat = os::read_process_stat(process.pid);
        if (!stat || stat->start_ticks != process.start_ticks || is_over(stat->state) || stat->state == 'T' ||
            stat->state == 't' || os::monotonic_ns() >= deadline_ns)
            return;
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
}

struct Round {
    std::vector<TreeMember> reached;
    std::uint64_t refused = 0;
    std::string first_refusal;

    void note(const TreeMember& member, const Answer& answer) {
        if (answer) {
            reached.push_back(member);
            return;
        }
        const auto stat = os::read_process_stat(member.identity.pid);
        if (!stat || stat->start_ticks != member.identity.start_ticks || is_over(stat->state)) return;  // it has ended
        ++refused;
        if (first_refusal.empty()) first_refusal = answer.reason;
    }
};

Answer outcome(const Round& round) {
    Answer answer;
    answer.count = round.reached.size();
    if (round.refused == 0) return answer;
    answer.accepted = false;
    answer.reason = std::to_string(round.reached.size()) + " of " +
                    std::to_string(round.reached.size() + round.refused) + " processes got it; " + round.first_refusal;
    return answer;
}

}  // namespace

std::string who(const Identity& process) {
    return "process " + std::to_string(process.pid);
}

Answer signal_process(const Identity& target, int signal) {
    try {
        const os::Pidfd process = os::Pidfd::open(target.pid);
        if (os::read_start_ticks(target.pid) != target.start_ticks)
            return {false, who(target) + " has ended; another process has its number now, and nothing was sent to it"};
        if (!process.send_signal(signal)) return {false, who(target) + " has ended already"};
        return {};
    } catch (const ProcessLookupError&) {
        return {false, who(target) + " has ended already"};
    } catch (const OSError& e) {
        return {false, std::string("no signal was sent to ") + who(target) + ": " + e.what()};
    }
}

std::vector<TreeMember> read_tree(const telemetry::Region& region, const Identity& root) {
    return TreeReader(region, root).take();
}

Answer signal_tree(const telemetry::Region& region, const Identity& root, int signal) {
    const bool stops = signal == SIGKILL || signal == SIGSTOP;
    const int first = stops ? SIGSTOP : signal;
    const std::int64_t deadline_ns = os::monotonic_ns() + tree_patience_ns;
    if (const Answer answer = signal_process(root, first); !answer) return answer;
    Round round;
    round.reached.push_back({root, {}, {}});
    if (stops) wait_until_stopped(root, deadline_ns);
    Set seen{root};
    for (bool news = true; news && os::monotonic_ns() < deadline_ns;) {
        news = false;
        for (const TreeMember& member : read_tree(region, root)) {
            if (!seen.insert(member.identity).second) continue;
            news = true;
            round.note(member, signal_process(member.identity, first));
        }
        if (news && stops)
            for (const TreeMember& member : round.reached) wait_until_stopped(member.identity, deadline_ns);
    }
    if (signal != SIGKILL) return outcome(round);
    Round killed;
    killed.refused = round.refused;
    killed.first_refusal = round.first_refusal;
    for (const TreeMember& member : round.reached) killed.note(member, signal_process(member.identity, signal));
    return outcome(killed);
}

}  // namespace mp::observe

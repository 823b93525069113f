// SPDX-License-Identifier: MIT
#include "observe/local_session.h"

#include "mp/exceptions.h"
#include "observe/command.h"
#include "observe/process_tree.h"
#include "os/procfs.h"

namespace mp::observe {

LocalSession::LocalSession(OpenRegistry registry) : registry_(std::move(registry)), reader_(registry_.region()) {}

std::string LocalSession::title() const {
    const telemetry::Header& header = registry_.region().header();
    return telemetry::read_text(header.name, sizeof header.name) + " (pid " +
           std::to_string(registry_.announcement.pid) + ")";
}

bool LocalSession::alive() {
    const auto stat = os::read_process_stat(registry_.announcement.pid);
    return stat && stat->start_ticks == registry_.announcement.start_ticks && stat->state != 'Z' && stat->state != 'X';
}

Answer LocalSession::send_signal(const Identity& target, int signal) {
    if (find_member(registry_.region(), target) == nullptr)
        return {false, who(target) + " does not belong to " + title()};
    return signal_process(target, signal);
}

Answer LocalSession::ask(std::uint64_t object, const char* verb, std::initializer_list<std::uint64_t> arguments) {
    if (!alive()) return {false, title() + " has ended"};
    const telemetry::Header& header = registry_.region().header();
    return request(telemetry::read_text(header.endpoint, sizeof header.endpoint), object, verb, {arguments});
}

Answer LocalSession::resize(std::uint64_t pool_id, std::uint32_t workers) {
    return ask(pool_id, "resize", {workers});
}

Answer LocalSession::cancel_task(std::uint64_t pool_id, std::uint64_t task_id) {
    return ask(pool_id, "cancel", {task_id});
}

Answer LocalSession::ask_of_worker(const Identity& worker, const char* verb) {
    const telemetry::ProcessSlot* slot = find_member(registry_.region(), worker);
    if (slot == nullptr) return {false, who(worker) + " does not belong to " + title()};
    if (slot->phase.load(std::memory_order_acquire) == telemetry::ProcessPhase::ended)
        return {false, who(worker) + " has ended already"};
    const std::uint64_t pool = slot->pool.load(std::memory_order_relaxed);
    if (pool == 0) return {false, who(worker) + " is no pool's worker"};
    return ask(pool, verb, {static_cast<std::uint64_t>(worker.pid), worker.start_ticks});
}

Answer LocalSession::restart_worker(const Identity& worker) {
    return ask_of_worker(worker, "restart");
}
Answer LocalSession::drain_worker(const Identity& worker) {
    return ask_of_worker(worker, "drain");
}

Answer LocalSession::carry_out(const Command& command) {
    switch (command.verb) {
        case Command::Verb::signal_tree:
            if (find_member(registry_.region(), command.target) == nullptr)
                return {false, who(command.target) + " does not belong to " + title()};
            return signal_tree(registry_.region(), command.target, static_cast<int>(command.number));
        case Command::Verb::pause_pool:
            return ask(command.pool_id, "pause", {});
        case Command::Verb::unpause_pool:
            return ask(command.pool_id, "unpause", {});
        case Command::Verb::retry_task:
            return ask(command.pool_id, "retry", {command.task_id});
        case Command::Verb::retry_failed:
            return ask(command.pool_id, "retry_failed", {});
        default:
            return SessionSource::carry_out(command);
    }
}

std::vector<TreeMember> LocalSession::tree(const Identity& root) {
    if (find_member(registry_.region(), root) == nullptr) return {};
    return read_tree(registry_.region(), root);
}

}  // namespace mp::observe

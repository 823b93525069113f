// SPDX-License-Identifier: MIT
#include "process/finalize.h"

#include <map>

#include "mp/logging.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/spawn.h"
#include "process/current.h"

namespace mp::process {

namespace {

constexpr std::int64_t patience_ns = 2'000'000'000;

struct Finalizers {
    std::mutex mutex;
    std::map<std::pair<int, FinalizerId>, std::function<void()>> by_priority;  // run from the back
    FinalizerId next = 1;
    bool arranged = false;
    std::atomic<bool> exiting{false};
};

Finalizers& finalizers() {
    static auto* all = new Finalizers;  // never destroyed: it is used after static destruction has begun
    return *all;
}

// The functions of the parent are forgotten, not destroyed: what they own is the parent's to end.
const bool finalizers_know_of_forks = [] {
    os::at_fork([] { finalizers().mutex.lock(); }, [] { finalizers().mutex.unlock(); },
                [] {
                    Finalizers& all = finalizers();
                    static_cast<void>(new auto(std::move(all.by_priority)));
                    all.by_priority.clear();
                    all.exiting = false;
                    all.mutex.unlock();
                });
    return true;
}();

void run_finalizers(int lowest_priority) {
    Finalizers& all = finalizers();
    for (;;) {
        std::function<void()> function;
        {
            const std::lock_guard guard(all.mutex);
            if (all.by_priority.empty()) return;
            const auto last = std::prev(all.by_priority.end());
            if (last->first.first < lowest_priority) return;
            function = std::move(last->second);
            all.by_priority.erase(last);
        }
        function();
    }
}

// Daemonic ones are told to end and, if they do not, made to; others are waited for.
void end_children() {
    const auto children = living_children();
    for (const auto& state : children) {
        if (!state->daemon) continue;
        get_logger().info("calling terminate() for daemon " + state->name);
        state->child->send_signal(os::signal_terminate, Cause::by_lifeguard);
    }
    const std::int64_t deadline = os::deadline_after(patience_ns);
    for (const auto& state : children) {
        if (!state->daemon) continue;
        get_logger().info("calling join() for process " + state->name);
        if (state->child->wait_until(deadline)) continue;
        state->child->send_signal(os::signal_kill, Cause::by_lifeguard);
        state->child->wait_until(os::deadline_after(patience_ns));
    }
    for (const auto& state : children) {
        if (state->daemon) continue;
        get_logger().info("calling join() for process " + state->name);
        state->child->wait_until(os::forever_ns);
    }
}

}  // namespace

FinalizerId add_finalizer(int priority, std::function<void()> function) {
    (void)finalizers_know_of_forks;
    arrange_exit();
    Finalizers& all = finalizers();
    const std::lock_guard guard(all.mutex);
    const FinalizerId id = all.next++;
    all.by_priority.emplace(std::pair(priority, id), std::move(function));
    return id;
}

bool cancel_finalizer(FinalizerId id) {
    Finalizers& all = finalizers();
    const std::lock_guard guard(all.mutex);
    return std::erase_if(all.by_priority, [id](const auto& entry) { return entry.first.second == id; }) != 0;
}

void shut_down() noexcept {
    try {
        // A child comes here twice: before its exit handlers and as one of them. It is said once.
        if (!finalizers().exiting.exchange(true)) get_logger().info("process shutting down");
        get_logger().debug("running all \"atexit\" finalizers with priority >= 0");
        run_finalizers(0);
        end_children();
        get_logger().debug("running the remaining \"atexit\" finalizers");
        run_finalizers(INT32_MIN);
    } catch (const std::exception& error) {
        // Out of memory or descriptors at the very end: the process ends all the same, and says why it left things.
        const std::string text = std::string("shutting down: ") + error.what() + "\n";
        os::write_to_stderr(text.data(), text.size());
    }
}

void arrange_exit() {
    Finalizers& all = finalizers();
    const std::lock_guard guard(all.mutex);
    if (all.arranged) return;
    os::on_exit([](int) { shut_down(); });
    all.arranged = true;
}

bool is_exiting() noexcept {
    return finalizers().exiting;
}

}  // namespace mp::process

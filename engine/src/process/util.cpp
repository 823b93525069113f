// SPDX-License-Identifier: MIT
#include "mp/util.h"

#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "mp/logging.h"
#include "os/self.h"
#include "os/stream_socket.h"
#include "process/current.h"
#include "process/finalize.h"

namespace mp::util {

struct Finalize::State {
    std::function<void()> callback;
    std::atomic<bool> active{true};
    process::FinalizerId id = 0;
    int owner = os::process_id();

    void run() {
        if (owner == os::process_id() && active.exchange(false)) std::exchange(callback, nullptr)();
    }
};

Finalize::Finalize(std::function<void()> callback, int exitpriority) : state_(std::make_shared<State>()) {
    state_->callback = std::move(callback);
    state_->id = process::add_finalizer(exitpriority, [state = state_] {
        try {
            state->run();
        } catch (...) {
            // nobody is left to be told
        }
    });
}

void Finalize::operator()() const {
    process::cancel_finalizer(state_->id);
    state_->run();
}

void Finalize::cancel() const noexcept {
    process::cancel_finalizer(state_->id);
    state_->active.store(false);
}

bool Finalize::still_active() const noexcept {
    return state_->active.load() && state_->owner == os::process_id();
}

bool is_exiting() noexcept {
    return process::is_exiting();
}

std::string get_temp_dir() {
    constexpr int after_most = -100;  // others' finalizers may still have files in it
    {
        const process::Table table;
        if (!table->temp_dir.empty()) return table->temp_dir;
    }
    std::string path = os::make_private_folder("pymp-");
    {
        const process::Table table;
        if (table->temp_dir.empty()) table->temp_dir = path;
        if (table->temp_dir != path) {  // another thread was faster
            std::filesystem::remove(path);
            return table->temp_dir;
        }
    }
    get_logger().info("created temp directory " + path);
    process::add_finalizer(after_most, [path] {
        std::error_code gone;  // somebody tidied up before
        std::filesystem::remove_all(path, gone);
    });
    return path;
}

namespace {

// Grows only; children read it while they have one thread.
std::vector<std::function<void()>>& after_fork() {
    static auto* const functions = [] {
        os::at_fork(nullptr, nullptr, [] {
            for (const auto& function : after_fork()) function();
        });
        return new std::vector<std::function<void()>>;
    }();
    return *functions;
}

std::atomic_flag after_fork_busy = ATOMIC_FLAG_INIT;

}  // namespace

void register_after_fork(std::function<void()> function) {
    while (after_fork_busy.test_and_set(std::memory_order_acquire)) os::yield_cpu();
    after_fork().push_back(std::move(function));
    after_fork_busy.clear(std::memory_order_release);
}

}  // namespace mp::util

// SPDX-License-Identifier: MIT
#include "process/reaper.h"

#include <array>
#include <chrono>
#include <thread>
#include <vector>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/futex.h"
#include "os/self.h"
#include "os/thread.h"

namespace mp::process {

namespace {

std::atomic<Reaper*> the_reaper{nullptr};
thread_local bool is_reaper_thread = false;

// Held while a reaper is made, and around every fork. Never destroyed: children may end during static destruction.
std::mutex& creation_mutex() {
    static auto* mutex = new std::mutex;
    return *mutex;
}

}  // namespace

// ---- Child

std::optional<ExitInfo> Child::exit() const noexcept {
    if (ended_.load(std::memory_order_acquire) == 0) return std::nullopt;
    return exit_;
}

std::optional<ExitInfo> Child::poll() noexcept {
    return wait_until(0);
}

// Whoever claims the child waits on its pidfd and reaps it itself: so a join costs one wake-up, not two. Meanwhile the
// reaper's thread looks away; other joiners sleep on the word.
std::optional<ExitInfo> Child::wait_until(std::int64_t deadline_ns) noexcept {
    if (auto known = exit()) return known;
    if (reaper_.take_over(*this)) {
        const bool ended = pidfd_.wait_until(deadline_ns);
        if (ended && try_reap()) return exit();
        reaper_.give_back(*this);
        return exit();
    }
    joiners_.fetch_add(1);
    while (ended_.load() == 0 && os::futex_wait(ended_, 0, deadline_ns)) {
    }
    joiners_.fetch_sub(1);
    return exit();
}

bool Child::try_reap() noexcept {
    const auto code = server_ == telemetry::nobody ? pidfd_.reap() : code_from_server();
    if (!code) return false;
    exit_ = record_exit(telemetry::Registry::instance(), token_, pid_, *code);
    {
        const std::lock_guard guard(mutex_);
        pidfd_.reset();
    }
    if (on_exit_) on_exit_(exit_);
    on_exit_ = nullptr;
    ended_.store(1);
    if (joiners_.load() != 0) os::futex_wake(ended_, INT32_MAX);
    reaper_.forget(*this);
    return true;
}

// It says its code itself where it ends in an orderly way; else its fork server does, and the kernel where the server
// is dead. Who would have reaped it is not known to anybody then, so there may be no answer: 255, as in Python.
std::optional<int> Child::code_from_server() const noexcept {
    constexpr std::int64_t patience_ns = 1'000'000'000;
    constexpr std::int64_t slice_ns = 10'000'000;
    if (!pidfd_.ended()) return std::nullopt;
    telemetry::Registry& registry = telemetry::Registry::instance();
    const telemetry::ProcessSlot& slot = registry.slot(token_);
    const std::int64_t deadline = os::deadline_after(patience_ns);
    for (;;) {
        const bool last = !registry.alive(server_) || os::monotonic_ns() > deadline;
        if (const auto declared = registry.declared_exit(token_)) return declared;
        const auto told = pidfd_.exitcode_of_stranger(pid_, slot.start_ticks.load(std::memory_order_relaxed));
        if (told) return told;
        if (last) return os::unknown_exitcode;
        os::futex_wait(slot.declared_exit, 0, os::deadline_after(slice_ns));
    }
}

bool Child::send_signal(int number, Cause cause) {
    const std::lock_guard guard(mutex_);
    if (!pidfd_) return false;
    note_signal(telemetry::Registry::instance(), token_, cause);
    return pidfd_.send_signal(number);
}

os::Fd Child::sentinel() const {
    const std::lock_guard guard(mutex_);
    if (pidfd_) return pidfd_.file().duplicate();
    return os::EventFd(true).release();  // ended: readable for ever
}

// ---- Reaper

Reaper::Reaper() = default;

Reaper& Reaper::instance() {
    if (Reaper* reaper = the_reaper.load(std::memory_order_acquire)) return *reaper;
    const std::lock_guard guard(creation_mutex());
    if (Reaper* reaper = the_reaper.load(std::memory_order_acquire)) return *reaper;
    (void)fork_handlers_registered_;
    watch_memory_limit();
    (void)telemetry::Registry::instance();
    auto reaper = std::unique_ptr<Reaper>(new Reaper);
    os::start_engine_thread("mp-reaper", [self = reaper.get()] { self->run(); });
    the_reaper.store(reaper.get(), std::memory_order_release);
    return *reaper.release();  // its thread lives as long as the process
}

bool Reaper::in_reaper_thread() noexcept {
    return is_reaper_thread;
}

std::unique_lock<std::mutex> Reaper::hold_still() {
    constexpr std::int64_t patience_ns = 100'000'000;
    constexpr std::chrono::microseconds pause{50};
    Reaper* reaper = the_reaper.load(std::memory_order_acquire);
    if (reaper == nullptr || is_reaper_thread) return {};
    std::unique_lock awake(reaper->awake_, std::defer_lock);
    const std::int64_t deadline = os::deadline_after(patience_ns);
    while (!reaper->settled_.load(std::memory_order_acquire) || !awake.try_lock()) {
        if (os::monotonic_ns() > deadline) break;
        std::this_thread::sleep_for(pause);
    }
    return awake;
}

// The forked child has no thread for its copy of the reaper: it gives back the descriptors and forgets it, memory and
// all (the functions in it may own things that only the parent may end). Registered when the library is loaded: to do
// so while a fork waits for one of these mutexes could wait for that fork.
const bool Reaper::fork_handlers_registered_ = [] {
    os::at_fork(
        [] {
            creation_mutex().lock();
            if (Reaper* reaper = the_reaper.load()) reaper->mutex_.lock();
        },
        [] {
            if (Reaper* reaper = the_reaper.load()) reaper->mutex_.unlock();
            creation_mutex().unlock();
        },
        [] {
            if (Reaper* reaper = the_reaper.exchange(nullptr)) {
                reaper->epoll_.reset();
                for (auto& [key, watched] : reaper->watched_) {
                    if (watched.child) watched.child->pidfd_.reset();
                }
            }
            is_reaper_thread = false;
            creation_mutex().unlock();
        });
    return true;
}();

std::shared_ptr<Child> Reaper::watch(os::Pidfd pidfd, int pid, Token token, OnExit on_exit, Token server) {
    const int descriptor = pidfd.get();
    std::shared_ptr<Child> child(new Child(*this, std::move(pidfd), pid, token, std::move(on_exit), server));
    const std::lock_guard guard(mutex_);
    child->key_ = next_key_++;
    watched_.emplace(child->key_, Watched{child, nullptr, descriptor});
    try {
        epoll_.add(descriptor, child->key_);
    } catch (...) {
        watched_.erase(child->key_);
        throw;
    }
    return child;
}

bool Reaper::take_over(Child& child) noexcept {
    const std::lock_guard guard(mutex_);
    if (child.claimed_) return false;
    child.claimed_ = true;
    epoll_.remove(child.pidfd_.get());
    return true;
}

void Reaper::give_back(Child& child) noexcept {
    const std::lock_guard guard(mutex_);
    child.claimed_ = false;
    try {
        epoll_.add(child.pidfd_.get(), child.key_);
    } catch (const Exception&) {
        // The system is out of memory for watching: the child is reaped by whoever asks for its exit code next.
    }
}

void Reaper::forget(const Child& child) noexcept {
    const std::lock_guard guard(mutex_);
    watched_.erase(child.key_);
}

Reaper::SourceId Reaper::add_source(int descriptor, std::function<void()> on_readable) {
    const std::lock_guard guard(mutex_);
    const std::uint64_t key = next_key_++;
    watched_.emplace(key,
                     Watched{nullptr, std::make_shared<std::function<void()>>(std::move(on_readable)), descriptor});
    try {
        epoll_.add(descriptor, key);
    } catch (...) {
        watched_.erase(key);
        throw;
    }
    return key;
}

void Reaper::remove_source(SourceId id) noexcept {
    std::unique_lock running(sources_mutex_, std::defer_lock);
    // Waits for a run of the function that is under way, unless that run is the caller.
    if (!in_reaper_thread()) running.lock();
    const std::lock_guard guard(mutex_);
    const auto found = watched_.find(id);
    if (found == watched_.end()) return;
    epoll_.remove(found->second.descriptor);
    watched_.erase(found);
}

void Reaper::run() noexcept {
    is_reaper_thread = true;
    std::array<std::uint64_t, 64> keys{};
    for (;;) {
        settled_.store(true, std::memory_order_release);
        const std::size_t count = epoll_.wait(keys);
        const std::lock_guard awake(awake_);
        for (std::size_t i = 0; i < count; ++i) handle(keys[i]);
    }
}

void Reaper::handle(std::uint64_t key) noexcept {
    std::shared_ptr<Child> child;
    std::shared_ptr<std::function<void()>> source;
    std::unique_lock running(sources_mutex_);
    {
        const std::lock_guard guard(mutex_);
        const auto found = watched_.find(key);
        if (found == watched_.end()) return;
        child = found->second.child;
        source = found->second.source;
        if (child && child->claimed_) return;
        if (child) {
            child->claimed_ = true;
            epoll_.remove(found->second.descriptor);
        }
    }
    if (source) {
        (*source)();
        return;
    }
    running.unlock();
    if (!child->try_reap()) give_back(*child);
}

}  // namespace mp::process

// SPDX-License-Identifier: MIT
#pragma once
// The reaper: one engine thread per process that waits for all children at once (an epoll over their pidfds), so that
// no child stays a zombie and no end goes unnoticed, whether anybody joins or not. It costs one descriptor per living
// child and none afterwards.
//
// Threads: everything here is safe from any thread. After a fork the child starts with no reaper and gets its own with
// its first child.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "os/pidfd.h"
#include "os/poll.h"
#include "process/exit_status.h"

namespace mp::process {

class Reaper;

// A child of this process, watched until its end. Handles are shared: the reaper's own goes at the end of the child.
class Child {
public:
    int pid() const noexcept { return pid_; }
    Token token() const noexcept { return token_; }
    Token server() const noexcept { return server_; }  // the fork server that forked it; nobody: another did

    // Known from the moment at which somebody (reaper or joiner) has reaped it.
    std::optional<ExitInfo> exit() const noexcept;
    // The same; reaps it if it has ended and nobody has noticed yet.
    std::optional<ExitInfo> poll() noexcept;
    // Sleeps until the child has ended or the moment has passed; any number of threads at once.
    std::optional<ExitInfo> wait_until(std::int64_t deadline_ns) noexcept;
    // False when it has ended. The cause is what observers are told when the signal ends it.
    bool send_signal(int number, Cause cause);
    // A descriptor of the caller's own that is readable once the child has ended.
    os::Fd sentinel() const;

    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

private:
    friend class Reaper;
    Child(Reaper& reaper, os::Pidfd pidfd, int pid, Token token, OnExit on_exit, Token server)
        : reaper_(reaper),
          pidfd_(std::move(pidfd)),
          pid_(pid),
          token_(token),
          server_(server),
          on_exit_(std::move(on_exit)) {}

    bool try_reap() noexcept;  // the caller has claimed it
    std::optional<int> code_from_server() const noexcept;

    Reaper& reaper_;
    mutable std::mutex mutex_;  // guards pidfd_ against its end
    os::Pidfd pidfd_;
    int pid_;
    Token token_;
    Token server_;  // the fork server that reaps it; nobody: it is this process's own to reap
    OnExit on_exit_;
    ExitInfo exit_;
    std::atomic<std::uint32_t> ended_{0};  // a futex word: joiners sleep on it
    bool claimed_ = false;  // by the thread that waits on the pidfd and will reap; guarded by the reaper's mutex
    std::uint64_t key_ = 0;
    std::atomic<std::uint32_t> joiners_{0};
};

class Reaper {
public:
    // Starts the thread when there is none. Throws ResourceExhausted.
    static Reaper& instance();
    // True inside on_exit, when the calling thread is the reaper's.
    static bool in_reaper_thread() noexcept;
    // For as long as the lock lives the reaper's thread, where there is one, sleeps: whatever its functions may hold
    // (a logging handler's mutex, an allocator that knows nothing of forks) is free, so that a fork may take its copy.
    // Patient for 100 ms only: what it waits for could be the caller's.
    static std::unique_lock<std::mutex> hold_still();

    // Watches a child of this process that nobody else will reap, or one that a fork server reaps and declares. At its
    // end: registry.finish(), the exit event, then on_exit, in the reaper's thread or in one that waits for the child.
    // on_exit must not throw and must not wait for other children. Throws ResourceExhausted; then the child is not
    // watched.
    std::shared_ptr<Child> watch(os::Pidfd pidfd, int pid, Token token, OnExit on_exit = nullptr,
                                 Token server = telemetry::nobody);

    // For descriptors that bring news of children (a nursery's reports): on_readable runs in the reaper's thread.
    using SourceId = std::uint64_t;
    SourceId add_source(int descriptor, std::function<void()> on_readable);
    // Afterwards on_readable does not run and will not (unless called from within it).
    void remove_source(SourceId id) noexcept;

    Reaper(const Reaper&) = delete;
    Reaper& operator=(const Reaper&) = delete;

private:
    friend class Child;
    Reaper();
    void run() noexcept;
    void handle(std::uint64_t key) noexcept;
    bool take_over(Child& child) noexcept;     // a joiner will wait for it; false when another does
    void give_back(Child& child) noexcept;     // the joiner does not any more
    void forget(const Child& child) noexcept;  // it has ended
    static const bool fork_handlers_registered_;

    struct Watched {
        std::shared_ptr<Child> child;
        std::shared_ptr<std::function<void()>> source;
        int descriptor = -1;
    };

    os::Epoll epoll_;
    std::mutex mutex_;                  // guards watched_
    std::mutex sources_mutex_;          // held while a source's function runs
    std::mutex awake_;                  // held by its thread while it does not sleep
    std::atomic<bool> settled_{false};  // the thread has got as far as its first sleep
    std::unordered_map<std::uint64_t, Watched> watched_;
    std::uint64_t next_key_ = 1;
};

}  // namespace mp::process

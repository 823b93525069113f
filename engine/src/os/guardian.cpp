// SPDX-License-Identifier: MIT
#include "os/guardian.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>
#include <new>

#include "os/error.h"
#include "os/fd.h"
#include "os/pidfd.h"
#include "os/self.h"

namespace mp::os {

namespace {

using Place = std::atomic<int>;  // a group's number; 0: free; taken: its child does not exist yet
static_assert(Place::is_always_lock_free);
constexpr std::size_t places_count = 16384;
constexpr int taken = -1;

// True: some are there still. A group that is gone is forgotten: its number may soon be somebody else's.
bool signal_groups(Place* places, int number) noexcept {
    bool any = false;
    for (std::size_t i = 0; i < places_count; ++i) {
        const int group = places[i].load(std::memory_order_acquire);
        if (group <= 1) continue;
        if (::kill(-group, number) == 0) {
            any = true;
        } else {
            places[i].store(0, std::memory_order_release);
        }
    }
    return any;
}

// The guardian's whole life. Between fork and exit of a process that may have threads: system calls only.
[[noreturn]] void stand_guard(Place* places, int process) noexcept {
    ::setsid();  // no key of the terminal and no kill of the process's group reaches it
    ::prctl(PR_SET_NAME, "mp-guardian");
    if (::dup2(process, 0) < 0) ::_exit(1);
    ::syscall(SYS_close_range, 1, ~0U, 0);
    if (::chdir("/") < 0) ::_exit(1);
    pollfd ended{0, POLLIN, 0};
    while (::poll(&ended, 1, -1) < 1) {
    }
    constexpr int slice_ms = 10;
    signal_groups(places, SIGTERM);
    signal_groups(places, SIGCONT);  // who is stopped hears nothing else
    for (std::int64_t left = group_grace_ns / 1'000'000; left > 0 && signal_groups(places, 0); left -= slice_ms)
        ::poll(nullptr, 0, slice_ms);
    signal_groups(places, SIGKILL);
    ::_exit(0);
}

class Guardian {
public:
    Place* claim() {
        const std::lock_guard lock(mutex_);
        make_sure();
        for (std::size_t i = 0; i < places_count; ++i) {
            int expected = 0;
            if (places_[i].compare_exchange_strong(expected, taken, std::memory_order_acq_rel)) return &places_[i];
        }
        throw_error(EAGAIN, "watch over another command", "16384 of them run in this process");
    }
    void renew() {
        const std::lock_guard lock(mutex_);
        if (places_ != nullptr) make_sure();
    }
    int descriptor() const noexcept { return number_.load(std::memory_order_relaxed); }
    int pid() const noexcept { return pid_.load(std::memory_order_relaxed); }

    // The copy in a forked child: the guardian is the parent's, and so are the groups.
    void forget() noexcept {
        if (places_ != nullptr) ::munmap(static_cast<void*>(places_), places_count * sizeof(Place));
        file_.reset();
    }

private:
    void make_sure() {
        if (places_ == nullptr) {
            void* memory = ::mmap(nullptr, places_count * sizeof(Place), PROT_READ | PROT_WRITE,
                                  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
            if (memory == MAP_FAILED) throw_errno("make memory for a guardian");
            places_ = new (memory) Place[places_count]{};
        }
        if (file_) {
            siginfo_t info{};
            ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(file_.get()), &info,
                     WEXITED | WNOHANG | __WCLONE);
            if (info.si_pid == 0) return;
        }
        start();
    }

    void start() {
        const Pidfd self = Pidfd::open(::getpid());
        sigset_t all;
        sigset_t before;
        sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before);
        int file = -1;
        // Neither fork handlers nor a signal to the process at its end: nothing of the process takes part in it.
        const long pid = ::syscall(SYS_clone, CLONE_PIDFD, nullptr, &file, nullptr, nullptr);
        if (pid == 0) stand_guard(places_, self.get());
        const int code = errno;
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (pid < 0) throw_error(code, "start a process", "the guardian of this one");
        pid_ = static_cast<int>(pid);
        Fd opened(file);
        ::fcntl(opened.get(), F_SETFD, FD_CLOEXEC);
        if (!file_) {
            file_ = std::move(opened);
            number_ = file_.get();
        } else if (::dup3(opened.get(), file_.get(), O_CLOEXEC) < 0) {
            throw_errno("keep the descriptor of a guardian");
        }
    }

    std::mutex mutex_;
    Place* places_ = nullptr;
    Fd file_;  // of the guardian
    std::atomic<int> number_{-1};
    std::atomic<int> pid_{0};
};

alignas(Guardian) std::byte storage[sizeof(Guardian)];

Guardian& guardian() {
    static Guardian* const first = [] {
        auto* made = new (storage) Guardian;
        at_fork(nullptr, nullptr, [] {
            auto* copied = std::launder(reinterpret_cast<Guardian*>(storage));
            copied->forget();
            new (storage) Guardian;
        });
        return made;
    }();
    (void)first;
    return *std::launder(reinterpret_cast<Guardian*>(storage));
}

}  // namespace

GroupGuard GroupGuard::claim() {
    return GroupGuard(guardian().claim());
}

int GroupGuard::descriptor() noexcept {
    return guardian().descriptor();
}

void GroupGuard::renew() {
    guardian().renew();
}

int GroupGuard::pid() noexcept {
    return guardian().pid();
}

}  // namespace mp::os

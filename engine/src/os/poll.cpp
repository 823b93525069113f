// SPDX-License-Identifier: MIT
#include "os/poll.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <vector>

#include "os/clock.h"
#include "os/error.h"

namespace mp::os {

namespace {

// ppoll with a deadline: the rest of the time is counted anew after each interruption.
int poll_until(pollfd* entries, std::size_t count, std::int64_t deadline_ns) noexcept {
    for (;;) {
        timespec rest{};
        const bool for_ever = deadline_ns == forever_ns;
        if (!for_ever && deadline_ns > 0) {
            const std::int64_t left = std::max<std::int64_t>(deadline_ns - monotonic_ns(), 0);
            rest.tv_sec = left / 1'000'000'000;
            rest.tv_nsec = left % 1'000'000'000;
        }
        const int ready = ::ppoll(entries, count, for_ever ? nullptr : &rest, nullptr);
        if (ready >= 0 || errno != EINTR) return ready;
    }
}

bool wait_one(int descriptor, short events, std::int64_t deadline_ns) noexcept {
    pollfd entry{descriptor, events, 0};
    return poll_until(&entry, 1, deadline_ns) > 0;
}

}  // namespace

bool wait_readable(int descriptor, std::int64_t deadline_ns) noexcept {
    return wait_one(descriptor, POLLIN, deadline_ns);
}

bool wait_writable(int descriptor, std::int64_t deadline_ns) noexcept {
    return wait_one(descriptor, POLLOUT, deadline_ns);
}

int wait_any(std::span<Polled> descriptors, std::int64_t deadline_ns) noexcept {
    std::array<pollfd, 8> few{};
    std::vector<pollfd> many;
    pollfd* entries = few.data();
    if (descriptors.size() > few.size()) {
        many.resize(descriptors.size());
        entries = many.data();
    }
    for (std::size_t i = 0; i < descriptors.size(); ++i)
        entries[i] = {descriptors[i].descriptor, descriptors[i].for_writing ? short{POLLOUT} : short{POLLIN}, 0};
    const int ready = poll_until(entries, descriptors.size(), deadline_ns);
    for (std::size_t i = 0; i < descriptors.size(); ++i) descriptors[i].ready = ready > 0 && entries[i].revents != 0;
    return std::max(ready, 0);
}

Epoll::Epoll() : file_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!file_) throw_errno("create an epoll");
}

void Epoll::add(int descriptor, std::uint64_t key) {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = key;
    if (::epoll_ctl(file_.get(), EPOLL_CTL_ADD, descriptor, &event) < 0) throw_errno("watch a descriptor");
}

void Epoll::change(int descriptor, std::uint64_t key, bool reading, bool writing) noexcept {
    epoll_event event{};
    if (reading) event.events |= EPOLLIN;
    if (writing) event.events |= EPOLLOUT;
    event.data.u64 = key;
    ::epoll_ctl(file_.get(), EPOLL_CTL_MOD, descriptor, &event);
}

void Epoll::remove(int descriptor) noexcept {
    epoll_event none{};
    ::epoll_ctl(file_.get(), EPOLL_CTL_DEL, descriptor, &none);
}

std::size_t Epoll::wait(std::span<std::uint64_t> keys) const noexcept {
    return wait_ms(keys, -1);
}
std::size_t Epoll::wait_until(std::span<std::uint64_t> keys, std::int64_t deadline_ns) const noexcept {
    if (deadline_ns == forever_ns) return wait_ms(keys, -1);
    const std::int64_t left_ns = std::max<std::int64_t>(deadline_ns - monotonic_ns(), 0);
    return wait_ms(keys, static_cast<int>(std::min<std::int64_t>((left_ns + 999'999) / 1'000'000, 60'000)));
}
std::size_t Epoll::look(std::span<std::uint64_t> keys) const noexcept {
    return wait_ms(keys, 0);
}

std::size_t Epoll::wait_ms(std::span<std::uint64_t> keys, int timeout_ms) const noexcept {
    std::array<epoll_event, 64> events{};
    const auto room = static_cast<int>(std::min(keys.size(), events.size()));
    int count = 0;
    do {
        count = ::epoll_wait(file_.get(), events.data(), room, timeout_ms);
    } while (count < 0 && errno == EINTR);
    for (int i = 0; i < count; ++i) keys[static_cast<std::size_t>(i)] = events[static_cast<std::size_t>(i)].data.u64;
    return count > 0 ? static_cast<std::size_t>(count) : 0;
}

EventFd::EventFd(bool set) : file_(::eventfd(set ? 1 : 0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!file_) throw_errno("create an eventfd");
}

void EventFd::set() noexcept {
    const std::uint64_t one = 1;
    // Fails only when the counter is full, and then the descriptor is readable all the same.
    if (::write(file_.get(), &one, sizeof one) < 0) return;
}

void EventFd::clear() noexcept {
    std::uint64_t count = 0;
    if (::read(file_.get(), &count, sizeof count) < 0) return;  // was not set
}

}  // namespace mp::os

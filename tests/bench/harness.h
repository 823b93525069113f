// SPDX-License-Identifier: MIT
#pragma once
// What every measurement is made of: a clock, memory that processes share, and processes that begin at one word.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

inline double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

[[noreturn]] inline void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

// A T that children of fork share with this process; it stays until the program's end.
template <class T, class... A>
T* shared(A&&... a) {
    void* page = ::mmap(nullptr, sizeof(T), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) fail("mmap");
    return new (page) T(std::forward<A>(a)...);
}

// Two descriptors that close themselves.
struct Ends {
    explicit Ends(int (*make)(int*)) {
        if (make(fd.data()) != 0) fail("a pipe or a socket pair");
    }
    ~Ends() {
        close(0);
        close(1);
    }
    Ends(const Ends&) = delete;
    Ends& operator=(const Ends&) = delete;
    void close(std::size_t end) {
        if (fd[end] >= 0) ::close(fd[end]);
        fd[end] = -1;
    }
    std::array<int, 2> fd{-1, -1};
};

inline int make_pipe(int* ends) {
    return ::pipe2(ends, O_CLOEXEC);
}

inline void write_all(int fd, const void* data, std::size_t size) {
    for (auto* at = static_cast<const char*>(data); size > 0;) {
        const ssize_t done = ::write(fd, at, size);
        if (done <= 0) fail("write");
        at += done;
        size -= static_cast<std::size_t>(done);
    }
}

inline void read_all(int fd, void* data, std::size_t size) {
    for (auto* at = static_cast<char*>(data); size > 0;) {
        const ssize_t done = ::read(fd, at, size);
        if (done <= 0) fail("read");
        at += done;
        size -= static_cast<std::size_t>(done);
    }
}

// Runs body in a child of fork, which dies with this process; returns its pid.
inline pid_t in_child(const std::function<void()>& body) {
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) fail("fork");
    if (pid > 0) return pid;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    try {
        body();
        ::_exit(0);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        ::_exit(1);
    }
}

// How a process is started; what comes back waits for its end.
using Start = std::function<std::function<void()>(std::function<void()> body)>;

inline std::function<void()> forked(std::function<void()> body) {
    return [pid = in_child(body)] { ::waitpid(pid, nullptr, 0); };
}

// Processes that begin together; the clock runs until the last of those that count says that it is done.
class Team {
public:
    explicit Team(Start start = forked) : start_(std::move(start)) {}

    // What a member says and hears: it prepares, calls wait(), works, and calls done() if its end is the end.
    class Gate {
    public:
        explicit Gate(Team& team) : team_(team) {}
        void wait() const {
            char word = 1;
            write_all(team_.ready_.fd[1], &word, 1);
            read_all(team_.go_.fd[0], &word, 1);
        }
        void done() const { write_all(team_.done_.fd[1], "", 1); }

    private:
        Team& team_;
    };

    void add(std::function<void(const Gate&)> member) {
        members_.push_back(start_([this, member = std::move(member)] { member(Gate(*this)); }));
    }

    // Seconds from the word to the last of so many done(). Throws when a member has ended before.
    double run(int count) {
        ready_.close(1);
        done_.close(1);
        std::vector<char> words(members_.size());
        read_all(ready_.fd[0], words.data(), words.size());
        const auto start = Clock::now();
        write_all(go_.fd[1], words.data(), words.size());
        std::vector<char> last(static_cast<std::size_t>(count));
        read_all(done_.fd[0], last.data(), last.size());
        const double seconds = seconds_since(start);
        for (const auto& join : members_) join();
        return seconds;
    }

private:
    Start start_;
    Ends ready_{make_pipe};
    Ends go_{make_pipe};
    Ends done_{make_pipe};
    std::vector<std::function<void()>> members_;
};

// Producers and consumers that share so many messages; messages a second. Each side is made in its process, before the
// word: make_put() and make_get() return what is called once a message.
template <class MakePut, class MakeGet>
double stream(int producers, int consumers, long messages, MakePut make_put, MakeGet make_get, Start start = forked) {
    Team team(std::move(start));
    for (int i = 0; i < consumers; ++i)
        team.add([&](const Team::Gate& gate) {
            auto get = make_get();
            gate.wait();
            for (long n = messages / consumers; n > 0; --n) get();
            gate.done();
        });
    for (int i = 0; i < producers; ++i)
        team.add([&](const Team::Gate& gate) {
            auto put = make_put();
            gate.wait();
            for (long n = messages / producers; n > 0; --n) put();
        });
    return static_cast<double>(messages) / team.run(consumers);
}

// Seconds a call of step takes, of so many.
template <class Step>
double seconds_each(long times, Step step) {
    const auto start = Clock::now();
    for (long i = 0; i < times; ++i) step();
    return seconds_since(start) / static_cast<double>(times);
}

// One side asks, the other answers; seconds a round trip. make_answer() is called in the other process.
template <class MakeAsk, class MakeAnswer>
double round_trip(long times, MakeAsk make_ask, MakeAnswer make_answer, Start start = forked) {
    Team team(std::move(start));
    team.add([&](const Team::Gate& gate) {
        auto answer = make_answer();
        gate.wait();
        for (long i = 0; i < times; ++i) answer();
    });
    team.add([&](const Team::Gate& gate) {
        auto ask = make_ask();
        gate.wait();
        for (long i = 0; i < times; ++i) ask();
        gate.done();
    });
    return team.run(1) / static_cast<double>(times);
}

}  // namespace bench

// SPDX-License-Identifier: MIT
// Rows 5, 6 and 9 of the speed table: a lock alone and fought over, a process started and joined.
#include <pthread.h>
#include <semaphore.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <boost/interprocess/sync/interprocess_mutex.hpp>
#include <chrono>
#include <csignal>
#include <cstring>
#include <new>

#include "contest.h"
#include "mp/multiprocessing.h"

extern char** environ;

namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::time_point since) {
    return std::chrono::duration<double>(Clock::now() - since).count();
}

template <class T, class... A>
T* shared(A&&... a) {
    void* page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    return new (page) T(std::forward<A>(a)...);
}

pthread_mutex_t* shared_mutex(bool robust) {
    auto* mutex = shared<pthread_mutex_t>();
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    if (robust) pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutex_init(mutex, &attributes);
    return mutex;
}

template <class Acquire, class Release>
double alone(Acquire acquire, Release release) {
    constexpr int pairs = 5'000'000;
    const auto start = Clock::now();
    for (int i = 0; i < pairs; ++i) {
        acquire();
        release();
    }
    return seconds(start) * 1e9 / pairs;
}

struct Counts {
    std::atomic<bool> go{false};
    std::atomic<bool> stop{false};
    std::atomic<long> mine[2]{};
};

// Two processes take and give it back for half a second; million pairs a second together, and the slower one's share.
template <class Acquire, class Release>
double fought_over(Acquire acquire, Release release, double* share = nullptr) {
    auto* counts = shared<Counts>();
    int pids[2];
    for (int who = 0; who < 2; ++who) {
        pids[who] = ::fork();
        if (pids[who] != 0) continue;
        while (!counts->go) {
        }
        long pairs = 0;
        while (!counts->stop.load(std::memory_order_relaxed)) {
            for (int i = 0; i < 64; ++i) {
                acquire();
                release();
            }
            pairs += 64;
        }
        counts->mine[who] = pairs;
        ::_exit(0);
    }
    const auto start = Clock::now();
    counts->go = true;
    ::usleep(500'000);
    counts->stop = true;
    const double passed = seconds(start);
    for (const int pid : pids) ::waitpid(pid, nullptr, 0);
    const double first = static_cast<double>(counts->mine[0]);
    const double second = static_cast<double>(counts->mine[1]);
    if (share != nullptr) *share = std::min(first, second) / (first + second);
    return (first + second) / passed / 1e6;
}

void do_nothing() {}

double start_and_join(const char* method) {
    const mp::Context context = mp::get_context(method);
    const int times = std::strcmp(method, "spawn") == 0 ? 60 : 300;
    const auto start = Clock::now();
    for (int i = 0; i < times; ++i) {
        auto process = context.Process({.target = mp::call<do_nothing>()});
        process.start();
        process.join();
    }
    return seconds(start) * 1e3 / times;
}

double raw_fork() {
    constexpr int times = 300;
    const auto start = Clock::now();
    for (int i = 0; i < times; ++i) {
        const int pid = ::fork();
        if (pid == 0) ::_exit(0);
        ::waitpid(pid, nullptr, 0);
    }
    return seconds(start) * 1e3 / times;
}

// The least that a fork server can be: a request, a fork, the pid back, the end waited for and told.
class RawForkServer {
public:
    RawForkServer() {
        int ends[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
        server_ = ::fork();
        if (server_ == 0) {
            ::close(ends[0]);
            serve(ends[1]);
        }
        ::close(ends[1]);
        socket_ = ends[0];
    }
    ~RawForkServer() {
        ::close(socket_);
        ::waitpid(server_, nullptr, 0);
    }
    RawForkServer(const RawForkServer&) = delete;
    RawForkServer& operator=(const RawForkServer&) = delete;

    double start_and_join() const {
        constexpr int times = 300;
        const auto start = Clock::now();
        for (int i = 0; i < times; ++i) {
            int words[2] = {};
            if (::write(socket_, words, sizeof words[0]) < 0) return -1;
            if (::recv(socket_, words, sizeof words, MSG_WAITALL) != sizeof words) return -1;
        }
        return seconds(start) * 1e3 / times;
    }

private:
    [[noreturn]] static void serve(int socket) {
        int request = 0;
        while (::read(socket, &request, sizeof request) == sizeof request) {
            int words[2] = {::fork(), 0};
            if (words[0] == 0) ::_exit(0);
            if (::write(socket, &words[0], sizeof words[0]) < 0) break;
            ::waitpid(words[0], &words[1], 0);
            if (::write(socket, &words[1], sizeof words[1]) < 0) break;
        }
        ::_exit(0);
    }
    int server_ = -1;
    int socket_ = -1;
};

double raw_spawn(const char* self) {
    constexpr int times = 60;
    const auto start = Clock::now();
    for (int i = 0; i < times; ++i) {
        const char* arguments[] = {self, "--leave", nullptr};
        pid_t pid = 0;
        if (::posix_spawn(&pid, self, nullptr, nullptr, const_cast<char**>(arguments), environ) != 0) return -1;
        ::waitpid(pid, nullptr, 0);
    }
    return seconds(start) * 1e3 / times;
}

constexpr const char* python_lock =
    "import multiprocessing as m, time\n"
    "l=m.Lock(); t=time.time()\n"
    "for i in range(300000): l.acquire(); l.release()\n"
    "print((time.time()-t)*1e9/300000)";
constexpr const char* python_forkserver =
    "import multiprocessing as m, time\n"
    "c=m.get_context(\"forkserver\")\n"
    "p=c.Process(target=abs,args=(1,)); p.start(); p.join()\n"
    "t=time.time()\n"
    "for i in range(50):\n"
    " p=c.Process(target=abs,args=(1,)); p.start(); p.join()\n"
    "print((time.time()-t)*1e3/50)";
constexpr const char* python_fork =
    "import multiprocessing as m, time\n"
    "t=time.time()\n"
    "for i in range(100):\n"
    " p=m.Process(target=abs,args=(1,)); p.start(); p.join()\n"
    "print((time.time()-t)*1e3/100)";

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    if (argc > 1 && std::strcmp(argv[1], "--leave") == 0) return 0;
    using bench::Better;
    const RawForkServer raw_fork_server;  // before anything that would make its forks dearer
    mp::Lock lock;
    mp::RLock rlock;
    auto* plain = shared_mutex(false);
    auto* robust = shared_mutex(true);
    auto* boost_mutex = shared<boost::interprocess::interprocess_mutex>();
    auto* semaphore = shared<sem_t>();
    ::sem_init(semaphore, 1, 1);
    bench::contest("Lock, acquire and release by one", "ns a pair", Better::lower, 7,
                   {{"mp::Lock", [&] { return alone([&] { lock.acquire(); }, [&] { lock.release(); }); }},
                    {"mp::RLock", [&] { return alone([&] { rlock.acquire(); }, [&] { rlock.release(); }); }},
                    {"pthread, process-shared",
                     [&] { return alone([&] { pthread_mutex_lock(plain); }, [&] { pthread_mutex_unlock(plain); }); }},
                    {"pthread, robust",
                     [&] { return alone([&] { pthread_mutex_lock(robust); }, [&] { pthread_mutex_unlock(robust); }); }},
                    {"boost interprocess_mutex",
                     [&] { return alone([&] { boost_mutex->lock(); }, [&] { boost_mutex->unlock(); }); }},
                    {"sem_t", [&] { return alone([&] { ::sem_wait(semaphore); }, [&] { ::sem_post(semaphore); }); }},
                    {"CPython Lock", [] { return bench::python(python_lock); }}});
    double share = 0;
    std::vector<double> shares;
    bench::contest(
        "Lock, two processes", "million pairs/s", Better::higher, 5,
        {{"mp::Lock",
          [&] {
              const double figure = fought_over([&] { lock.acquire(); }, [&] { lock.release(); }, &share);
              shares.push_back(share);
              return figure;
          }},
         {"pthread, process-shared",
          [&] { return fought_over([&] { pthread_mutex_lock(plain); }, [&] { pthread_mutex_unlock(plain); }); }},
         {"pthread, robust",
          [&] { return fought_over([&] { pthread_mutex_lock(robust); }, [&] { pthread_mutex_unlock(robust); }); }},
         {"boost interprocess_mutex",
          [&] { return fought_over([&] { boost_mutex->lock(); }, [&] { boost_mutex->unlock(); }); }},
         {"sem_t", [&] { return fought_over([&] { ::sem_wait(semaphore); }, [&] { ::sem_post(semaphore); }); }}});
    std::printf("  the slower process had %.0f %% of mp::Lock's\n", 100 * bench::median(shares));
    bench::contest("Process, start and join: fork", "ms", Better::lower, 5,
                   {{"mp::Process", [] { return start_and_join("fork"); }},
                    {"fork and waitpid", raw_fork},
                    {"CPython Process", [] { return bench::python(python_fork); }}});
    bench::contest("Process, start and join: spawn", "ms", Better::lower, 5,
                   {{"mp::Process", [] { return start_and_join("spawn"); }},
                    {"posix_spawn of the same program", [&] { return raw_spawn(argv[0]); }}});
    const auto contest_of_servers = [&](const char* title) {
        bench::contest(title, "ms", Better::lower, 5,
                       {{"mp::Process", [] { return start_and_join("forkserver"); }},
                        {"bare fork server", [&] { return raw_fork_server.start_and_join(); }},
                        {"CPython Process", [] { return bench::python(python_forkserver); }}});
    };
    contest_of_servers("Process, start and join: forkserver");
    constexpr std::size_t gib = std::size_t{1} << 30;
    void* ballast = ::mmap(nullptr, gib, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    contest_of_servers("the same, from a program of 1 GiB");
    ::munmap(ballast, gib);
    return 0;
}

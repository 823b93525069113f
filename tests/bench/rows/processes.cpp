// SPDX-License-Identifier: MIT
// Rows 9, 10 and 21: processes started and joined, one and ten thousand, and a pool's first result.
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>

#include <filesystem>

#include "harness.h"
#include "mp/multiprocessing.h"
#include "table.h"

extern char** environ;

namespace bench {

namespace {

void do_nothing() {}

int give_back(int x) {
    return x;
}

void start_and_join(const mp::Context& context) {
    auto process = context.Process({.target = mp::call<do_nothing>()});
    process.start();
    process.join();
    if (process.exitcode() != 0) throw std::runtime_error("a process that does nothing has failed");
}

void bare_fork() {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(0);
    if (pid < 0 || ::waitpid(pid, nullptr, 0) != pid) fail("fork");
}

pid_t spawn_self(const char* word, int input = -1, int output = -1) {
    static const std::string self = std::filesystem::read_symlink("/proc/self/exe");
    std::array<char*, 3> arguments = {const_cast<char*>(self.c_str()), const_cast<char*>(word), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    if (input >= 0) ::posix_spawn_file_actions_adddup2(&actions, input, 0);
    if (output >= 0) ::posix_spawn_file_actions_adddup2(&actions, output, 1);
    pid_t pid = 0;
    errno = ::posix_spawn(&pid, self.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (errno != 0) fail("posix_spawn");
    return pid;
}

Figure python_start(const std::string& method, int times, double unit) {
    return python("import multiprocessing as m, time\nif __name__ == '__main__':\n c = m.get_context('" + method +
                  "')\n n = " + std::to_string(times) + R"(
 t = time.perf_counter()
 for i in range(n):
  p = c.Process(target=abs, args=(1,))
  p.start()
  p.join()
 print((time.perf_counter() - t) / n * )" +
                  std::to_string(unit) + ")");
}

Row fork_start() {
    return {
        "Process start and join, fork",
        "ms",
        Better::lower,
        {{"mp::Process", [] { return 1e3 * seconds_each(500, [c = mp::get_context("fork")] { start_and_join(c); }); }},
         {"CPython Process", [] { return python_start("fork", 100, 1e3); }},
         {"fork and waitpid", [] { return 1e3 * seconds_each(500, bare_fork); }, 1.3}}};
}

Row spawn_start() {
    return {
        "Process start and join, spawn",
        "ms",
        Better::lower,
        {{"mp::Process", [] { return 1e3 * seconds_each(100, [c = mp::get_context("spawn")] { start_and_join(c); }); }},
         {"CPython Process", [] { return python_start("spawn", 5, 1e3); }},
         {"posix_spawn of the same program",
          [] { return 1e3 * seconds_each(100, [] { ::waitpid(spawn_self("--leave"), nullptr, 0); }); }, 1.5}}};
}

int make_sockets(int* ends) {
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

// The least that a fork server can be: a request, a fork, the pid back, the end waited for and told.
double bare_fork_server() {
    Ends ends(make_sockets);
    const pid_t server = in_child([&] {
        for (int word = 0;;) {
            read_all(ends.fd[1], &word, sizeof word);
            const pid_t pid = ::fork();
            if (pid == 0) ::_exit(0);
            write_all(ends.fd[1], &pid, sizeof pid);
            ::waitpid(pid, &word, 0);
            write_all(ends.fd[1], &word, sizeof word);
        }
    });
    const double seconds = seconds_each(500, [&] {
        std::array<int, 2> words{};
        write_all(ends.fd[0], words.data(), sizeof(int));
        read_all(ends.fd[0], words.data(), sizeof words);
    });
    ::kill(server, SIGKILL);
    ::waitpid(server, nullptr, 0);
    return seconds;
}

double our_fork_server() {
    const mp::Context context = mp::get_context("forkserver");
    start_and_join(context);  // the server is there now
    return seconds_each(500, [&] { start_and_join(context); });
}

// ballast: what the program holds besides, which a fork of its own would have to copy the tables of.
double with_ballast(std::size_t bytes, double (*measure)()) {
    void* memory = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (memory == MAP_FAILED) fail("mmap");
    const double seconds = measure();
    ::munmap(memory, bytes);
    return seconds;
}

Row forkserver_start(bool large) {
    const auto ours = [large] {
        return 1e3 * (large ? with_ballast(std::size_t{1} << 30, our_fork_server) : our_fork_server());
    };
    return {std::string("Process start and join, forkserver") + (large ? ", from a program of 1 GiB" : ""),
            "ms",
            Better::lower,
            {{"mp::Process", ours},
             {"CPython Process", [] { return python_start("forkserver", 50, 1e3); }},
             {"bare fork server", [] { return 1e3 * bare_fork_server(); }, 1.5}}};
}

// ---- row 10

double pool_start(const std::string& method, int times) {
    double seconds = 0;
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        mp::Pool pool({.processes = 4, .context = mp::get_context(method)});
        if (pool.apply(mp::fn<give_back>, 7) != 7) throw std::runtime_error("a wrong result");
        seconds += seconds_since(start);
        pool.terminate();
        pool.join();
    }
    return 1e3 * seconds / times;
}

// The least there is to do: four processes, a byte to the first and back.
template <class StartOne>
double four_processes(int times, StartOne start_one) {
    double seconds = 0;
    for (int i = 0; i < times; ++i) {
        const auto start = Clock::now();
        Ends ends(make_sockets);
        std::array<pid_t, 4> pids{};
        for (pid_t& pid : pids) pid = start_one(ends);
        char byte = 1;
        write_all(ends.fd[0], &byte, 1);
        read_all(ends.fd[0], &byte, 1);
        seconds += seconds_since(start);
        for (const pid_t pid : pids) {
            ::kill(pid, SIGKILL);
            ::waitpid(pid, nullptr, 0);
        }
    }
    return 1e3 * seconds / times;
}

void echo_one_byte(int fd) {
    char byte = 0;
    read_all(fd, &byte, 1);
    write_all(fd, &byte, 1);
}

double four_forks(int times) {
    return four_processes(times, [](const Ends& ends) { return in_child([&] { echo_one_byte(ends.fd[1]); }); });
}

double four_spawns(int times) {
    return four_processes(times, [](const Ends& ends) { return spawn_self("--echo", ends.fd[1], ends.fd[1]); });
}

Figure python_pool(const std::string& method, int times) {
    return python("import multiprocessing as m, time\nif __name__ == '__main__':\n c = m.get_context('" + method +
                  "')\n n = " + std::to_string(times) + R"(
 passed = 0
 for i in range(n):
  t = time.perf_counter()
  p = c.Pool(4)
  p.apply(abs, (-7,))
  passed += time.perf_counter() - t
  p.terminate()
  p.join()
 print(passed * 1e3 / n)
)");
}

Row pool_first_result(const std::string& method) {
    const bool fork = method != "spawn";
    return {"Pool(4), construction to first result, " + method,
            "ms",
            Better::lower,
            {{"mp::Pool", [=] { return pool_start(method, 20); }},
             {"CPython Pool", [=] { return python_pool(method, fork ? 20 : 3); }},
             {fork ? "four bare forks" : "four times posix_spawn",
              [=] { return fork ? four_forks(20) : four_spawns(20); }, 1.5}}};
}

// ---- row 21

std::size_t entries(const char* directory) {
    return static_cast<std::size_t>(
        std::distance(std::filesystem::directory_iterator(directory), std::filesystem::directory_iterator()));
}

double ten_thousand() {
    const mp::Context context = mp::get_context("fork");
    start_and_join(context);  // what the engine keeps from the first on is there now
    const std::size_t descriptors = entries("/proc/self/fd");
    const std::size_t files = entries("/dev/shm");
    const double rate = 1 / seconds_each(10'000, [&] { start_and_join(context); });
    if (entries("/proc/self/fd") != descriptors) throw std::runtime_error("descriptors were left behind");
    if (entries("/dev/shm") != files) throw std::runtime_error("files were left behind in /dev/shm");
    if (::waitpid(-1, nullptr, WNOHANG) == 0 || !mp::active_children().empty())
        throw std::runtime_error("children were left behind");
    return rate;
}

Figure python_many() {
    const Figure seconds = python_start("fork", 1000, 1);
    return seconds ? Figure(1 / *seconds) : seconds;
}

Row many_processes() {
    return {"10,000 processes started and joined one by one",
            "1/s",
            Better::higher,
            {{"mp::Process", ten_thousand, 2000},
             {"CPython Process", python_many},
             {"fork and waitpid", [] { return 1 / seconds_each(10'000, bare_fork); }}}};
}

}  // namespace

void add_process_rows(Recipes& recipes) {
    recipes.push_back({"9a", fork_start});
    recipes.push_back({"9b", spawn_start});
    recipes.push_back({"9c", [] { return forkserver_start(false); }});
    recipes.push_back({"9d", [] { return forkserver_start(true); }});
    recipes.push_back({"10a", [] { return pool_first_result("fork"); }});
    recipes.push_back({"10b", [] { return pool_first_result("spawn"); }});
    recipes.push_back({"10c", [] { return pool_first_result("forkserver"); }});
    recipes.push_back({"21", many_processes});
}

}  // namespace bench

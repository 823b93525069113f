// SPDX-License-Identifier: MIT
#include "os/command.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string_view>
#include <utility>

#include "os/error.h"
#include "os/self.h"

extern char** environ;  // POSIX wants it declared by the program

namespace mp::os {

namespace {

// Everything the child needs, made before it exists: it shares our memory until it has become the program.
struct Prepared {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    std::string program;  // the file to try first; "": look for it in PATH
    const char* directory = nullptr;
    const CommandSpawn* how = nullptr;
    std::atomic<int>* group = nullptr;  // where it writes its group's number
    sigset_t signals_before;
};

// What happened in the child, left in the memory that it shares with us.
struct Outcome {
    volatile int code = 0;
    volatile bool at_directory = false;
};

void use_as(int descriptor, int number) noexcept {
    if (descriptor == number) return;  // inherited as it is
    if (descriptor >= 0) {
        ::dup2(descriptor, number);
    } else if (const int null = ::open("/dev/null", O_RDWR); null >= 0 && null != number) {
        ::dup2(null, number);
        ::close(null);
    }
}

// Runs in the child of vfork: system calls only, and no way out but exec and _exit.
// noipa: gcc takes what a function without return leaves in memory for dead, and the parent reads it.
[[noreturn, gnu::noipa]] void become(const Prepared& prepared, Outcome& outcome, int parent) noexcept {
    if (prepared.how->die_with_us) {
        // Under a guardian it may tidy up first.
        ::prctl(PR_SET_PDEATHSIG, prepared.group != nullptr ? SIGTERM : SIGKILL);
        if (::getppid() != parent) ::_exit(127);
    }
    if (prepared.how->own_session) {
        ::setsid();
    } else if (prepared.how->own_group) {
        ::setpgid(0, 0);
        if (prepared.group != nullptr) prepared.group->store(::getpid(), std::memory_order_release);
    }
    struct sigaction plain {};
    plain.sa_handler = SIG_DFL;
    for (int number = 1; number < NSIG; ++number) ::sigaction(number, &plain, nullptr);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    use_as(prepared.how->input, STDIN_FILENO);
    use_as(prepared.how->output, STDOUT_FILENO);
    use_as(prepared.how->error, STDERR_FILENO);
    if (prepared.directory != nullptr && ::chdir(prepared.directory) < 0) {
        outcome.at_directory = true;
        outcome.code = errno;
        ::_exit(127);
    }
    // Where it stood the last time; anything unusual about that is left to the search.
    if (!prepared.program.empty())
        ::execve(prepared.program.c_str(), prepared.arguments.data(), prepared.environment.data());
    ::execvpe(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
    outcome.code = errno;
    ::_exit(127);
}

// The file that a program's name stands for, as a shell remembers it: one command runs thousands of times, and each
// failed exec on the way through PATH costs about as much as ten other system calls.
std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return {};
    thread_local std::string known_name;
    thread_local std::string known_path;
    thread_local std::string known_file;
    const char* variable = ::getenv("PATH");
    const std::string_view path = variable != nullptr ? variable : "";
    if (name == known_name && path == known_path) return known_file;
    known_name = name;
    known_path = path;
    known_file.clear();
    for (std::size_t at = 0; at < path.size();) {
        const std::size_t end = std::min(path.find(':', at), path.size());
        std::string file(path.substr(at, end - at));
        at = end + 1;
        // One relative to the directory may be another one for the next command.
        if (file.empty() || file.front() != '/') break;
        file += '/' + name;
        struct stat info {};
        if (::stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(file.c_str(), X_OK) == 0) {
            known_file = std::move(file);
            break;
        }
    }
    return known_file;
}

Prepared prepare(const CommandSpawn& command) {
    Prepared out;
    out.program = find_program(command.arguments.front());
    for (const std::string& argument : command.arguments) out.arguments.push_back(const_cast<char*>(argument.c_str()));
    out.arguments.push_back(nullptr);
    for (char** variable = environ; *variable != nullptr; ++variable) {
        // What hands this program's registry over is nobody else's business.
        if (std::strncmp(*variable, "LIFEGUARD_REGISTRY=", 19) != 0) out.environment.push_back(*variable);
    }
    for (const std::string& variable : command.environment)
        out.environment.push_back(const_cast<char*>(variable.c_str()));
    out.environment.push_back(nullptr);
    if (!command.directory.empty()) out.directory = command.directory.c_str();
    out.how = &command;
    return out;
}

// In a function of its own: what vfork could leave undefined here is nothing.
[[gnu::noinline]] int begin(Prepared& prepared, Outcome& outcome) noexcept {
    const int parent = ::getpid();
    // No handler of ours may run in the child, which has our memory: all signals wait until it is another program.
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &prepared.signals_before);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    const int pid = ::vfork();
#pragma GCC diagnostic pop
    if (pid == 0) become(prepared, outcome, parent);
    const int code = errno;
    ::pthread_sigmask(SIG_SETMASK, &prepared.signals_before, nullptr);
    errno = code;
    return pid;
}

}  // namespace

StartedCommand start_command(const CommandSpawn& command) {
    if (command.arguments.empty() || command.arguments.front().empty())
        throw_error(ENOENT, "start a command", "no command given");
    Prepared prepared = prepare(command);
    GroupGuard guard;
    if (command.own_group && !command.own_session && command.die_with_us) guard = GroupGuard::claim();
    prepared.group = guard.place();
    Outcome outcome;
    const int pid = begin(prepared, outcome);
    if (pid < 0) throw_errno("start a process for", command.arguments.front());
    if (outcome.code != 0) {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        throw_error(outcome.code, outcome.at_directory ? "change to directory" : "run",
                    outcome.at_directory ? command.directory : command.arguments.front());
    }
    try {
        return {pid, Pidfd::open(pid), std::move(guard)};
    } catch (...) {
        ::kill(-pid, SIGKILL);
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        throw;
    }
}

void signal_group(int pid, int number) noexcept {
    ::kill(-pid, number);
}

Pipe make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) < 0) throw_errno("make a pipe");
    return {Fd(ends[0]), Fd(ends[1])};
}

Fd make_unnamed_file() {
    std::error_code code;
    const std::filesystem::path directory = std::filesystem::temp_directory_path(code);
    if (code) throw_error(code.value(), "find the directory for temporary files", environment("TMPDIR"));
    Fd file(::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (file) return file;
    // Not every file system has it.
    std::string path = (directory / "lifeguard-output-XXXXXX").string();
    file = Fd(::mkostemp(path.data(), O_CLOEXEC));
    if (!file) throw_errno("make a temporary file in", directory.string());
    ::unlink(path.c_str());
    return file;
}

bool is_terminal(int descriptor) noexcept {
    return ::isatty(descriptor) == 1;
}

int terminal_columns(int descriptor) noexcept {
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

bool reader_is_gone(int descriptor) noexcept {
    pollfd looked_at{descriptor, POLLOUT, 0};
    return ::poll(&looked_at, 1, 0) == 1 && (looked_at.revents & (POLLERR | POLLHUP)) != 0;
}

void open_standard_streams() noexcept {
    // The lowest free number is given: once those below are open, it is the one that was found closed.
    for (int descriptor = 0; descriptor <= 2; ++descriptor)
        if (::fcntl(descriptor, F_GETFD) < 0) static_cast<void>(::open("/dev/null", O_RDWR));
}

}  // namespace mp::os

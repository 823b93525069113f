// SPDX-License-Identifier: MIT
#include "os/command.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "os/error.h"
#include "os/self.h"

extern char** environ;  // POSIX wants it declared by the program

namespace mp::os {

namespace {

// Everything the child needs, made before it exists: it shares our memory until it has become the program.
struct Prepared {
    std::vector<char*> arguments;
    std::vector<char*> environment;
    const char* directory = nullptr;
    const CommandSpawn* how = nullptr;
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
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) ::_exit(127);
    }
    if (prepared.how->own_session) {
        ::setsid();
    } else if (prepared.how->own_group) {
        ::setpgid(0, 0);
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
    ::execvpe(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
    outcome.code = errno;
    ::_exit(127);
}

Prepared prepare(const CommandSpawn& command) {
    Prepared out;
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

}  // namespace

StartedCommand start_command(const CommandSpawn& command) {
    if (command.arguments.empty() || command.arguments.front().empty())
        throw_error(ENOENT, "start a command", "no command given");
    Prepared prepared = prepare(command);
    Outcome outcome;
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
    const int fork_code = errno;
    ::pthread_sigmask(SIG_SETMASK, &prepared.signals_before, nullptr);
    if (pid < 0) throw_error(fork_code, "start a process for", command.arguments.front());
    if (outcome.code != 0) {
        while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        throw_error(outcome.code, outcome.at_directory ? "change to directory" : "run",
                    outcome.at_directory ? command.directory : command.arguments.front());
    }
    try {
        return {pid, Pidfd::open(pid)};
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

TemporaryFile make_temporary_file(const char* prefix) {
    std::error_code code;
    const std::filesystem::path directory = std::filesystem::temp_directory_path(code);
    if (code) throw_error(code.value(), "find the directory for temporary files", environment("TMPDIR"));
    std::string path = (directory / prefix).string() + "XXXXXX";
    Fd file(::mkostemp(path.data(), O_CLOEXEC));
    if (!file) throw_errno("make a temporary file", path);
    return {std::move(file), std::move(path)};
}

bool is_terminal(int descriptor) noexcept {
    return ::isatty(descriptor) == 1;
}

int terminal_columns(int descriptor) noexcept {
    winsize size{};
    return ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace mp::os

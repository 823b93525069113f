// SPDX-License-Identifier: MIT
#include "support/program.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "support/wait.h"

extern char** environ;

namespace mp::test {
namespace {

using Clock = std::chrono::steady_clock;

void check(int error, const std::string& what) {
    if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

struct Ends {
    int read = -1;
    int write = -1;
};

Ends make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) check(errno, "pipe2");
    return {ends[0], ends[1]};
}

void close_end(int& fd) {
    if (fd >= 0) ::close(fd);
    fd = -1;
}

std::vector<std::string> environment_with(const std::map<std::string, std::string>& changes) {
    std::vector<std::string> result;
    for (char** at = environ; *at != nullptr; ++at) {
        const std::string entry = *at;
        if (!changes.contains(entry.substr(0, entry.find('=')))) result.push_back(entry);
    }
    for (const auto& [name, value] : changes) {
        if (!value.empty()) result.push_back(name + "=" + value);
    }
    return result;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> result;
    for (auto& text : texts) result.push_back(text.data());
    result.push_back(nullptr);
    return result;
}

int spawn(std::vector<std::string> command, const RunOptions& options, const std::array<int, 3>& streams) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    check(::posix_spawn_file_actions_init(&actions), "posix_spawn_file_actions_init");
    check(::posix_spawnattr_init(&attributes), "posix_spawnattr_init");
    for (int number = 0; number < 3; ++number) {
        check(::posix_spawn_file_actions_adddup2(&actions, streams[static_cast<std::size_t>(number)], number), "dup2");
    }
    if (!options.directory.empty()) {
        check(::posix_spawn_file_actions_addchdir_np(&actions, options.directory.c_str()), "chdir");
    }
    sigset_t none;  // a mask that the test has set is not the program's
    ::sigemptyset(&none);
    ::posix_spawnattr_setsigmask(&attributes, &none);
    ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    auto environment = environment_with(options.environment);
    int pid = -1;
    const int error = ::posix_spawnp(&pid, command.at(0).c_str(), &actions, &attributes, pointers(command).data(),
                                     pointers(environment).data());
    ::posix_spawnattr_destroy(&attributes);
    ::posix_spawn_file_actions_destroy(&actions);
    check(error, "start " + command[0]);
    return pid;
}

// Appends what can be read now; false at the end of the stream.
bool drain(int fd, std::string& text) {
    std::array<char, 65536> buffer{};
    const auto count = ::read(fd, buffer.data(), buffer.size());
    if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
    return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

}  // namespace

Program::Program(const std::vector<std::string>& command, const RunOptions& options) : pending_(options.input) {
    ::signal(SIGPIPE, SIG_IGN);  // a program that ends early is seen by its exit code
    auto in = make_pipe();
    auto out = make_pipe();
    auto err = make_pipe();
    input_ = in.write;
    output_ = out.read;
    error_ = err.read;
    for (const int fd : {input_, output_, error_}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
    pid_ = spawn(command, options, {in.read, out.write, err.write});
    for (int fd : {in.read, out.write, err.write}) ::close(fd);
}

Program::~Program() {
    if (!ended_) {
        ::kill(pid_, SIGKILL);
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
    }
    close_end(input_);
    close_end(output_);
    close_end(error_);
}

void Program::write(const std::string& text) {
    pending_ += text;
    while (!pending_.empty() && pump(std::chrono::seconds(20))) {
    }
}

void Program::close_input() {
    close_end(input_);
}

// Moves what the three streams allow, waiting at most limit for the first of them; false when all is at its end.
bool Program::pump(std::chrono::milliseconds limit) {
    std::array<pollfd, 3> set{
        {{output_, POLLIN, 0}, {error_, POLLIN, 0}, {pending_.empty() ? -1 : input_, POLLOUT, 0}}};
    if (output_ < 0 && error_ < 0) return false;
    if (::poll(set.data(), set.size(), static_cast<int>(limit.count())) <= 0) return true;
    if (set[0].revents != 0 && !drain(output_, result_.out)) close_end(output_);
    if (set[1].revents != 0 && !drain(error_, result_.err)) close_end(error_);
    if (set[2].revents != 0) {
        const auto count = ::write(input_, pending_.data(), pending_.size());
        if (count > 0) pending_.erase(0, static_cast<std::size_t>(count));
        if (count < 0 && errno == EPIPE) pending_.clear();
    }
    return true;
}

std::string Program::read_line(std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    for (;;) {
        const auto newline = result_.out.find('\n', line_start_);
        if (newline != std::string::npos) {
            const auto line = result_.out.substr(line_start_, newline - line_start_);
            line_start_ = newline + 1;
            return line;
        }
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now());
        if (left.count() <= 0 || output_ < 0) {
            throw std::runtime_error("no further line of output; standard error said: " + result_.err);
        }
        pump(left);
    }
}

void Program::send_signal(int number) const {
    if (!ended_) ::kill(pid_, number);
}

void Program::reap(int status) {
    ended_ = true;
    result_.code = WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

bool Program::running() {
    int status = 0;
    if (!ended_ && ::waitpid(pid_, &status, WNOHANG) == pid_) reap(status);
    return !ended_;
}

RunResult Program::wait(std::chrono::milliseconds limit) {
    const auto end = Clock::now() + limit;
    const auto left = [&] {
        return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()),
                        std::chrono::milliseconds(0));
    };
    for (bool open = true; open && left().count() > 0;) {
        if (pending_.empty()) close_input();
        // A grandchild may keep the streams open past the program's own end: that end is asked for as well.
        open = pump(std::min(left(), std::chrono::milliseconds(50))) && (running() || output_ >= 0 || error_ >= 0);
        if (!running() && open) {
            while ((output_ >= 0 || error_ >= 0) && pump(std::chrono::milliseconds(0))) {
                pollfd more[2] = {{output_, POLLIN, 0}, {error_, POLLIN, 0}};
                if (::poll(more, 2, 0) <= 0) break;
            }
            open = false;
        }
    }
    if (!wait_until([this] { return !running(); }, left())) {
        result_.timed_out = true;
        ::kill(pid_, SIGKILL);
        int status = 0;
        while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
        }
        reap(status);
    }
    return result_;
}

RunResult run(const std::vector<std::string>& command, const RunOptions& options) {
    return Program(command, options).wait(options.limit);
}

std::string built(const std::string& name) {
    return std::string(LIFEGUARD_BINARY_DIR) + "/bin/" + name;
}

}  // namespace mp::test

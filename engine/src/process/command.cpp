// SPDX-License-Identifier: MIT
#include "mp/command.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/command.h"
#include "os/file.h"
#include "os/poll.h"
#include "os/signal.h"

namespace mp {

namespace {

// One stream of the command: the first bytes in memory, the rest in a file.
class Stream {
public:
    Stream(std::string& kept, std::string& rest_path, std::size_t keep_bytes)
        : pipe_(os::make_pipe()), kept_(kept), rest_path_(rest_path), keep_bytes_(keep_bytes) {}

    int write_end() const { return pipe_.write.get(); }
    int read_end() const { return pipe_.read.get(); }
    void started() { pipe_.write.reset(); }
    bool open() const { return static_cast<bool>(pipe_.read); }

    // Takes what is there; closes at the end.
    void take() {
        std::array<std::byte, 65536> buffer;
        const auto got = os::read_some(pipe_.read.get(), buffer, 0);
        if (!got) return;
        if (*got == 0) {
            pipe_.read.reset();
            return;
        }
        const std::size_t here = std::min(*got, keep_bytes_ - std::min(keep_bytes_, kept_.size()));
        kept_.append(reinterpret_cast<const char*>(buffer.data()), here);
        if (here < *got) keep_rest(std::span(buffer).subspan(here, *got - here));
    }

    void remove_rest() const noexcept {
        std::error_code ignored;  // there is nothing better to do with it
        if (!rest_path_.empty()) std::filesystem::remove(rest_path_, ignored);
    }

private:
    void keep_rest(std::span<const std::byte> bytes) {
        if (!rest_.file) {
            rest_ = os::make_temporary_file("lifeguard-output-");
            rest_path_ = rest_.path;
        }
        os::write_all(rest_.file.get(), bytes);
    }

    os::Pipe pipe_;
    std::string& kept_;
    std::string& rest_path_;
    std::size_t keep_bytes_;
    os::TemporaryFile rest_;
};

// Listens until both streams are at their end or the time is over. A command may leave children behind that hold the
// streams open; they are waited for as a shell's pipe would.
bool listen(Stream& output, Stream& error, std::int64_t deadline_ns) {
    while (output.open() || error.open()) {
        std::array<os::Polled, 2> polled{os::Polled{.descriptor = output.open() ? output.read_end() : -1},
                                         os::Polled{.descriptor = error.open() ? error.read_end() : -1}};
        if (os::wait_any(polled, deadline_ns) == 0) return false;
        if (polled[0].ready) output.take();
        if (polled[1].ready) error.take();
    }
    return true;
}

}  // namespace

CommandResult run_command(const CommandOptions& options) {
    CommandResult result;
    Stream output(result.output, result.output_rest, options.keep_bytes);
    Stream error(result.error, result.error_rest, options.keep_bytes);
    result.started_ns = os::wall_ns();
    const std::int64_t deadline_ns = options.timeout ? os::deadline_after(options.timeout->count()) : os::forever_ns;
    os::StartedCommand command;
    try {
        command = os::start_command({.arguments = options.arguments,
                                     .environment = options.environment,
                                     .directory = options.directory,
                                     .output = output.write_end(),
                                     .error = error.write_end()});
    } catch (const ResourceExhausted&) {
        throw;
    } catch (const OSError& e) {
        result.exitcode = 127;
        result.failure = e.what();
        result.ended_ns = os::wall_ns();
        return result;
    }
    output.started();
    error.started();
    const auto kill = [&command] {
        os::signal_group(command.pid, os::signal_kill);
        command.pidfd.wait_until(os::forever_ns);
    };
    try {
        if (!listen(output, error, deadline_ns) || !command.pidfd.wait_until(deadline_ns)) {
            result.timed_out = true;
            kill();
        }
    } catch (...) {
        // Its output found no place: nobody would ever hear of the command again, nor remove what there is of it.
        kill();
        command.pidfd.reap();
        output.remove_rest();
        error.remove_rest();
        throw;
    }
    result.exitcode = command.pidfd.reap().value_or(os::unknown_exitcode);
    result.ended_ns = os::wall_ns();
    return result;
}

struct Program::State {
    os::StartedCommand started;
    os::Fd input;
    std::optional<int> exitcode;
};

Program::Program(const ProgramOptions& options) : state_(std::make_unique<State>()) {
    std::optional<os::Pipe> pipe;
    if (options.feed) pipe = os::make_pipe();
    state_->started = os::start_command({.arguments = options.arguments,
                                         .environment = {},
                                         .directory = options.directory,
                                         .input = pipe ? pipe->read.get() : (options.detached ? -1 : 0),
                                         .output = 1,
                                         .error = 2,
                                         .own_group = false,
                                         .own_session = options.detached,
                                         .die_with_us = false});
    if (pipe) state_->input = std::move(pipe->write);
}

Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;
Program::~Program() = default;

int Program::pid() const noexcept {
    return state_->started.pid;
}

void Program::write(std::span<const std::byte> bytes) {
    if (!state_->input) throw BrokenPipeError("write to a program whose input has been finished");
    os::write_all(state_->input.get(), bytes);
}

void Program::finish_input() {
    state_->input.reset();
}

std::optional<int> Program::wait(std::optional<std::chrono::nanoseconds> timeout) {
    if (!state_->exitcode) {
        const std::int64_t deadline_ns = timeout ? os::deadline_after(timeout->count()) : os::forever_ns;
        if (!state_->started.pidfd.wait_until(deadline_ns)) return std::nullopt;
        state_->exitcode = state_->started.pidfd.reap().value_or(os::unknown_exitcode);
    }
    return state_->exitcode;
}

void Program::send_signal(int number) {
    if (!state_->exitcode) state_->started.pidfd.send_signal(number);
}

bool is_terminal(int stream) {
    return os::is_terminal(stream);
}

int terminal_columns(int stream) {
    const int columns = os::terminal_columns(stream);
    return columns > 0 ? columns : 80;
}

}  // namespace mp

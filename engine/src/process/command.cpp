// SPDX-License-Identifier: MIT
#include "mp/command.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <new>
#include <span>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/command.h"
#include "os/file.h"
#include "os/mapping.h"
#include "os/poll.h"
#include "os/signal.h"

namespace mp {

// Blocks are handed out by a counter that all processes share; a block is one output's alone.
struct CommandSpool::State {
    static constexpr std::uint64_t block_bytes = 256U << 10;

    os::Fd file = os::make_unnamed_file();
    os::Mapping shared{os::create_memory_file("lifeguard-spool", sizeof(std::atomic<std::uint64_t>)),
                       sizeof(std::atomic<std::uint64_t>)};

    std::uint64_t take_block() const {
        auto& next = *std::launder(reinterpret_cast<std::atomic<std::uint64_t>*>(shared.data()));
        return next.fetch_add(1, std::memory_order_relaxed) * block_bytes;
    }
};

CommandSpool::CommandSpool() : state_(std::make_unique<State>()) {
    new (state_->shared.data()) std::atomic<std::uint64_t>(0);
}
CommandSpool::CommandSpool(CommandSpool&&) noexcept = default;
CommandSpool& CommandSpool::operator=(CommandSpool&&) noexcept = default;
CommandSpool::~CommandSpool() = default;

void CommandSpool::read(const CommandRest& rest, const std::function<void(std::span<const std::byte>)>& take) const {
    std::vector<std::byte> piece(State::block_bytes);
    std::uint64_t left = rest.bytes;
    for (const std::uint64_t block : rest.blocks) {
        const auto wanted = std::span(piece).first(std::min(left, State::block_bytes));
        if (os::read_at(state_->file, wanted, block) != wanted.size())
            throw EOFError("the rest of a command's output is shorter than it was");
        take(wanted);
        left -= wanted.size();
    }
}

void CommandSpool::release(const CommandRest& rest) const noexcept {
    for (const std::uint64_t block : rest.blocks) os::release_pages(state_->file, block, State::block_bytes);
}

class CommandSpoolWriter {
public:
    static void append(const CommandSpool& spool, CommandRest& rest, std::span<const std::byte> bytes) {
        constexpr std::uint64_t size = CommandSpool::State::block_bytes;
        while (!bytes.empty()) {
            const std::uint64_t used = rest.bytes % size;
            if (used == 0) rest.blocks.push_back(spool.state_->take_block());
            const auto part = bytes.first(std::min<std::uint64_t>(bytes.size(), size - used));
            os::write_at(spool.state_->file, part, rest.blocks.back() + used);
            rest.bytes += part.size();
            bytes = bytes.subspan(part.size());
        }
    }
};

namespace {

// One stream of the command: the first bytes in memory, the rest in the spool. Our own hold of the pipe's other end
// stays until the command has ended: its end would wake us for each stream by itself otherwise.
class Stream {
public:
    Stream(std::string& kept, CommandRest& rest, const CommandOptions& options)
        : pipe_(os::make_pipe()), kept_(kept), rest_(rest), options_(options) {}

    int write_end() const { return pipe_.write.get(); }
    int read_end() const { return pipe_.read.get(); }
    void ended() { pipe_.write.reset(); }
    bool open() const { return static_cast<bool>(pipe_.read); }

    // Takes what is there; closes at the end.
    void take() {
        std::array<std::byte, 65536> buffer;
        const std::size_t got = os::read_ready(pipe_.read.get(), buffer);
        if (got == 0) {
            pipe_.read.reset();
            return;
        }
        const std::size_t here = std::min(got, options_.keep_bytes - std::min(options_.keep_bytes, kept_.size()));
        kept_.append(reinterpret_cast<const char*>(buffer.data()), here);
        if (here == got) return;
        if (options_.spool != nullptr) {
            CommandSpoolWriter::append(*options_.spool, rest_, std::span(buffer).subspan(here, got - here));
        } else {
            rest_.bytes += got - here;
        }
    }

private:
    os::Pipe pipe_;
    std::string& kept_;
    CommandRest& rest_;
    const CommandOptions& options_;
};

// Listens until the command has ended and both streams are at their end, or the time is over. A command may leave
// children behind that hold the streams open; they are waited for as a shell's pipe would.
bool listen(const os::StartedCommand& command, Stream& output, Stream& error, std::int64_t deadline_ns) {
    bool ended = false;
    while (!ended || output.open() || error.open()) {
        std::array<os::Polled, 4> polled{os::Polled{.descriptor = output.open() ? output.read_end() : -1},
                                         os::Polled{.descriptor = error.open() ? error.read_end() : -1},
                                         os::Polled{.descriptor = ended ? -1 : command.pidfd.get()},
                                         os::Polled{.descriptor = os::GroupGuard::descriptor()}};
        if (os::wait_any(polled, deadline_ns) == 0) return false;
        if (polled[0].ready) output.take();
        if (polled[1].ready) error.take();
        if (polled[3].ready) os::GroupGuard::renew();
        if (!polled[2].ready) continue;
        ended = true;
        output.ended();
        error.ended();
    }
    return true;
}

}  // namespace

CommandResult run_command(const CommandOptions& options) {
    CommandResult result;
    Stream output(result.output, result.output_rest, options);
    Stream error(result.error, result.error_rest, options);
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
    const auto kill = [&command] {
        os::signal_group(command.pid, os::signal_kill);
        command.pidfd.wait_until(os::forever_ns);
    };
    try {
        if (!listen(command, output, error, deadline_ns)) {
            result.timed_out = true;
            os::signal_group(command.pid, os::signal_terminate);
            os::signal_group(command.pid, os::signal_continue);
            // What it says in its last second is heard; what it has started and left to itself goes with it.
            listen(command, output, error, os::deadline_after(os::group_grace_ns));
            kill();
        }
    } catch (...) {
        // Its output found no place: nobody would ever hear of the command again, nor read what there is of it.
        kill();
        command.pidfd.reap();
        if (options.spool != nullptr) {
            options.spool->release(result.output_rest);
            options.spool->release(result.error_rest);
        }
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

bool reader_is_gone(int stream) {
    return os::reader_is_gone(stream);
}

void open_standard_streams() {
    os::open_standard_streams();
}

}  // namespace mp

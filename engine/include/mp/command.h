// SPDX-License-Identifier: MIT
#pragma once
// Another program run to its end, with what it wrote kept: what a pool of commands is made of.
//
//     mp::CommandResult r = mp::run_command({.arguments = {"gzip", "-k", "a.log"}, .timeout = 30s});
//     if (r.exitcode != 0) std::cerr << r.error;
//
// The command has a process group of its own and /dev/null as its standard input; it and its children are ended when
// its time is over, and when the calling process ends, however it ends: SIGTERM, a second later SIGKILL. (A small
// process named "mp-guardian" sees to the children; those that leave the group, as daemons do, are out of its reach.)
// Threads: any. Python's counterpart is subprocess.run(capture_output=True).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mp {

// What a command wrote beyond the bytes that are kept in memory.
struct CommandRest {
    std::uint64_t bytes = 0;
    std::vector<std::uint64_t> blocks;  // where it stands in the spool; none where there was no spool to take it
};

// Where such rests go: one file without a name in the directory for temporary files, shared by the process that made it
// and the children that it forks afterwards, gone with the last of them, however they end. It grows as it must.
//
//     const mp::CommandSpool spool;                        // before the pool, whose workers run the commands
//     auto r = mp::run_command({.arguments = {"tar", "cv", "."}, .spool = &spool});
//     spool.read(r.output_rest, [](std::span<const std::byte> piece) { … });
//     spool.release(r.output_rest);
//
// Threads and processes: any.
class CommandSpool {
public:
    CommandSpool();  // throws OSError
    CommandSpool(CommandSpool&&) noexcept;
    CommandSpool& operator=(CommandSpool&&) noexcept;
    ~CommandSpool();

    // All of it, in pieces. Throws OSError.
    void read(const CommandRest& rest, const std::function<void(std::span<const std::byte>)>& take) const;
    // Gives its room on the disk back; it cannot be read any more.
    void release(const CommandRest& rest) const noexcept;

private:
    friend class CommandSpoolWriter;
    struct State;
    std::unique_ptr<State> state_;
};

struct CommandOptions {
    std::vector<std::string> arguments;         // the program first, looked for in PATH
    std::vector<std::string> environment = {};  // "NAME=value", besides those inherited
    std::string directory = {};
    std::optional<std::chrono::nanoseconds> timeout = {};
    std::size_t keep_bytes = 1U << 20;    // of output and of error each, in memory
    const CommandSpool* spool = nullptr;  // takes what follows; without one it is counted and dropped
};

// A result that travels (mp::Picklable).
struct CommandResult {
    int exitcode = 0;        // 0 to 255, or minus the number of the signal that ended it; 127: could not be started
    bool timed_out = false;  // it ran longer than its timeout: SIGTERM, a second later SIGKILL
    std::string failure;     // why it could not be started, in one sentence
    std::string output;      // the first keep_bytes of its standard output
    std::string error;
    CommandRest output_rest;  // what follows
    CommandRest error_rest;
    std::int64_t started_ns = 0;  // since the Unix epoch
    std::int64_t ended_ns = 0;
};

// A command that cannot be started is a result as well. Throws ResourceExhausted when there is no descriptor or process
// to be had, OSError when the rest of a long output finds no place
// in the spool; the command has been killed then.
CommandResult run_command(const CommandOptions& options);

// Another program started beside this one: with this one's standard streams, or fed by it through a pipe.
//
//     mp::Program recorder({.arguments = {"lifeguardctl", "record", "--attach", "12"}, .feed = true, .detached =
//     true}); recorder.write(bytes); recorder.finish_input();
//
// It lives on when this process ends. Threads: one at a time.
struct ProgramOptions {
    std::vector<std::string> arguments;  // the program first, looked for in PATH
    std::string directory = {};
    bool feed = false;      // its standard input is a pipe from here
    bool detached = false;  // a session of its own: the terminal's keys do not reach it; input /dev/null unless fed
};

class Program {
public:
    // Throws FileNotFoundError, PermissionError, ResourceExhausted.
    explicit Program(const ProgramOptions& options);
    Program(Program&&) noexcept;
    Program& operator=(Program&&) noexcept;
    ~Program();  // lets it run

    int pid() const noexcept;
    // All of it; BrokenPipeError when it does not read any more.
    void write(std::span<const std::byte> bytes);
    void finish_input();
    // Its exit code as CommandResult has it, once it has ended; nullopt when it still runs after the time.
    std::optional<int> wait(std::optional<std::chrono::nanoseconds> timeout = {});
    void send_signal(int number);

private:
    struct State;
    std::unique_ptr<State> state_;
};

// For command lines: whether a standard stream (0, 1, 2) is a terminal, and how wide it is (80 where it is none).
bool is_terminal(int stream);
int terminal_columns(int stream);
// Whether whoever read what this program prints there has closed it, as head does.
bool reader_is_gone(int stream);
// First in main(), where a file is written: /dev/null for each standard stream that the program was started without.
// The next file that is opened would take its number, and get what is printed.
void open_standard_streams();

}  // namespace mp

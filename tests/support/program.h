// SPDX-License-Identifier: MIT
#pragma once
// Starts another program from a test and talks to it over its three standard streams.
//
//     const auto listed = mp::test::run({"ls", "-l"});                 // waits for the end
//     EXPECT_EQ(listed.code, 0) << listed.err;
//
//     mp::test::Program python({"python3", "-i"});                     // runs beside the test
//     python.write("print(1 + 1)\n");
//     EXPECT_EQ(python.read_line(), "2");
//
// It uses none of the engine, so that it can be the stranger that the engine is tested against.

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace mp::test {

struct RunOptions {
    std::string input{};                               // given to standard input, which is then closed
    std::chrono::milliseconds limit{60'000};           // then SIGKILL, and timed_out
    std::map<std::string, std::string> environment{};  // set besides the inherited ones; an empty value unsets
    std::string directory{};                           // where to run; empty: here
};

struct RunResult {
    int code = -1;  // exit code; minus the signal's number when one ended it, as Process.exitcode
    bool timed_out = false;
    std::string out;
    std::string err;
};

// A program that runs. Killed and waited for by the destructor unless it has ended.
class Program {
public:
    // Throws std::system_error when it cannot be started.
    explicit Program(const std::vector<std::string>& command, const RunOptions& options = {});
    ~Program();
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    int pid() const { return pid_; }
    void write(const std::string& text);  // to its standard input
    void close_input();
    // The next line of its standard output without the end of line; throws std::runtime_error, with what it wrote
    // to standard error, at the end of output or after limit.
    std::string read_line(std::chrono::milliseconds limit = std::chrono::seconds(20));
    void send_signal(int number) const;
    bool running();
    // Reads both streams to their end and waits; kills it after limit.
    RunResult wait(std::chrono::milliseconds limit = std::chrono::seconds(60));

private:
    bool pump(std::chrono::milliseconds limit);
    void reap(int status);

    int pid_ = -1;
    int input_ = -1;
    int output_ = -1;
    int error_ = -1;
    bool ended_ = false;
    std::size_t line_start_ = 0;
    std::string pending_;  // input that the program has not taken yet
    RunResult result_;
};

// Starts, feeds, waits.
RunResult run(const std::vector<std::string>& command, const RunOptions& options = {});

// Path of an executable of this build: built("lifeguardctl").
std::string built(const std::string& name);

}  // namespace mp::test

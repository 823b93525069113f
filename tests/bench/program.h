// SPDX-License-Identifier: MIT
#pragma once
// Peers that are programs: CPython, those of peers/, and servers in a directory of their own that end with the run.

#include <optional>
#include <string>
#include <vector>

namespace bench {

// nullopt: not to be had here.
using Figure = std::optional<double>;

inline Figure scaled(Figure figure, double by) {
    return figure ? Figure(*figure * by) : figure;
}

// A directory that is removed with what it holds.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

// Where a program of that name lies: beside this one, in PATH or in the directories of servers; "" where nowhere.
std::string find_program(const std::string& name);

// Runs it to its end and returns what it wrote. Throws std::runtime_error with its complaint when it fails, or when it
// takes longer; it is ended then.
std::string output_of(const std::vector<std::string>& arguments, int limit_seconds = 3600);

// The number that is all a program writes; nullopt when there is no such program. Half a minute is too long.
Figure number_from(const std::vector<std::string>& arguments);
// The same of a CPython program.
Figure python(const std::string& program);
// The same of two ranks of an OpenMPI program beside this one.
Figure two_ranks(const std::vector<std::string>& arguments);

// A program that runs until this object's end; its output goes nowhere.
class Server {
public:
    // name: what it is told to be called; by default as the file.
    explicit Server(std::vector<std::string> arguments, std::string name = {});
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    int pid() const { return pid_; }
    // Waits until the file is there. Throws std::runtime_error when the server ends before or takes ten seconds.
    void wait_for_file(const std::string& path) const;
    // Asks it to end, and waits.
    void stop();

private:
    int pid_;
    std::string name_;
};

}  // namespace bench

// SPDX-License-Identifier: MIT
#include "program.h"

#include <poll.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "harness.h"

namespace bench {

namespace fs = std::filesystem;

namespace {

// Starts it with the given descriptors as its output and error output.
pid_t start(const std::vector<std::string>& arguments, const std::string& name, int out, int error) {
    std::vector<char*> words;
    for (const auto& word : arguments) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    words[0] = const_cast<char*>(name.c_str());
    return in_child([&] {
        ::dup2(out, 1);
        ::dup2(error, 2);
        const int nothing = ::open("/dev/null", O_RDONLY);
        ::dup2(nothing, 0);
        ::execv(arguments[0].c_str(), words.data());
        ::_exit(127);
    });
}

// Until its end, or for so long; false then.
bool read_until(int fd, Clock::time_point end, std::string& text) {
    std::array<char, 4096> part{};
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
        pollfd look{fd, POLLIN, 0};
        if (left <= 0 || ::poll(&look, 1, static_cast<int>(left)) == 0) return false;
        const ssize_t size = ::read(fd, part.data(), part.size());
        if (size <= 0) return true;
        text.append(part.data(), static_cast<std::size_t>(size));
    }
}

// As by Ctrl+C, upon which CPython ends its children too; by force where that does not help.
void end(pid_t pid) {
    ::kill(pid, SIGINT);
    const auto start = Clock::now();
    while (::waitpid(pid, nullptr, WNOHANG) == 0) {
        if (seconds_since(start) > 3) ::kill(pid, SIGKILL);
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
}

std::string read_file(int fd) {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t size = 0; (size = ::read(fd, part.data(), part.size())) > 0;)
        text.append(part.data(), static_cast<std::size_t>(size));
    return text;
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    path_ = (fs::temp_directory_path() / "lifeguard-bench-XXXXXX").string();
    if (::mkdtemp(path_.data()) == nullptr) fail("mkdtemp");
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string find_program(const std::string& name) {
    if (name.starts_with('/')) return fs::exists(name) ? name : "";
    const fs::path self = fs::read_symlink("/proc/self/exe");
    if (const fs::path beside = self.parent_path() / name; fs::exists(beside)) return beside;
    const char* path = std::getenv("PATH");
    std::istringstream places(std::string(path == nullptr ? "" : path) + ":/usr/bin:/usr/sbin");
    for (std::string place; std::getline(places, place, ':');)
        if (!place.empty() && ::access((fs::path(place) / name).c_str(), X_OK) == 0) return fs::path(place) / name;
    return "";
}

std::string output_of(const std::vector<std::string>& arguments, int limit_seconds) {
    const TemporaryDirectory place;
    const std::string complaint_path = place.path() + "/complaint";
    const int complaint = ::open(complaint_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    Ends out(make_pipe);
    const pid_t pid = start(arguments, arguments[0], out.fd[1], complaint);
    out.close(1);
    std::string text;
    if (!read_until(out.fd[0], Clock::now() + std::chrono::seconds(limit_seconds), text)) {
        end(pid);
        ::close(complaint);
        throw std::runtime_error("it took longer than " + std::to_string(limit_seconds) + " s");
    }
    int status = 0;
    ::waitpid(pid, &status, 0);
    ::lseek(complaint, 0, SEEK_SET);
    const std::string error = read_file(complaint);
    ::close(complaint);
    if (status != 0)
        throw std::runtime_error(fs::path(arguments[0]).filename().string() +
                                 " failed: " + error.substr(error.size() > 400 ? error.size() - 400 : 0));
    return text;
}

Figure number_from(const std::vector<std::string>& arguments) {
    std::vector<std::string> found = arguments;
    found[0] = find_program(arguments[0]);
    if (found[0].empty()) return {};
    const std::string text = output_of(found, 30);
    try {
        return std::stod(text);
    } catch (const std::logic_error&) {
        throw std::runtime_error(arguments[0] + " wrote no number: " + text.substr(0, 200));
    }
}

Figure python(const std::string& program) {
    return number_from({"/usr/bin/python3", "-c", program});
}

Figure two_ranks(const std::vector<std::string>& arguments) {
    if (find_program("mpirun").empty() || find_program(arguments[0]).empty()) return {};
    std::vector<std::string> all = {"mpirun", "-np", "2", "--oversubscribe", "--bind-to", "none"};
    all.insert(all.end(), {"--mca", "btl", "self,vader", "--mca", "oob_tcp_if_include", "lo"});
    if (::geteuid() == 0) all.push_back("--allow-run-as-root");
    all.push_back(find_program(arguments[0]));
    all.insert(all.end(), arguments.begin() + 1, arguments.end());
    return number_from(all);
}

Server::Server(std::vector<std::string> arguments, std::string name) : name_(std::move(name)) {
    if (name_.empty()) name_ = arguments[0];
    const int nothing = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    pid_ = start(arguments, name_, nothing, nothing);
    ::close(nothing);
}

Server::~Server() {
    stop();
}

void Server::stop() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

void Server::wait_for_file(const std::string& path) const {
    const auto start = Clock::now();
    while (!fs::exists(path)) {
        if (::waitpid(pid_, nullptr, WNOHANG) != 0) throw std::runtime_error(name_ + " has ended at its start");
        if (seconds_since(start) > 10) throw std::runtime_error(name_ + " does not come up");
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
}

}  // namespace bench

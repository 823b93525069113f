// SPDX-License-Identifier: MIT
#pragma once
// What the pools of these tests run.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace pool_test {

inline int square(int x) {
    return x * x;
}
inline int multiply(int x, int y) {
    return x * y;
}
inline std::string greet(const std::string& name) {
    return "hello " + name;
}
inline void nothing(int) {}
inline int own_pid(int) {
    return ::getpid();
}
inline int fail_on_seven(int x) {
    if (x == 7) throw std::out_of_range("seven is bad");
    return x;
}
inline int sleep_ms(int ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(ms));
    return ms;
}
inline int pid_after_ms(int ms) {
    sleep_ms(ms);
    return ::getpid();
}
// In two processes from the middle on, both of which come back.
inline int fork_and_return(int x) {
    const pid_t child = ::fork();
    if (child == 0) return -1;
    int status = -1;
    return ::waitpid(child, &status, 0) == child && status == 0 ? x : -2;
}
// Runs until the file exists: how a test holds a worker inside a task.
inline int wait_for_file(const std::string& path) {
    while (::access(path.c_str(), F_OK) != 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return 1;
}
inline std::size_t size_of(const std::vector<int>& items) {
    return items.size();
}
inline std::vector<int> make_items(std::size_t count) {
    return std::vector<int>(count, 5);
}
// How a worker can die by its own hand.
inline int die(int how) {
    switch (how) {
        case 0:
            ::_exit(3);
        case 1:
            ::signal(SIGSEGV, SIG_DFL);  // a sanitizer would make an exit code of it
            ::raise(SIGSEGV);
            break;
        case 2:
            ::abort();
        case 3:
            ::raise(SIGTERM);
            break;
        case 4:
            ::raise(SIGKILL);
            break;
        case 5:
            std::exit(5);
        default:
            return how;
    }
    return -1;
}

inline std::string text_of(int number, std::size_t size) {
    return std::string(size, static_cast<char>('a' + number % 26));
}
inline std::size_t length_of(const std::string& text) {
    return text.size();
}
inline int touch_and_sleep(const std::string& path) {
    std::ofstream(path).put('x');
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    return 1;
}
// Initializers that fail.
inline void exit_with(int code) {
    ::_exit(code);
}
inline void fail_to_start(const std::string& why) {
    throw std::invalid_argument(why);
}

inline int& spawned_value() {
    static int value = 0;
    return value;
}
// Counts its calls in a file; the third is the first that does not throw.
inline int fail_twice(const std::string& path) {
    std::ofstream(path, std::ios::app).put('x');
    const auto calls = static_cast<int>(std::filesystem::file_size(path));
    if (calls < 3) throw std::runtime_error("not yet");
    return calls;
}
inline void touch(const std::filesystem::path& path) {
    std::ofstream(path).put('x');
}

}  // namespace pool_test

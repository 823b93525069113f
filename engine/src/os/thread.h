// SPDX-License-Identifier: MIT
#pragma once
// Threads of the engine's own: named, with every signal blocked (signals are the program's business), counted, so that
// "this program has other threads" can be told from "the engine has a reaper".

#include <pthread.h>

#include <functional>
#include <string>

namespace mp::os {

// Name: at most 15 bytes, as ps -T shows it. body must not throw. Throws ResourceExhausted. Not joined: it runs for as
// long as its process, or until its function returns.
void start_engine_thread(const char* name, std::function<void()> body);

// The same, but one that can be waited for: after join() nothing of it is left that a fork could catch in the middle.
// One that is not joined is let go.
class EngineThread {
public:
    EngineThread(const char* name, std::function<void()> body);
    ~EngineThread();
    EngineThread(const EngineThread&) = delete;
    EngineThread& operator=(const EngineThread&) = delete;
    void join() noexcept;

private:
    pthread_t handle_;
    bool joined_ = false;
};

// True in a thread started by those.
bool in_engine_thread() noexcept;
std::string name_of_this_thread();
void name_this_thread(const std::string& name) noexcept;  // its first 15 bytes

// Engine threads that run in this process now.
int engine_thread_count() noexcept;
// All threads of this process; 0 where /proc cannot be read.
int thread_count() noexcept;

}  // namespace mp::os

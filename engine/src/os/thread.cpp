// SPDX-License-Identifier: MIT
#include "os/thread.h"

#include <pthread.h>
#include <signal.h>
#include <sys/stat.h>

#include <atomic>
#include <memory>

#include "os/error.h"

namespace mp::os {

namespace {

std::atomic<int> engine_threads{0};
constinit thread_local bool engine_thread = false;
const int forget_after_fork = pthread_atfork(nullptr, nullptr, [] {
    engine_threads.store(0);
    engine_thread = false;
});

void* run(void* argument) {
    const std::unique_ptr<std::function<void()>> body(static_cast<std::function<void()>*>(argument));
    engine_thread = true;
    (*body)();
    engine_threads.fetch_sub(1);
    return nullptr;
}

}  // namespace

namespace {

pthread_t start(const char* name, std::function<void()> body, int detach_state) {
    (void)forget_after_fork;
    auto owned = std::make_unique<std::function<void()>>(std::move(body));
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, detach_state);
    pthread_t thread{};
    engine_threads.fetch_add(1);
    const int code = pthread_create(&thread, &attributes, &run, owned.get());
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (code != 0) {
        engine_threads.fetch_sub(1);
        throw_error(code, "start a thread", name);
    }
    (void)owned.release();
    pthread_setname_np(thread, name);
    return thread;
}

}  // namespace

void start_engine_thread(const char* name, std::function<void()> body) {
    start(name, std::move(body), PTHREAD_CREATE_DETACHED);
}

EngineThread::EngineThread(const char* name, std::function<void()> body)
    : handle_(start(name, std::move(body), PTHREAD_CREATE_JOINABLE)) {}

EngineThread::~EngineThread() {
    if (!joined_) pthread_detach(handle_);
}

void EngineThread::join() noexcept {
    if (!joined_) pthread_join(handle_, nullptr);
    joined_ = true;
}

bool in_engine_thread() noexcept {
    return engine_thread;
}

std::string name_of_this_thread() {
    char name[16] = {};
    pthread_getname_np(pthread_self(), name, sizeof name);
    return name;
}

void name_this_thread(const std::string& name) noexcept {
    pthread_setname_np(pthread_self(), name.substr(0, 15).c_str());
}

int engine_thread_count() noexcept {
    return engine_threads.load();
}

// The link count of a directory in /proc is 2 and its subdirectories: one look instead of reading a file.
int thread_count() noexcept {
    struct stat status {};
    if (::stat("/proc/self/task", &status) < 0) return 0;
    return static_cast<int>(status.st_nlink) - 2;
}

}  // namespace mp::os

// SPDX-License-Identifier: MIT
#pragma once
// What the children of the process tests do, and a page of memory through which they tell.

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>

#include "mp/context.h"
#include "mp/process.h"

namespace mp::test::children {

inline constexpr const char* start_methods[] = {"fork", "spawn", "forkserver"};

inline std::string class_name(const std::string& method) {
    return method == "fork" ? "ForkProcess" : method == "spawn" ? "SpawnProcess" : "ForkServerProcess";
}

// One page that a child of any start method can write: by name (/proc/<pid>/fd/<n> of the test).
class Shared {
public:
    Shared() : file_(::memfd_create("test-page", MFD_CLOEXEC)) {
        if (::ftruncate(file_, sizeof(Page)) != 0) throw mp::OSError("ftruncate", errno);
        path_ = "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(file_);
        map();
    }
    explicit Shared(const std::string& path) : file_(::open(path.c_str(), O_RDWR | O_CLOEXEC)), path_(path) { map(); }
    ~Shared() {
        ::munmap(page_, sizeof(Page));
        ::close(file_);
    }
    Shared(const Shared&) = delete;
    Shared& operator=(const Shared&) = delete;

    const std::string& path() const { return path_; }
    std::int64_t load() const { return page_->value.load(); }
    void store(std::int64_t value) const { page_->value.store(value); }
    void add(std::int64_t value) const { page_->value.fetch_add(value); }
    std::string text() const { return page_->text; }
    void text(const std::string& text) const { std::strncpy(page_->text, text.c_str(), sizeof page_->text - 1); }

private:
    struct Page {
        std::atomic<std::int64_t> value;
        char text[4000];
    };
    void map() {
        if (file_ < 0) throw mp::OSError("open " + path_, errno);
        page_ = static_cast<Page*>(::mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0));
    }
    int file_;
    std::string path_;
    Page* page_ = nullptr;
};

inline void nothing() {}
inline void sleep_long() {
    for (;;) ::pause();
}
inline void store(const std::string& path, std::int64_t value) {
    Shared(path).store(value);
}
inline void count_and_sleep(const std::string& path) {
    Shared(path).add(1);
    sleep_long();
}
inline void describe(const std::string& path) {
    const auto parent = mp::parent_process();
    Shared(path).text(mp::current_process().repr() + "|" + std::to_string(parent->pid()) + "|" +
                      std::to_string(mp::current_process().pid()) + "|" + parent->repr() + "|" +
                      (parent->is_alive() ? "alive" : "dead") + "|" + mp::get_start_method() + "|" +
                      std::to_string(mp::current_process().is_alive()) + "|" +
                      std::to_string(mp::active_children().size()));
}
inline void name_of_new_child(const std::string& path, const std::string&) {
    Shared(path).text(mp::Process().name());
}
inline void tell_authkey(const std::string& path) {
    const auto key = mp::current_process().authkey();
    Shared(path).text(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
}
inline void start_one(const std::string& path) {
    try {
        mp::Process p;
        p.start();
        p.join();
        Shared(path).text("started");
    } catch (const mp::AssertionError& error) {
        Shared(path).text(error.what());
    }
}
inline void count_descriptors(const std::string& path) {
    const Shared page(path);
    const auto all = std::filesystem::directory_iterator("/proc/self/fd");
    page.store(std::distance(std::filesystem::begin(all), std::filesystem::end(all)));
}
inline void tell_thread(const std::string& path) {
    Shared(path).store(::gettid());
}
inline void tell_next_descriptor(const std::string& path) {
    const int next = ::dup(0);
    Shared(path).store(next);
}
inline void read_input(const std::string& path) {
    char target[64] = {};
    if (::readlink("/proc/self/fd/0", target, sizeof target - 1) > 0) Shared(path).text(target);
}
inline void recurse(const std::string& path, int levels, const std::string& method) {
    Shared(path).add(1);
    if (levels == 0) return;
    std::vector<mp::Process> pair;
    for (int i = 0; i < 2; ++i) {
        pair.push_back(mp::get_context(method).Process({.target = mp::call<recurse>(path, levels - 1, method)}));
        pair.back().start();
    }
    for (auto& p : pair) {
        p.join();
        if (p.exitcode() != 0) throw std::runtime_error("a child failed");
    }
}

}  // namespace mp::test::children

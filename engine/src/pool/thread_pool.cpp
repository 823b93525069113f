// SPDX-License-Identifier: MIT
#include "mp/thread_pool.h"

#include <ostream>

#include "os/self.h"
#include "pool/thread_core.h"

namespace mp {

namespace detail {

void throw_does_not_travel() {
    throw RuntimeError("a ThreadPool's task does not travel to another process");
}

}  // namespace detail

ThreadPool::ThreadPool(const ThreadPoolOptions& options) {
    const int count = options.processes ? *options.processes : static_cast<int>(os::usable_cpu_count());
    if (count < 1) throw ValueError("Number of processes must be at least 1");
    auto core = std::make_shared<pool::ThreadCore>(count, options.initializer);
    core->start();
    terminator_ = std::shared_ptr<void>(core.get(), [core](void*) { core->end(); });
    core_ = std::move(core);
}

ThreadPool::~ThreadPool() = default;

void ThreadPool::close() {
    core_->close();
}
void ThreadPool::terminate() noexcept {
    core_->terminate();
}
void ThreadPool::join() {
    core_->join();
}
void ThreadPool::resize(int processes) {
    core_->resize(processes);
}
int ThreadPool::processes() const {
    return static_cast<int>(core_->size());
}
PoolProgress ThreadPool::progress() const {
    return detail::make_progress(core_->progress());
}
std::string ThreadPool::repr() const {
    return core_->repr();
}

std::uint32_t ThreadPool::checked_chunksize(int chunksize) {
    if (chunksize < 1) throw ValueError("Chunksize must be 1+, not " + std::to_string(chunksize));
    return static_cast<std::uint32_t>(chunksize);
}

void ThreadPool::check_rules(const std::optional<unsigned>& retries,
                             const std::optional<std::chrono::nanoseconds>& timeout, bool retry_errors) {
    if (retries || timeout || retry_errors)
        throw ValueError("retries and time limits are for processes: a ThreadPool cannot stop a task, nor lose one");
}

std::ostream& operator<<(std::ostream& out, const ThreadPool& pool) {
    return out << pool.repr();
}

}  // namespace mp

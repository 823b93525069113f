// SPDX-License-Identifier: MIT
#pragma once
// What the cores of a Pool and of a ThreadPool have alike: who made it, what observers see of it, whether it takes
// tasks.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "mp/detail/pool_core.h"
#include "telemetry/handle.h"

namespace mp::pool {

class OwnedCore : public detail::PoolCore {
public:
    std::uint64_t id() const final { return object_->id(); }
    // As Python's: a quarter of a worker's share, rounded up.
    std::uint32_t default_chunksize(std::uint64_t items) const final;
    // <multiprocessing.pool.Pool state=RUN pool_size=4>
    std::string repr() const final;

protected:
    enum class State : std::uint8_t { run, close, terminate };
    using Lock = std::unique_lock<std::mutex>;

    OwnedCore(const char* type_name, std::shared_ptr<telemetry::Object> object);
    bool is_owner() const noexcept;  // false in a child: the pool is its parent's
    void require_owner() const;      // RuntimeError

    const std::shared_ptr<telemetry::Object> object_;  // for observers
    mutable std::mutex mutex_;
    State state_ = State::run;
    bool joined_ = false;  // it has ended of itself: nobody terminated it

private:
    const char* const type_name_;
    const int owner_pid_;
};

}  // namespace mp::pool

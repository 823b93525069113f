// SPDX-License-Identifier: MIT
#include "pool/owned_core.h"

#include <algorithm>
#include <utility>

#include "mp/exceptions.h"
#include "os/self.h"

namespace mp::pool {

OwnedCore::OwnedCore(const char* type_name, std::shared_ptr<telemetry::Object> object)
    : object_(std::move(object)), type_name_(type_name), owner_pid_(os::process_id()) {}

bool OwnedCore::is_owner() const noexcept {
    return os::process_id() == owner_pid_;
}

void OwnedCore::require_owner() const {
    if (is_owner()) return;
    throw RuntimeError(std::string("a ") + type_name_ + " can be used only by the process that made it (pid " +
                       std::to_string(owner_pid_) + ")");
}

std::uint32_t OwnedCore::default_chunksize(std::uint64_t items) const {
    const std::uint64_t parts = std::uint64_t{4} * size();
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>((items + parts - 1) / parts, 1, UINT32_MAX));
}

std::string OwnedCore::repr() const {
    const std::uint32_t workers = size();
    const Lock lock(mutex_);
    const char* state = state_ == State::run ? "RUN" : state_ == State::close || joined_ ? "CLOSE" : "TERMINATE";
    return std::string("<multiprocessing.pool.") + type_name_ + " state=" + state +
           " pool_size=" + std::to_string(workers) + ">";
}

}  // namespace mp::pool

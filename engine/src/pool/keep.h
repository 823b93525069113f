// SPDX-License-Identifier: MIT
#pragma once
// The calls of the last tasks that failed or were lost, so that somebody who watches can ask for another attempt.
// Bounded in number and bytes: the oldest goes first. Nothing here is touched by a task that succeeds.
// Used under the core's mutex.

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "mp/detail/pool_job.h"
#include "mp/pickle.h"
#include "pool/crew.h"

namespace mp::pool {

// One call, with all that a further attempt at it needs.
struct KeptCall {
    std::uint64_t id = 0;  // of the task: the further attempt has the same
    std::uint16_t attempt = 1;
    detail::FunctionId function;
    bool is_task_function = false;
    std::uint32_t items = 1;
    std::uint64_t first_item = 0;
    std::int64_t timeout_ns = 0;
    std::string name;           // for people
    std::string function_name;  // of the C++ function
    std::string shown_arguments;
    Bytes arguments;
    std::shared_ptr<detail::PoolJob> reported;  // the call with its callbacks, where they are to run again

    std::size_t bytes() const { return arguments.size() + name.size() + shown_arguments.size() + sizeof *this; }
};

class Keep {
public:
    Keep(std::size_t most_calls, std::size_t most_bytes) : most_calls_(most_calls), most_bytes_(most_bytes) {}

    // Encodes the arguments once more; throws what that throws.
    void add(const Task& task);
    std::optional<KeptCall> take(std::uint64_t id);
    std::optional<KeptCall> take_oldest();
    std::size_t size() const { return calls_.size(); }
    bool keeps() const { return most_calls_ > 0 && most_bytes_ > 0; }
    // "the last 1000 failed calls, of at most 16 MiB"
    std::string bounds() const;
    void clear();

private:
    std::size_t most_calls_;
    std::size_t most_bytes_;
    std::size_t bytes_ = 0;
    std::deque<KeptCall> calls_;
    detail::Writer scratch_;
};

// A job that is one attempt at a kept call. Its result goes to nobody, or to the callbacks that asked for it.
std::shared_ptr<detail::PoolJob> job_of(KeptCall call);

}  // namespace mp::pool

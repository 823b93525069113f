// SPDX-License-Identifier: MIT
#include "pool/keep.h"

#include <algorithm>

namespace mp::pool {

namespace {

// Whoever made the call has its error already, so what comes back is for observers alone: the worker tells them.
class FurtherAttempt final : public detail::PoolJob {
public:
    explicit FurtherAttempt(KeptCall call) : call_(std::move(call)) { rules.name = call_.name; }

    detail::FunctionId function() const override { return call_.function; }
    std::string function_name() const override { return call_.function_name; }
    bool is_task_function() const override { return call_.is_task_function; }
    std::string shown_arguments() const override { return call_.shown_arguments; }
    void encode(std::uint32_t, detail::Writer& writer) override {
        writer.write(call_.arguments.data(), call_.arguments.size());
    }
    std::uint32_t items_in(std::uint32_t) const override { return call_.items; }
    std::uint64_t first_item(std::uint32_t) const override { return call_.first_item; }
    void take(std::uint32_t, detail::Reader&, std::vector<detail::FailedItem>&) override {}
    void take_error(std::uint32_t, std::exception_ptr) override {}
    void finish() override { set_ready(); }

private:
    KeptCall call_;
};

}  // namespace

void Keep::add(const Task& task) {
    detail::PoolJob& job = *task.job;
    scratch_.clear();
    job.encode(task.chunk, scratch_);
    const auto arguments = scratch_.bytes();
    KeptCall call{.id = task.id,
                  .attempt = task.attempt,
                  .function = job.function(),
                  .is_task_function = job.is_task_function(),
                  .items = job.items_in(task.chunk),
                  .first_item = job.first_item(task.chunk),
                  .timeout_ns = job.rules.timeout_ns,
                  .name = job.name(),
                  .function_name = job.function_name(),
                  .shown_arguments = job.is_task_function() ? job.shown_arguments() : std::string(),
                  .arguments = Bytes(arguments.begin(), arguments.end()),
                  .reported = job.anew()};
    if (call.bytes() > most_bytes_) return;
    bytes_ += call.bytes();
    calls_.push_back(std::move(call));
    while (calls_.size() > most_calls_ || bytes_ > most_bytes_) (void)take_oldest();
}

std::optional<KeptCall> Keep::take(std::uint64_t id) {
    // The latest are asked for most.
    const auto found =
        std::find_if(calls_.rbegin(), calls_.rend(), [&](const KeptCall& call) { return call.id == id; });
    if (found == calls_.rend()) return std::nullopt;
    std::optional<KeptCall> call(std::move(*found));
    bytes_ -= call->bytes();
    calls_.erase(std::next(found).base());
    return call;
}

std::optional<KeptCall> Keep::take_oldest() {
    if (calls_.empty()) return std::nullopt;
    std::optional<KeptCall> call(std::move(calls_.front()));
    bytes_ -= call->bytes();
    calls_.pop_front();
    return call;
}

std::string Keep::bounds() const {
    const bool whole = most_bytes_ % (1U << 20U) == 0;
    return "the last " + std::to_string(most_calls_) + " failed calls, of at most " +
           (whole ? std::to_string(most_bytes_ >> 20U) + " MiB" : std::to_string(most_bytes_ >> 10U) + " KiB");
}

void Keep::clear() {
    calls_.clear();
    bytes_ = 0;
}

std::shared_ptr<detail::PoolJob> job_of(KeptCall call) {
    const std::uint16_t attempt = call.attempt;
    const std::int64_t timeout_ns = call.timeout_ns;
    std::shared_ptr<detail::PoolJob> job =
        call.reported ? std::move(call.reported) : std::make_shared<FurtherAttempt>(std::move(call));
    job->rules.retries = attempt;  // this further one, and no more
    job->rules.retry_errors = false;
    job->rules.timeout_ns = timeout_ns;
    job->rules.somebody_waits = false;
    return job;
}

}  // namespace mp::pool

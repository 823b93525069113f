// SPDX-License-Identifier: MIT
#pragma once
// The options of a pool's calls, and what they give: results and iterators. Included by mp/pool.h.

#include <atomic>
#include <chrono>
#include <cstddef>
#include <iterator>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mp/detail/pool_imap.h"
#include "mp/detail/pool_results.h"
#include "mp/detail/timeout.h"
#include "mp/exceptions.h"

namespace mp {

// How one submission is to be run; what is left out is the pool's own setting.
struct TaskRules {
    std::optional<unsigned> retries = {};  // further attempts after a worker's death
    std::optional<std::chrono::nanoseconds> timeout =
        {};  // of one task (one chunk of a map): then its worker is killed
};

// Of apply_async(mp::call<f>(…), {…}). A callback takes the value, or nothing; an error_callback the
// std::exception_ptr, a const std::exception&, or nothing.
template <class R>
struct ApplyOptions {
    detail::Callback<R> callback = {};
    detail::ErrorCallback error_callback = {};
    std::optional<unsigned> retries = {};
    bool retry_errors = false;  // a task that throws is tried again too, not only one whose worker died
    std::optional<std::chrono::nanoseconds> timeout = {};
    std::string name = {};  // what observers are shown instead of the function's own name
    // An attempt that a user asks for once the call has failed (lifeguardctl retry) runs the callbacks once more.
    bool report_retries = false;
};

// Of map and starmap. In the place of these options, and of those of their relatives below, a number is the chunksize.
struct MapOptions {
    std::optional<int> chunksize = {};  // items per message; default: a quarter of a worker's share, rounded up
    std::optional<unsigned> retries = {};
    std::optional<std::chrono::nanoseconds> timeout = {};
};

// Of map_async and starmap_async. The callback gets the whole list, once; not for an empty input.
template <class R>
struct MapAsyncOptions {
    std::optional<int> chunksize = {};
    detail::Callback<std::vector<R>> callback = {};
    detail::ErrorCallback error_callback = {};
    std::optional<unsigned> retries = {};
    std::optional<std::chrono::nanoseconds> timeout = {};
};

// Of imap and imap_unordered.
struct ImapOptions {
    int chunksize = 1;
    std::optional<unsigned> retries = {};
    std::optional<std::chrono::nanoseconds> timeout = {};
};

struct CancelOptions {
    bool running = false;  // stop it even when it has started, by killing its worker
};

namespace detail {

// A vector says that it copies whatever it holds.
template <class T>
inline constexpr bool result_copies = std::is_void_v<T> || std::is_copy_constructible_v<T>;
template <class T>
inline constexpr bool result_copies<std::vector<T>> = result_copies<T>;

}  // namespace detail

// The result of a call that runs elsewhere. Copies are names of the same result.
template <class T>
class AsyncResult {
public:
    AsyncResult(std::shared_ptr<detail::ResultJob<T>> job, std::shared_ptr<detail::PoolCore> core)
        : job_(std::move(job)), core_(std::move(core)) {}

    // The value, or the task's exception; each time it is called. Throws TimeoutError.
    T get(detail::Timeout timeout = {}) const& {
        static_assert(detail::result_copies<T>,
                      "mp: this result cannot be copied: take it with std::move(result).get(), or use apply or map");
        wait_for_value(timeout);
        if constexpr (!detail::result_copies<T>) {
            return detail::no_value<T>();
        } else if constexpr (!std::is_void_v<T>) {
            return job_->value();
        }
    }
    // Takes the value away where nobody else has this result, or where it cannot be copied; another get() then throws
    // ValueError.
    T get(detail::Timeout timeout = {}) && {
        wait_for_value(timeout);
        if constexpr (!std::is_void_v<T>) {
            if constexpr (detail::result_copies<T>) {
                if (job_.use_count() > 1) return job_->value();
                std::atomic_thread_fence(std::memory_order_acquire);  // after what the last other handle read
            }
            return job_->take_value();
        }
    }
    void wait(detail::Timeout timeout = {}) const { core_->wait_ready(*job_, timeout.ns()); }
    bool ready() const noexcept { return job_->ready(); }
    // Throws ValueError when it is not ready.
    bool successful() const {
        if (!ready()) throw ValueError("the result of " + job_->function_name() + " is not ready");
        return job_->successful();
    }
    // Takes back what has not started: get() then throws CancelledError. False when it has started or ended (with
    // running = true only when it has ended).
    bool cancel(const CancelOptions& options = {}) { return core_->cancel(*job_, options.running); }

private:
    void wait_for_value(detail::Timeout timeout) const {
        if (!core_->wait_ready(*job_, timeout.ns())) throw TimeoutError();
        if (!job_->successful()) std::rethrow_exception(job_->error());
    }

    std::shared_ptr<detail::ResultJob<T>> job_;
    std::shared_ptr<detail::PoolCore> core_;
};

template <class T>
using ApplyResult = AsyncResult<T>;
template <class R>
using MapResult = AsyncResult<std::vector<R>>;

// The results of imap: an input range, and next(). The input is pulled as results are taken.
template <class R>
class IMapIterator {
public:
    explicit IMapIterator(std::shared_ptr<detail::ImapSource<R>> source) : source_(std::move(source)) {}

    // The next result or its exception (then the iteration can go on). Throws StopIteration at the end, again and
    // again, and TimeoutError when none came in time (it may be asked again).
    R next(detail::Timeout timeout = {}) { return source_->next(timeout.ns()); }

    class iterator {
    public:
        using value_type = R;
        using difference_type = std::ptrdiff_t;
        using iterator_concept = std::input_iterator_tag;

        explicit iterator(detail::ImapSource<R>* source) : source_(source) { ++*this; }
        R& operator*() const { return *value_; }
        iterator& operator++() {
            try {
                value_.emplace(source_->next(INT64_MAX));
            } catch (const StopIteration&) {
                source_ = nullptr;
            }
            return *this;
        }
        void operator++(int) { ++*this; }
        bool operator==(std::default_sentinel_t) const { return source_ == nullptr; }

    private:
        detail::ImapSource<R>* source_;
        mutable std::optional<R> value_;
    };
    iterator begin() { return iterator(source_.get()); }
    std::default_sentinel_t end() { return {}; }

private:
    std::shared_ptr<detail::ImapSource<R>> source_;
};

}  // namespace mp

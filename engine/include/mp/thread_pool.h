// SPDX-License-Identifier: MIT
#pragma once
// A pool of threads with the interface of mp::Pool (mp/pool.h includes this header):
//
//     mp::ThreadPool pool(4);
//     auto pages = pool.map([&](const std::string& url) { return fetch(session, url); }, urls);    // any callable
//     auto r = pool.apply_async(work, 6, 7);                                                       // AsyncResult<R>
//
// Functions, arguments and results do not travel: callables may capture, and what they refer to has to outlive the
// task. One function object is shared by all threads of a map. A task cannot be stopped: terminate() fails what has
// not begun and what runs (CancelledError, at once), and the destructor waits for the threads.
//
// Threads: any function from any thread. Processes: a forked child has none of the threads; its copy does nothing.
// Mirrors multiprocessing.pool.ThreadPool.

#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mp/detail/thread_jobs.h"
#include "mp/pool.h"

namespace mp {

struct ThreadPoolOptions {
    std::optional<int> processes = {};       // threads; default: the CPUs that this process may use
    std::function<void()> initializer = {};  // run by each thread as it starts
};

class ThreadPool {
public:
    // What a map of that function over those items gives for each.
    template <bool spread, class F, class Items>
    using MapItem = detail::ItemResult<
        detail::LocalResult<spread, std::decay_t<F>, std::remove_const_t<std::ranges::range_value_t<Items>>>>;

    // Throws ValueError "Number of processes must be at least 1", ResourceExhausted.
    explicit ThreadPool(const ThreadPoolOptions& options = {});
    explicit ThreadPool(int processes) : ThreadPool(ThreadPoolOptions{.processes = processes}) {}
    ~ThreadPool();
    ThreadPool(const ThreadPool&) = default;
    ThreadPool(ThreadPool&&) noexcept = default;
    ThreadPool& operator=(const ThreadPool&) = default;
    ThreadPool& operator=(ThreadPool&&) noexcept = default;

    // ---- one call
    template <class F, class... Given>
    auto apply(F&& function, Given&&... given) {
        return apply_async(std::forward<F>(function), std::forward<Given>(given)...).get();
    }
    template <class F, class... Given>
    auto apply_async(F&& function, Given&&... given) {
        return submit_call(bind(std::forward<F>(function), std::forward<Given>(given)...), {}, {});
    }
    // With callbacks, for a callable without parameters: an mp::call, a lambda that captures them.
    template <class F>
    auto apply_async(F&& function, ApplyOptions<std::remove_cvref_t<std::invoke_result_t<std::decay_t<F>&>>> options) {
        check_rules(options.retries, options.timeout, options.retry_errors);
        return submit_call(bind(std::forward<F>(function)), std::move(options.callback),
                           std::move(options.error_callback));
    }

    // ---- many calls: the whole input is taken first, the list comes back in its order
    template <class F, std::ranges::input_range Items>
    auto map(F&& function, Items&& items, const MapOptions& options = {}) {
        return map_as<false>(std::forward<F>(function), std::forward<Items>(items), options, {}, {}).get();
    }
    template <class F, class T>
    auto map(F&& function, std::initializer_list<T> items, const MapOptions& options = {}) {
        return map(std::forward<F>(function), std::span<const T>(items.begin(), items.size()), options);
    }
    template <class F, std::ranges::input_range Items>
    auto map_async(F&& function, Items&& items, MapAsyncOptions<MapItem<false, F, Items>> options = {}) {
        return map_as<false>(std::forward<F>(function), std::forward<Items>(items),
                             {options.chunksize, options.retries, options.timeout}, std::move(options.callback),
                             std::move(options.error_callback));
    }
    // Items are tuples (or pairs) of arguments.
    template <class F, std::ranges::input_range Items>
    auto starmap(F&& function, Items&& items, const MapOptions& options = {}) {
        return map_as<true>(std::forward<F>(function), std::forward<Items>(items), options, {}, {}).get();
    }
    template <class F, class T>
    auto starmap(F&& function, std::initializer_list<T> items, const MapOptions& options = {}) {
        return starmap(std::forward<F>(function), std::span<const T>(items.begin(), items.size()), options);
    }
    template <class F, std::ranges::input_range Items>
    auto starmap_async(F&& function, Items&& items, MapAsyncOptions<MapItem<true, F, Items>> options = {}) {
        return map_as<true>(std::forward<F>(function), std::forward<Items>(items),
                            {options.chunksize, options.retries, options.timeout}, std::move(options.callback),
                            std::move(options.error_callback));
    }

    // ---- many calls, lazily: the input is pulled as results are taken. An lvalue range must outlive the iteration.
    template <class F, std::ranges::input_range Items>
    auto imap(F&& function, Items&& items, const ImapOptions& options = {}) {
        return imap_as(std::forward<F>(function), std::forward<Items>(items), options, true);
    }
    template <class F, class T>
    auto imap(F&& function, std::initializer_list<T> items, const ImapOptions& options = {}) {
        return imap_as(std::forward<F>(function), std::vector<T>(items), options, true);
    }
    template <class F, std::ranges::input_range Items>
    auto imap_unordered(F&& function, Items&& items, const ImapOptions& options = {}) {
        return imap_as(std::forward<F>(function), std::forward<Items>(items), options, false);
    }
    template <class F, class T>
    auto imap_unordered(F&& function, std::initializer_list<T> items, const ImapOptions& options = {}) {
        return imap_as(std::forward<F>(function), std::vector<T>(items), options, false);
    }

    // ---- the pool itself
    void close();                // no more tasks; those accepted run
    void terminate() noexcept;   // nothing more is begun; what is not done fails with CancelledError
    void join();                 // after close or terminate: waits for the threads' end. Else ValueError
    void resize(int processes);  // more threads at once; fewer as they become free
    int processes() const;
    PoolProgress progress() const;
    std::string repr() const;  // "<mp.ThreadPool state=RUN pool_size=4>"

private:
    // A thunk that owns the function and its arguments.
    template <class F, class... Given>
    static auto bind(F&& function, Given&&... given) {
        return [f = std::decay_t<F>(std::forward<F>(function)),
                arguments =
                    std::tuple<std::decay_t<Given>...>(std::forward<Given>(given)...)]() mutable -> decltype(auto) {
            return std::apply(
                [&f](auto&... argument) -> decltype(auto) { return std::invoke(f, std::move(argument)...); },
                arguments);
        };
    }
    template <class Thunk>
    auto submit_call(Thunk thunk, detail::Callback<std::remove_cvref_t<std::invoke_result_t<Thunk&>>> callback,
                     detail::ErrorCallback error_callback) {
        using Job = detail::LocalApply<Thunk>;
        auto job = std::make_shared<Job>(std::move(thunk));
        job->set_callbacks(std::move(callback), std::move(error_callback));
        job->progress.chunks = 1;
        core_->submit(job);
        return AsyncResult<typename Job::R>(std::move(job), core_);
    }
    template <bool spread, class F, class Items>
    auto map_as(F&& function, Items&& items, const MapOptions& options,
                detail::Callback<std::vector<MapItem<spread, F, Items>>> callback,
                detail::ErrorCallback error_callback) {
        using Element = std::remove_const_t<std::ranges::range_value_t<Items>>;
        using Job = detail::LocalMap<spread, std::decay_t<F>, Element>;
        check_rules(options.retries, options.timeout, false);
        std::vector<Element> elements;
        for (auto&& item : items) elements.emplace_back(std::forward<decltype(item)>(item));
        const std::uint32_t size =
            options.chunksize ? checked_chunksize(*options.chunksize) : core_->default_chunksize(elements.size());
        auto job = std::make_shared<Job>(std::forward<F>(function), std::move(elements), size);
        job->set_callbacks(std::move(callback), std::move(error_callback));
        core_->submit(job);
        return MapResult<typename Job::Item>(std::move(job), core_);
    }
    template <class F, class Items>
    auto imap_as(F&& function, Items&& items, const ImapOptions& options, bool ordered) {
        using Element = std::remove_const_t<std::ranges::range_value_t<Items>>;
        using Job = detail::LocalLazy<std::decay_t<F>, Element>;
        using View = std::views::all_t<Items>;
        check_rules(options.retries, options.timeout, false);
        const std::uint32_t size = checked_chunksize(options.chunksize);
        auto source = std::make_shared<detail::LazySource<Job, View>>(
            core_, std::views::all(std::forward<Items>(items)), size,
            std::make_shared<Job>(std::forward<F>(function), size, ordered));
        source->start();
        return IMapIterator<typename Job::Item>(std::move(source));
    }
    static std::uint32_t checked_chunksize(int chunksize);
    // What only processes can do: ValueError.
    static void check_rules(const std::optional<unsigned>& retries,
                            const std::optional<std::chrono::nanoseconds>& timeout, bool retry_errors);

    std::shared_ptr<detail::PoolCore> core_;
    std::shared_ptr<void> terminator_;  // ends the pool with the last of its handles
};

std::ostream& operator<<(std::ostream& out, const ThreadPool& pool);

}  // namespace mp

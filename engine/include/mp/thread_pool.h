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
    using MapItem = typename detail::LocalItem<spread, std::decay_t<F>,
                                               std::remove_const_t<std::ranges::range_value_t<Items>>>::type;
    template <bool spread, class F, class Items>
    using MapResults = MapAsyncOptions<MapItem<spread, F, Items>>;
    template <class F>
    using StarResults =
        MapResults<true, F,
                   decltype(detail::star_tuples(std::initializer_list<detail::local_star_item<std::decay_t<F>>>()))>;

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
        constexpr bool callable = std::is_invocable_v<std::decay_t<F>&, std::decay_t<Given>...>;
        static_assert(callable, "mp: the function cannot be called with these arguments");
        if constexpr (callable) {
            return submit_call(bind(std::forward<F>(function), std::forward<Given>(given)...), {}, {});
        } else {
            return detail::no_value<AsyncResult<void>>();
        }
    }
    // With callbacks, for a callable without parameters: an mp::call, a lambda that captures them.
    template <class F>
    auto apply_async(F&& function, ApplyOptions<std::remove_cvref_t<std::invoke_result_t<std::decay_t<F>&>>> options) {
        check_rules(options.retries, options.timeout, options.retry_errors);
        return submit_call(bind(std::forward<F>(function)), std::move(options.callback),
                           std::move(options.error_callback));
    }

    // ---- many calls: the whole input is taken first, the list comes back in its order
    template <class F, std::ranges::input_range Items, detail::Setting<MapOptions> Options = MapOptions>
    auto map(F&& function, Items&& items, const Options& options = {}) {
        return map_as<false>(std::forward<F>(function), std::forward<Items>(items), options).get();
    }
    template <class F, class T, detail::Setting<MapOptions> Options = MapOptions>
    auto map(F&& function, std::initializer_list<T> items, const Options& options = {}) {
        return map(std::forward<F>(function), std::span<const T>(items.begin(), items.size()), options);
    }
    template <class F, std::ranges::input_range Items,
              detail::Setting<MapResults<false, F, Items>> Options = MapResults<false, F, Items>>
    auto map_async(F&& function, Items&& items, Options options = {}) {
        return map_as<false>(std::forward<F>(function), std::forward<Items>(items), std::move(options));
    }
    // Items are tuples (pairs, arrays) of arguments; in braces {{2, 3}, {4, 5}} where the function has one signature.
    template <class F, std::ranges::input_range Items, detail::Setting<MapOptions> Options = MapOptions>
    auto starmap(F&& function, Items&& items, const Options& options = {}) {
        return map_as<true>(std::forward<F>(function), std::forward<Items>(items), options).get();
    }
    template <class F, detail::Setting<MapOptions> Options = MapOptions>
    auto starmap(F&& function, std::initializer_list<detail::local_star_item<std::decay_t<F>>> items,
                 const Options& options = {}) {
        return starmap(std::forward<F>(function), detail::star_tuples(items), options);
    }
    template <class F, class T, detail::Setting<MapOptions> Options = MapOptions>
    requires(!detail::has_star_item<std::decay_t<F>>) auto starmap(F&& function, std::initializer_list<T> items,
                                                                   const Options& options = {}) {
        return starmap(std::forward<F>(function), std::span<const T>(items.begin(), items.size()), options);
    }
    template <class F, std::ranges::input_range Items,
              detail::Setting<MapResults<true, F, Items>> Options = MapResults<true, F, Items>>
    auto starmap_async(F&& function, Items&& items, Options options = {}) {
        return map_as<true>(std::forward<F>(function), std::forward<Items>(items), std::move(options));
    }
    template <class F, detail::Setting<StarResults<F>> Options = StarResults<F>>
    auto starmap_async(F&& function, std::initializer_list<detail::local_star_item<std::decay_t<F>>> items,
                       Options options = {}) {
        return starmap_async(std::forward<F>(function), detail::star_tuples(items), std::move(options));
    }

    // ---- many calls, lazily: the input is pulled as results are taken. An lvalue range must outlive the iteration.
    template <class F, std::ranges::input_range Items, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap(F&& function, Items&& items, const Options& options = {}) {
        return imap_as(std::forward<F>(function), std::forward<Items>(items), options, true);
    }
    template <class F, class T, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap(F&& function, std::initializer_list<T> items, const Options& options = {}) {
        return imap(std::forward<F>(function), std::vector<T>(items), options);
    }
    template <class F, std::ranges::input_range Items, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap_unordered(F&& function, Items&& items, const Options& options = {}) {
        return imap_as(std::forward<F>(function), std::forward<Items>(items), options, false);
    }
    template <class F, class T, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap_unordered(F&& function, std::initializer_list<T> items, const Options& options = {}) {
        return imap_unordered(std::forward<F>(function), std::vector<T>(items), options);
    }

    // ---- the pool itself
    void close();                // no more tasks; those accepted run
    void terminate() noexcept;   // nothing more is begun; what is not done fails with CancelledError
    void join();                 // after close or terminate: waits for the threads' end. Else ValueError
    void resize(int processes);  // more threads at once; fewer as they become free
    int processes() const;
    PoolProgress progress() const;
    std::string repr() const;  // "<multiprocessing.pool.ThreadPool state=RUN pool_size=4>"

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
    template <bool spread, class F, class Items, class Options>
    auto map_as(F&& function, Items&& items, Options given) {
        using Element = std::remove_const_t<std::ranges::range_value_t<Items>>;
        using Result = MapResult<MapItem<spread, F, Items>>;
        detail::check_local_items<spread, std::decay_t<F>, Element>();
        if constexpr (detail::LocallyCallable<spread, std::decay_t<F>, Element>::value) {
            using Job = detail::LocalMap<spread, std::decay_t<F>, Element>;
            using Wanted =
                std::conditional_t<std::is_same_v<Options, MapOptions>, MapOptions, MapResults<spread, F, Items>>;
            auto options = detail::options_of<Wanted>(std::move(given));
            check_rules(options.retries, options.timeout, false);
            detail::Elements<Element> elements;
            for (auto&& item : detail::items_of(std::forward<Items>(items)))
                elements.emplace_back(std::forward<decltype(item)>(item));
            const std::uint32_t size =
                options.chunksize ? checked_chunksize(*options.chunksize) : core_->default_chunksize(elements.size());
            auto job = std::make_shared<Job>(std::forward<F>(function), std::move(elements), size);
            if constexpr (!std::is_same_v<Wanted, MapOptions>)
                job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
            core_->submit(job);
            return Result(std::move(job), core_);
        } else {
            return detail::no_value<Result>();
        }
    }
    template <class F, class Items, class Options>
    auto imap_as(F&& function, Items&& given_items, const Options& given, bool ordered) {
        using Element = std::remove_const_t<std::ranges::range_value_t<Items>>;
        using Result = IMapIterator<MapItem<false, F, Items>>;
        detail::check_local_items<false, std::decay_t<F>, Element>();
        if constexpr (detail::LocallyCallable<false, std::decay_t<F>, Element>::value) {
            using Job = detail::LocalLazy<std::decay_t<F>, Element>;
            auto items = std::views::all(detail::items_of(std::forward<Items>(given_items)));
            const auto options = detail::options_of<ImapOptions>(given);
            check_rules(options.retries, options.timeout, false);
            const std::uint32_t size = checked_chunksize(options.chunksize);
            auto source = std::make_shared<detail::LazySource<Job, decltype(items)>>(
                core_, std::move(items), size, std::make_shared<Job>(std::forward<F>(function), size, ordered));
            source->start();
            return Result(std::move(source));
        } else {
            return detail::no_value<Result>();
        }
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

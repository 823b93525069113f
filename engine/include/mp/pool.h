// SPDX-License-Identifier: MIT
#pragma once
// A pool of worker processes that carry out calls.
//
//     int square(int x) { return x * x; }
//
//     mp::Pool pool({.processes = 4});
//     std::vector<int> squares = pool.map(mp::fn<square>, std::views::iota(0, 1000));
//     auto r = pool.apply_async(mp::fn<square>, 12);        // AsyncResult<int>
//     std::cout << r.get(1s);
//     for (int y : pool.imap_unordered(mp::fn<square>, items)) std::cout << y << '\n';
//
// A worker that dies takes only the task that it was running with it: that result throws WorkerLost, or the task runs
// again where `retries` allows it; the others go on and the worker is replaced at once. An exception in a task is
// rethrown by get() with its own type (mp/pickle.h says when). Results and arguments travel by value.
//
// Threads: a Pool and its results may be used from any thread; an iterator of imap by one thread at a time. Callbacks
// run in the pool's own thread, before ready() turns true; one that throws is logged.
// Processes: only the process that made a pool can use it. Workers are daemonic, so they cannot make pools themselves.
// The destructor terminates. Copies of a Pool are names of the same pool.
//
// Errors: ValueError for wrong settings and for submitting to a pool that is closed; ResourceExhausted when workers
// cannot be started (nothing is left behind then); PoolBroken when they cannot be kept alive.
// Mirrors "Process Pools" of Python's multiprocessing page (multiprocessing.pool).

#include <chrono>
#include <cstddef>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/context.h"
#include "mp/detail/pool_handles.h"
#include "mp/exceptions.h"

namespace mp {

struct PoolOptions {
    std::optional<int> processes = {};         // default: the CPUs that this process may use
    Target initializer = {};                   // run by each worker as it starts
    std::optional<int> maxtasksperchild = {};  // tasks (chunks) after which a worker is replaced
    std::optional<Context> context = {};       // default: the default start method
    unsigned retries = 0;
    std::optional<std::chrono::nanoseconds> timeout = {};
    std::string name = {};  // for observers
    // The calls of the last tasks that failed or were lost are kept, so that a user who watches can ask for another
    // attempt at them (lifeguardctl retry, Retry in the window): at most so many, of at most so many bytes of arguments
    // in all. Nothing is kept of tasks that succeed. 0: nothing at all.
    std::size_t keep_failed = 1000;
    std::size_t keep_failed_bytes = std::size_t{16} << 20;
    // What workers write to their standard output and error is taken down, line by line with the task that wrote it,
    // for those who watch and for recordings; it still comes out where it would have. Nobody who reads it slowly or not
    // at all makes a worker wait: those who watch miss the oldest lines then. In the workers both streams are pipes: no
    // terminal, and a line is written when it ends. Default: on where the environment has LIFEGUARD_CAPTURE_OUTPUT=1,
    // which `lifeguardctl run` sets; else off, and then it costs nothing. It takes two descriptors a worker; where
    // `ulimit -n` leaves none to spare, the log says so and the output of further workers is not taken down.
    std::optional<bool> capture_output = {};
};

// What has become of the calls so far. remaining is an estimate from the pace of the last ones; nullopt when nothing
// can be said.
struct PoolProgress {
    std::uint64_t submitted = 0;
    std::uint64_t queued = 0;
    std::uint64_t running = 0;
    std::uint64_t done = 0;
    std::uint64_t failed = 0;
    std::optional<std::chrono::nanoseconds> remaining;
};

namespace detail {
PoolProgress make_progress(const PoolProgressCounts& counts);
}

class Pool : detail::NeedsNames {
    template <class Shape>
    using MapResults = MapAsyncOptions<typename Shape::Item>;
    template <auto f>
    using StarResults = MapAsyncOptions<detail::ItemResult<result_of<f>>>;

public:
    explicit Pool(const PoolOptions& options = {});
    explicit Pool(int processes) : Pool(PoolOptions{.processes = processes}) {}
    ~Pool();
    Pool(const Pool&) = default;
    Pool(Pool&&) noexcept = default;
    Pool& operator=(const Pool&) = default;
    Pool& operator=(Pool&&) noexcept = default;

    // Functions are mp::fn<f>. What is wrong with arguments, a static_assert that begins with "mp:" says.
    using detail::NeedsNames::apply, detail::NeedsNames::apply_async;
    using detail::NeedsNames::imap, detail::NeedsNames::imap_unordered;
    using detail::NeedsNames::map, detail::NeedsNames::map_async;
    using detail::NeedsNames::starmap, detail::NeedsNames::starmap_async;

    // ---- one call
    template <auto f, class... Given>
    auto apply(Fn<f>, Given&&... given) {
        using Shape = detail::ApplyShape<f, Given...>;
        if constexpr (Shape::fits) {
            auto job = make_apply<Shape>(std::forward<Given>(given)...);
            return apply_job<typename Shape::Result>(std::move(job), {});
        } else {
            Shape::check();
            return detail::no_value<typename Shape::Result>();
        }
    }
    template <class R>
    R apply(const Call<R>& call, const TaskRules& rules = {}) {
        detail::check_result<R>();
        return apply_job<R>(std::make_shared<detail::CallJob<R>>(call), rules);
    }
    template <auto f, class... Given>
    auto apply_async(Fn<f>, Given&&... given) {
        using Shape = detail::ApplyShape<f, Given...>;
        if constexpr (Shape::fits) {
            return submit<typename Shape::Result>(make_apply<Shape>(std::forward<Given>(given)...), {});
        } else {
            Shape::check();
            return detail::no_value<AsyncResult<typename Shape::Result>>();
        }
    }
    template <class R>
    AsyncResult<R> apply_async(const Call<R>& call, ApplyOptions<std::type_identity_t<R>> options = {}) {
        detail::check_result<R>();
        auto job = std::make_shared<detail::CallJob<R>>(call);
        job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
        job->rules.retry_errors = options.retry_errors;
        job->rules.name = std::move(options.name);
        job->rules.report_retries = options.report_retries;
        return submit<R>(std::move(job), {options.retries, options.timeout});
    }

    // ---- many calls: the whole input is taken first, the list comes back in its order
    template <auto f, std::ranges::input_range Items, detail::Setting<MapOptions> Options = MapOptions>
    auto map(Fn<f>, Items&& items, const Options& options = {}) {
        return map_as<detail::SingleShape<f, Items>>(std::forward<Items>(items), options);
    }
    template <auto f, class T, detail::Setting<MapOptions> Options = MapOptions>
    auto map(Fn<f> function, std::initializer_list<T> items, const Options& options = {}) {
        return map(function, std::span<const T>(items.begin(), items.size()), options);
    }
    template <
        auto f, std::ranges::input_range Items,
        detail::Setting<MapResults<detail::SingleShape<f, Items>>> Options = MapResults<detail::SingleShape<f, Items>>>
    auto map_async(Fn<f>, Items&& items, Options options = {}) {
        return map_async_as<detail::SingleShape<f, Items>>(std::forward<Items>(items), std::move(options));
    }
    template <auto f, class T,
              detail::Setting<MapResults<detail::SingleShape<f, std::span<const T>>>> Options =
                  MapResults<detail::SingleShape<f, std::span<const T>>>>
    auto map_async(Fn<f> function, std::initializer_list<T> items, Options options = {}) {
        return map_async(function, std::span<const T>(items.begin(), items.size()), std::move(options));
    }
    // Items are tuples (pairs, arrays) of arguments; in braces {{2, 3}, {4, 5}} where f has one signature.
    template <auto f, std::ranges::input_range Items, detail::Setting<MapOptions> Options = MapOptions>
    auto starmap(Fn<f>, Items&& items, const Options& options = {}) {
        return map_as<detail::SpreadShape<f, Items>>(std::forward<Items>(items), options);
    }
    template <auto f, detail::Setting<MapOptions> Options = MapOptions>
    auto starmap(Fn<f> function, std::initializer_list<detail::star_item<f>> items, const Options& options = {}) {
        return starmap(function, detail::star_tuples(items), options);
    }
    template <auto f, class T, detail::Setting<MapOptions> Options = MapOptions>
    requires(!detail::HasSignature<decltype(f)>) auto starmap(Fn<f> function, std::initializer_list<T> items,
                                                              const Options& options = {}) {
        return starmap(function, std::span<const T>(items.begin(), items.size()), options);
    }
    template <
        auto f, std::ranges::input_range Items,
        detail::Setting<MapResults<detail::SpreadShape<f, Items>>> Options = MapResults<detail::SpreadShape<f, Items>>>
    auto starmap_async(Fn<f>, Items&& items, Options options = {}) {
        return map_async_as<detail::SpreadShape<f, Items>>(std::forward<Items>(items), std::move(options));
    }
    template <auto f, detail::Setting<StarResults<f>> Options = StarResults<f>>
    auto starmap_async(Fn<f> function, std::initializer_list<detail::star_item<f>> items, Options options = {}) {
        return starmap_async(function, detail::star_tuples(items), std::move(options));
    }
    template <auto f, class T,
              detail::Setting<MapResults<detail::SpreadShape<f, std::span<const T>>>> Options =
                  MapResults<detail::SpreadShape<f, std::span<const T>>>>
    requires(!detail::HasSignature<decltype(f)>) auto starmap_async(Fn<f> function, std::initializer_list<T> items,
                                                                    Options options = {}) {
        return starmap_async(function, std::span<const T>(items.begin(), items.size()), std::move(options));
    }

    // ---- many calls, lazily: the input is pulled as results are taken. An lvalue range must outlive the iteration.
    template <auto f, std::ranges::input_range Items, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap(Fn<f>, Items&& items, const Options& options = {}) {
        return imap_as<detail::SingleShape<f, Items>>(std::forward<Items>(items), options, true);
    }
    template <auto f, class T, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap(Fn<f> function, std::initializer_list<T> items, const Options& options = {}) {
        return imap(function, std::vector<T>(items), options);
    }
    template <auto f, std::ranges::input_range Items, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap_unordered(Fn<f>, Items&& items, const Options& options = {}) {
        return imap_as<detail::SingleShape<f, Items>>(std::forward<Items>(items), options, false);
    }
    template <auto f, class T, detail::Setting<ImapOptions> Options = ImapOptions>
    auto imap_unordered(Fn<f> function, std::initializer_list<T> items, const Options& options = {}) {
        return imap_unordered(function, std::vector<T>(items), options);
    }

    // ---- the pool itself
    void close();                // no more tasks; those accepted run
    void terminate() noexcept;   // workers end now; what is not done fails with CancelledError
    void join();                 // after close or terminate: waits for the workers' end. Else ValueError
    void resize(int processes);  // more workers at once; fewer as they become free
    int processes() const;       // workers it should have
    std::uint64_t id() const;    // as observers have it
    PoolProgress progress() const;
    // Tells observers how many calls are to come in all, so that they can show how far it is.
    void expect(std::uint64_t total);
    std::string repr() const;  // "<multiprocessing.pool.Pool state=RUN pool_size=4>"

private:
    template <class Shape, class... Given>
    auto make_apply(Given&&... given) {
        using Job = detail::ApplyJob<Shape::function, typename Shape::Parameters>;
        return std::make_shared<Job>(Shape::make(std::forward<Given>(given)...));
    }
    template <class R, class Job>
    AsyncResult<R> submit(std::shared_ptr<Job> job, const TaskRules& rules) {
        job->progress.chunks = 1;
        set_rules(*job, rules);
        core_->submit(job);
        return AsyncResult<R>(std::move(job), core_);
    }
    template <class R, class Job>
    R apply_job(std::shared_ptr<Job> job, const TaskRules& rules) {
        job->rules.somebody_waits = true;
        submit<R>(job, rules);
        return detail::wait_and_take<R>(*core_, *job);
    }
    template <class Shape, class Items>
    auto make_map(Items&& items, const std::optional<int>& chunksize) {
        using Job = detail::MapJob<Shape::function, typename Shape::Parameters>;
        auto elements = detail::take_elements<Shape>(detail::items_of(std::forward<Items>(items)));
        const std::uint32_t size =
            chunksize ? checked_chunksize(*chunksize) : core_->default_chunksize(elements.size());
        return std::make_shared<Job>(std::move(elements), size);
    }
    template <class Shape, class Items, class Options>
    auto map_as(Items&& items, const Options& given) {
        using R = std::vector<typename Shape::Item>;
        if constexpr (Shape::fits) {
            const auto options = detail::options_of<MapOptions>(given);
            auto job = make_map<Shape>(std::forward<Items>(items), options.chunksize);
            job->rules.somebody_waits = true;
            set_rules(*job, {options.retries, options.timeout});
            core_->submit(job);
            return detail::wait_and_take<R>(*core_, *job);
        } else {
            Shape::check();
            return detail::no_value<R>();
        }
    }
    template <class Shape, class Items, class Options>
    auto map_async_as(Items&& items, Options given) {
        using Result = MapResult<typename Shape::Item>;
        if constexpr (Shape::fits) {
            auto options = detail::options_of<MapResults<Shape>>(std::move(given));
            auto job = make_map<Shape>(std::forward<Items>(items), options.chunksize);
            job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
            set_rules(*job, {options.retries, options.timeout});
            core_->submit(job);
            return Result(std::move(job), core_);
        } else {
            Shape::check();
            return detail::no_value<Result>();
        }
    }
    template <class Shape, class Items, class Options>
    auto imap_as(Items&& given_items, const Options& given, bool ordered) {
        using Result = IMapIterator<typename Shape::Item>;
        if constexpr (Shape::fits) {
            using Job = detail::LazyJob<Shape::function, typename Shape::Parameters>;
            auto items = std::views::all(detail::items_of(std::forward<Items>(given_items)));
            const auto options = detail::options_of<ImapOptions>(given);
            const std::uint32_t size = checked_chunksize(options.chunksize);
            auto source = std::make_shared<detail::LazySource<Job, decltype(items)>>(
                core_, std::move(items), size, std::make_shared<Job>(size, ordered));
            set_rules(source->job(), {options.retries, options.timeout});
            source->start();
            return Result(std::move(source));
        } else {
            Shape::check();
            return detail::no_value<Result>();
        }
    }
    static std::uint32_t checked_chunksize(int chunksize);
    void set_rules(detail::PoolJob& job, const TaskRules& rules) const;

    std::shared_ptr<detail::PoolCore> core_;
    std::shared_ptr<void> terminator_;  // ends the pool with the last of its handles
};

std::ostream& operator<<(std::ostream& out, const Pool& pool);

// In a worker, inside a task: its number, as WorkerLost::task() and observers have it (0 elsewhere), and which attempt
// at it this is, from 1.
struct TaskIdentity {
    std::uint64_t id = 0;
    unsigned attempt = 0;
};
TaskIdentity current_task() noexcept;

}  // namespace mp

#include "mp/thread_pool.h"

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
#include <string>
#include <tuple>
#include <vector>

#include "mp/context.h"
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

// Of apply_async(mp::call<f>(…), {…}).
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

// Of map and starmap.
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

// The result of a call that runs elsewhere. Copies are names of the same result.
template <class T>
class AsyncResult {
public:
    AsyncResult(std::shared_ptr<detail::ResultJob<T>> job, std::shared_ptr<detail::PoolCore> core)
        : job_(std::move(job)), core_(std::move(core)) {}

    // The value, or the task's exception; each time it is called. Throws TimeoutError.
    T get(detail::Timeout timeout = {}) const {
        if (!core_->wait_ready(*job_, timeout.ns())) throw TimeoutError();
        if (!job_->successful()) std::rethrow_exception(job_->error());
        if constexpr (!std::is_void_v<T>) return job_->value();
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
        const R& operator*() const { return *value_; }
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
        std::optional<R> value_;
    };
    iterator begin() { return iterator(source_.get()); }
    std::default_sentinel_t end() { return {}; }

private:
    std::shared_ptr<detail::ImapSource<R>> source_;
};

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

class Pool {
public:
    explicit Pool(const PoolOptions& options = {});
    explicit Pool(int processes) : Pool(PoolOptions{.processes = processes}) {}
    ~Pool();
    Pool(const Pool&) = default;
    Pool(Pool&&) noexcept = default;
    Pool& operator=(const Pool&) = default;
    Pool& operator=(Pool&&) noexcept = default;

    // ---- one call
    template <auto f, class... Given>
    auto apply(Fn<f> function, Given&&... given) {
        return waited_for(function, std::forward<Given>(given)...).get();
    }
    template <class R>
    R apply(const Call<R>& call, const TaskRules& rules = {}) {
        auto job = std::make_shared<detail::CallJob<R>>(call);
        job->rules.somebody_waits = true;
        return submit<R>(std::move(job), rules).get();
    }
    template <auto f, class... Given>
    auto apply_async(Fn<f> function, Given&&... given) {
        auto job = make_apply(function, std::forward<Given>(given)...);
        using R = typename decltype(job)::element_type::R;
        return submit<R>(std::move(job), {});
    }
    template <class R>
    AsyncResult<R> apply_async(const Call<R>& call, ApplyOptions<std::type_identity_t<R>> options = {}) {
        auto job = std::make_shared<detail::CallJob<R>>(call);
        job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
        job->rules.retry_errors = options.retry_errors;
        job->rules.name = std::move(options.name);
        job->rules.report_retries = options.report_retries;
        return submit<R>(std::move(job), {options.retries, options.timeout});
    }

    // ---- many calls: the whole input is taken first, the list comes back in its order
    template <auto f, std::ranges::input_range Items>
    auto map(Fn<f> function, Items&& items, const MapOptions& options = {}) {
        auto job = make_map<f, detail::single_of<f, Items>>(function, std::forward<Items>(items), options.chunksize);
        job->rules.somebody_waits = true;
        return submit_map(std::move(job), {options.retries, options.timeout}).get();
    }
    template <auto f, class T>
    auto map(Fn<f> function, std::initializer_list<T> items, const MapOptions& options = {}) {
        return map(function, std::span<const T>(items.begin(), items.size()), options);
    }
    template <auto f, std::ranges::input_range Items>
    auto map_async(Fn<f> function, Items&& items, MapAsyncOptions<detail::map_item<f, Items>> options = {}) {
        auto job = make_map<f, detail::single_of<f, Items>>(function, std::forward<Items>(items), options.chunksize);
        job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
        return submit_map(std::move(job), {options.retries, options.timeout});
    }
    template <auto f, class T>
    auto map_async(Fn<f> function, std::initializer_list<T> items,
                   MapAsyncOptions<detail::map_item<f, std::span<const T>>> options = {}) {
        return map_async(function, std::span<const T>(items.begin(), items.size()), std::move(options));
    }
    // Items are tuples (or pairs) of arguments.
    template <auto f, std::ranges::input_range Items>
    auto starmap(Fn<f> function, Items&& items, const MapOptions& options = {}) {
        auto job = make_map<f, detail::spread_of<f, Items>>(function, std::forward<Items>(items), options.chunksize);
        job->rules.somebody_waits = true;
        return submit_map(std::move(job), {options.retries, options.timeout}).get();
    }
    template <auto f, class T>
    auto starmap(Fn<f> function, std::initializer_list<T> items, const MapOptions& options = {}) {
        return starmap(function, std::span<const T>(items.begin(), items.size()), options);
    }
    template <auto f, std::ranges::input_range Items>
    auto starmap_async(Fn<f> function, Items&& items, MapAsyncOptions<detail::starmap_item<f, Items>> options = {}) {
        auto job = make_map<f, detail::spread_of<f, Items>>(function, std::forward<Items>(items), options.chunksize);
        job->set_callbacks(std::move(options.callback), std::move(options.error_callback));
        return submit_map(std::move(job), {options.retries, options.timeout});
    }
    template <auto f, class T>
    auto starmap_async(Fn<f> function, std::initializer_list<T> items,
                       MapAsyncOptions<detail::starmap_item<f, std::span<const T>>> options = {}) {
        return starmap_async(function, std::span<const T>(items.begin(), items.size()), std::move(options));
    }

    // ---- many calls, lazily: the input is pulled as results are taken. An lvalue range must outlive the iteration.
    template <auto f, std::ranges::input_range Items>
    auto imap(Fn<f> function, Items&& items, const ImapOptions& options = {}) {
        return make_imap(function, std::forward<Items>(items), options, true);
    }
    template <auto f, class T>
    auto imap(Fn<f> function, std::initializer_list<T> items, const ImapOptions& options = {}) {
        return make_imap(function, std::vector<T>(items), options, true);
    }
    template <auto f, std::ranges::input_range Items>
    auto imap_unordered(Fn<f> function, Items&& items, const ImapOptions& options = {}) {
        return make_imap(function, std::forward<Items>(items), options, false);
    }
    template <auto f, class T>
    auto imap_unordered(Fn<f> function, std::initializer_list<T> items, const ImapOptions& options = {}) {
        return make_imap(function, std::vector<T>(items), options, false);
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
    std::string repr() const;  // "<mp.Pool state=RUN pool_size=4>"

private:
    template <class Items>
    using Value = std::ranges::range_value_t<Items>;

    template <auto f, class... Given>
    auto make_apply(Fn<f>, Given&&... given) {
        using Parameters = typename Fn<f>::template parameters_for<Given...>;
        using Job = detail::ApplyJob<f, Parameters>;
        using Element = typename Job::Runner::Element;
        detail::require_picklable<Element>();
        return std::make_shared<Job>(Element(std::forward<Given>(given)...));
    }
    template <auto f, class... Given>
    auto waited_for(Fn<f> function, Given&&... given) {
        auto job = make_apply(function, std::forward<Given>(given)...);
        using R = typename decltype(job)::element_type::R;
        job->rules.somebody_waits = true;
        return submit<R>(std::move(job), {});
    }
    template <class R, class Job>
    AsyncResult<R> submit(std::shared_ptr<Job> job, const TaskRules& rules) {
        job->progress.chunks = 1;
        set_rules(*job, rules);
        core_->submit(job);
        return AsyncResult<R>(std::move(job), core_);
    }
    template <class Job>
    auto submit_map(std::shared_ptr<Job> job, const TaskRules& rules) {
        using Item = typename Job::Item;
        set_rules(*job, rules);
        core_->submit(job);
        return MapResult<Item>(std::move(job), core_);
    }
    template <auto f, class Parameters, class Items>
    auto make_map(Fn<f>, Items&& items, const std::optional<int>& chunksize) {
        using Job = detail::MapJob<f, Parameters>;
        auto elements = detail::take_elements<typename Job::Element>(std::forward<Items>(items));
        const std::uint32_t size =
            chunksize ? checked_chunksize(*chunksize) : core_->default_chunksize(elements.size());
        return std::make_shared<Job>(std::move(elements), size);
    }
    template <auto f, class Items>
    auto make_imap(Fn<f>, Items&& items, const ImapOptions& options, bool ordered) {
        using Job = detail::LazyJob<f, detail::single_of<f, Items>>;
        using Source = detail::LazySource<Job, std::views::all_t<Items>>;
        detail::require_picklable<typename Job::Element>();
        const std::uint32_t size = checked_chunksize(options.chunksize);
        auto source = std::make_shared<Source>(core_, std::views::all(std::forward<Items>(items)), size,
                                               std::make_shared<Job>(size, ordered));
        set_rules(source->job(), {options.retries, options.timeout});
        source->start();
        return IMapIterator<typename Source::Item>(std::move(source));
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

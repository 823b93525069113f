// SPDX-License-Identifier: MIT
#pragma once
// The jobs of a ThreadPool: what mp/detail/pool_results.h is for processes, but nothing travels. A chunk is taken from
// its job under the pool's mutex, run without it, and stored under it again.

#include <functional>
#include <memory>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/detail/pool_results.h"

namespace mp::detail {

class LocalChunk {
public:
    virtual ~LocalChunk() = default;
    virtual void run() = 0;    // whatever it throws is the chunk's failure
    virtual void store() = 0;  // what came of it goes into the job
};

// The threads' face of a job.
class LocalJob {
public:
    virtual ~LocalJob() = default;
    virtual std::unique_ptr<LocalChunk> take_chunk(std::uint32_t chunk) = 0;
};

[[noreturn]] void throw_does_not_travel();

// Base is a job without a way to travel.
template <class Base>
class LocalJobOf : public Base, public LocalJob {
public:
    using Base::Base;
    FunctionId function() const final { throw_does_not_travel(); }
    void encode(std::uint32_t, Writer&) final { throw_does_not_travel(); }
    void take(std::uint32_t, Reader&, std::vector<FailedItem>&) final { throw_does_not_travel(); }
};

// Calls f with one item, or with an item's parts. f is shared by all threads.
template <bool spread, class F, class Element>
decltype(auto) call_locally(F& f, Element& element) {
    if constexpr (spread) {
        return std::apply(f, element);
    } else if constexpr (std::is_invocable_v<F&, Element&>) {
        return std::invoke(f, element);
    } else {
        return std::invoke(f, std::move(element));
    }
}
template <bool spread, class F, class Element>
struct LocallyCallable : std::bool_constant<std::is_invocable_v<F&, Element&> || std::is_invocable_v<F&, Element>> {};
template <class F, ArgumentTuple Element>
struct LocallyCallable<true, F, Element> {
    static constexpr bool value = []<std::size_t... i>(std::index_sequence<i...>) {
        return std::is_invocable_v<F&, std::tuple_element_t<i, Element>&...>;
    }
    (indices_of<Element>{});
};
template <class F, class Element>
requires(!ArgumentTuple<Element>) struct LocallyCallable<true, F, Element> : std::false_type {
};

// Says in words, at compile time, why f does not take such items.
template <bool spread, class F, class Element>
constexpr void check_local_items() {
    if constexpr (spread) {
        static_assert(ArgumentTuple<Element>,
                      "mp: starmap needs tuples of arguments (std::pair, std::tuple, std::array)");
        if constexpr (ArgumentTuple<Element>)
            static_assert(LocallyCallable<true, F, Element>::value,
                          "mp: the function cannot be called with the parts of these items");
    } else {
        static_assert(LocallyCallable<false, F, Element>::value,
                      "mp: the function cannot be called with one of these items (starmap is for tuples of arguments)");
    }
}

template <bool spread, class F, class Element>
using LocalResult = std::remove_cvref_t<decltype(call_locally<spread>(std::declval<F&>(), std::declval<Element&>()))>;

// What a map gives for each item; nothing where f does not take them.
template <bool spread, class F, class Element>
struct LocalItem {
    using type = std::nullptr_t;
};
template <bool spread, class F, class Element>
requires(LocallyCallable<spread, F, Element>::value) struct LocalItem<spread, F, Element> {
    using type = ItemResult<LocalResult<spread, F, Element>>;
};

// A starmap's items in braces, where f has one signature.
template <class F>
struct LocalStarItem {};
template <HasSignature F>
struct LocalStarItem<F> : StarItemOf<typename SignatureOf<F>::type::Parameters> {};
template <auto f>
requires HasSignature<decltype(f)>
struct LocalStarItem<Fn<f>> : StarItemOf<parameters_of<f>> {
};
template <class F>
using local_star_item = typename LocalStarItem<F>::type;
template <class F>
concept has_star_item = requires {
    typename LocalStarItem<F>::type;
};

// None's place is taken by nullptr, as elsewhere in maps.
template <bool spread, class F, class Element>
ItemResult<LocalResult<spread, F, Element>> result_locally(F& f, Element& element) {
    if constexpr (std::is_void_v<LocalResult<spread, F, Element>>) {
        call_locally<spread>(f, element);
        return nullptr;
    } else {
        return call_locally<spread>(f, element);
    }
}

// One call; Thunk holds the function and its arguments.
template <class Thunk>
class LocalApply final : public LocalJobOf<ResultJob<std::remove_cvref_t<std::invoke_result_t<Thunk&>>>> {
public:
    using R = std::remove_cvref_t<std::invoke_result_t<Thunk&>>;

    explicit LocalApply(Thunk thunk) : thunk_(std::move(thunk)) {}

    std::string function_name() const override { return type_name<Thunk>(); }
    std::uint32_t items_in(std::uint32_t) const override { return 1; }
    std::uint64_t first_item(std::uint32_t) const override { return 0; }
    std::unique_ptr<LocalChunk> take_chunk(std::uint32_t) override { return std::make_unique<Chunk>(*this); }

private:
    struct Chunk final : LocalChunk {
        explicit Chunk(LocalApply& owner) : job(owner), thunk(std::move(owner.thunk_)) {}
        void run() override {
            if constexpr (std::is_void_v<R>) {
                thunk();
                value = nullptr;
            } else {
                value.emplace(thunk());
            }
        }
        void store() override { job.value_ = std::move(value); }

        LocalApply& job;
        Thunk thunk;
        std::optional<typename ResultJob<R>::Value> value;
    };

    Thunk thunk_;
};

// f over items that are all there. The first failure in time is the map's, after all have run.
template <bool spread, class F, class Element>
class LocalMap final : public LocalJobOf<ResultJob<std::vector<ItemResult<LocalResult<spread, F, Element>>>>> {
public:
    using Item = ItemResult<LocalResult<spread, F, Element>>;

    LocalMap(F f, Elements<Element> elements, std::uint32_t chunksize)
        : f_(std::move(f)), elements_(std::move(elements)), chunksize_(chunksize), slots_(elements_.size()) {
        this->progress.chunks = static_cast<std::uint32_t>((elements_.size() + chunksize - 1) / chunksize);
        if (elements_.empty()) this->value_.emplace();
    }

    std::string function_name() const override { return type_name<F>(); }
    std::uint32_t items_in(std::uint32_t chunk) const override {
        const std::size_t left = elements_.size() - first_item(chunk);
        return left < chunksize_ ? static_cast<std::uint32_t>(left) : chunksize_;
    }
    std::uint64_t first_item(std::uint32_t chunk) const override { return std::uint64_t{chunk} * chunksize_; }
    std::unique_ptr<LocalChunk> take_chunk(std::uint32_t chunk) override {
        return std::make_unique<Chunk>(*this, chunk);
    }

private:
    struct Chunk final : LocalChunk {
        Chunk(LocalMap& owner, std::uint32_t which) : job(owner), chunk(which) {}
        // Each chunk has items and slots of its own: no mutex.
        void run() override {
            const std::size_t first = job.first_item(chunk);
            for (std::size_t i = first; i < first + job.items_in(chunk); ++i) {
                try {
                    job.slots_[i].emplace(result_locally<spread>(job.f_, job.elements_[i]));
                } catch (...) {
                    if (error == nullptr) error = std::current_exception();
                }
            }
        }
        void store() override {
            if (error != nullptr) job.take_error(chunk, std::move(error));
            if (job.progress.done + 1 == job.progress.chunks) job.gather();
        }

        LocalMap& job;
        std::uint32_t chunk;
        std::exception_ptr error;
    };

    void gather() {
        if (this->error_ != nullptr) return;
        this->value_.emplace();
        this->value_->reserve(slots_.size());
        for (auto& slot : slots_) this->value_->push_back(std::move(*slot));
    }

    F f_;
    Elements<Element> elements_;
    std::uint32_t chunksize_;
    std::vector<std::optional<Item>> slots_;
};

// f over items that are pulled as the results are taken.
template <class F, class Given>
class LocalLazy final : public LocalJobOf<LazyItems<Given, ItemResult<LocalResult<false, F, Given>>>> {
public:
    using Base = LazyItems<Given, ItemResult<LocalResult<false, F, Given>>>;
    using Element = Given;
    using Item = ItemResult<LocalResult<false, F, Given>>;

    LocalLazy(F f, std::uint32_t chunksize, bool ordered) : LocalJobOf<Base>(chunksize, ordered), f_(std::move(f)) {}

    template <class Taken>
    static Element element(Taken&& item) {
        return static_cast<Element>(std::forward<Taken>(item));
    }
    std::string function_name() const override { return type_name<F>(); }
    std::unique_ptr<LocalChunk> take_chunk(std::uint32_t chunk) override {
        return std::make_unique<Chunk>(*this, chunk);
    }

private:
    struct Chunk final : LocalChunk {
        Chunk(LocalLazy& owner, std::uint32_t which) : job(owner), chunk(which) {
            for (std::uint32_t i = 0; i < job.items_in(chunk); ++i)
                elements.push_back(std::move(job.element_of(chunk, i)));
        }
        void run() override {
            for (Element& element : elements) {
                Outcome<Item>& outcome = outcomes.emplace_back();
                try {
                    outcome.value.emplace(result_locally<false>(job.f_, element));
                } catch (...) {
                    outcome.error = std::current_exception();
                }
            }
        }
        void store() override {
            for (std::uint32_t i = 0; i < outcomes.size(); ++i) {
                job.outcome_of(chunk, i) = std::move(outcomes[i]);
                job.arrive(chunk, i);
            }
        }

        LocalLazy& job;
        std::uint32_t chunk;
        Elements<Element> elements;
        std::vector<Outcome<Item>> outcomes;
    };

    F f_;
};

}  // namespace mp::detail

// SPDX-License-Identifier: MIT
#pragma once
// How a pool takes its input: at once for map, piece by piece for imap.

#include <cmath>
#include <ranges>
#include <span>
#include <tuple>
#include <vector>

#include "mp/detail/pool_results.h"
#include "mp/exceptions.h"

namespace mp::detail {

// f's parameters when it is called with one item of the range, or with an item's parts.
template <auto f, class Items>
using single_of = typename Fn<f>::template parameters_for<std::ranges::range_value_t<Items>>;

template <auto f, class Tuple>
struct SpreadParameters;
template <auto f, class... Part>
struct SpreadParameters<f, std::tuple<Part...>> {
    using type = typename Fn<f>::template parameters_for<Part...>;
};
template <auto f, class A, class B>
struct SpreadParameters<f, std::pair<A, B>> : SpreadParameters<f, std::tuple<A, B>> {};
template <auto f, class Items>
using spread_of = typename SpreadParameters<f, std::ranges::range_value_t<Items>>::type;

template <auto f, class Items>
using map_item = ItemResult<typename RunItems<f, single_of<f, Items>>::Result>;
template <auto f, class Items>
using starmap_item = ItemResult<typename RunItems<f, spread_of<f, Items>>::Result>;

// One item in the form in which it travels.
template <class Element, class Item>
Element make_element(Item&& item) {
    if constexpr (std::is_convertible_v<Item, Element> || std::is_constructible_v<Element, Item>) {
        return static_cast<Element>(std::forward<Item>(item));
    } else {
        return std::apply([](auto&&... part) { return Element(std::forward<decltype(part)>(part)...); },
                          std::forward<Item>(item));
    }
}

template <class Element, class Items>
std::vector<Element> take_elements(Items&& items) {
    require_picklable<Element>();
    using Reference = std::ranges::range_reference_t<Items>;
    std::vector<Element> out;
    if constexpr (std::ranges::sized_range<Items>) out.reserve(static_cast<std::size_t>(std::ranges::size(items)));
    for (Reference item : items) out.push_back(make_element<Element>(std::forward<Reference>(item)));
    return out;
}

// The consumer's side of imap: pulls items when there is room, hands results out.
template <class Job, class View>
class LazySource final : public ImapSource<typename Job::Item> {
public:
    using Element = typename Job::Element;
    using Item = typename Job::Item;

    LazySource(std::shared_ptr<PoolCore> core, View view, std::uint32_t chunksize, std::shared_ptr<Job> job)
        : core_(std::move(core)), view_(std::move(view)), chunksize_(chunksize), job_(std::move(job)) {}
    // An iteration that is given up takes back what has not started.
    ~LazySource() override {
        if (started_ && !ended_) core_->cancel(*job_, false);
    }
    Job& job() { return *job_; }

    void start() {
        core_->submit(job_);
        started_ = true;
        pull();
    }

    Item next(std::int64_t timeout_ns) override {
        while (position_ == outcomes_.size()) {
            outcomes_.clear();
            position_ = 0;
            std::uint64_t under_way = 0;
            const auto look = [&] {
                job_->collect(outcomes_);
                under_way = job_->under_way();
                return true;
            };
            core_->collect(0, look);
            const bool pulled = !exhausted_ && under_way + outcomes_.size() < core_->window() / 2 + chunksize_;
            if (pulled) pull();
            if (!outcomes_.empty()) break;
            if (pulled) continue;
            // Everything that was pulled has been handed out: the end, or the input's own exception in its place.
            if (exhausted_ && under_way == 0) finish();
            if (!core_->collect(timeout_ns, [&] { return job_->collect(outcomes_); })) throw TimeoutError();
        }
        Outcome<Item>& outcome = outcomes_[position_++];
        if (outcome.error != nullptr) std::rethrow_exception(outcome.error);
        return std::move(*outcome.value);
    }

private:
    // Up to a window of items, outside the pool's mutex: the input is the user's code.
    void pull() {
        if (exhausted_) return;
        std::vector<Element> items;
        const std::size_t wanted = (core_->window() / 2 / chunksize_ + 1) * std::size_t{chunksize_};
        try {
            if (!iterator_) {
                iterator_.emplace(std::ranges::begin(view_));
            } else {
                ++*iterator_;
            }
            for (; *iterator_ != std::ranges::end(view_); ++*iterator_) {
                items.push_back(make_element<Element>(**iterator_));
                if (items.size() == wanted) break;
            }
            exhausted_ = *iterator_ == std::ranges::end(view_);
        } catch (...) {
            input_error_ = std::current_exception();
            exhausted_ = true;
        }
        core_->collect(0, [&] {
            chunks_ = job_->append(items);
            return true;
        });
        core_->add_chunks(*job_, chunks_, exhausted_);
    }

    [[noreturn]] void finish() {
        ended_ = true;
        if (input_error_ != nullptr) std::rethrow_exception(std::exchange(input_error_, nullptr));
        throw StopIteration();
    }

    std::shared_ptr<PoolCore> core_;
    View view_;
    std::uint32_t chunksize_;
    std::shared_ptr<Job> job_;
    std::optional<std::ranges::iterator_t<View>> iterator_;
    std::vector<Outcome<Item>> outcomes_;  // taken from the job, not yet handed out
    std::size_t position_ = 0;
    std::uint32_t chunks_ = 0;
    bool exhausted_ = false;
    bool started_ = false;
    bool ended_ = false;
    std::exception_ptr input_error_;
};

}  // namespace mp::detail

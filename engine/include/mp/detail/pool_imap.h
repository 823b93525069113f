// SPDX-License-Identifier: MIT
#pragma once
// How a pool takes the input of imap: piece by piece.

#include <ranges>
#include <vector>

#include "mp/detail/pool_results.h"
#include "mp/exceptions.h"

namespace mp::detail {

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
        Elements<Element> items;
        const std::size_t wanted = (core_->window() / 2 / chunksize_ + 1) * std::size_t{chunksize_};
        try {
            if (!iterator_) {
                iterator_.emplace(std::ranges::begin(view_));
            } else {
                ++*iterator_;
            }
            for (; *iterator_ != std::ranges::end(view_); ++*iterator_) {
                items.push_back(Job::element(**iterator_));
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

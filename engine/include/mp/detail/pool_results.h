// SPDX-License-Identifier: MIT
#pragma once
// The typed jobs behind a pool's results: one call, a map, a lazy map.

#include <deque>
#include <functional>
#include <iterator>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/call.h"
#include "mp/detail/pool_arguments.h"
#include "mp/detail/pool_callbacks.h"
#include "mp/detail/pool_core.h"
#include "mp/detail/pool_runner.h"
#include "mp/detail/timeout.h"

namespace mp::detail {

// A callback threw: written to the log, the pool goes on.
void report_callback_error(const std::string& function) noexcept;

// A job whose result is one value.
template <class T>
class ResultJob : public PoolJob {
public:
    using Value = std::conditional_t<std::is_void_v<T>, std::nullptr_t, T>;

    bool successful() const noexcept { return error_ == nullptr; }
    const std::exception_ptr& error() const noexcept { return error_; }
    const Value& value() const { return there(); }
    Value take_value() {
        Value value = std::move(there());
        value_.reset();
        return value;
    }

    void set_callbacks(Callback<T> on_value, ErrorCallback on_error) {
        on_value_ = std::move(on_value);
        on_error_ = std::move(on_error);
    }
    bool has_callback() const final { return on_value_ || on_error_; }

    void finish() final {
        try {
            if (progress.chunks == 0) {
                // A map of nothing: nobody is called, as in Python.
            } else if (error_ != nullptr) {
                if (on_error_) on_error_(error_);
            } else if (on_value_) {
                if constexpr (std::is_void_v<T>) {
                    on_value_();
                } else {
                    on_value_(*value_);
                }
            }
        } catch (...) {
            report_callback_error(function_name());
        }
        on_value_ = nullptr;
        on_error_ = nullptr;
        set_ready();
    }

    void take_error(std::uint32_t, std::exception_ptr error) override {
        if (error_ == nullptr) error_ = std::move(error);
    }

protected:
    void copy_callbacks_to(ResultJob& other) const { other.set_callbacks(on_value_, on_error_); }

    std::optional<Value> value_;
    std::exception_ptr error_;

private:
    const Value& there() const {
        if (!value_) throw ValueError("the result of " + name() + " has been taken");
        return *value_;
    }
    Value& there() { return const_cast<Value&>(std::as_const(*this).there()); }

    Callback<T> on_value_;
    ErrorCallback on_error_;
};

// Waits for a result that nobody else has, and takes it away.
template <class T>
T wait_and_take(PoolCore& core, ResultJob<T>& job) {
    core.wait_ready(job, Timeout().ns());
    if (!job.successful()) std::rethrow_exception(job.error());
    if constexpr (!std::is_void_v<T>) return job.take_value();
}

// Takes one call's result out of what came back.
template <class R, class Take>
void take_single(Reader& results, std::vector<FailedItem>& failures, PoolJob& job, Take take) {
    if (!failures.empty()) {
        job.take_error(0, std::move(failures.front().error));
    } else if constexpr (std::is_void_v<R>) {
        take(nullptr);
    } else if constexpr (Picklable<R>) {
        take(decode<R>(results));
    } else {
        throw_result_unpicklable(raw_type_name<R>());
    }
}

// f(arguments...).
template <auto f, class Parameters>
class ApplyJob final : public ResultJob<typename RunItems<f, Parameters>::Result> {
public:
    using Runner = RunItems<f, Parameters>;
    using R = typename Runner::Result;

    explicit ApplyJob(typename Runner::Element element) : element_(std::move(element)) {}

    FunctionId function() const override { return function_id<Runner>(); }
    std::string function_name() const override { return Runner::name(); }
    void encode(std::uint32_t, Writer& writer) override { mp::detail::encode(writer, element_); }
    std::uint32_t items_in(std::uint32_t) const override { return 1; }
    std::uint64_t first_item(std::uint32_t) const override { return 0; }
    void take(std::uint32_t, Reader& results, std::vector<FailedItem>& failures) override {
        take_single<R>(results, failures, *this, [this](auto&& value) { this->value_ = std::move(value); });
    }

private:
    typename Runner::Element element_;
};

// An mp::Call.
template <class R>
class CallJob final : public ResultJob<R> {
public:
    explicit CallJob(Call<R> call) : call_(std::move(call)) {
        if (!call_) throw TypeError("an empty mp::Call cannot be run by a pool");
    }

    FunctionId function() const override { return call_.any()->task_id(); }
    std::string function_name() const override { return call_.name(); }
    bool is_task_function() const override { return true; }
    std::string shown_arguments() const override { return call_.describe_arguments(); }
    void encode(std::uint32_t, Writer& writer) override { call_.any()->encode_arguments(writer); }
    std::uint32_t items_in(std::uint32_t) const override { return 1; }
    std::uint64_t first_item(std::uint32_t) const override { return 0; }
    void take(std::uint32_t, Reader& results, std::vector<FailedItem>& failures) override {
        take_single<R>(results, failures, *this, [this](auto&& value) { this->value_ = std::move(value); });
    }
    std::shared_ptr<PoolJob> anew() const override {
        if (!this->rules.report_retries) return nullptr;
        auto job = std::make_shared<CallJob>(call_);
        this->copy_callbacks_to(*job);
        job->rules = this->rules;
        job->progress.chunks = 1;
        return job;
    }

private:
    Call<R> call_;
};

// f over items that are all there. The first failure in time is the map's.
template <auto f, class Parameters>
class MapJob final : public ResultJob<std::vector<ItemResult<typename RunItems<f, Parameters>::Result>>> {
public:
    using Runner = RunItems<f, Parameters>;
    using Element = typename Runner::Element;
    using Item = ItemResult<typename Runner::Result>;

    MapJob(Elements<Element> elements, std::uint32_t chunksize)
        : elements_(std::move(elements)), chunksize_(chunksize) {
        if constexpr (direct) {
            this->value_.emplace(elements_.size());
        } else {
            slots_.resize(elements_.size());
        }
        this->progress.chunks = static_cast<std::uint32_t>((elements_.size() + chunksize - 1) / chunksize);
    }

    FunctionId function() const override { return function_id<Runner>(); }
    std::string function_name() const override { return Runner::name(); }
    void encode(std::uint32_t chunk, Writer& writer) override {
        const std::size_t first = first_item(chunk);
        const std::size_t count = items_in(chunk);
        if constexpr (Bitwise<Element>) {
            writer.write(elements_.data() + first, count * sizeof(Element));
        } else {
            for (std::size_t i = first; i < first + count; ++i) mp::detail::encode(writer, elements_[i]);
        }
    }
    std::uint32_t items_in(std::uint32_t chunk) const override {
        const std::size_t left = elements_.size() - first_item(chunk);
        return left < chunksize_ ? static_cast<std::uint32_t>(left) : chunksize_;
    }
    std::uint64_t first_item(std::uint32_t chunk) const override { return std::uint64_t{chunk} * chunksize_; }

    void take(std::uint32_t chunk, Reader& results, std::vector<FailedItem>& failures) override {
        const std::size_t first = first_item(chunk);
        const std::size_t count = items_in(chunk);
        if (failures.empty()) {
            take_items(results, first, count);
        } else {
            // A map that fails gives no list: the first failure is all that is left of it.
            this->take_error(chunk, std::move(failures.front().error));
        }
        if (this->progress.done + 1 == this->progress.chunks) gather();
    }
    void take_error(std::uint32_t chunk, std::exception_ptr error) override {
        ResultJob<std::vector<Item>>::take_error(chunk, std::move(error));
    }

private:
    static constexpr bool direct = Bitwise<Item>;

    void take_items(Reader& results, std::size_t first, std::size_t count) {
        if constexpr (direct) {
            std::memcpy(this->value_->data() + first, results.take(count * sizeof(Item)), count * sizeof(Item));
        } else {
            for (std::size_t i = first; i < first + count; ++i) {
                if constexpr (std::is_void_v<typename Runner::Result>) {
                    slots_[i] = nullptr;
                } else if constexpr (Picklable<Item>) {
                    slots_[i] = decode<Item>(results);
                } else {
                    throw_result_unpicklable(raw_type_name<Item>());
                }
            }
        }
    }

    void gather() {
        if constexpr (!direct) {
            if (this->error_ != nullptr) return;
            this->value_.emplace();
            this->value_->reserve(slots_.size());
            for (auto& slot : slots_) {
                if (!slot) return;
                this->value_->push_back(std::move(*slot));
            }
            slots_.clear();
        }
    }

    Elements<Element> elements_;
    std::uint32_t chunksize_;
    std::vector<std::optional<Item>> slots_;  // of results that cannot be made before they arrive
};

// What hands out the results of a lazy map; it knows the input and its types.
template <class R>
struct ImapSource {
    virtual ~ImapSource() = default;
    virtual R next(std::int64_t timeout_ns) = 0;
};

// One place of a lazy map's results.
template <class Item>
struct Outcome {
    std::optional<Item> value;
    std::exception_ptr error;
    bool arrived = false;
    bool taken = false;
};

// A map that pulls its items as its results are taken. The consumer's thread appends chunks and takes outcomes away,
// the core fills them in between; both under the pool's mutex.
template <class Given, class Result>
class LazyItems : public PoolJob {
public:
    using Element = Given;
    using Item = Result;

    LazyItems(std::uint32_t chunksize, bool ordered) : chunksize_(chunksize), ordered_(ordered) {
        progress.open = true;
        rules.somebody_waits = true;
    }

    // ---- the consumer's half
    // Items become chunks; the last of them may be short only when no more will follow.
    std::uint32_t append(Elements<Element>& items) {
        const auto count = static_cast<std::uint32_t>((items.size() + chunksize_ - 1) / chunksize_);
        for (auto& item : items) {
            elements_.push_back(std::move(item));
            outcomes_.emplace_back();
        }
        total_ += items.size();
        items.clear();
        return count;
    }
    std::uint64_t under_way() const { return total_ - taken_; }
    // Moves what has arrived to out, in order, or in the order of arrival; true when there was some.
    bool collect(std::vector<Outcome<Item>>& out) {
        if (ordered_) {
            for (Outcome<Item>& next : outcomes_) {
                if (!next.arrived) break;
                hand_over(next, out);
            }
        } else {
            for (const std::uint64_t item : arrived_) hand_over(outcomes_[item - base_], out);
            arrived_.clear();
        }
        forget_taken();
        return !out.empty();
    }

    // ---- the core's half
    std::uint32_t items_in(std::uint32_t chunk) const override {
        const std::uint64_t left = total_ - first_item(chunk);
        return left < chunksize_ ? static_cast<std::uint32_t>(left) : chunksize_;
    }
    std::uint64_t first_item(std::uint32_t chunk) const override { return std::uint64_t{chunk} * chunksize_; }
    // Those of the chunk that have not arrived yet: a result that does not decode takes only the rest with it.
    void take_error(std::uint32_t chunk, std::exception_ptr error) override {
        for (std::uint32_t i = 0; i < items_in(chunk); ++i) {
            Outcome<Item>& outcome = outcome_of(chunk, i);
            if (outcome.arrived) continue;
            outcome.error = error;
            arrive(chunk, i);
        }
    }
    void finish() override { set_ready(); }

protected:
    Element& element_of(std::uint32_t chunk, std::uint32_t i) { return elements_[first_item(chunk) + i - base_]; }
    Outcome<Item>& outcome_of(std::uint32_t chunk, std::uint32_t i) { return outcomes_[first_item(chunk) + i - base_]; }
    void arrive(std::uint32_t chunk, std::uint32_t i) {
        outcome_of(chunk, i).arrived = true;
        if (!ordered_) arrived_.push_back(first_item(chunk) + i);
    }

private:
    void hand_over(Outcome<Item>& outcome, std::vector<Outcome<Item>>& out) {
        out.push_back(std::move(outcome));
        outcome.taken = true;
        ++taken_;
    }
    // Arguments are kept for another attempt until their results have been taken.
    void forget_taken() {
        while (!outcomes_.empty() && outcomes_.front().taken) {
            outcomes_.pop_front();
            elements_.pop_front();
            ++base_;
        }
    }

    std::uint32_t chunksize_;
    bool ordered_;
    std::deque<Element> elements_;        // from item base_ on
    std::deque<Outcome<Item>> outcomes_;  // the same
    std::vector<std::uint64_t> arrived_;  // unordered: items, in order of arrival
    std::uint64_t base_ = 0;
    std::uint64_t total_ = 0;
    std::uint64_t taken_ = 0;
};

// The same over processes.
template <auto f, class Parameters>
class LazyJob final : public LazyItems<typename RunItems<f, Parameters>::Element,
                                       ItemResult<typename RunItems<f, Parameters>::Result>> {
public:
    using Runner = RunItems<f, Parameters>;
    using Base = LazyItems<typename Runner::Element, ItemResult<typename Runner::Result>>;
    using Item = typename Base::Item;
    using Base::Base;

    template <class Given>
    static typename Base::Element element(Given&& item) {
        return store<std::tuple_element_t<0, Parameters>>(std::forward<Given>(item));
    }
    FunctionId function() const override { return function_id<Runner>(); }
    std::string function_name() const override { return Runner::name(); }
    void encode(std::uint32_t chunk, Writer& writer) override {
        for (std::uint32_t i = 0; i < this->items_in(chunk); ++i)
            mp::detail::encode(writer, this->element_of(chunk, i));
    }
    void take(std::uint32_t chunk, Reader& results, std::vector<FailedItem>& failures) override {
        auto failure = failures.begin();
        for (std::uint32_t i = 0; i < this->items_in(chunk); ++i) {
            Outcome<Item>& outcome = this->outcome_of(chunk, i);
            if (failure != failures.end() && failure->index == i) {
                outcome.error = std::move((failure++)->error);
            } else if constexpr (std::is_void_v<typename Runner::Result>) {
                outcome.value = nullptr;
            } else if constexpr (Picklable<Item>) {
                outcome.value = decode<Item>(results);
            } else {
                throw_result_unpicklable(raw_type_name<Item>());
            }
            this->arrive(chunk, i);
        }
    }
};

}  // namespace mp::detail

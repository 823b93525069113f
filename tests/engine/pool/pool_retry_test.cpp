// SPDX-License-Identifier: MIT
// What a user who watches asks of a pool: another attempt at what has failed, and a pause. Asked as observers ask: of
// this very program, through its endpoint.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>

#include "mp/observe.h"
#include "mp/pool.h"
#include "pool_functions.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using namespace pool_test;
using mp::observe::Answer;
using mp::observe::TaskState;
using mp::test::wait_until;
using testing::HasSubstr;

// Fails, or dies, until the file is there; then says its arguments.
std::string fails_until(const std::string& path, int number) {
    if (!std::filesystem::exists(path)) throw std::runtime_error("not yet");
    std::ofstream(path + ".out", std::ios::app) << number << '\n';
    return std::to_string(number);
}
std::string dies_until(const std::string& path, int number) {
    if (!std::filesystem::exists(path)) ::_exit(3);
    return fails_until(path, number);
}
int fails_on_odd(const std::string& path, int number) {
    if (number % 2 == 1 && !std::filesystem::exists(path)) throw std::runtime_error("odd");
    std::ofstream(path + ".out", std::ios::app) << number << '\n';
    return number;
}

class PoolRetry : public testing::Test {
protected:
    PoolRetry() : path_((directory_ / "go").string()) {}

    mp::observe::Session& session() {
        if (!session_) session_.emplace(mp::observe::attach(::getpid()));
        return *session_;
    }
    mp::observe::Pool seen(const mp::Pool& pool) {
        const auto snap = look();
        const auto* found = snap.pool(pool.id());
        return found != nullptr ? *found : mp::observe::Pool{};
    }
    mp::observe::Snapshot look() {
        auto snap = session().snapshot();
        for (const auto& task : snap.tasks)
            if (task.ended_ns) ended_.push_back(task);
        return snap;
    }
    bool runs(const std::string& function) {
        return std::ranges::any_of(look().processes, [&](const mp::observe::Process& process) {
            return process.task && process.task->function.find(function) != std::string::npos;
        });
    }
    // The attempts at a task that have ended, as observers have seen them.
    std::vector<mp::observe::Task> attempts(std::uint64_t id) {
        look();
        std::vector<mp::observe::Task> out;
        for (const auto& task : ended_)
            if (task.id == id) out.push_back(task);
        return out;
    }
    std::uint64_t failed_task(const mp::Pool& pool) {
        std::uint64_t id = 0;
        EXPECT_TRUE(wait_until([&] {
            look();
            for (const auto& task : ended_)
                if (task.pool_id == pool.id() && task.state != TaskState::done) id = task.id;
            return id != 0;
        }));
        return id;
    }
    std::string output() const {
        std::ifstream in(path_ + ".out");
        return {std::istreambuf_iterator<char>(in), {}};
    }

    mp::test::TemporaryDirectory directory_;
    std::string path_;
    std::optional<mp::observe::Session> session_;
    std::vector<mp::observe::Task> ended_;
};

TEST_F(PoolRetry, AFailedTaskIsTriedAgainWithEqualArguments) {
    mp::Pool pool(1);
    auto result = pool.apply_async(mp::fn<fails_until>, path_, 42);
    EXPECT_THROW(result.get(20s), std::runtime_error);
    const std::uint64_t id = failed_task(pool);
    EXPECT_EQ(seen(pool).retryable_count, 1U);
    touch(path_);
    const Answer answer = session().retry_task(pool.id(), id);
    ASSERT_TRUE(answer) << answer.reason;
    ASSERT_TRUE(wait_until([&] { return attempts(id).size() == 2; }));
    const auto both = attempts(id);
    EXPECT_EQ(both[0].state, TaskState::failed);
    EXPECT_EQ(both[0].attempt, 1U);
    EXPECT_EQ(both[1].state, TaskState::done);
    EXPECT_EQ(both[1].attempt, 2U);
    EXPECT_EQ(both[1].max_attempts, 2U);
    EXPECT_EQ(both[1].function, both[0].function);
    EXPECT_EQ(both[1].arguments, both[0].arguments);
    EXPECT_EQ(output(), "42\n");
    EXPECT_THROW(result.get(), std::runtime_error);  // whoever waited has the error, once and for all
    EXPECT_TRUE(wait_until([&] { return seen(pool).done_count == 1; }));  // the worker tells before its owner counts
    const auto after = seen(pool);
    EXPECT_EQ(after.retryable_count, 0U);
    EXPECT_EQ(after.submitted_count, after.done_count + after.failed_count);
}

TEST_F(PoolRetry, ALostTaskIsTriedAgain) {
    mp::Pool pool(1);
    EXPECT_THROW(pool.apply(mp::fn<dies_until>, path_, 7), mp::WorkerLost);
    const std::uint64_t id = failed_task(pool);
    touch(path_);
    ASSERT_TRUE(session().retry_task(pool.id(), id));
    ASSERT_TRUE(wait_until([&] { return output() == "7\n"; }));
}

TEST_F(PoolRetry, WhatFailsAgainCanBeTriedOnceMore) {
    mp::Pool pool(1);
    EXPECT_THROW(pool.apply(mp::fn<fails_until>, path_, 1), std::runtime_error);
    const std::uint64_t id = failed_task(pool);
    ASSERT_TRUE(session().retry_task(pool.id(), id));
    ASSERT_TRUE(wait_until([&] { return attempts(id).size() == 2 && seen(pool).retryable_count == 1; }));
    touch(path_);
    ASSERT_TRUE(session().retry_task(pool.id(), id));
    ASSERT_TRUE(wait_until([&] { return attempts(id).size() == 3; }));
    EXPECT_EQ(attempts(id)[2].attempt, 3U);
    EXPECT_EQ(attempts(id)[2].state, TaskState::done);
}

TEST_F(PoolRetry, AllFailedAreTriedAgainAndCounted) {
    mp::Pool pool(2);
    std::vector<mp::AsyncResult<int>> results;
    for (int i = 0; i < 14; ++i) results.push_back(pool.apply_async(mp::fn<fails_on_odd>, path_, i));
    for (auto& result : results) result.wait(20s);
    ASSERT_EQ(seen(pool).retryable_count, 7U);
    touch(path_);
    const Answer answer = session().retry_failed(pool.id());
    ASSERT_TRUE(answer) << answer.reason;
    EXPECT_EQ(answer.count, 7U);
    EXPECT_TRUE(wait_until([&] { return seen(pool).done_count == 14; }));
    EXPECT_EQ(seen(pool).retried_count, 7U);
    const Answer none = session().retry_failed(pool.id());
    EXPECT_FALSE(none);
    EXPECT_THAT(none.reason, HasSubstr("no failed call"));
}

// A chunk of a map is one task.
TEST_F(PoolRetry, AChunkIsTriedAgainAsAWhole) {
    mp::Pool pool(1);
    const std::vector<std::tuple<std::string, int>> items{{path_, 0}, {path_, 1}, {path_, 2}};
    EXPECT_THROW(pool.starmap(mp::fn<fails_on_odd>, items, {.chunksize = 3}), std::runtime_error);
    EXPECT_EQ(output(), "0\n2\n");
    const std::uint64_t id = failed_task(pool);
    touch(path_);
    ASSERT_TRUE(session().retry_task(pool.id(), id));
    EXPECT_TRUE(wait_until([&] { return output() == "0\n2\n0\n1\n2\n"; })) << output();
}

TEST_F(PoolRetry, ARefusalSaysWhy) {
    mp::Pool pool(mp::PoolOptions{.processes = 1, .keep_failed = 2});
    auto running = pool.apply_async(mp::fn<wait_for_file>, path_);
    ASSERT_TRUE(wait_until([&] { return seen(pool).busy_count == 1; }));
    std::uint64_t id = 0;
    for (const auto& process : look().processes)
        if (process.task) id = process.task->id;
    EXPECT_THAT(session().retry_task(pool.id(), id).reason, HasSubstr("is running"));
    EXPECT_THAT(session().retry_task(pool.id(), 999'999).reason, HasSubstr("has not failed, or has been dropped"));
    touch(path_);
    running.get(20s);
    const std::string never = (directory_ / "never").string();
    EXPECT_THROW(pool.apply(mp::fn<fails_until>, never, 1), std::runtime_error);
    const std::uint64_t first = failed_task(pool);
    for (int i = 0; i < 2; ++i) EXPECT_THROW(pool.apply(mp::fn<fails_until>, never, i), std::runtime_error);
    EXPECT_EQ(seen(pool).retryable_count, 2U);
    EXPECT_THAT(session().retry_task(pool.id(), first).reason, HasSubstr("the last 2 failed calls, of at most 16 MiB"));
    pool.close();
    EXPECT_THAT(session().retry_failed(pool.id()).reason, HasSubstr("is closed"));
}

TEST_F(PoolRetry, WhatIsKeptIsBoundedInBytes) {
    mp::Pool pool(mp::PoolOptions{.processes = 1, .keep_failed_bytes = 100'000});
    const auto fail = [&](std::size_t bytes) {
        EXPECT_THROW(pool.apply(mp::fn<fails_until>, std::string(bytes, 'x'), 1), std::exception);
    };
    for (int i = 0; i < 5; ++i) fail(3'000);
    EXPECT_EQ(seen(pool).retryable_count, 5U);
    fail(91'000);
    EXPECT_EQ(seen(pool).retryable_count, 3U);
    fail(200'000);  // more than all that may be kept: not at the cost of the others
    EXPECT_EQ(seen(pool).retryable_count, 3U);
    mp::Pool none(mp::PoolOptions{.processes = 1, .keep_failed = 0});
    EXPECT_THROW(none.apply(mp::fn<fails_until>, path_, 1), std::runtime_error);
    EXPECT_EQ(seen(none).retryable_count, 0U);
    EXPECT_THAT(session().retry_task(none.id(), 1).reason, HasSubstr("keep_failed to 0"));
}

TEST_F(PoolRetry, CallbacksRunAgainWhereTheyAskedForIt) {
    mp::Pool pool(1);
    std::atomic<int> values{0};
    std::atomic<int> errors{0};
    auto result = pool.apply_async(mp::call<fails_until>(path_, 5), {.callback = [&](const std::string&) { ++values; },
                                                                     .error_callback = [&](auto) { ++errors; },
                                                                     .report_retries = true});
    ASSERT_TRUE(wait_until([&] { return errors == 1; }));
    ASSERT_TRUE(session().retry_failed(pool.id()));
    ASSERT_TRUE(wait_until([&] { return errors == 2; }));
    touch(path_);
    ASSERT_TRUE(session().retry_failed(pool.id()));
    ASSERT_TRUE(wait_until([&] { return values == 1; }));
    EXPECT_EQ(errors, 2);
    EXPECT_THROW(result.get(), std::runtime_error);
}

TEST_F(PoolRetry, APausedPoolFinishesWhatRunsAndBeginsNothing) {
    mp::Pool pool(2);
    auto running = pool.apply_async(mp::fn<wait_for_file>, path_);
    ASSERT_TRUE(wait_until([&] { return seen(pool).busy_count == 1; }));
    const Answer answer = session().pause_pool(pool.id());
    ASSERT_TRUE(answer) << answer.reason;
    EXPECT_TRUE(seen(pool).paused);
    EXPECT_TRUE(seen(pool).accepting);
    std::vector<mp::AsyncResult<int>> queued;
    for (int i = 0; i < 200; ++i) queued.push_back(pool.apply_async(mp::fn<square>, i));
    touch(path_);
    EXPECT_EQ(running.get(20s), 1);
    EXPECT_THROW(queued.front().get(300ms), mp::TimeoutError);
    EXPECT_EQ(seen(pool).queued_count, 200U);
    EXPECT_EQ(seen(pool).done_count, 1U);
    EXPECT_THAT(session().pause_pool(pool.id()).reason, HasSubstr("already"));
    pool.close();  // a closed pool can be unpaused: its end would wait for ever
    ASSERT_TRUE(session().unpause_pool(pool.id()));
    EXPECT_FALSE(seen(pool).paused);
    EXPECT_FALSE(session().unpause_pool(pool.id()));
    for (int i = 0; i < 200; ++i) EXPECT_EQ(queued[static_cast<std::size_t>(i)].get(20s), i * i);
    pool.join();
}

// What a worker holds and has not begun comes back, so that nothing begins after the answer.
TEST_F(PoolRetry, APauseTakesBackWhatWasHandedOutAhead) {
    mp::Pool pool(1);
    for (int i = 0; i < 50; ++i) pool.apply(mp::fn<square>, i);  // short ones: many are handed out ahead
    auto first = pool.apply_async(mp::fn<wait_for_file>, path_);
    std::vector<mp::AsyncResult<int>> ahead;
    for (int i = 0; i < 20; ++i) ahead.push_back(pool.apply_async(mp::fn<square>, i));
    ASSERT_TRUE(wait_until([&] { return runs("wait_for_file"); }));
    EXPECT_GT(seen(pool).running_count, 1U);
    ASSERT_TRUE(session().pause_pool(pool.id()));
    EXPECT_EQ(seen(pool).queued_count, 20U);
    touch(path_);
    first.get(20s);
    EXPECT_THROW(ahead.back().get(200ms), mp::TimeoutError);
    EXPECT_FALSE(ahead.front().ready());
    EXPECT_EQ(seen(pool).queued_count, 20U);
    ASSERT_TRUE(session().unpause_pool(pool.id()));
    for (int i = 0; i < 20; ++i) EXPECT_EQ(ahead[static_cast<std::size_t>(i)].get(20s), i * i);
}

TEST_F(PoolRetry, WhatHadNotBegunWhenItsPoolEndedHasNoBeginning) {
    mp::Pool pool(1);
    for (int i = 0; i < 50; ++i) pool.apply(mp::fn<square>, i);
    const auto first = pool.apply_async(mp::fn<wait_for_file>, path_);
    for (int i = 0; i < 20; ++i) pool.apply_async(mp::fn<square>, i);
    ASSERT_TRUE(wait_until([&] { return runs("wait_for_file"); }));
    ASSERT_GT(seen(pool).running_count, 1U) << "some are with the worker";
    ended_.clear();
    pool.terminate();
    const auto cancelled = [&](const std::string& function, bool begun) {
        return std::ranges::count_if(ended_, [&](const mp::observe::Task& task) {
            return task.state == TaskState::cancelled && task.function.find(function) != std::string::npos &&
                   task.started_ns.has_value() == begun && (!begun || task.started_ns >= task.queued_ns);
        });
    };
    look();
    ASSERT_EQ(ended_.size(), 21U);
    EXPECT_EQ(cancelled("wait_for_file", true), 1);
    EXPECT_EQ(cancelled("square", false), 20);
}

}  // namespace

// SPDX-License-Identifier: MIT
#include "command_pool.h"

#include <atomic>
#include <csignal>
#include <iostream>
#include <thread>

#include "exit_codes.h"
#include "mp/process.h"
#include "verb.h"

namespace ctl {

namespace {

std::atomic<int> interrupted_by{0};

// What the run is called when the user gives it no name.
std::string command_line(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out.substr(0, 80);
}

}  // namespace

void CommandPool::interrupt(int signal) noexcept {
    interrupted_by = signal;
}

CommandPool::CommandPool(const CommandPoolOptions& options)
    : options_(options),
      template_(options.command, options.shell),
      text_(template_.text()),
      inputs_(options.inputs),
      bar_(options.bar && !options.dry_run) {
    if (!options.job_log.empty()) job_log_ = std::make_unique<JobLog>(options.job_log);
    if (options.dry_run) return;
    mp::set_program_name(options.name.empty() ? template_.program() : options.name);
    set_spool(&spool_.emplace());
    pool_ = std::make_unique<mp::Pool>(
        mp::PoolOptions{.processes = options.jobs > 0 ? std::optional<int>(options.jobs) : std::nullopt,
                        .initializer = mp::call<start_worker>(),
                        .name = "commands"});
    if (options.record) {
        recording_ = std::make_unique<Recording>(
            mp::current_process().pid(),
            RecordingOptions{.name = options.name.empty() ? command_line(options.command) : options.name,
                             .database = options.database,
                             .tasks = true});
    }
}

// ---- to the workers

CommandPool::Ended CommandPool::ended_by(const std::exception_ptr& error, const Job& job, unsigned tries) {
    Ended out{job, {}, false, {}};
    try {
        std::rethrow_exception(error);
    } catch (const CommandFailed& e) {
        out.outcome = e.outcome;
        out.message = e.what();
    } catch (const mp::WorkerLost& e) {
        out.lost = true;
        out.outcome.result.exitcode = e.exitcode();
        out.outcome.task = e.task();
        out.outcome.attempt = tries;
        out.outcome.worker = e.pid();
        out.message = e.what();
    } catch (const std::exception& e) {
        out.outcome.result.exitcode = 255;
        out.message = e.what();
    }
    return out;
}

void CommandPool::submit(Job job) {
    CommandTask task{.arguments = template_.arguments(job.input, job.number),
                     .line = template_.line(job.input, job.number),
                     .directory = options_.directory,
                     .timeout_ns = static_cast<std::int64_t>(options_.timeout_s * 1e9),
                     .tries = static_cast<unsigned>(options_.tries)};
    ++under_way_;
    auto given = pool_->apply_async(
        mp::call<run_command_task>(std::move(task)),
        {.callback =
             [news = news_, job](const CommandOutcome& outcome) {
                 news->tell(Ended{job, outcome, false, {}});
             },
         .error_callback = [news = news_, job, tries = static_cast<unsigned>(options_.tries)](
                               std::exception_ptr error) { news->tell(ended_by(error, job, tries)); },
         .retries = static_cast<unsigned>(options_.tries - 1),
         .retry_errors = true,
         .name = text_,
         .report_retries = true});
    given_.emplace(job.number, std::move(given));
}

// Keeps the workers supplied without taking the whole input in. False when no input is there just now. Where a rule may
// halt it, nothing waits in the pool: what a worker had already fetched could not be taken back.
bool CommandPool::submit_more() {
    const std::uint64_t workers = pool_->processes();
    const std::uint64_t window = options_.halt.when() == HaltRule::When::never ? 4 * workers + 16 : workers;
    while (!halted_ && under_way_ < window) {
        auto input = inputs_.take();
        if (!input) return false;
        submit({next_number_++, std::move(*input)});
    }
    return true;
}

void CommandPool::News::tell(std::optional<Ended> one) {
    {
        const std::lock_guard guard(mutex);
        if (one) ended.push_back(std::move(*one));
        came = true;
    }
    cv.notify_one();
}

// ---- what came back

void CommandPool::print_rest(const mp::CommandRest& rest, std::ostream& out) {
    if (rest.blocks.empty()) return;
    spool_->read(rest, [&out](std::span<const std::byte> piece) {
        out.write(reinterpret_cast<const char*>(piece.data()), static_cast<std::streamsize>(piece.size()));
    });
    spool_->release(rest);
}

void CommandPool::print(const mp::CommandResult& result) {
    if (!result.output.empty() || !result.error.empty()) bar_.clear();
    if (!result.output.empty()) {
        std::cout << result.output;
        print_rest(result.output_rest, std::cout);
        output_lost_ = output_lost_ || !is_printed();
    }
    if (!result.error.empty()) {
        std::cerr << result.error;
        print_rest(result.error_rest, std::cerr);
        std::cerr << std::flush;
    }
}

void CommandPool::print_in_order(std::uint64_t number, mp::CommandResult result) {
    out_of_order_.emplace(number, std::move(result));
    for (auto it = out_of_order_.find(next_printed_); it != out_of_order_.end();
         it = out_of_order_.find(next_printed_)) {
        print(it->second);
        out_of_order_.erase(it);
        ++next_printed_;
    }
}

void CommandPool::record(const Ended& ended) {
    if (!recording_) return;
    const mp::CommandResult& result = ended.outcome.result;
    mp::history::TaskRecord out;
    out.task.id = ended.outcome.task;
    out.task.function = text_;
    out.command = template_.line(ended.job.input, ended.job.number);
    out.task.arguments = out.command;
    out.task.state = ended.lost             ? mp::observe::TaskState::lost
                     : result.timed_out     ? mp::observe::TaskState::timed_out
                     : result.exitcode == 0 ? mp::observe::TaskState::done
                                            : mp::observe::TaskState::failed;
    out.task.worker.pid = ended.outcome.worker;
    if (result.started_ns != 0) out.task.started_ns = result.started_ns;
    if (result.ended_ns != 0) out.task.ended_ns = result.ended_ns;
    out.task.attempt = ended.outcome.attempt;
    out.task.pool_id = pool_->id();
    out.task.max_attempts = static_cast<std::uint32_t>(options_.tries);
    out.task.exitcode = result.exitcode;
    out.task.result = ended.message;
    out.output = result.output;
    out.error = result.error;
    out.output_cut = result.output_rest.bytes > 0;
    out.error_cut = result.error_rest.bytes > 0;
    recording_->add(out);
}

void CommandPool::log(const Ended& ended) {
    if (!job_log_) return;
    const mp::CommandResult& result = ended.outcome.result;
    job_log_->add({.number = ended.job.number,
                   .started_ns = result.started_ns,
                   .run_ns = result.ended_ns - result.started_ns,
                   .output_bytes = result.output.size() + result.output_rest.bytes,
                   .exitcode = result.timed_out && result.exitcode == 0 ? -SIGTERM : result.exitcode,
                   .command = template_.line(ended.job.input, ended.job.number)});
}

void CommandPool::wait_for_news() {
    std::unique_lock lock(news_->mutex);
    // A signal handler cannot notify: look for it ten times a second.
    news_->cv.wait_for(lock, std::chrono::milliseconds(100), [this] { return news_->came; });
}

std::deque<CommandPool::Ended> CommandPool::take_news() {
    const std::lock_guard guard(news_->mutex);
    news_->came = false;
    return std::exchange(news_->ended, {});
}

// A rule of --halt has come true: what runs may finish, what still waits in the pool does not begin.
void CommandPool::take_back() {
    halted_ = true;
    for (auto& [number, given] : given_) {
        if (given.cancel()) taken_back_.insert(number);
    }
}

void CommandPool::take_in(Ended& ended) {
    // One that is over already was tried again at a user's word: it counts as what it has come to now.
    const bool again = given_.erase(ended.job.number) == 0;
    if (!again) --under_way_;
    const unsigned further = again ? ++tried_again_[ended.job.number] : 0;
    if (ended.lost) ended.outcome.attempt += further;
    if (taken_back_.contains(ended.job.number)) return;
    record(ended);
    log(ended);
    const mp::CommandResult& result = ended.outcome.result;
    const bool failed = ended.lost || result.exitcode != 0 || result.timed_out;
    if (again) --failed_;
    failed ? ++failed_ : ++succeeded_;
    if (failed && (ended.lost || !result.failure.empty() || result.timed_out)) {
        bar_.clear();
        std::cerr << "lifeguardctl: " << template_.line(ended.job.input, ended.job.number) << ": " << ended.message
                  << std::endl;
    }
    if (options_.keep_order && !again) {
        print_in_order(ended.job.number, std::move(ended.outcome.result));
    } else {
        print(result);
    }
    if (options_.halt.applies(succeeded_, failed_, inputs_.total()) && !halted_) take_back();
}

ProgressCounts CommandPool::counts() const {
    return {.done = succeeded_ + failed_, .failed = failed_, .running = under_way_, .total = inputs_.total()};
}

// ---- the whole

int CommandPool::run() {
    inputs_.start([news = news_] { news->tell(); });
    if (options_.dry_run) {
        while (std::cout && !inputs_.exhausted()) {
            if (const auto input = inputs_.take()) {
                std::cout << template_.line(*input, next_number_++) << '\n';
            } else {
                wait_for_news();
                take_news();
            }
        }
        return ok;
    }
    bool told_total = false;
    while (interrupted_by == 0 && !output_lost_) {
        submit_more();
        if (const auto total = inputs_.total(); total && !told_total) {
            told_total = true;
            pool_->expect(*total);
        }
        wait_for_news();
        for (Ended& one : take_news()) take_in(one);
        if (recording_) recording_->flush();
        bar_.draw(counts());
        if (halted_ && options_.halt.when() == HaltRule::When::now) break;
        if (under_way_ == 0 && (halted_ || inputs_.exhausted())) break;
    }
    return finish();
}

int CommandPool::finish() {
    bar_.clear();
    const bool cut_short =
        interrupted_by != 0 || output_lost_ || (halted_ && options_.halt.when() == HaltRule::When::now);
    if (cut_short) {
        pool_->terminate();
    } else {
        pool_->close();
    }
    pool_->join();
    if (!cut_short) {
        // What was tried again, and took longer than all the rest.
        for (Ended& one : take_news()) take_in(one);
    }
    if (recording_) recording_->finish();
    for (auto& [number, result] : out_of_order_) print(result);
    if (output_lost_) return printing_failed();
    const std::string error = inputs_.error();
    if (!error.empty()) std::cerr << "lifeguardctl: " << error << std::endl;
    if (cut_short || halted_) {
        const auto total = inputs_.total();
        std::cerr << "lifeguardctl: " << (interrupted_by != 0 ? "interrupted" : "halted") << ": " << succeeded_
                  << " done, " << failed_ << " failed, " << under_way_ << " stopped";
        if (total) std::cerr << ", " << *total - succeeded_ - failed_ - under_way_ << " not started";
        std::cerr << std::endl;
    }
    return error.empty() ? status() : std::max(status(), static_cast<int>(io_error));
}

int CommandPool::status() const {
    if (interrupted_by != 0) return 128 + interrupted_by;
    return failed_ > 100 ? 101 : static_cast<int>(failed_);
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#pragma once
// A command pool at work: inputs to commands to workers, what comes of them to the screen, the job log and the record.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>

#include "command_task.h"
#include "command_template.h"
#include "halt.h"
#include "inputs.h"
#include "job_log.h"
#include "mp/pool.h"
#include "progress_bar.h"
#include "recording.h"

namespace ctl {

struct CommandPoolOptions {
    std::vector<std::string> command;
    bool shell = false;
    InputOptions inputs;
    int jobs = 0;
    int tries = 1;         // of a failing command, in all
    double timeout_s = 0;  // of one command; 0: none
    HaltRule halt;
    std::string job_log;
    std::string directory;
    bool keep_order = false;
    bool bar = false;
    bool dry_run = false;
    bool record = true;
    std::string name;
    std::string database;
};

class CommandPool {
public:
    explicit CommandPool(const CommandPoolOptions& options);
    // Works until everything has ended; the exit status.
    int run();
    // From a signal handler.
    static void interrupt(int signal) noexcept;

private:
    struct Job {
        std::uint64_t number = 0;  // of its input, from 1
        std::string input;
    };
    // What came back of one attempt.
    struct Ended {
        Job job;
        CommandOutcome outcome;
        bool lost = false;  // its worker died
        std::string message;
    };

    static Ended ended_by(const std::exception_ptr& error, const Job& job, unsigned tries);
    void submit(Job job);
    bool submit_more();
    void wait_for_news();
    std::deque<Ended> take_news();
    void take_in(Ended& ended);
    void take_back();
    void print(const mp::CommandResult& result);
    void print_rest(const mp::CommandRest& rest, std::ostream& out);
    void print_in_order(std::uint64_t number, mp::CommandResult result);
    void record(const Ended& ended);
    void log(const Ended& ended);
    int finish();
    ProgressCounts counts() const;
    int status() const;

    CommandPoolOptions options_;
    CommandTemplate template_;
    std::string text_;  // of the template: what a task is called
    Inputs inputs_;
    std::unique_ptr<JobLog> job_log_;
    std::optional<mp::CommandSpool> spool_;
    // From other threads: the pool's, and the one that reads inputs, which nobody can wait for.
    struct News {
        std::mutex mutex;
        std::condition_variable cv;
        bool came = false;
        std::deque<Ended> ended;
        void tell(std::optional<Ended> one = {});  // any thread
    };
    std::shared_ptr<News> news_ = std::make_shared<News>();
    std::unique_ptr<mp::Pool> pool_;
    std::unique_ptr<Recording> recording_;
    ProgressBar bar_;

    std::uint64_t next_number_ = 1;
    std::uint64_t under_way_ = 0;
    std::map<std::uint64_t, mp::AsyncResult<CommandOutcome>> given_;  // to the pool, by number of the input
    std::set<std::uint64_t> taken_back_;                              // of those, the ones that never began
    std::map<std::uint64_t, unsigned> tried_again_;                   // at a user's word: how often
    std::uint64_t succeeded_ = 0;
    std::uint64_t failed_ = 0;
    bool halted_ = false;
    bool output_lost_ = false;  // what it prints does not come out: nobody would see what the rest does
    std::map<std::uint64_t, mp::CommandResult> out_of_order_;
    std::uint64_t next_printed_ = 1;
};

}  // namespace ctl

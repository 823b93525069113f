// SPDX-License-Identifier: MIT
#include "recording.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iostream>

#include "mp/exceptions.h"
#include "mp/observe.h"
#include "target.h"
#include "verb.h"

namespace ctl {

namespace {
constexpr std::size_t flush_bytes = 256U << 10;
// How long a program that is over stays for a recorder that has not begun yet.
constexpr auto patience = std::chrono::seconds(10);

}  // namespace

std::string own_path() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

bool can_record(const std::string& database) {
    try {
        const mp::history::Database looked_at(database_path(database));
        return true;
    } catch (const mp::OSError& e) {
        if (!database.empty()) throw CannotCreate(e.what(), e.code());
        std::cerr << "lifeguardctl: the run is not recorded: " << e.what() << std::endl;
        return false;
    } catch (const mp::Exception& e) {
        if (!database.empty()) throw;
        std::cerr << "lifeguardctl: the run is not recorded: " << e.what() << std::endl;
        return false;
    }
}

Recording::Recording(int pid, const RecordingOptions& options) : pid_(pid), database_(database_path(options.database)) {
    std::vector<std::string> arguments{own_path(), "record", "--quiet", "--attach", std::to_string(pid)};
    if (!options.name.empty()) arguments.insert(arguments.end(), {"--name", options.name});
    if (!options.database.empty()) arguments.insert(arguments.end(), {"--db", options.database});
    if (options.tasks) arguments.insert(arguments.end(), {"--tasks-fd", "0"});
    try {
        program_.emplace(mp::ProgramOptions{.arguments = arguments, .feed = options.tasks, .detached = true});
        if (options.tasks) {
            writer_.emplace(mp::history::TaskRecordWriter::Sink([this](std::span<const std::byte> bytes) {
                waiting_.insert(waiting_.end(), bytes.begin(), bytes.end());
            }));
        }
    } catch (const mp::Exception& e) {
        give_up(e.what());
    }
}

void Recording::add(const mp::history::TaskRecord& record) {
    if (!writer_) return;
    try {
        writer_->write(record);
    } catch (const mp::Exception& e) {
        give_up(e.what());
    }
    if (waiting_.size() > flush_bytes) flush();
}

void Recording::flush() {
    if (!writer_ || waiting_.empty()) return;
    try {
        program_->write(waiting_);
        waiting_.clear();
    } catch (const mp::Exception& e) {
        const auto exitcode = program_ ? program_->wait(std::chrono::milliseconds(100)) : std::nullopt;
        give_up(exitcode ? "its recorder ended with exit code " + std::to_string(*exitcode) : e.what());
    }
}

void Recording::finish() {
    if (!program_) return;
    flush();
    program_->finish_input();
    // The work may have been shorter than the recorder's start.
    const auto end = std::chrono::steady_clock::now() + patience;
    while (!is_in_history() && !program_->wait(std::chrono::milliseconds(5)) &&
           std::chrono::steady_clock::now() < end) {
    }
}

bool Recording::is_in_history() const {
    try {
        auto history = mp::history::Database::open_readonly(database_);
        const auto runs = history.runs({.state = mp::history::RunState::running});
        return std::any_of(runs.begin(), runs.end(), [&](const auto& run) { return run.program.pid == pid_; });
    } catch (const mp::Exception&) {
        return false;  // it is just being made
    }
}

void Recording::give_up(const std::string& why) {
    writer_.reset();
    waiting_.clear();
    std::cerr << "lifeguardctl: the run is not recorded any more: " << why << std::endl;
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#include "mp/logging.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "os/self.h"
#include "os/stream.h"
#include "process/current.h"
#include "process/logging_state.h"
#include "telemetry/writer.h"

namespace mp {

namespace {

using Handlers = std::vector<Logger::Handler>;

// Messages are logged on paths that must not wait for each other: the list is replaced as a whole, never changed.
struct State {
    std::atomic<int> level{logging::NOTSET};
    std::atomic<bool> to_stderr{false};
    std::mutex line_mutex;  // one line at a time, as far as this process is concerned
    std::mutex mutex;       // guards what follows
    std::shared_ptr<const Handlers> handlers = std::make_shared<const Handlers>();
};

State& state() {
    static auto* all = new State;  // never destroyed: the engine logs during static destruction
    return *all;
}

const bool log_knows_of_forks = [] {
    os::at_fork(
        [] {
            state().line_mutex.lock();
            state().mutex.lock();
        },
        [] {
            state().mutex.unlock();
            state().line_mutex.unlock();
        },
        [] {
            state().mutex.unlock();
            state().line_mutex.unlock();
        });
    return true;
}();

std::shared_ptr<const Handlers> handlers() {
    const std::lock_guard guard(state().mutex);
    return state().handlers;
}

void write_line(int level, std::string_view process_name, std::string_view message) {
    std::string line = "[" + logging::level_name(level) + "/";
    line.append(process_name).append("] ").append(message).append("\n");
    process::write_whole(line);
}

}  // namespace

namespace logging {

std::string level_name(int level) {
    switch (level) {
        case NOTSET:
            return "NOTSET";
        case DEBUG:
            return "DEBUG";
        case INFO:
            return "INFO";
        case WARNING:
            return "WARNING";
        case ERROR:
            return "ERROR";
        case CRITICAL:
            return "CRITICAL";
        default:
            return "Level " + std::to_string(level);
    }
}

}  // namespace logging

int Logger::level() const {
    return state().level;
}
void Logger::level(int level) {
    state().level = level;
}

int Logger::effective_level() const {
    const int level = state().level;
    return level == logging::NOTSET ? logging::WARNING : level;
}

void Logger::add_handler(Handler handler) {
    const std::lock_guard guard(state().mutex);
    auto more = std::make_shared<Handlers>(*state().handlers);
    more->push_back(std::move(handler));
    state().handlers = std::move(more);
}

bool Logger::has_handlers() const {
    return !handlers()->empty();
}

void Logger::log(int level, std::string_view message) {
    (void)log_knows_of_forks;
    if (level >= logging::WARNING) {
        if (auto* registry = telemetry::Registry::existing())
            telemetry::write_log_event(*registry, static_cast<std::uint8_t>(level), message);
    }
    if (!is_enabled_for(level)) return;
    const auto all = handlers();
    if (all->empty()) return;
    const std::string name = current_process().name();
    for (const auto& handler : *all) handler(level, name, message);
}

Logger& get_logger() {
    static auto* logger = new Logger;  // never destroyed, as its state
    return *logger;
}

Logger& log_to_stderr(std::optional<int> level) {
    Logger& logger = get_logger();
    logger.add_handler(&write_line);
    state().to_stderr = true;
    if (level) logger.level(*level);
    return logger;
}

namespace process {

void write_whole(std::string_view text) noexcept {
    const std::lock_guard guard(state().line_mutex);
    const auto* registry = telemetry::Registry::existing();
    os::write_whole_to_stderr(registry != nullptr ? registry->descriptor() : -1, text);
}

bool logs_to_stderr() {
    return state().to_stderr;
}

void inherit_logging(int level, bool to_stderr) {
    if (to_stderr && !logs_to_stderr()) log_to_stderr();
    get_logger().level(level);
}

}  // namespace process

std::ostream& operator<<(std::ostream& out, const Logger& logger) {
    return out << "<Logger " << logger.name() << " (" << logging::level_name(logger.effective_level()) << ")>";
}

}  // namespace mp

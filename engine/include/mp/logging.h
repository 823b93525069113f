// SPDX-License-Identifier: MIT
#pragma once
// The engine's logger. By default it prints nothing; log_to_stderr() shows what the engine does:
//
//     mp::log_to_stderr(mp::logging::INFO);
//     mp::get_logger().info("doom!");                  // [INFO/MainProcess] doom!
//
// Children inherit level and handlers (spawned ones: the level, and whether to log to stderr). A line is one write, so
// lines of many processes do not mix. Warnings are seen by observers too, handlers or not.
//
// Threads: any function from any thread. Mirrors "Logging" of Python's multiprocessing page.

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

// DEBUG and its like are Python's names, and many a build defines them as macros: such a build uses the numbers.
#pragma push_macro("DEBUG")
#pragma push_macro("INFO")
#pragma push_macro("WARNING")
#pragma push_macro("ERROR")
#undef DEBUG
#undef INFO
#undef WARNING
#undef ERROR

namespace mp {

namespace logging {
inline constexpr int NOTSET = 0;
inline constexpr int SUBDEBUG = 5;
inline constexpr int DEBUG = 10;
inline constexpr int INFO = 20;
inline constexpr int SUBWARNING = 25;
inline constexpr int WARNING = 30;
inline constexpr int ERROR = 40;
inline constexpr int CRITICAL = 50;

// "INFO"; "Level 25" for those without a name.
std::string level_name(int level);
}  // namespace logging

inline constexpr int SUBDEBUG = logging::SUBDEBUG;
inline constexpr int SUBWARNING = logging::SUBWARNING;

// A handle: a copy is another name for the one logger.
class Logger {
public:
    // Called for each message that passes the level, in the thread that logs; must not throw.
    using Handler = std::function<void(int level, std::string_view process_name, std::string_view message)>;

    const std::string& name() const { return name_; }  // "multiprocessing"
    int level() const;
    void level(int level);
    void setLevel(int value) { level(value); }  // as Python spells it
    // The level that counts: WARNING while none is set.
    int effective_level() const;
    bool is_enabled_for(int level) const { return level >= effective_level(); }
    void add_handler(Handler handler);
    bool has_handlers() const;

    void log(int level, std::string_view message);
    void sub_debug(std::string_view message) { log(logging::SUBDEBUG, message); }
    void debug(std::string_view message) { log(logging::DEBUG, message); }
    void info(std::string_view message) { log(logging::INFO, message); }
    void sub_warning(std::string_view message) { log(logging::SUBWARNING, message); }
    void warning(std::string_view message) { log(logging::WARNING, message); }
    void error(std::string_view message) { log(logging::ERROR, message); }
    void critical(std::string_view message) { log(logging::CRITICAL, message); }

private:
    friend Logger& get_logger();
    Logger() = default;
    std::string name_ = "multiprocessing";
};

std::ostream& operator<<(std::ostream& out, const Logger& logger);  // <Logger multiprocessing (WARNING)>

Logger& get_logger();
// Adds a handler that writes "[LEVEL/ProcessName] message" to standard error; sets the level if given.
Logger& log_to_stderr(std::optional<int> level = {});

}  // namespace mp

#pragma pop_macro("ERROR")
#pragma pop_macro("WARNING")
#pragma pop_macro("INFO")
#pragma pop_macro("DEBUG")

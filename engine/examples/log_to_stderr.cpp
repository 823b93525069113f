// SPDX-License-Identifier: MIT
// What the engine does, on standard error: one line a message, with its level and the process that says it. Children
// inherit the level.
// Mirrors "Logging" of Python's multiprocessing page.
// Run: log_to_stderr [--start-method fork|spawn]
#include "example.h"

namespace {

void work() {
    mp::get_logger().info("doom!");
    mp::get_logger().debug("too detailed to be seen");
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::get_logger().warning("nobody sees this: there is no handler yet");
    mp::Logger& logger = mp::log_to_stderr(mp::logging::INFO);
    logger.warning("doomed");
    mp::Process process({.target = mp::call<work>(), .name = "worker"});
    process.start();
    process.join();

    // A handler of one's own beside it.
    logger.add_handler([](int level, std::string_view process_name, std::string_view message) {
        if (level >= mp::logging::ERROR) {
            example::say("handler: ", mp::logging::level_name(level), " from ", process_name, ": ", message);
        }
    });
    logger.error("out of coffee");
}

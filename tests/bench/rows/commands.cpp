// SPDX-License-Identifier: MIT
// Row 19: two thousand times `true`, two at a time.
#include <spawn.h>

#include "harness.h"
#include "table.h"

extern char** environ;

namespace bench {

namespace {

constexpr int jobs = 2000;

// Jobs a second of a shell line in which $0 is the program; nullopt where there is none.
Figure shell_rate(const std::string& program, const std::string& line) {
    const std::string found = find_program(program);
    if (found.empty()) return {};
    const TemporaryDirectory home;
    const std::string settings = "export HOME='" + home.path() + "' XDG_DATA_HOME=\"$1\" XDG_RUNTIME_DIR=\"$1\"; ";
    return jobs / seconds_each(1, [&] {
               output_of(
                   {"/bin/sh", "-c", settings + "seq " + std::to_string(jobs) + " | " + line, found, home.path()});
           });
}

// The bare system: the next one as soon as one has ended.
double spawned() {
    std::array<char*, 2> arguments = {const_cast<char*>("/bin/true"), nullptr};
    const auto start_one = [&] {
        pid_t pid = 0;
        errno = ::posix_spawn(&pid, arguments[0], nullptr, nullptr, arguments.data(), environ);
        if (errno != 0) fail("posix_spawn");
    };
    return jobs / seconds_each(1, [&] {
               start_one();
               for (int i = 1; i < jobs; ++i) {
                   start_one();
                   ::waitpid(-1, nullptr, 0);
               }
               ::waitpid(-1, nullptr, 0);
           });
}

Row two_thousand_times_true() {
    return {"2,000 × true, two at a time",
            "jobs/s",
            Better::higher,
            {{"lifeguardctl pool, output kept, recorded",
              [] { return shell_rate("lifeguardctl", "\"$0\" pool -j2 -- true"); }},
             {"lifeguardctl pool --no-record",
              [] { return shell_rate("lifeguardctl", "\"$0\" pool -j2 --no-record -- true"); }},
             {"xargs -P2", [] { return shell_rate("xargs", "\"$0\" -P2 -n1 true"); }, 1},
             {"GNU parallel -j2", [] { return shell_rate("parallel", "\"$0\" -j2 true"); }},
             {"posix_spawn", spawned}}};
}

}  // namespace

void add_command_rows(Recipes& recipes) {
    recipes.push_back({"19", two_thousand_times_true});
}

}  // namespace bench

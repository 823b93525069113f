// SPDX-License-Identifier: MIT
// lifeguardctl agent, asked by every Python of the machine with its standard library alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../pythons.h"
#include "mp/agent.h"
#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/program.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::observe {
namespace {

using test::Program;

void program() {
    mp::Pool pool({.processes = 2, .name = "files"});
    test::sleep_for_ever();
}

// The address in its last word but those that say what may be done, as Python writes it.
std::string where(const std::string& line) {
    const std::string at = line.substr(0, line.find(',')).substr(line.rfind(" at ") + 4);
    const auto colon = at.rfind(':');
    if (at.front() == '/') return "'" + at + "'";
    return "('" + at.substr(0, colon) + "', " + at.substr(colon + 1) + ")";
}

TEST(InteropAgent, EveryPythonSeesTheSessions) {
    const test::Child watched(program);
    ASSERT_TRUE(test::wait_until([&] {
        const auto all = sessions();
        return all.size() == 1 && attach(watched.pid()).snapshot().processes.size() >= 3;
    }));
    const test::TemporaryDirectory folder;
    const std::string key_file = (folder / "key").string();
    const std::string key = "b'" + make_key_file(key_file).bytes() + "'";
    for (const bool tcp : {false, true}) {
        std::vector<std::string> command{test::built("lifeguardctl"), "agent"};
        if (tcp) command.insert(command.end(), {"--listen", "tcp://127.0.0.1:0", "--authkey-file", key_file});
        Program agent(command);
        const std::string address = where(agent.read_line());
        for (const auto& python : test::pythons()) {
            const auto end = test::run({python.path, test::script("manager/agent.py"), address, tcp ? key : "b''",
                                        std::to_string(watched.pid()), tcp ? "watching" : "control"});
            EXPECT_EQ(end.out, "done\n") << python.path << " at " << address << "\n" << end.err;
        }
        agent.send_signal(SIGTERM);
        EXPECT_EQ(agent.wait().code, 0);
    }
}

}  // namespace
}  // namespace mp::observe

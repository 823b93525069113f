// SPDX-License-Identifier: MIT
// export and import as their users type them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl.h"
#include "exit_codes.h"

namespace {

using ctl_test::Ctl;
using ctl_test::Words;
using testing::HasSubstr;

class Exports : public testing::Test {
protected:
    void SetUp() override {
        ASSERT_EQ(ctl.run(ctl.pool({"--name", "nightly"}, {"sh", "-c", "exit {}", ":::", "0", "0", "3"})).code, 1);
        ASSERT_EQ(ctl.last_run()["tasks"], 3);
    }
    mp::test::RunResult export_last(const std::string& format, const std::string& output) {
        return ctl.run({"export", "last", "--db", ctl.database(), "--format", format, "-o", output});
    }
    Ctl ctl;
};

TEST_F(Exports, EachFormatIntoADirectoryOrAFile) {
    for (const auto& [format, name] :
         {std::pair{"json", "run-1.json"}, {"html", "run-1.html"}, {"trace", "run-1.trace.json"}}) {
        const auto in_directory = export_last(format, ctl.path("out"));
        EXPECT_EQ(in_directory.code, 0) << in_directory.err;
        EXPECT_EQ(in_directory.out, ctl.path("out") + '/' + name + '\n');
        EXPECT_TRUE(ctl.exists(std::string("out/") + name));
        const std::string file = ctl.path(std::string("mine-") + name);
        EXPECT_EQ(export_last(format, file).out, file + '\n');
        EXPECT_EQ(ctl.read(std::string("mine-") + name), ctl.read(std::string("out/") + name));
    }
    const auto csv = export_last("csv", ctl.path("figures"));
    EXPECT_EQ(ctl_test::lines(csv.out), 13u);
    EXPECT_EQ(ctl_test::lines(ctl.read("figures/tasks.csv")), 4u);
    const auto through = export_last("trace", "/dev/stdout");
    EXPECT_EQ(nlohmann::json::parse(through.out).at("otherData").at("name"), "nightly");
    EXPECT_EQ(export_last("pdf", ctl.path("x")).code, ctl::usage);
    const auto full = export_last("html", "/dev/full");
    EXPECT_EQ(full.code, ctl::cannot_create);
    EXPECT_THAT(full.err, HasSubstr("/dev/full: No space left on device"));
}

TEST_F(Exports, ARunOfAnotherMachineIsTakenOverOnce) {
    const std::string mine = ctl.path("mine.db");
    const auto first = ctl.run({"import", ctl.database(), "--db", mine});
    EXPECT_EQ(first.code, 0) << first.err;
    EXPECT_EQ(first.out, "run 1 (nightly) is run 1 now\n");
    const auto again = ctl.run({"import", ctl.database(), "--runs", "1", "--db", mine});
    EXPECT_EQ(again.out, "run 1 (nightly) was left out: it is here already, as run 1\n");
    EXPECT_EQ(ctl.json({"runs", "--db", mine, "--json"}).size(), 1u);
    EXPECT_EQ(ctl.json({"runs", "--db", mine, "tasks", "1", "--json"}).size(), 3u);
    const auto unknown = ctl.run({"import", ctl.database(), "--runs", "9", "--db", mine});
    EXPECT_EQ(unknown.code, ctl::no_input);
    EXPECT_THAT(unknown.err, HasSubstr("there is no run 9"));
    ctl.write("text.db", "not a database at all, but long enough to be looked at as one ..................");
    const auto text = ctl.run({"import", ctl.path("text.db"), "--db", mine});
    EXPECT_EQ(text.code, ctl::data_error);
    EXPECT_THAT(text.err, HasSubstr("text.db is not a Lifeguard history"));
    EXPECT_EQ(ctl.run({"import", ctl.path("none.db"), "--db", mine}).code, ctl::no_input);
}

}  // namespace

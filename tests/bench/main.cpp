// SPDX-License-Identifier: MIT
// The speed table: every row beside CPython and the C++ peers, medians of one run, contenders taking turns.
//
// Each row runs in a process of its own, so that no row meets what another has left behind, and one that dies or hangs
// costs its own lines only.
#include <sched.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "harness.h"
#include "mp/multiprocessing.h"
#include "table.h"

namespace {

using nlohmann::json;

bench::Recipes all_recipes() {
    bench::Recipes recipes;
    bench::add_queue_rows(recipes);
    bench::add_connection_rows(recipes);
    bench::add_lock_rows(recipes);
    bench::add_memory_rows(recipes);
    bench::add_process_rows(recipes);
    bench::add_pool_rows(recipes);
    bench::add_manager_rows(recipes);
    bench::add_command_rows(recipes);
    bench::add_record_rows(recipes);
    bench::add_observed_rows(recipes);
    const auto place = [](const bench::Recipe& recipe) {
        const bool numbered = std::isdigit(static_cast<unsigned char>(recipe.id[0])) != 0;
        return std::pair(numbered ? std::stoi(recipe.id) : 1000, recipe.id);
    };
    std::sort(recipes.begin(), recipes.end(), [&](const auto& a, const auto& b) { return place(a) < place(b); });
    return recipes;
}

// "3" means 3a and 3b too.
bool asked_for(const std::string& id, const std::vector<std::string>& rows) {
    return rows.empty() || std::any_of(rows.begin(), rows.end(), [&](const std::string& row) {
               if (id == row) return true;
               return id.starts_with(row) && id.size() == row.size() + 1 && std::isalpha(id.back()) != 0;
           });
}

void require_known(const bench::Recipes& recipes, const std::vector<std::string>& rows) {
    for (const std::string& row : rows)
        if (std::none_of(recipes.begin(), recipes.end(), [&](const auto& r) { return asked_for(r.id, {row}); }))
            throw std::runtime_error("there is no row '" + row + "': --list names them all");
}

void pin_to_one_cpu() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (::sched_getaffinity(0, sizeof allowed, &allowed) != 0) bench::fail("sched_getaffinity");
    int last = CPU_SETSIZE - 1;
    while (!CPU_ISSET(last, &allowed)) --last;
    CPU_ZERO(&allowed);
    CPU_SET(last, &allowed);
    if (::sched_setaffinity(0, sizeof allowed, &allowed) != 0) bench::fail("sched_setaffinity");
}

int run_alone(const bench::Recipes& recipes, const std::string& id, int passes, int limit) {
    const auto recipe = std::find_if(recipes.begin(), recipes.end(), [&](const auto& r) { return r.id == id; });
    if (recipe == recipes.end()) throw std::runtime_error("there is no row '" + id + "'");
    ::alarm(static_cast<unsigned>(limit));
    if (recipe->one_cpu) pin_to_one_cpu();
    std::cout << bench::measure(*recipe, passes).dump() << std::endl;
    return 0;
}

int echo_one_byte() {
    char byte = 0;
    bench::read_all(0, &byte, 1);
    bench::write_all(1, &byte, 1);
    return 0;
}

struct Options {
    std::vector<std::string> rows;
    int passes = 5;
    int limit = 600;
    std::string json_file;
    std::string alone;
    bool list = false;
};

int run_table(const bench::Recipes& recipes, const Options& options) {
    require_known(recipes, options.rows);
    std::ofstream file;
    if (!options.json_file.empty()) {
        file.open(options.json_file);
        if (!file) throw std::runtime_error("cannot write '" + options.json_file + "': " + std::strerror(errno));
    }
    const bench::TemporaryDirectory place;  // of all rows' files, those of a row that is killed too
    ::setenv("TMPDIR", place.path().c_str(), 1);
    const std::string self = bench::find_program("/proc/self/exe");
    json results = json::array();
    std::vector<std::string> complaints;
    std::cout << bench::heading() << std::flush;
    for (const auto& recipe : recipes) {
        if (!asked_for(recipe.id, options.rows)) continue;
        try {
            json row =
                json::parse(bench::output_of({self, "--alone", recipe.id, "--passes", std::to_string(options.passes),
                                              "--limit", std::to_string(options.limit)}));
            bench::judge(row);
            std::cout << bench::lines_of(row) << std::flush;
            for (const json& note : row["notes"]) complaints.push_back(recipe.id + ": " + note.get<std::string>());
            for (const json& entry : row["contenders"])
                if (entry.contains("failed"))
                    complaints.push_back(recipe.id + ": " + entry["name"].get<std::string>() +
                                         " failed: " + entry["failed"].get<std::string>());
            results.push_back(std::move(row));
        } catch (const std::exception& error) {
            complaints.push_back("row " + recipe.id + " was not measured: " + error.what());
        }
    }
    if (!complaints.empty()) std::cout << '\n';
    for (const auto& complaint : complaints) std::cout << "- " << complaint << '\n';
    if (file.is_open()) file << results.dump(2) << '\n';
    return file || options.json_file.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    if (argc == 2 && argv[1] == std::string_view("--leave")) return 0;               // what row 9 starts by posix_spawn
    if (argc == 2 && argv[1] == std::string_view("--echo")) return echo_one_byte();  // and row 10
    CLI::App app("Measures the speed table: each row beside CPython and the C++ peers, all taking turns.");
    Options options;
    app.add_option("--rows", options.rows, "Rows to measure, as 1,5,9 or 3a; all by default")->delimiter(',');
    app.add_option("--passes", options.passes, "Passes whose median is taken")
        ->capture_default_str()
        ->check(CLI::Range(1, 1000));
    app.add_option("--limit", options.limit, "Seconds that a row may take")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    app.add_option("--json", options.json_file, "Write every figure of every pass into this file too");
    app.add_flag("--list", options.list, "Name the rows that there are, and measure nothing");
    app.add_option("--alone", options.alone, "One row, in this process")->group("");
    CLI11_PARSE(app, argc, argv);
    try {
        const bench::Recipes recipes = all_recipes();
        if (options.list) {
            for (const auto& recipe : recipes) std::cout << recipe.id << (recipe.one_cpu ? " (one CPU)" : "") << '\n';
            return 0;
        }
        if (!options.alone.empty()) return run_alone(recipes, options.alone, options.passes, options.limit);
        return run_table(recipes, options);
    } catch (const std::exception& error) {
        std::cerr << "lifeguard-bench: " << error.what() << '\n';
        return 1;
    }
}

// SPDX-License-Identifier: MIT
#pragma once
// Rows of the speed table: contenders measured in turn, so that a machine whose speed drifts is fair to all.

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "program.h"

namespace bench {

struct Contender {
    std::string name;
    std::function<Figure()> run;  // one pass; what it measured, in the row's unit
    // Ours (the first): what its own figure must reach. Others: by how many times of theirs ours must be reached, for
    // "higher is better" at least, for "lower is better" at most.
    std::optional<double> target = {};
};

enum class Better { higher, lower };

struct Row {
    std::string work;
    std::string unit;
    Better better;
    std::vector<Contender> contenders;
    std::vector<std::string> notes = {};
};

// How a row is made; run in a process of its own, pinned to one CPU where it says so.
struct Recipe {
    std::string id;  // "3a": the number of the speed table, and a letter where there are several
    std::function<Row()> make;
    bool one_cpu = false;
};
using Recipes = std::vector<Recipe>;

// The files of rows/.
void add_queue_rows(Recipes& recipes);
void add_connection_rows(Recipes& recipes);
void add_lock_rows(Recipes& recipes);
void add_memory_rows(Recipes& recipes);
void add_process_rows(Recipes& recipes);
void add_pool_rows(Recipes& recipes);
void add_command_rows(Recipes& recipes);
void add_record_rows(Recipes& recipes);
void add_observed_rows(Recipes& recipes);
void add_manager_rows(Recipes& recipes);

// Runs all contenders in turn, so many times; every figure of every one, as JSON.
nlohmann::json measure(const Recipe& recipe, int passes);

// The table's head, and a row's lines: Markdown that reads well as it is.
std::string heading();
std::string lines_of(const nlohmann::json& row);
// Adds medians, ratios and verdicts to what measure() gave.
void judge(nlohmann::json& row);

}  // namespace bench

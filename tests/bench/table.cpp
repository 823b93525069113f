// SPDX-License-Identifier: MIT
#include "table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace bench {

using nlohmann::json;

namespace {

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Three digits that count.
std::string text(double value) {
    char out[32];
    const int digits = value == 0 ? 0 : std::max(0, 2 - static_cast<int>(std::floor(std::log10(std::abs(value)))));
    std::snprintf(out, sizeof out, "%.*f", std::min(digits, 6), value);
    return out;
}

// To a width in characters; UTF-8's following bytes take no room.
std::string padded(std::string words, std::size_t width) {
    const auto characters = static_cast<std::size_t>(std::count_if(
        words.begin(), words.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    if (characters < width) words.append(width - characters, ' ');
    return words;
}

std::string line(const std::string& row, const std::string& work, const std::string& contender,
                 const std::string& median_text, const std::string& spread, const std::string& ratio,
                 const std::string& target) {
    return "| " + padded(row, 3) + " | " + padded(work, 68) + " | " + padded(contender, 40) + " | " +
           padded(median_text, 7) + " | " + padded(spread, 18) + " | " + padded(ratio, 8) + " | " + padded(target, 28) +
           " |\n";
}

// By how much it is missed, so that what two runs differ by is told from what is slow.
std::string verdict(const json& entry) {
    if (entry["met"]) return "met";
    return "**missed by " + text(entry["missed_by_percent"]) + " %**";
}

}  // namespace

json measure(const Recipe& recipe, int passes) {
    Row row = recipe.make();
    json out = {{"row", recipe.id},           {"work", row.work},
                {"unit", row.unit},           {"better", row.better == Better::higher ? "higher" : "lower"},
                {"passes", passes},           {"notes", row.notes},
                {"contenders", json::array()}};
    for (const Contender& contender : row.contenders) {
        json entry = {{"name", contender.name}, {"figures", json::array()}};
        if (contender.target) entry["target"] = *contender.target;
        out["contenders"].push_back(std::move(entry));
    }
    for (int pass = 0; pass < passes; ++pass)
        for (std::size_t i = 0; i < row.contenders.size(); ++i) {
            json& entry = out["contenders"][i];
            if (entry.contains("failed")) continue;
            try {
                if (const Figure figure = row.contenders[i].run()) entry["figures"].push_back(*figure);
            } catch (const std::exception& error) {
                entry["failed"] = error.what();
            }
        }
    return out;
}

void judge(json& row) {
    const bool higher = row["better"] == "higher";
    std::optional<double> ours;
    for (json& entry : row["contenders"]) {
        const bool first = &entry == &row["contenders"][0];
        if (entry["figures"].empty()) continue;
        const double figure = median(entry["figures"].get<std::vector<double>>());
        entry["median"] = figure;
        if (first) ours = figure;
        if (!ours) continue;
        if (!first) entry["ours_is_times_as_good"] = higher ? *ours / figure : figure / *ours;
        if (!entry.contains("target")) continue;
        const double wanted = entry["target"].get<double>() * (first ? 1 : figure);
        entry["met"] = higher ? *ours >= wanted : *ours <= wanted;
        if (!entry["met"]) entry["missed_by_percent"] = 100 * std::abs(*ours / wanted - 1);
    }
}

std::string heading() {
    const std::string rule(3, '-');
    return line("row", "work (unit)", "contender", "median", "spread", "ours", "target") +
           line(rule, rule, rule, rule, rule, rule, rule);
}

std::string lines_of(const json& row) {
    std::string out;
    const bool higher = row["better"] == "higher";
    const std::string sign = higher ? "≥ " : "≤ ";
    for (const json& entry : row["contenders"]) {
        const bool first = &entry == &row["contenders"][0];
        std::string spread;
        std::string ratio;
        std::string target;
        std::string figure;
        if (entry.contains("median")) {
            const auto [low, high] = std::minmax_element(entry["figures"].begin(), entry["figures"].end());
            figure = text(*entry.find("median"));
            spread = text(*low) + " … " + text(*high);
        } else {
            spread = entry.contains("failed") ? "failed" : "not to be had here";
        }
        if (entry.contains("ours_is_times_as_good")) ratio = text(entry["ours_is_times_as_good"]) + " ×";
        if (entry.contains("target"))
            target = sign + text(entry["target"]) + (first ? "" : " ×") +
                     (entry.contains("met") ? " " + verdict(entry) : "");
        const std::string work = row["work"].get<std::string>() + " (" + row["unit"].get<std::string>() + ")";
        out += line(first ? row["row"] : "", first ? work : "", entry["name"], figure, spread, ratio, target);
    }
    return out;
}

}  // namespace bench

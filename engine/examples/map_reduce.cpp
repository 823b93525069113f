// SPDX-License-Identifier: MIT
// Counting words in many files: the pool maps each file to its counts, the counts are put together by first letter, and
// the pool reduces each group.
// Mirrors the map-reduce that tutorials of multiprocessing build with Pool.map.
// Run: map_reduce [--start-method fork|spawn] [FILE...]
#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <vector>

#include "example.h"

namespace {

namespace fs = std::filesystem;
using Counts = std::map<std::string, int>;

Counts count_words(const fs::path& file) {
    Counts counts;
    std::ifstream in(file);
    for (std::string word; in >> word;) {
        std::erase_if(word, [](unsigned char c) { return std::isalpha(c) == 0; });
        std::ranges::transform(word, word.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        if (!word.empty()) ++counts[word];
    }
    return counts;
}

// All counts of the words with one first letter.
Counts add_up(const std::vector<std::pair<std::string, int>>& group) {
    Counts total;
    for (const auto& [word, count] : group) total[word] += count;
    return total;
}

// Three short texts to count in, when no file is given.
std::vector<fs::path> write_samples() {
    const char* texts[] = {"The lock waits for the queue.", "The queue waits for the pool, the pool waits for nobody.",
                           "Nobody waits!"};
    std::string directory = (fs::temp_directory_path() / "map-reduce-XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr) throw mp::OSError("no directory for the samples in " + directory);
    std::vector<fs::path> files;
    for (const char* text : texts) {
        files.push_back(fs::path(directory) / ("sample-" + std::to_string(files.size()) + ".txt"));
        std::ofstream(files.back()) << text << '\n';
    }
    return files;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    std::vector<fs::path> files;
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--start-method") {
            ++i;
        } else {
            files.emplace_back(argv[i]);
        }
    }
    const bool samples = files.empty();
    if (samples) files = write_samples();

    mp::Pool pool;  // as many workers as there are CPUs
    std::map<char, std::vector<std::pair<std::string, int>>> groups;
    for (const Counts& counts : pool.imap_unordered(mp::fn<count_words>, files)) {
        for (const auto& pair : counts) groups[pair.first.front()].push_back(pair);
    }
    std::vector<std::vector<std::pair<std::string, int>>> parts;
    for (auto& [letter, group] : groups) parts.push_back(std::move(group));

    std::vector<std::pair<int, std::string>> ranking;
    for (const Counts& counts : pool.map(mp::fn<add_up>, parts)) {
        for (const auto& [word, count] : counts) ranking.emplace_back(-count, word);
    }
    std::ranges::sort(ranking);
    example::say(files.size(), " files, ", ranking.size(), " words");
    if (ranking.size() > 5) ranking.resize(5);
    for (const auto& [count, word] : ranking) example::say(-count, ' ', word);
    if (samples) fs::remove_all(files.front().parent_path());
}

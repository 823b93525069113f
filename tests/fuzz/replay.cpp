// SPDX-License-Identifier: MIT
// A runner without libFuzzer: every file of a corpus as it is, and some thousand changes of each, the same in each run.
//     fuzz_pickle_replay DIRECTORY [CHANGES]
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "fuzz/target.h"

namespace {

using Input = std::vector<std::uint8_t>;

Input changed(const Input& from, const std::vector<Input>& all, std::mt19937& random) {
    Input out = from;
    const auto below = [&random](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n)(random); };
    for (std::size_t times = 1 + below(3); times > 0; --times) {
        const std::size_t at = below(out.size());
        switch (below(5)) {
            case 0:  // cut
                out.resize(at);
                break;
            case 1:  // another byte
                if (at < out.size()) out[at] = static_cast<std::uint8_t>(below(255));
                break;
            case 2:  // one bit
                if (at < out.size()) out[at] = static_cast<std::uint8_t>(out[at] ^ (1U << below(7)));
                break;
            case 3:  // a byte more
                out.insert(out.begin() + static_cast<std::ptrdiff_t>(at), static_cast<std::uint8_t>(below(255)));
                break;
            case 4:  // four extreme ones
                for (std::size_t i = at; i < std::min(at + 4, out.size()); ++i) out[i] = below(1) != 0 ? 0xff : 0x7f;
                break;
            default: {  // the rest of another
                const Input& other = all[below(all.size() - 1)];
                const std::size_t from_there = below(other.size());
                out.resize(at);
                out.insert(out.end(), other.begin() + static_cast<std::ptrdiff_t>(from_there), other.end());
            }
        }
    }
    return out;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::cerr << "usage: " << argv[0] << " DIRECTORY [CHANGES]\n";
        return 64;
    }
    const int changes = argc > 2 ? std::stoi(argv[2]) : 2000;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(argv[1])) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<Input> inputs;
    for (const auto& file : files) {
        std::ifstream stream(file, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    if (inputs.empty()) {
        std::cerr << argv[1] << " has no inputs\n";
        return 66;
    }
    std::mt19937 random(20261121);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        LLVMFuzzerTestOneInput(inputs[i].data(), inputs[i].size());
        for (int n = 0; n < changes; ++n) {
            const Input input = changed(inputs[i], inputs, random);
            LLVMFuzzerTestOneInput(input.data(), input.size());
        }
    }
    std::cout << inputs.size() << " inputs and " << inputs.size() * static_cast<std::size_t>(changes)
              << " changes of them\n";
}

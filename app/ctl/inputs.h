// SPDX-License-Identifier: MIT
#pragma once
// Where a command pool's inputs come from: the command line, files, or standard input as it comes.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ctl {

struct InputOptions {
    std::vector<std::string> words{};  // ::: a b c
    bool from_words = false;
    std::vector<std::string> files{};  // :::: FILE, --arg-file FILE; "-" is standard input
    bool null_ended = false;           // items end with NUL instead of a line's end
    bool skip_empty = false;
};

// Files and standard input are read on a thread of its own, a bounded way ahead, so that a slow input holds up nobody.
// The thread lives as long as the process: a read of a terminal cannot be called back.
class Inputs {
public:
    // Opens files. Throws FileNotFoundError for one that cannot be read.
    explicit Inputs(const InputOptions& options);
    // Begins to read. on_news is called (in the reading thread) when something has come or the end is known.
    void start(std::function<void()> on_news);

    std::optional<std::string> take();           // the next one, if it is there
    bool exhausted() const;                      // nothing is there and nothing will come
    std::optional<std::uint64_t> total() const;  // how many there are in all, once that is known
    std::string error() const;                   // why reading ended early; "" when it did not

    struct State;

private:
    std::shared_ptr<State> state_;
};

}  // namespace ctl

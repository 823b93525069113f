// SPDX-License-Identifier: MIT
#include "inputs.h"

#include <condition_variable>
#include <deque>
#include <fstream>
#include <iostream>
#include <mutex>
#include <thread>

#include "mp/exceptions.h"

namespace ctl {

namespace {
constexpr std::size_t most_waiting = 100'000;
}

struct Inputs::State {
    mutable std::mutex mutex;
    std::condition_variable room;
    std::deque<std::string> waiting;
    std::uint64_t count = 0;
    bool ended = false;
    bool skip_empty = false;
    char end = '\n';
    std::vector<std::pair<std::string, std::shared_ptr<std::istream>>> streams;  // null: standard input
    std::string error;
    std::function<void()> on_news;

    void add(std::string input) {
        if (skip_empty && input.find_first_not_of(" \t\r") == std::string::npos) return;
        std::unique_lock lock(mutex);
        room.wait(lock, [this] { return waiting.size() < most_waiting; });
        waiting.push_back(std::move(input));
        ++count;
        lock.unlock();
        on_news();
    }
    void finish(const std::string& why) {
        {
            const std::lock_guard guard(mutex);
            ended = true;
            error = why;
        }
        on_news();
    }
};

namespace {

// One stream of items. Standard input is read the same way as a file.
void read(std::istream& stream, const std::string& name, char end, Inputs::State& state) {
    std::string item;
    while (std::getline(stream, item, end)) {
        if (end == '\n' && !item.empty() && item.back() == '\r') item.pop_back();
        state.add(item);
    }
    if (stream.bad()) throw mp::OSError("the inputs in " + name + " could not be read to their end");
}

std::unique_ptr<std::istream> open(const std::string& name) {
    auto file = std::make_unique<std::ifstream>(name, std::ios::binary);
    // Opening a directory succeeds; reading it does not.
    if (!*file || (file->peek(), file->bad())) {
        throw mp::FileNotFoundError("the list of inputs " + name +
                                    " cannot be read; it is missing, a directory, or not yours to read");
    }
    file->clear();
    return file;
}

}  // namespace

Inputs::Inputs(const InputOptions& options) : state_(std::make_shared<State>()) {
    state_->skip_empty = options.skip_empty;
    state_->end = options.null_ended ? '\0' : '\n';
    if (options.from_words) {
        for (const std::string& word : options.words) state_->waiting.push_back(word);
        state_->count = state_->waiting.size();
        state_->ended = true;
        return;
    }
    for (const std::string& file : options.files) {
        if (file == "-") {
            state_->streams.emplace_back("standard input", nullptr);
        } else {
            state_->streams.emplace_back(file, open(file));
        }
    }
    if (state_->streams.empty()) state_->streams.emplace_back("standard input", nullptr);
}

void Inputs::start(std::function<void()> on_news) {
    state_->on_news = std::move(on_news);
    if (state_->ended) return;
    std::thread([state = state_] {
        std::string error;
        try {
            for (const auto& [name, stream] : state->streams)
                read(stream ? *stream : std::cin, name, state->end, *state);
        } catch (const std::exception& e) {
            error = e.what();
        }
        state->finish(error);
    }).detach();
}

std::optional<std::string> Inputs::take() {
    const std::lock_guard guard(state_->mutex);
    if (state_->waiting.empty()) return std::nullopt;
    std::string out = std::move(state_->waiting.front());
    state_->waiting.pop_front();
    state_->room.notify_one();
    return out;
}

bool Inputs::exhausted() const {
    const std::lock_guard guard(state_->mutex);
    return state_->ended && state_->waiting.empty();
}

std::optional<std::uint64_t> Inputs::total() const {
    const std::lock_guard guard(state_->mutex);
    return state_->ended ? std::optional(state_->count) : std::nullopt;
}

std::string Inputs::error() const {
    const std::lock_guard guard(state_->mutex);
    return state_->error;
}

}  // namespace ctl

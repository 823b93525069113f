// SPDX-License-Identifier: MIT
// Values over a pipe: send() and recv() speak CPython's pickles, so the other end might be a Python program. What comes
// is an mp::Object, or whatever type it is asked as. wait() waits for several ends at once.
// Mirrors "Connection Objects" and "connection.wait" of Python's multiprocessing page.
// Run: pipe_values [--start-method fork|spawn|forkserver]
#include <chrono>
#include <map>
#include <tuple>
#include <vector>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;

void answer(mp::Connection end) {
    const auto [number, text] = end.recv<std::tuple<int, std::string>>();
    end.send(std::vector<int>{number, number * 2});
    end.send(std::map<std::string, double>{{text, 0.5}});
    end.send(nullptr);
}

void count(mp::Connection end, int from, int to) {
    for (int i = from; i < to; ++i) end.send(i);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    auto [ours, theirs] = mp::Pipe();
    mp::Process process({.target = mp::call<answer>(theirs)});
    process.start();
    theirs.close();
    ours.send(std::tuple{21, "half"});
    say("a list: ", example::list(ours.recv<std::vector<int>>()));
    say("as Python prints it: ", ours.recv());
    try {
        (void)ours.recv<int>();
    } catch (const mp::TypeError&) {
        say("None is no int");
    }
    try {
        (void)ours.recv();
    } catch (const mp::EOFError&) {
        say("the end");
    }
    process.join();

    // Three processes count; whoever is ready is read.
    std::vector<mp::Connection> ends;
    std::vector<mp::Process> counters;
    for (int i = 0; i < 3; ++i) {
        auto [in, out] = mp::Pipe(false);
        counters.emplace_back(mp::ProcessOptions{.target = mp::call<count>(out, 10 * i, 10 * i + 10)});
        counters.back().start();
        out.close();
        ends.push_back(in);
    }
    int sum = 0;
    while (!ends.empty()) {
        for (const mp::Connection& ready : mp::connection::wait(ends)) {
            try {
                sum += ready.recv<int>();
            } catch (const mp::EOFError&) {
                std::erase(ends, ready);
            }
        }
    }
    for (mp::Process& counter : counters) counter.join();
    say("the sum of all: ", sum);
}

// SPDX-License-Identifier: MIT
// A team of processes fed by a queue of tasks, whose answers come back through a second queue. A task is a function
// with its arguments: mp::Call travels like any other value, and an empty one tells a worker to stop.
// Mirrors the queue of tasks among the examples at the end of Python's multiprocessing page.
// Run: queue_workers [--start-method fork|spawn]
#include <algorithm>
#include <vector>

#include "example.h"

namespace {

int times(int a, int b) {
    return a * b;
}
int plus(int a, int b) {
    return a + b;
}

using Task = mp::Call<int>;

struct Answer {
    std::string worker;
    std::string text;
};

void work(mp::Queue<Task> tasks, mp::Queue<Answer> answers) {
    for (Task task = tasks.get(); task; task = tasks.get()) {
        const int value = task();
        answers.put({mp::current_process().name(),
                     task.name() + '(' + task.describe_arguments() + ") = " + std::to_string(value)});
    }
}

void print(const mp::Queue<Answer>& answers, int count) {
    std::vector<std::string> lines;
    for (int i = 0; i < count; ++i) lines.push_back(answers.get().text);
    std::ranges::sort(lines);
    for (const std::string& line : lines) example::say("  ", line);
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Queue<Task> tasks;
    const mp::Queue<Answer> answers;
    for (int i = 0; i < 6; ++i) tasks.put(mp::call<times>(i, 7));
    std::vector<mp::Process> team(3);
    for (mp::Process& worker : team) {
        worker = mp::Process({.target = mp::call<work>(tasks, answers)});
        worker.start();
    }
    example::say("products:");
    print(answers, 6);
    for (int i = 0; i < 4; ++i) tasks.put(mp::call<plus>(i, 8));  // more work for the same team
    example::say("sums:");
    print(answers, 4);
    for (std::size_t i = 0; i < team.size(); ++i) tasks.put({});
    for (mp::Process& worker : team) worker.join();
    example::say("tasks left: ", tasks.qsize());
}

// SPDX-License-Identifier: MIT
// Producers and consumers: the work goes through a JoinableQueue, the results come back through another queue, and one
// "poison pill" for each consumer says that there is no more to come.
// Mirrors the task classes and poison pills of tutorials of multiprocessing; "JoinableQueue" of Python's page.
// Run: consumers [--start-method fork|spawn]
#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "example.h"

namespace {

struct Task {
    int a = 0;
    int b = 0;
    std::string operator()() const {
        return std::to_string(a) + " * " + std::to_string(b) + " = " + std::to_string(a * b);
    }
};
using Pill = std::nullopt_t;
using Tasks = mp::JoinableQueue<std::optional<Task>>;  // without a task: the pill
using Results = mp::Queue<std::string>;

class Consumer : public mp::ProcessType<Consumer> {
public:
    Consumer() = default;
    Consumer(Tasks tasks, Results results) : tasks_(std::move(tasks)), results_(std::move(results)) {}

    void run() override {
        for (auto task = tasks_->get(); task; task = tasks_->get()) {
            results_->put((*task)());
            tasks_->task_done();
        }
        example::say(name(), ": exiting");
        tasks_->task_done();  // the pill counts as well
    }

    template <class Ar>
    void serialize(Ar& ar) {
        ar(tasks_, results_);
    }

private:
    std::optional<Tasks> tasks_;
    std::optional<Results> results_;
};

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const Tasks tasks;
    const Results results;
    std::vector<Consumer> consumers;
    for (int i = 0; i < 3; ++i) consumers.emplace_back(tasks, results);
    for (Consumer& consumer : consumers) consumer.start();

    constexpr int jobs = 10;
    for (int i = 0; i < jobs; ++i) tasks.put(Task{i, i});
    for (std::size_t i = 0; i < consumers.size(); ++i) tasks.put(Pill(std::nullopt));
    tasks.join();  // as many task_done() as put()

    std::vector<std::string> lines;
    for (int i = 0; i < jobs; ++i) lines.push_back(results.get());
    std::ranges::sort(lines);  // they come as they get done
    for (const std::string& line : lines) example::say("result: ", line);
    for (Consumer& consumer : consumers) consumer.join();
}

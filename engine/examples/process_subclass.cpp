// SPDX-License-Identifier: MIT
// The other way to make a process: a class of one's own with run(). To be started by spawn and forkserver too, it has
// a default constructor and serialize() for its own members.
// Mirrors "Process and exceptions" (subclasses that override run()) of Python's multiprocessing page.
// Run: process_subclass [--start-method fork|spawn]
#include <utility>
#include <vector>

#include "example.h"

namespace {

class Summer : public mp::ProcessType<Summer> {
public:
    Summer() = default;
    Summer(std::string name, std::vector<int> numbers, mp::Queue<int> sums)
        : numbers_(std::move(numbers)), sums_(std::move(sums)) {
        this->name(name);
    }

    void run() override {
        int sum = 0;
        for (const int number : numbers_) sum += number;
        sums_->put(sum);
        // In the child, current_process() is this very object.
        const auto* self = dynamic_cast<const Summer*>(&mp::current_process());
        example::say(name(), " has added ", numbers_.size(), " numbers and is itself: ", self == this);
    }

    template <class Ar>
    void serialize(Ar& ar) {
        ar(numbers_, sums_);
    }

private:
    std::vector<int> numbers_;
    std::optional<mp::Queue<int>> sums_;
};

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Queue<int> sums;
    std::vector<Summer> summers{{"Odd", {1, 3, 5}, sums}, {"Even", {2, 4, 6, 8}, sums}};
    for (Summer& summer : summers) summer.start();
    for (Summer& summer : summers) summer.join();
    const int total = sums.get() + sums.get();
    example::say("all together: ", total);
}

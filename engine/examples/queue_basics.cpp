// SPDX-License-Identifier: MIT
// Queues: many may put, many may get, whatever can travel. And what is told when one is empty or full.
// Mirrors "Pipes and Queues" of Python's multiprocessing page.
// Run: queue_basics [--start-method fork|spawn]
#include <chrono>
#include <tuple>

#include "example.h"

namespace {

using namespace std::chrono_literals;
using example::say;
using Record = std::tuple<int, std::string, std::vector<double>>;

void produce(mp::Queue<Record> records) {
    records.put({42, "hello", {0.5, 0.25}});
    records.put({43, "goodbye", {}});
}

void answer(mp::SimpleQueue<std::string> questions, mp::SimpleQueue<std::string> answers) {
    for (std::string question = questions.get(); !question.empty(); question = questions.get()) {
        answers.put(question + "? yes");
    }
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Queue<Record> records;
    mp::Process producer({.target = mp::call<produce>(records)});
    producer.start();
    for (int i = 0; i < 2; ++i) {
        const auto [number, text, numbers] = records.get();
        say(number, ' ', text, ' ', example::list(numbers));
    }
    producer.join();

    const mp::Queue<int> two(2);  // room for two items
    two.put(1);
    two.put(2);
    say("size ", two.qsize(), ", full ", two.full(), ", empty ", two.empty());
    try {
        two.put(3, 10ms);
    } catch (const mp::Full&) {
        say("no room in time");
    }
    try {
        two.put_nowait(3);
    } catch (const mp::Full&) {
        say("no room now");
    }
    say("got ", two.get());
    say("got ", two.get_nowait());
    try {
        (void)two.get(10ms);
    } catch (const mp::Empty&) {
        say("nothing in time");
    }
    say("try_get finds something: ", two.try_get().has_value());
    two.close();
    try {
        two.put(4);
    } catch (const mp::ValueError&) {
        say("closed here");
    }

    // A SimpleQueue has put and get and nothing else.
    const mp::SimpleQueue<std::string> questions, answers;
    mp::Process oracle({.target = mp::call<answer>(questions, answers)});
    oracle.start();
    questions.put("does it work");
    say(answers.get());
    questions.put("");  // no more questions
    oracle.join();
}

// SPDX-License-Identifier: MIT
// Work that is not lost with its worker: a JoinableQueue with redelivery puts the item of a consumer that dies before
// task_done() back, and the next one is told.
// Beyond Python's multiprocessing, where such an item is gone and join() waits for ever.
// Run: redelivery [--start-method fork|spawn|forkserver]
#include <csignal>

#include "example.h"

namespace {

using example::say;
using Jobs = mp::JoinableQueue<std::string>;

void work_once(Jobs jobs) {
    const std::string job = jobs.get();
    if (job == "difficult" && !jobs.redelivered()) std::raise(SIGKILL);
    say("did ", job, jobs.redelivered() ? ", at the second attempt" : "");
    jobs.task_done();
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const Jobs jobs({.redeliver = true});
    jobs.put("difficult");
    jobs.put("easy");
    for (int i = 0; i < 3; ++i) {
        mp::Process worker({.target = mp::call<work_once>(jobs)});
        worker.start();
        worker.join();
        if (worker.exitcode() != 0) say("a worker died");
    }
    jobs.join();
    say("all is done");
}

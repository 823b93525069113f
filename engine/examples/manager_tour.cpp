// SPDX-License-Identifier: MIT
// Objects that a manager's process holds for everybody: dict, list, Namespace, a queue and a lock, used by several
// processes through proxies, nested, and printed as Python prints them.
// Mirrors "Sharing state between processes", "Namespace objects" and "Proxy objects" of Python's multiprocessing page.
// Run: manager_tour [--start-method fork|spawn|forkserver]
#include "example.h"

namespace {

using example::say;
using namespace mp::managers;

void fill(DictProxy d, ListProxy l) {
    d[1] = "1";
    d["2"] = 2;
    d[0.25] = nullptr;
    l.reverse();
}

void count(ValueProxy total, AcquirerProxy lock, QueueProxy done) {
    for (int i = 0; i < 25; ++i) {
        const std::scoped_lock guard(lock);
        total.value() = total.get<int>() + 1;
    }
    done.put(mp::current_process().name());
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    SyncManager manager = mp::Manager();

    const DictProxy d = manager.dict();
    const ListProxy l = manager.list(mp::range(10));
    mp::Process filler({.target = mp::call<fill>(d, l)});
    filler.start();
    filler.join();
    say(d);
    say(l);

    // A read, a sum and a write are three calls: the lock makes them one.
    const ValueProxy total = manager.Value('i', 0);
    const AcquirerProxy lock = manager.Lock();
    const QueueProxy done = manager.Queue();
    std::vector<mp::Process> counters;
    for (int i = 1; i <= 3; ++i) {
        counters.emplace_back(
            mp::ProcessOptions{.target = mp::call<count>(total, lock, done), .name = "counter " + std::to_string(i)});
        counters.back().start();
    }
    for (mp::Process& one : counters) one.join();
    say("counted to ", total.get<int>(), ", ", done.qsize(), " are done");

    NamespaceProxy global = manager.Namespace();
    global["x"] = 10;
    global["y"] = "hello";
    say(global);

    // A proxy inside another's object: what is changed there is changed for all. A plain list would be a copy.
    const ListProxy outer = manager.list();
    outer.append(manager.dict({{"a", 1}}));
    outer[0]["b"] = mp::Object::list({2, 3});
    say(outer[0]["b"], " in ", outer.get_value()[0].kind() == mp::Object::Kind::instance ? "a proxy" : "a copy");

    try {
        say(d["nothing"]);
    } catch (const mp::KeyError& error) {
        say("KeyError: ", error.what());
    }
    say(manager.number_of_objects(), " objects");
}

// SPDX-License-Identifier: MIT
// A queue of this program's for the whole network: the server lends it, clients anywhere put and get. One of the
// workers is a Python program of the standard library alone, another a process of this program that has the queue
// itself. On other machines the address has their name for this one; the key is all that they need to know besides.
// Mirrors "Using a remote manager" of Python's multiprocessing page.
// Run: manager_remote [--start-method fork|spawn|forkserver]
#include <cstdio>
#include <thread>

#include "example.h"

namespace {

using example::say;
using mp::managers::Address;
using mp::managers::BaseManager;
using mp::managers::QueueProxy;

constexpr const char* key = "abracadabra";

struct QueueManager : BaseManager {
    using BaseManager::BaseManager;
};

const char* const python_worker = R"(
from multiprocessing.managers import BaseManager
class QueueManager(BaseManager): pass
QueueManager.register('get_tasks')
QueueManager.register('get_answers')
m = QueueManager(address=('127.0.0.1', PORT), authkey=b'abracadabra')
m.connect()
tasks, answers = m.get_tasks(), m.get_answers()
while True:
    task = tasks.get()
    if task is None: break
    answers.put('python: %s -> %d' % (task, eval(task)))
)";

void local(mp::Queue<std::string> answers) {
    answers.put("local hello");
}

// 0: it ended well.
int run_python(int port) {
    std::string program = python_worker;
    program.replace(program.find("PORT"), 4, std::to_string(port));
    std::FILE* python = ::popen("python3 -", "w");
    if (python == nullptr) return -1;
    std::fputs(program.c_str(), python);
    return ::pclose(python);
}

// What the client on another machine would do.
void ask(const Address& address) {
    QueueManager client(address, key);
    client.connect();
    const auto tasks = client.create<QueueProxy>("get_tasks");
    for (const char* task : {"6 * 7", "2 ** 10"}) tasks.put(task);
    tasks.put(nullptr);  // None: the worker's evening
    const auto answers = client.create<QueueProxy>("get_answers");
    for (int i = 0; i < 2; ++i) say(answers.get<std::string>());
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    mp::Queue<mp::Object> tasks;
    mp::Queue<std::string> answers;
    QueueManager::register_callable("get_tasks", [&] { return tasks; });
    QueueManager::register_callable("get_answers", [&] { return answers; });
    QueueManager manager({.address = Address("127.0.0.1", 0), .authkey = key});
    auto server = manager.get_server();
    std::thread serving([&] { server.serve_forever(); });

    std::thread worker([&] { say("python ended with ", run_python(server.address().port())); });
    ask(server.address());
    worker.join();

    // Whoever has the queue itself needs no manager.
    mp::Process here({.target = mp::call<local>(answers)});
    here.start();
    QueueManager client(server.address(), key);
    client.connect();
    say(client.create<QueueProxy>("get_answers").get<std::string>());
    here.join();

    try {
        QueueManager guesser(server.address(), "abracadabrb");
        guesser.connect();
    } catch (const mp::AuthenticationError& error) {
        say("turned away: ", error.what());
    }
    server.stop();
    serving.join();
}

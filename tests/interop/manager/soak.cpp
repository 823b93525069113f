// SPDX-License-Identifier: MIT
#include "soak.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <random>
#include <thread>

#include "../pythons.h"
#include "mp/multiprocessing.h"
#include "support/child.h"
#include "support/program.h"
#include "support/temporary.h"
#include "support/wait.h"

namespace mp::test {
namespace {

using namespace std::chrono_literals;
using namespace mp::managers;

constexpr const char* key = "abracadabra";
constexpr int permits = 3;
constexpr int tokens = 10;

std::size_t descriptors(int pid) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(pid) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}
std::size_t memory_kib(int pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string word; status >> word;)
        if (word == "VmRSS:") {
            std::size_t out = 0;
            status >> out;
            return out;
        }
    return 0;
}

// What all of them share, by their idents.
struct Shared {
    explicit Shared(const SyncManager& m)
        : lock(m.Lock()),
          rlock(m.RLock()),
          semaphore(m.BoundedSemaphore(permits)),
          counts(m.dict()),
          stored(m.dict()),
          total(m.Value('i', 0)),
          queue(m.Queue()),
          stop(m.Event()) {
        for (int i = 0; i < tokens; ++i) queue.put(i);
    }
    // In the client's own process, by a connection of its own.
    Shared(const SyncManager& m, const Shared& of)
        : lock(m.attach<AcquirerProxy>(of.lock.token().id, "Lock")),
          rlock(m.attach<AcquirerProxy>(of.rlock.token().id, "RLock")),
          semaphore(m.attach<AcquirerProxy>(of.semaphore.token().id, "BoundedSemaphore")),
          counts(m.attach<DictProxy>(of.counts.token().id, "dict")),
          stored(m.attach<DictProxy>(of.stored.token().id, "dict")),
          total(m.attach<ValueProxy>(of.total.token().id, "Value")),
          queue(m.attach<QueueProxy>(of.queue.token().id, "Queue")),
          stop(m.attach<EventProxy>(of.stop.token().id, "Event")) {}
    std::string idents() const {
        const Object out = Object::dict({{"lock", lock.token().id},
                                         {"rlock", rlock.token().id},
                                         {"semaphore", semaphore.token().id},
                                         {"counts", counts.token().id},
                                         {"stored", stored.token().id},
                                         {"total", total.token().id},
                                         {"tokens", queue.token().id},
                                         {"stop", stop.token().id}});
        return repr(out);
    }
    AcquirerProxy lock, rlock, semaphore;
    DictProxy counts, stored;
    ValueProxy total;
    QueueProxy queue;
    EventProxy stop;
};

// The same as soak_client.py.
void work(const SyncManager& m, const Shared& all, const std::string& name) {
    while (!all.stop.is_set()) {
        if (all.lock.acquire(true, 5s)) {
            all.counts[name] = all.counts.get(name, 0).as<int>() + 1;
            all.total.set(all.total.get<int>() + 1);
            all.lock.release();
        }
        if (all.rlock.acquire(true, 5s)) {
            all.rlock.acquire();
            all.rlock.release();
            all.rlock.release();
        }
        if (all.semaphore.acquire(true, 5s)) all.semaphore.release();
        try {
            all.queue.put(all.queue.get(1s));
        } catch (const Empty&) {
            // The others have them.
        }
        const ListProxy mine = m.list({name});
        mine.append(m.dict({{"x", 1}}));
        all.stored[name] = mine;
    }
}

class Client {
public:
    Client(const SyncManager& m, const Shared& shared, int number, bool python)
        : name_((python ? "python " : "ours ") + std::to_string(number)) {
        if (python) {
            const auto& all = pythons();
            program_ = std::make_unique<Program>(std::vector<std::string>{
                all[static_cast<std::size_t>(number) % all.size()].path, script("manager/soak_client.py"),
                m.address().repr(), std::string("b'") + key + "'", "'" + name_ + "'", shared.idents()});
        } else {
            child_.emplace([&] {
                SyncManager mine(m.address(), key);
                mine.connect();
                work(mine, Shared(mine, shared), name_);
            });
        }
    }
    const std::string& name() const { return name_; }
    bool is_python() const { return program_ != nullptr; }
    void kill() {
        program_ ? program_->send_signal(SIGKILL) : child_->kill();
        end();
    }
    void end() { code_ = program_ ? finish() : child_->join(); }
    int code() const { return code_; }

private:
    int finish() {
        const auto out = program_->wait(5min);
        if (!out.err.empty() && out.code >= 0) ADD_FAILURE() << name_ << ": " << out.err;
        return out.code;
    }
    std::string name_;
    std::optional<Child> child_;
    std::unique_ptr<Program> program_;
    int code_ = 0;
};

class Soak {
public:
    explicit Soak(const Crowd& crowd)
        : crowd_(crowd), m_(Address((folder_ / "socket").string()), key), random_(std::random_device{}()) {
        m_.start();
        shared_ = std::make_unique<Shared>(m_);
        objects_ = m_.number_of_objects();
        descriptors_ = descriptors(m_.pid());
        for (int i = 0; i < crowd_.clients; ++i) come(i % 2 == 0);
    }

    void run() {
        // Everybody has come in and has counted, and then they die.
        ASSERT_TRUE(wait_until([&] { return shared_->counts.size() >= clients_.size(); }, 4min))
            << shared_->counts.size() << " of " << clients_.size() << " came";
        const std::size_t memory = memory_kib(m_.pid());
        const auto begin = std::chrono::steady_clock::now();
        const auto over = [&] {
            return kills_ >= crowd_.kills && std::chrono::steady_clock::now() - begin >= crowd_.length;
        };
        while (!over()) {
            kill_one();
            std::this_thread::sleep_for(crowd_.between_kills);
        }
        shared_->stop.set();
        for (auto& client : clients_) {
            client->end();
            EXPECT_EQ(client->code(), 0) << client->name();
        }
        check(memory, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }

private:
    void come(bool python) { clients_.push_back(std::make_unique<Client>(m_, *shared_, number_++, python)); }
    void kill_one() {
        const std::size_t which = std::uniform_int_distribution<std::size_t>(0, clients_.size() - 1)(random_);
        const bool python = clients_[which]->is_python();
        clients_[which]->kill();
        clients_[which] = nullptr;
        std::swap(clients_[which], clients_.back());
        clients_.pop_back();
        ++kills_;
        come(python);
    }

    void check(std::size_t memory, double seconds) {
        const Shared& all = *shared_;
        EXPECT_TRUE(all.lock.acquire(true, 20s)) << "held by the dead";
        EXPECT_TRUE(all.rlock.acquire(true, 20s)) << "held by the dead";
        int free = 0;
        ASSERT_TRUE(wait_until([&] {
            free += all.semaphore.acquire(false) ? 1 : 0;
            return free == permits;
        })) << free;
        EXPECT_FALSE(all.semaphore.acquire(false));
        const int total = all.total.get<int>();
        int counted = 0;
        for (const Object& one : all.counts.values()) counted += one.as<int>();
        // Whoever dies has counted for itself, and perhaps not for all.
        EXPECT_GE(counted, total);
        EXPECT_LE(counted, total + kills_);
        EXPECT_GE(all.queue.qsize(), tokens - kills_);
        EXPECT_LE(all.queue.qsize(), tokens);
        all.stored.clear();
        EXPECT_TRUE(wait_until([&] { return m_.number_of_objects() == objects_; }, 30s))
            << m_.number_of_objects() << " objects, and there were " << objects_;
        EXPECT_TRUE(wait_until([&] { return descriptors(m_.pid()) <= descriptors_ + 2; }, 30s));
        const std::size_t after = memory_kib(m_.pid());
#ifndef __SANITIZE_ADDRESS__
        EXPECT_LT(after, memory + std::size_t{16} * 1024);
#endif
        std::printf(
            "%d clients (half of them Python), %.0f s, %d kills: %d counted under the lock, %d in all; %lld of %d "
            "tokens "
            "left; %lld objects as before; server %zu -> %zu KiB, %zu descriptors (%zu before)\n",
            crowd_.clients, seconds, kills_, counted, total, static_cast<long long>(all.queue.qsize()), tokens,
            static_cast<long long>(objects_), memory, after, descriptors(m_.pid()), descriptors_);
    }

    Crowd crowd_;
    const TemporaryDirectory folder_;
    SyncManager m_;
    std::mt19937 random_;
    std::unique_ptr<Shared> shared_;
    std::vector<std::unique_ptr<Client>> clients_;
    std::int64_t objects_ = 0;
    std::size_t descriptors_ = 0;
    int number_ = 0;
    int kills_ = 0;
};

}  // namespace

void survive(const Crowd& crowd) {
    Soak(crowd).run();
}

}  // namespace mp::test

// SPDX-License-Identifier: MIT
// Where one message ends and the next begins, and that neither a slow peer nor a signal spoils one.
#include <gtest/gtest.h>
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "mp/connection.h"
#include "support/child.h"
#include "support/leaks.h"
#include "support/wait.h"

namespace {

using namespace std::chrono_literals;
using mp::as_bytes;

std::string text_of(const mp::Bytes& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// proves: 5.message-borders, 5.poll
TEST(Messages, NeitherMergeNorSplit) {
    const mp::test::LeakCheck leaks;
    auto [in, out] = mp::Pipe(false);
    const std::string big(300'000, 'b');
    mp::test::Child child([&, &sender = out] {
        for (const std::string& text : {std::string("one"), std::string(), std::string("two"), big, std::string()})
            sender.send_bytes(as_bytes(text));
    });
    out.close();
    for (const std::string& text : {std::string("one"), std::string(), std::string("two"), big, std::string()}) {
        EXPECT_TRUE(in.poll(20s));
        EXPECT_EQ(text_of(in.recv_bytes()), text);
    }
    EXPECT_EQ(child.join(), 0);
    EXPECT_TRUE(in.poll());
    EXPECT_THROW(in.recv_bytes(), mp::EOFError);
}

// proves: 5.send, 5.recv, 3.EOFError
TEST(Messages, ValuesAreRefusedWhereThereIsNoWay) {
    auto [in, out] = mp::Pipe(false);
    EXPECT_THROW(in.send(1), mp::OSError);
    EXPECT_THROW(out.recv(), mp::OSError);
    out.send_bytes({});
    try {
        in.recv();
        FAIL() << "an empty message was a value";
    } catch (const mp::EOFError& error) {
        EXPECT_STREQ(error.what(), "Ran out of input");
    }
    out.send(7);
    out.close();
    EXPECT_EQ(in.recv<int>(), 7);
    EXPECT_THROW(in.recv(), mp::EOFError);
    auto [a, b] = mp::Pipe();
    b.close();
    EXPECT_THROW(a.send(1), mp::BrokenPipeError);
}

// proves: 6.slow-or-interrupted-peers, 17._TestConnection
TEST(Messages, ASlowClientIsServed) {
    using namespace mp::connection;
    const Listener listener({.address = Address("localhost", 0), .authkey = "k"});
    std::thread client([&] {
        const mp::Connection c = Client({.address = listener.address(), .authkey = "k"});
        std::this_thread::sleep_for(300ms);
        c.send("late");
    });
    std::this_thread::sleep_for(300ms);
    const mp::Connection c = listener.accept();
    EXPECT_EQ(c.recv<std::string>(), "late");
    client.join();
}

// Signals go on hitting the thread that waits until it has what it waits for.
class Signals {
public:
    Signals() : target_(::pthread_self()) {
        struct sigaction action {};
        action.sa_handler = [](int) { ++caught(); };
        ::sigaction(SIGUSR1, &action, &before_);
        caught() = 0;
        thread_ = std::thread([this] {
            while (!stop_) {
                ::pthread_kill(target_, SIGUSR1);
                std::this_thread::sleep_for(1ms);
            }
        });
    }
    ~Signals() {
        stop_ = true;
        thread_.join();
        ::sigaction(SIGUSR1, &before_, nullptr);
    }
    static std::atomic<int>& caught() {
        static std::atomic<int> count{0};
        return count;
    }

private:
    pthread_t target_;
    struct sigaction before_ {};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

// proves: 6.slow-or-interrupted-peers, 17._TestConnection
TEST(Messages, SignalsDoNotSpoilThem) {
    using namespace mp::connection;
    auto [in, out] = mp::Pipe();
    const std::string big(1 << 20, 'x');
    mp::test::Child child([&, &ours = out] {
        ::usleep(50'000);
        ours.send_bytes(as_bytes(big));
        if (ours.recv_bytes().size() != big.size()) throw std::runtime_error("another size");
    });
    const Signals signals;
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<mp::Connection> none_ready{out};
    EXPECT_FALSE(out.poll(30ms));
    EXPECT_TRUE(wait(none_ready, 30ms).empty());
    EXPECT_GE(std::chrono::steady_clock::now() - begin, 60ms);
    EXPECT_EQ(text_of(in.recv_bytes()), big);
    in.send_bytes(as_bytes(big));
    const Listener listener({.authkey = "k"});
    EXPECT_FALSE(listener.accept(50ms));
    EXPECT_EQ(child.join(), 0);
    EXPECT_GT(Signals::caught(), 5);
}

}  // namespace

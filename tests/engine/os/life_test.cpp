// SPDX-License-Identifier: MIT
#include "os/life.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <new>
#include <thread>

#include "os/mapping.h"
#include "support/child.h"
#include "support/wait.h"

namespace {

using mp::os::LifeWord;
using mp::test::Child;
using mp::test::wait_until;

// A word in memory that children share.
class Life : public testing::Test {
protected:
    LifeWord& word() { return *word_; }

private:
    mp::os::Fd file_ = mp::os::create_memory_file("lifeguard-test", 4096);
    mp::os::Mapping mapping_{file_, 4096};
    LifeWord* word_ = [this] {
        auto* word = new (mapping_.data()) LifeWord;
        word->prepare();
        return word;
    }();
};

TEST_F(Life, IsNobodysUntilSomebodyHoldsIt) {
    EXPECT_EQ(word().look(), LifeWord::State::never_held);
    EXPECT_TRUE(word().hold());
    std::thread other([&] {
        EXPECT_EQ(word().look(), LifeWord::State::held);
        EXPECT_FALSE(word().hold());
    });
    other.join();
    word().release();
    EXPECT_EQ(word().look(), LifeWord::State::never_held);
}

TEST_F(Life, EndsWithItsProcessHoweverThatEnds) {
    for (const int how : {0, SIGKILL, SIGSEGV}) {
        word().prepare();
        Child child([&] {
            word().hold();
            ::raise(SIGSTOP);
            if (how == SIGSEGV) ::signal(how, SIG_DFL);  // a sanitizer would make an exit code of it
            if (how != 0) ::raise(how);
        });
        ASSERT_TRUE(wait_until([&] { return word().look() == LifeWord::State::held; }));
        for (int i = 0; i < 1000; ++i) ASSERT_EQ(word().look(), LifeWord::State::held) << "stopped is not dead";
        ASSERT_TRUE(wait_until([&] {
            child.send_signal(SIGCONT);
            return word().look() == LifeWord::State::dead;
        }));
        EXPECT_EQ(child.join(), -how);
        EXPECT_EQ(word().look(), LifeWord::State::dead) << "a death that has been seen stays one";
    }
}

TEST_F(Life, EndsWithItsThread) {
    std::thread owner([&] { EXPECT_TRUE(word().hold()); });
    owner.join();
    EXPECT_EQ(word().look(), LifeWord::State::dead);
}

TEST_F(Life, ManyWhoLookSeeOneDeath) {
    for (int round = 0; round < 50; ++round) {
        word().prepare();
        Child owner([&] {
            word().hold();
            mp::test::sleep_for_ever();
        });
        ASSERT_TRUE(wait_until([&] { return word().look() == LifeWord::State::held; }));
        std::thread other([&] { EXPECT_TRUE(wait_until([&] { return word().look() == LifeWord::State::dead; })); });
        owner.kill();
        EXPECT_TRUE(wait_until([&] { return word().look() == LifeWord::State::dead; }));
        other.join();
        owner.join();
    }
}

}  // namespace

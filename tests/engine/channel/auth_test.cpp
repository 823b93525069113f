// SPDX-License-Identifier: MIT
// The proof of a key, against messages captured from both generations of CPython.
#include "channel/auth.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "mp/connection.h"
#include "support/error_of.h"

namespace mp::connection {
namespace {

// proves: 6.connection.answer_challenge, 17.ChallengeResponseTest
TEST(Auth, EachGenerationIsAnswered) {
    using channel::answer_to;
    using channel::check_answer;
    using namespace std::string_literals;
    const auto check = [](const std::string& challenge, const std::string& response) {
        return test::typed_error_of([&] { check_answer(challenge, response, "abracadabra", true); });
    };
    const auto unhex = [](std::string_view hex) {
        std::string out;
        for (std::size_t i = 0; i < hex.size(); i += 2)
            out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
        return out;
    };
    // Captured from CPython: 3.11 with itself, 3.13 with itself.
    const std::string old_challenge = unhex("234348414c4c454e474523b7100ad535c7e2b8e83581d2489506ff2d93ad00");
    const std::string old_answer = unhex("10680dfed93828de5ad5f80e518c348d");
    const std::string new_challenge = unhex(
        "234348414c4c454e4745237b7368613235367db723589200f93649a1b3567939f16647bc59606a2e8b3b8b3c49bffc979ca2ce98"
        "18548ab4fa668b");
    const std::string new_answer =
        unhex("7b7368613235367d4a087a718ca95e1a82695b037d2040edd18cee9d4c50f27bf09de8474823b138");
    EXPECT_EQ(answer_to(old_challenge, "abracadabra"), old_answer);
    EXPECT_EQ(answer_to(new_challenge, "abracadabra"), new_answer);
    EXPECT_EQ(check(old_challenge, old_answer), "nothing");
    EXPECT_EQ(check(new_challenge, new_answer), "nothing");
    EXPECT_EQ(check(new_challenge, old_answer), "AuthenticationError: digest received was wrong");
    for (const std::string name : {"md5", "sha384", "sha3_256", "sha3_384"}) {
        const std::string challenge = "#CHALLENGE#{" + name + "}" + std::string(40, 'r');
        EXPECT_EQ(check(challenge, answer_to(challenge, "abracadabra")), "nothing") << name;
        EXPECT_NE(check(challenge, answer_to(challenge, "other")), "nothing") << name;
    }
    EXPECT_EQ(check(new_challenge, new_answer.substr(0, 39)),
              "AuthenticationError: expected 'sha256' of length 32 got 31");
    for (const std::string& bad :
         {"{sha1}"s + std::string(20, 'x'), "{SHA256}"s + new_answer.substr(8), new_answer.substr(8), ""s})
        EXPECT_NE(check(new_challenge, bad).find("unsupported"), std::string::npos) << bad;
    EXPECT_NE(test::typed_error_of(
                  [&] { check_answer(new_challenge, answer_to(old_challenge, "abracadabra"), "abracadabra", false); }),
              "nothing");
    EXPECT_EQ(test::typed_error_of([] { answer_to("#CHALLENGE#short", "k"); }),
              "AuthenticationError: challenge too short: 5 bytes");
    EXPECT_EQ(test::typed_error_of([] { answer_to("hello", "k"); }),
              "AuthenticationError: Protocol error, expected challenge: message=b'hello'");
}

// proves: 6.connection.deliver_challenge, 6.connection.answer_challenge
TEST(Auth, TheTwoHalvesOverAnyConnection) {
    auto [a, b] = Pipe();
    std::thread other([b = b] { answer_challenge(b, "k"); });
    deliver_challenge(a, "k");
    other.join();
    std::thread wrong([b = b] {
        EXPECT_EQ(test::typed_error_of([&] { answer_challenge(b, "x"); }),
                  "AuthenticationError: digest sent was rejected");
    });
    EXPECT_EQ(test::typed_error_of([&, a = a] { deliver_challenge(a, "k"); }),
              "AuthenticationError: digest received was wrong");
    wrong.join();
}

}  // namespace
}  // namespace mp::connection

// SPDX-License-Identifier: MIT
#pragma once
// How two ends prove to each other that they know one key, without sending it: CPython's messages of both generations
// (raw HMAC-MD5 up to 3.11, "{sha256}" and others from 3.12 on). The key's holder never tells which it speaks: it sends
// the new challenge, which the old ones answer in their way.
//
// Handshake is the whole exchange as a machine that is fed frames and says what to send: no reading, no waiting.

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "mp/exceptions.h"

namespace mp::channel {

inline constexpr std::size_t max_auth_frame = 256;

// "#CHALLENGE#{sha256}" and 40 random bytes.
std::string new_challenge();
// The answer to a whole challenge frame. Throws AuthenticationError.
std::string answer_to(std::string_view challenge_frame, std::string_view key);
// Throws AuthenticationError when the response does not answer the challenge with that key. md5: whether the old
// generation's digest is good enough.
void check_answer(std::string_view challenge_frame, std::string_view response, std::string_view key, bool md5);

inline constexpr std::string_view welcome = "#WELCOME#";
inline constexpr std::string_view failure = "#FAILURE#";

class Handshake {
public:
    enum class Side { listener, client };
    Handshake(Side side, std::string key, bool md5);

    // What is to be sent now, as frames; the caller takes it.
    std::string take_output() { return std::exchange(output_, {}); }
    // A frame has come. Throws AuthenticationError; what is to be sent then (the refusal) is still in the output.
    void feed(std::string_view frame);
    bool done() const noexcept { return step_ == Step::done; }

private:
    enum class Step { challenge, response, verdict, done };

    void deliver();
    void after(bool delivered);
    void put_frame(std::string_view body);

    std::string key_;
    bool md5_;
    Step step_ = Step::challenge;  // what is to come next
    bool half_ = false;            // the first of the two proofs is over
    std::string challenge_;
    std::string output_;
};

}  // namespace mp::channel

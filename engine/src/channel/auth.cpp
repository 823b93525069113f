// SPDX-License-Identifier: MIT
#include "channel/auth.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cstdio>
#include <utility>

#include "os/spawn.h"

namespace mp::channel {

namespace {

constexpr std::string_view challenge_word = "#CHALLENGE#";
constexpr std::size_t old_message_size = 20;
constexpr std::size_t md5_size = 16;

struct Digest {
    std::string_view name;
    const EVP_MD* (*get)();
};
constexpr std::array<Digest, 5> digests{{{"md5", EVP_md5},
                                         {"sha256", EVP_sha256},
                                         {"sha384", EVP_sha384},
                                         {"sha3_256", EVP_sha3_256},
                                         {"sha3_384", EVP_sha3_384}}};

const Digest* find_digest(std::string_view name) {
    for (const Digest& digest : digests)
        if (digest.name == name) return &digest;
    return nullptr;
}

// OpenSSL takes itself down at the end of main, while threads of the engine may still be at a handshake: not so, unless
// the program has used it before.
void keep_openssl() {
    static const int kept = ::OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
    static_cast<void>(kept);
}

std::string mac(const Digest& digest, std::string_view key, std::string_view message) {
    keep_openssl();
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    unsigned size = 0;
    if (::HMAC(digest.get(), key.data(), static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(message.data()), message.size(), out.data(), &size) == nullptr)
        throw AuthenticationError("the digest " + std::string(digest.name) + " is not to be had from OpenSSL here");
    return {reinterpret_cast<const char*>(out.data()), size};
}

bool same(std::string_view a, std::string_view b) {
    return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

// "{name}" at the beginning, of an allowed name; nullptr otherwise.
const Digest* prefix_of(std::string_view message) {
    if (!message.starts_with('{')) return nullptr;
    const std::size_t end = message.substr(0, 10).find('}');
    return end == std::string_view::npos ? nullptr : find_digest(message.substr(1, end - 1));
}

std::string with_prefix(const Digest& digest, const std::string& body) {
    return "{" + std::string(digest.name) + "}" + body;
}

// A peer's bytes in a message of ours: printable, and not many of them.
std::string shown(std::string_view bytes) {
    std::string out = "b'";
    for (const char byte : bytes.substr(0, 40)) {
        const auto code = static_cast<unsigned char>(byte);
        char text[8];
        std::snprintf(text, sizeof text, code >= 0x20 && code < 0x7f && byte != '\'' && byte != '\\' ? "%c" : "\\x%02x",
                      static_cast<unsigned>(code));
        out += text;
    }
    return out + "'";
}

}  // namespace

std::string new_challenge() {
    const auto random = os::random_bytes(40);
    std::string out(challenge_word);
    out += "{sha256}";
    out.append(reinterpret_cast<const char*>(random.data()), random.size());
    return out;
}

std::string answer_to(std::string_view frame, std::string_view key) {
    if (!frame.starts_with(challenge_word))
        throw AuthenticationError("Protocol error, expected challenge: message=" + shown(frame));
    const std::string_view message = frame.substr(challenge_word.size());
    if (message.size() < old_message_size)
        throw AuthenticationError("challenge too short: " + std::to_string(message.size()) + " bytes");
    if (message.size() == old_message_size) return mac(digests[0], key, message);
    const Digest* digest = prefix_of(message);
    if (digest == nullptr)
        throw AuthenticationError("unsupported message length, missing digest prefix, or unsupported digest: message=" +
                                  shown(message));
    return with_prefix(*digest, mac(*digest, key, message));
}

void check_answer(std::string_view frame, std::string_view response, std::string_view key, bool md5) {
    const std::string_view message = frame.substr(challenge_word.size());
    // 16 bytes are the old generation's; 20 were never right, but are read as such by Python too.
    const bool raw = response.size() == md5_size || response.size() == old_message_size;
    const Digest* digest = raw ? digests.data() : prefix_of(response);
    if (digest == nullptr)
        throw AuthenticationError("unsupported message length, missing digest prefix, or unsupported digest: message=" +
                                  shown(response));
    if (digest->name == "md5" && !md5) throw AuthenticationError("an answer by MD5 is not accepted here");
    const std::string_view got = raw ? response : response.substr(digest->name.size() + 2);
    const std::string expected = mac(*digest, key, message);
    if (got.size() != expected.size() && !raw)
        throw AuthenticationError("expected '" + std::string(digest->name) + "' of length " +
                                  std::to_string(expected.size()) + " got " + std::to_string(got.size()));
    if (!same(got, expected)) throw AuthenticationError("digest received was wrong");
}

Handshake::Handshake(Side side, std::string key, bool md5) : key_(std::move(key)), md5_(md5) {
    if (side == Side::listener) deliver();
}

void Handshake::put_frame(std::string_view body) {
    output_.append(3, '\0');
    output_ += static_cast<char>(static_cast<unsigned char>(body.size()));
    output_.append(body);
}

void Handshake::deliver() {
    challenge_ = new_challenge();
    put_frame(challenge_);
    step_ = Step::response;
}

// One of the two proofs is over: the listener delivers first and answers then, the client the other way round.
void Handshake::after(bool delivered) {
    if (half_) {
        step_ = Step::done;
        return;
    }
    half_ = true;
    if (delivered) {
        step_ = Step::challenge;
    } else {
        deliver();
    }
}

void Handshake::feed(std::string_view frame) {
    switch (step_) {
        case Step::response:
            try {
                check_answer(challenge_, frame, key_, md5_);
            } catch (const AuthenticationError&) {
                put_frame(failure);
                throw;
            }
            put_frame(welcome);
            after(true);
            break;
        case Step::challenge:
            put_frame(answer_to(frame, key_));
            step_ = Step::verdict;
            break;
        case Step::verdict:
            if (frame != welcome) throw AuthenticationError("digest sent was rejected");
            after(false);
            break;
        case Step::done:
            throw AuthenticationError("a message before the connection was handed over");
    }
}

}  // namespace mp::channel

// SPDX-License-Identifier: MIT
// Bytes that nobody in their right mind would send: decoding them ends in a value or in a PickleError, and takes no
// more memory than their number justifies.
#include <mp/call.h>
#include <mp/pickle.h>

#include <atomic>
#include <cstdlib>
#include <new>
#include <random>

#include "engine/serial/round_trip.h"

namespace {
std::atomic<std::size_t> allocated{0};
}

// Not inlined: gcc would see malloc on one side and delete on the other, and warn.
[[gnu::noinline]] void* operator new(std::size_t size) {
    allocated += size;
    if (void* memory = std::malloc(size)) return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept {
    std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
    std::free(memory);
}

namespace {

struct Leaf {
    std::string name;
    std::optional<double> value;
    bool flag;
    char code[3];
};
struct Tree {
    int id;
    std::vector<Tree> children;
    std::map<std::string, Leaf> leaves;
};
class Account {
public:
    template <class Ar>
    void serialize(Ar& ar) {
        ar(owner, entries);
    }
    std::string owner;
    std::vector<std::pair<int, std::string>> entries;
};
int add(int x, const std::vector<int>& more) {
    return x + static_cast<int>(more.size());
}

using Message = std::tuple<std::vector<Tree>, std::variant<std::monostate, Account, std::vector<std::string>>,
                           std::unordered_map<int, std::vector<bool>>, mp::Call<int>, std::array<std::string, 2>,
                           std::shared_ptr<Leaf>, std::chrono::milliseconds, std::filesystem::path, std::vector<double>,
                           std::exception_ptr, std::vector<std::monostate>, std::deque<std::tuple<>>>;

Message valid_message() {
    Account account;
    account.owner = "Ann";
    account.entries = {{1, "one"}, {2, "two"}};
    return {{Tree{1, {Tree{2, {}, {{"x", {"leaf", 0.5, true, {'a', 'b', 'c'}}}}}}, {}}},
            account,
            {{1, {true, false}}, {2, {}}},
            mp::call<add>(1, {2, 3}),
            {"a", "b"},
            std::make_shared<Leaf>(Leaf{"n", {}, false, {}}),
            std::chrono::milliseconds(5),
            "/tmp",
            {1, 2, 3},
            std::make_exception_ptr(mp::WorkerLost("lost", 1, -9)),
            {{}, {}},
            {{}}};
}

struct Outcome {
    int values = 0;
    int errors = 0;
};

void decode_hostile(const mp::Bytes& bytes, Outcome& outcome) {
    const std::size_t before = allocated;
    try {
        mp::detail::Reader reader(bytes);
        mp::detail::decode<Message>(reader);
        ++outcome.values;
    } catch (const mp::PickleError&) {
        ++outcome.errors;
    }
    // Objects are larger than their encodings, an error has its texts; but nothing is reserved on a message's word.
    ASSERT_LE(allocated - before, 200 * bytes.size() + 100'000);
}

mp::Bytes mutated(mp::Bytes bytes, std::mt19937_64& random) {
    static constexpr std::uint64_t telling[] = {0,   1,          2,          127,        128,        255,
                                                256, 0x7FFFFFFF, 0xFFFFFFFF, 1ULL << 40, 1ULL << 63, ~0ULL};
    for (std::size_t count = 1 + random() % 4; count > 0 && !bytes.empty(); --count) {
        const std::size_t at = random() % bytes.size();
        switch (random() % 6) {
            case 0:
                bytes[at] = static_cast<std::byte>(random());
                break;
            case 1:
                bytes[at] ^= static_cast<std::byte>(1U << random() % 8);
                break;
            case 2:
                bytes.resize(at);
                break;
            case 3:
                bytes.insert(bytes.begin() + static_cast<std::ptrdiff_t>(at), 1 + random() % 16,
                             static_cast<std::byte>(random()));
                break;
            case 4:
                bytes.erase(bytes.begin() + static_cast<std::ptrdiff_t>(at));
                break;
            default: {
                const std::uint64_t number = telling[random() % std::size(telling)];
                std::memcpy(&bytes[at], &number, std::min(sizeof number, bytes.size() - at));
            }
        }
    }
    return bytes;
}

TEST(Hostile, AHundredThousandMutations) {
    const auto valid = mp::test::encoded(valid_message());
    mp::test::decoded<Message>(valid);
    std::mt19937_64 random(20240229);
    Outcome outcome;
    for (int i = 0; i < 100'000; ++i) {
        decode_hostile(mutated(valid, random), outcome);
        if (HasFatalFailure()) FAIL() << "mutation " << i;
    }
    EXPECT_GT(outcome.values, 1000);  // what changed was a letter or a number
    EXPECT_GT(outcome.errors, 10'000);
}

TEST(Hostile, EveryTruncation) {
    const auto valid = mp::test::encoded(valid_message());
    Outcome outcome;
    for (std::size_t size = 0; size < valid.size(); ++size) {
        decode_hostile(mp::Bytes(valid.begin(), valid.begin() + static_cast<std::ptrdiff_t>(size)), outcome);
    }
    EXPECT_EQ(outcome.values, 0);
}

TEST(Hostile, Noise) {
    std::mt19937_64 random(7);
    Outcome outcome;
    for (int i = 0; i < 5000; ++i) {
        mp::Bytes bytes(random() % 300);
        for (std::byte& byte : bytes) byte = static_cast<std::byte>(random() % 4 == 0 ? random() : 0);
        decode_hostile(bytes, outcome);
        if (HasFatalFailure()) FAIL() << "noise " << i;
    }
    EXPECT_GT(outcome.errors, 1000);
}

}  // namespace

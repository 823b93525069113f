// SPDX-License-Identifier: MIT
// What a pool refuses when it is compiled. Each marked line is one error, of these words, and no other follows it:
// refused.py looks.
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mp/pool.h"
#include "mp/queues.h"

namespace {

enum class Colour { red };
struct Explicit {
    Explicit() = default;
    explicit Explicit(int v) : value(v) {}
    int value = 0;
};
struct Private {
    explicit Private(int* p) : pointer_(p) {}

private:
    int* pointer_;
};

struct Hidden : Private {
    using Private::Private;
};

int one(int x) {
    return x;
}
long number(long x) {
    return x;
}
int two(int x, int y) {
    return x + y;
}
int three(int x, int y, int z) {
    return x + y + z;
}
int colour(Colour c) {
    return static_cast<int>(c);
}
int from_explicit(const Explicit& e) {
    return e.value;
}
int from_pointer(int* p) {
    return *p;
}
int from_private(const Private&) {
    return 0;
}
const char* text(int) {
    return "";
}
int* pointer(int) {
    return nullptr;
}
std::string_view view(int) {
    return "";
}
std::unique_ptr<int> box(int x) {
    return std::make_unique<int>(x);
}

}  // namespace

void refused(mp::Pool& pool, mp::ThreadPool& threads) {
    const std::vector<std::string> texts;
    const std::vector<int> numbers;
    const std::vector<std::pair<int, int>> pairs;

    pool.apply(mp::fn<number>, "text");    // refused: an argument does not convert
    pool.apply_async(mp::fn<colour>, 1);   // refused: an argument does not convert
    pool.apply(mp::fn<from_explicit>, 1);  // refused: an argument does not convert
    pool.apply(mp::fn<two>, 1);            // refused: another number of arguments
    pool.map(mp::fn<one>, texts);          // refused: an argument does not convert
    pool.imap(mp::fn<number>, texts);      // refused: an argument does not convert
    pool.map(mp::fn<two>, pairs);          // refused: map and imap need a function of one argument
    pool.imap(mp::fn<three>, pairs);       // refused: map and imap need a function of one argument
    pool.starmap(mp::fn<two>, numbers);    // refused: starmap needs tuples
    pool.starmap(mp::fn<one>, "abc");      // refused: starmap needs tuples
    pool.starmap(mp::fn<one>, pairs);      // refused: another number of arguments
    pool.starmap_async(mp::fn<two>, std::vector<std::pair<int, std::string>>());   // refused: an argument does not
    pool.map(mp::fn<[](auto x) requires(sizeof(x) == 1) { return x; }>, numbers);  // refused: cannot be called
    pool.apply(one, 1);                                                            // refused: write mp::fn<f>
    pool.map(two, numbers);                                                        // refused: write mp::fn<f>
    pool.map([](int x) { return x; }, {1, 2});                                     // refused: write mp::fn<f>
    pool.apply(mp::fn<from_pointer>, nullptr);                                     // refused: a pointer means nothing
    pool.map(mp::fn<from_private>, std::vector<Private>());                        // refused: this type cannot travel
    pool.apply(mp::fn<text>, 1);          // refused: that is a pointer or a view
    pool.map(mp::fn<pointer>, numbers);   // refused: that is a pointer or a view
    pool.apply_async(mp::call<view>(1));  // refused: that is a pointer or a view
    const auto boxed = pool.apply_async(mp::fn<box>, 1);
    boxed.get();                               // refused: cannot be copied
    threads.map(one, texts);                   // refused: with one of these items
    threads.starmap(two, numbers);             // refused: starmap needs tuples
    threads.starmap(one, pairs);               // refused: with the parts of these items
    threads.apply(one, "text");                // refused: with these arguments
    mp::Queue<Hidden>().put(Hidden(nullptr));  // refused: this type cannot travel
}

// SPDX-License-Identifier: MIT
// Structs and text in shared memory, several objects under one lock, objects without any, copies.
// Mirrors "The multiprocessing.sharedctypes module" of Python's multiprocessing page.
// Run: shared_structs [--start-method fork|spawn]
#include <mutex>

#include "example.h"

namespace {

using example::say;

struct Point {
    double x = 0;
    double y = 0;
};

void square_all(mp::Value<int> n, mp::Value<double> x, mp::Array<char> text, mp::Array<Point> points) {
    n.value() *= n.value();
    x.value() *= x.value();
    std::string upper = text.value();
    for (char& letter : upper) letter = static_cast<char>(letter >= 'a' && letter <= 'z' ? letter - 'a' + 'A' : letter);
    text.value(upper);
    for (Point& point : points) point = {point.x * point.x, point.y * point.y};
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);

    const mp::Lock lock;
    const mp::Value<int> n(7, {.lock = lock});
    const mp::Value<double> x(0.5, {.lock = false});
    const mp::Array<char> text(std::string("hello world"), {.lock = lock});
    const mp::Array<Point> points({{1.875, -6.25}, {-5.75, 2.0}}, {.lock = lock});
    mp::Process process({.target = mp::call<square_all>(n, x, text, points)});
    process.start();
    process.join();
    {
        const std::scoped_lock guard(lock);  // the lock of all that were given it
        say(n.value(), ' ', x.value(), ' ', text.value());
        for (const Point& point : points) say('(', point.x, ", ", point.y, ')');
    }
    try {
        (void)x.get_lock();
    } catch (const mp::AttributeError&) {
        say("made without a lock, it has none");
    }

    const mp::RawArray<int> raw{1, 2, 3};
    const mp::RawArray<int> copy = mp::sharedctypes::copy(raw);
    copy[0] = 100;
    const auto guarded = mp::sharedctypes::synchronized(raw);
    guarded[2] = 30;
    say("raw ", example::list(raw), ", copy ", example::list(copy));
    try {
        raw[3] = 4;
    } catch (const mp::IndexError& error) {
        say("beyond the end: ", error.what());
    }
}

// SPDX-License-Identifier: MIT
// Customized managers and proxies: one class with two sets of methods, a generator, and a set of functions.
// Mirrors the demonstration of customized managers (mp_newtype) at the end of Python's multiprocessing page.
// Run: manager_newtypes [--start-method fork|spawn|forkserver]
#include <ranges>

#include "example.h"

namespace {

using example::say;
using mp::managers::BaseManager;
using mp::managers::BaseProxy;

class Foo {
public:
    void f() const { say("you called Foo.f()"); }
    void g() const { say("you called Foo.g()"); }
    void h() const { say("you called Foo.h()"); }
};

// Each step of it is made when somebody asks.
mp::managers::Generator squares() {
    return mp::managers::Generator(std::views::iota(0, 10) | std::views::transform([](int i) { return i * i; }));
}

int add(int a, int b) {
    return a + b;
}
std::int64_t power(std::int64_t base, int exponent) {
    std::int64_t out = 1;
    for (; exponent > 0; --exponent) out *= base;
    return out;
}

struct MyManager : BaseManager {
    using BaseManager::BaseManager;
};

void register_types() {
    MyManager::register_type<Foo>("Foo1").method<&Foo::f>("f").method<&Foo::g>("g");
    // All of them are told, two may be called.
    MyManager::register_type<Foo>("Foo2").method<&Foo::f>("f").method<&Foo::g>("g").method<&Foo::h>("_h").exposed(
        {"g", "_h"});
    MyManager::register_callable("squares", mp::fn<squares>);
    MyManager::register_functions("operator").method<&add>("add").method<&power>("pow");
}

void line() {
    say(std::string(20, '-'));
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    example::choose_start_method(argc, argv);
    register_types();
    MyManager manager;
    manager.start();

    line();
    const BaseProxy foo1 = manager.create("Foo1");
    foo1.call("f");
    foo1.call("g");
    say(example::list(foo1.exposed()));

    line();
    const BaseProxy foo2 = manager.create("Foo2");
    foo2.call("g");
    foo2.call("_h");
    say(example::list(foo2.exposed()));
    try {
        foo2.call("f");
    } catch (const mp::RemoteError&) {
        say("f is not for clients");
    }

    line();
    std::string text;
    for (const mp::Object& i : manager.create<mp::managers::IteratorProxy>("squares")) text += "<" + mp::repr(i) + "> ";
    say(text);

    line();
    const BaseProxy op = manager.create("operator");
    say("op.add(23, 45) = ", op.call<int>("add", 23, 45));
    say("op.pow(2, 62) = ", op.call<std::int64_t>("pow", 2, 62));
    say("exposed: ", example::list(op.exposed()));
}

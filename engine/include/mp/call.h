// SPDX-License-Identifier: MIT
#pragma once
// Functions that travel. C++ cannot pickle a closure, but it can name a function at compile time:
//
//     int mul(int x, int y) { return x * y; }
//
//     pool.map(mp::fn<square>, {1, 2, 3});          // fn: the function, as a value another process can call
//     mp::Call<int> c = mp::call<mul>(6, 7);        // call: the function bound to arguments
//     c();                                          // 42, here
//     queue.put(c);  pool.apply_async(c);           // there
//     mp::Process p({.target = mp::call<info>("title")});
//     pool.map(mp::fn<[](int x) { return x + 1; }>, items);      // a lambda without captures will do
//
// Arguments are converted to the function's parameter types where call is written, so a wrong one is a compile-time
// error; what cannot travel (mp::Picklable) is one as well. Views are kept as what they look at: a std::string_view or
// const char* parameter as a std::string, a std::span<const T> as a std::vector<T>. A parameter taken by non-const or
// rvalue reference is given a copy of its own at each run.
//
// Both ends must run the same executable, and a shared library that holds a travelling function must be loaded there.
// Threads: calls are immutable values; run, copy and encode them from any thread.
// Mirrors: Python's picklable functions, "Programming guidelines" (Explicitly pass resources to child processes).

#include <concepts>
#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "mp/detail/bound_call.h"
#include "mp/exceptions.h"

namespace mp {

// The type of mp::fn<f>. Parameters and Result exist where f has one signature (everything but a generic lambda);
// result_of works for all.
template <auto f>
struct Fn {
    using Function = std::remove_cv_t<decltype(f)>;

    template <class... Given>
    using parameters_for = typename detail::ParametersFor<Function, Given...>::type;
    template <class... Given>
    using result_of = typename detail::ResultOf<Function, parameters_for<Given...>>::type;

    template <class... Given>
    constexpr decltype(auto) operator()(Given&&... given) const {
        auto callee = f;
        return std::invoke(callee, std::forward<Given>(given)...);
    }
    // "resize", "images::resize", "lambda(int) in main".
    static std::string name() { return detail::function_name<f>(); }
};

// The function f (a pointer to a function or member function, or a captureless lambda) as a value.
template <auto f>
inline constexpr Fn<f> fn{};

// f's parameters as a std::tuple, f's result without const and reference, the type its n-th argument is kept in.
template <auto f>
using parameters_of = typename detail::SignatureOf<typename Fn<f>::Function>::type::Parameters;
template <auto f>
using result_of = typename detail::ResultOf<typename Fn<f>::Function, parameters_of<f>>::type;
template <auto f, std::size_t n>
using argument_of = detail::Stored<std::tuple_element_t<n, parameters_of<f>>>;

// A function bound to its arguments, which returns an R. Copies share one immutable call. A default-constructed one is
// empty: it travels as any other and arrives empty, so that it can be the word to stop in a queue of calls, where
// Python's programs put None; running it throws TypeError.
//
//     tasks.put({});                                                          // mp::Queue<mp::Call<void>> tasks
//     for (mp::Call<void> task = tasks.get(); task; task = tasks.get()) task();
template <class R>
class Call {
public:
    using result_type = R;

    Call() = default;
    explicit Call(std::shared_ptr<const detail::AnyCallOf<R>> call) : call_(std::move(call)) {}

    // Runs it here. Throws what the function throws.
    R operator()() const {
        if (!call_) throw TypeError("an empty mp::Call cannot be run");
        return call_->run();
    }
    explicit operator bool() const noexcept { return call_ != nullptr; }
    // For messages and monitors: the function's name, and its arguments in at most 95 bytes.
    std::string name() const { return call_ ? call_->name() : std::string(); }
    std::string describe_arguments() const { return call_ ? call_->describe_arguments() : std::string(); }

    // For the engine: null when empty.
    const std::shared_ptr<const detail::AnyCallOf<R>>& any() const noexcept { return call_; }

private:
    std::shared_ptr<const detail::AnyCallOf<R>> call_;
};

namespace detail {

std::ostream& print_call(std::ostream& out, const AnyCall* call);

}  // namespace detail

// As observers are shown it: mul(6, 7).
template <class R>
std::ostream& operator<<(std::ostream& out, const Call<R>& call) {
    return detail::print_call(out, call.any().get());
}

namespace detail {

template <class>
struct IsCall : std::false_type {};
template <class R>
struct IsCall<Call<R>> : std::true_type {};

template <class>
struct IsFn : std::false_type {};
template <auto f>
struct IsFn<Fn<f>> : std::true_type {};

template <auto f, class Parameters, class... Given>
auto make_call(Given&&... given) {
    using Bound = BoundCall<f, Parameters>;
    require_picklable<typename Bound::Arguments>();
    static_assert(std::is_copy_constructible_v<typename Bound::Arguments>, "mp::call: arguments must be copyable");
    typename Bound::Arguments arguments(std::forward<Given>(given)...);
    return Call<typename Bound::Result>(std::make_shared<const Bound>(std::move(arguments)));
}

// The type of mp::call<f>: a plain function of f's own parameters, so that braces and conversions work as in a call
// of f itself; a template for a generic lambda.
template <auto f, class Function = std::remove_cv_t<decltype(f)>>
struct Caller {
    template <class... Given>
    auto operator()(Given&&... given) const {
        return make_call<f, std::tuple<Stored<std::decay_t<Given>>...>>(std::forward<Given>(given)...);
    }
};

template <auto f, class Parameters>
struct TypedCaller;
template <auto f, class... P>
struct TypedCaller<f, std::tuple<P...>> {
    auto operator()(Stored<P>... argument) const { return make_call<f, std::tuple<P...>>(std::move(argument)...); }
};

template <auto f, HasSignature Function>
struct Caller<f, Function> : TypedCaller<f, typename SignatureOf<Function>::type::Parameters> {};

}  // namespace detail

// mp::call<f>(arguments...) -> mp::Call<R>.
template <auto f>
inline constexpr detail::Caller<f> call{};

// What a process runs: an mp::Call (or mp::fn of a function without parameters), which can travel to a process that is
// not a fork; or any other callable, captures and all, which only a fork can run.
class Target {
public:
    Target() = default;
    Target(std::nullptr_t) {}
    template <class R>
    Target(const Call<R>& call) : call_(call.any()) {}
    template <auto f>
    Target(Fn<f>) : Target(mp::call<f>()) {}
    template <class F>
    // Target is excluded before its own constructors are asked about: they would ask here again.
    requires(!std::same_as<std::decay_t<F>, Target> && !detail::IsCall<std::decay_t<F>>::value &&
             !detail::IsFn<std::decay_t<F>>::value && std::invocable<std::decay_t<F>&> &&
             std::copy_constructible<std::decay_t<F>>) Target(F&& callable)
        : callable_(std::forward<F>(callable)), callable_type_(detail::raw_type_name<std::decay_t<F>>()) {}

    explicit operator bool() const noexcept { return call_ != nullptr || callable_ != nullptr; }
    // True for what spawn and forkserver can run as well. An empty target is portable.
    bool portable() const noexcept { return callable_ == nullptr; }
    // Runs it; the result is dropped, as Python's Process drops it. Does nothing when empty.
    void operator()() const;
    std::string name() const;
    std::string describe_arguments() const { return call_ ? call_->describe_arguments() : std::string(); }

private:
    friend struct detail::Codec<Target>;

    std::shared_ptr<const detail::AnyCall> call_;
    std::function<void()> callable_;
    std::string_view callable_type_;
};

namespace detail {

template <class R>
struct Codec<Call<R>> {
    static void encode(Writer& writer, const Call<R>& call) { encode_call(writer, call.any().get()); }
    static Call<R> decode(Reader& reader) {
        auto call = decode_call(reader, typeid(R));
        return Call<R>(std::static_pointer_cast<const AnyCallOf<R>>(std::move(call)));
    }
};

template <>
struct Codec<Target> {
    // PicklingError, with the remedy, for a callable that is no mp::Call.
    static void encode(Writer& writer, const Target& target);
    static Target decode(Reader& reader);
};

}  // namespace detail

}  // namespace mp

// SPDX-License-Identifier: MIT
#pragma once
// What a function takes and gives, and how its arguments are kept until it runs.

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace mp::detail {

template <class R, class... P>
struct Signature {
    using Result = R;
    using Parameters = std::tuple<P...>;
};

// Signature of a function pointer, a member function pointer (the object is its first parameter) or the only
// operator() of a closure. No `type` for a generic lambda.
template <class F>
struct SignatureOf {};
template <class R, class... P>
struct SignatureOf<R (*)(P...)> {
    using type = Signature<R, P...>;
};
template <class R, class... P>
struct SignatureOf<R (*)(P...) noexcept> {
    using type = Signature<R, P...>;
};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...)> {
    using type = Signature<R, C&, P...>;
};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) noexcept> {
    using type = Signature<R, C&, P...>;
};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const> {
    using type = Signature<R, const C&, P...>;
};
template <class R, class C, class... P>
struct SignatureOf<R (C::*)(P...) const noexcept> {
    using type = Signature<R, const C&, P...>;
};

template <class S>
struct WithoutObject;
template <class R, class C, class... P>
struct WithoutObject<Signature<R, C, P...>> {
    using type = Signature<R, P...>;
};
template <class F>
requires requires {
    &F::operator();
}
struct SignatureOf<F> {
    using type = typename WithoutObject<typename SignatureOf<decltype(&F::operator())>::type>::type;
};

template <class F>
concept HasSignature = requires {
    typename SignatureOf<std::remove_cv_t<F>>::type;
};

// The type that stands in for a parameter on the way: the parameter's own without reference, except for views, which
// would dangle: those are kept as what they look at.
template <class P>
struct StoredAs {
    using type = std::remove_cvref_t<P>;
};
template <class P>
requires(std::is_same_v<std::remove_cvref_t<P>, std::string_view> ||
         std::is_same_v<std::remove_cvref_t<P>, const char*> ||
         std::is_same_v<std::remove_cvref_t<P>, char*>) struct StoredAs<P> {
    using type = std::string;
};
template <class T>
struct StoredAs<std::span<const T>> {
    using type = std::vector<T>;
};
template <class P>
using Stored = typename StoredAs<P>::type;

template <class Parameters>
struct StoredTuple;
template <class... P>
struct StoredTuple<std::tuple<P...>> {
    using type = std::tuple<Stored<P>...>;
};

// Hands a stored argument to its parameter: by reference where the parameter is one, moved where it may be taken.
template <class P, class S>
constexpr decltype(auto) pass(S& stored) {
    if constexpr (std::is_same_v<std::remove_cvref_t<P>, const char*>) {
        return stored.c_str();
    } else if constexpr (std::is_lvalue_reference_v<P> ||
                         !std::is_same_v<std::remove_cvref_t<P>, std::remove_cv_t<S>>) {
        return (stored);
    } else {
        return std::move(stored);  // a copy where S is const
    }
}

// Parameters and their stand-ins for f called with Given...: f's own where it has one signature, else (a generic
// lambda) what is given.
template <class F, class... Given>
struct ParametersFor {
    using type = std::tuple<std::decay_t<Given>...>;
};
template <HasSignature F, class... Given>
struct ParametersFor<F, Given...> {
    using type = typename SignatureOf<std::remove_cv_t<F>>::type::Parameters;
};

// Calls f with the stored arguments. From a const tuple nothing is moved, and only parameters that cannot change it
// may be bound.
template <auto f, class Parameters, class Tuple>
decltype(auto) invoke_stored(Tuple& arguments) {
    return [&arguments]<std::size_t... i>(std::index_sequence<i...>)->decltype(auto) {
        auto callee = f;
        return std::invoke(callee, pass<std::tuple_element_t<i, Parameters>>(std::get<i>(arguments))...);
    }
    (std::make_index_sequence<std::tuple_size_v<Parameters>>{});
}

template <class F, class Parameters>
struct ResultOf;
template <class F, class... P>
struct ResultOf<F, std::tuple<P...>> {
    using type = std::remove_cvref_t<std::invoke_result_t<F, P...>>;
};

// True for a parameter that can be bound to a constant without harm.
template <class P>
inline constexpr bool leaves_argument_alone =
    !std::is_reference_v<P> || (std::is_lvalue_reference_v<P> && std::is_const_v<std::remove_reference_t<P>>);

template <class Parameters>
struct LeaveArgumentsAlone;
template <class... P>
struct LeaveArgumentsAlone<std::tuple<P...>> : std::bool_constant<(leaves_argument_alone<P> && ...)> {};

}  // namespace mp::detail

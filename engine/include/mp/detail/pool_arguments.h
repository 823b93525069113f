// SPDX-License-Identifier: MIT
#pragma once
// What a pool is given, looked at where it is compiled: whether the function takes these arguments, and in words why
// not. They are converted as in a call of the function itself: implicitly, never by an explicit constructor or a cast;
// but a std::string_view becomes a std::string.

#include <array>
#include <climits>
#include <concepts>
#include <cstddef>
#include <deque>
#include <initializer_list>
#include <ranges>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/call.h"
#include "mp/detail/pool_runner.h"

namespace mp::detail {

// ---- one argument ---------------------------------------------------------------------------------------------------

// True for a parameter that is a view, and is kept as what it looks at.
template <class P>
inline constexpr bool is_view = !std::is_same_v<Stored<P>, std::remove_cvref_t<P>>;

template <class P, class Given>
constexpr bool takes() {
    if constexpr (std::is_convertible_v<Given, Stored<P>>) {
        return true;
    } else if constexpr (std::is_same_v<Stored<P>, std::string>) {
        return std::is_convertible_v<Given, std::string_view>;  // it has to be copied in any case
    } else {
        return is_view<P> && std::is_convertible_v<Given, std::remove_cvref_t<P>>;
    }
}

// The argument in the form in which it is kept.
template <class P, class Given>
Stored<P> store(Given&& given) {
    if constexpr (std::is_arithmetic_v<Stored<P>> && std::is_arithmetic_v<std::remove_cvref_t<Given>>) {
        return static_cast<Stored<P>>(given);
    } else if constexpr (std::is_convertible_v<Given, Stored<P>>) {
        return std::forward<Given>(given);
    } else if constexpr (std::is_same_v<Stored<P>, std::string>) {
        return std::string(static_cast<std::string_view>(given));
    } else {
        const std::remove_cvref_t<P> view = given;
        return Stored<P>(view.begin(), view.end());
    }
}

template <std::size_t number, class Parameter, class Given>
constexpr void check_argument() {
    static_assert(takes<Parameter, Given>(),
                  "mp: an argument does not convert to the function's parameter: see [number, Parameter, Given] above");
    require_picklable<Stored<Parameter>>();
}

template <std::size_t parameters, std::size_t given>
constexpr void check_count() {
    static_assert(parameters == given,
                  "mp: the function takes another number of arguments: see [parameters, given] above");
}

// ---- what comes back ------------------------------------------------------------------------------------------------

template <class R>
inline constexpr bool returns_view = std::is_pointer_v<R> || std::is_same_v<R, std::string_view>;

template <class R>
constexpr void check_result() {
    static_assert(!returns_view<R>,
                  "mp: a function's result that is a pointer or a view means nothing in another process; return what "
                  "it points to (a std::string for text)");
}

template <auto f, class Parameters>
struct Calls : std::false_type {
    using Result = void;
};
template <auto f, class... P>
requires(std::is_invocable_v<typename Fn<f>::Function, P...>) struct Calls<f, std::tuple<P...>> : std::true_type {
    using Result = typename ResultOf<typename Fn<f>::Function, std::tuple<P...>>::type;
};

// ---- one call -------------------------------------------------------------------------------------------------------

template <class Parameters, class Given>
struct Match;
template <class... P, class... Given>
struct Match<std::tuple<P...>, Types<Given...>> {
    static constexpr bool count = sizeof...(P) == sizeof...(Given);
    static constexpr bool all() {
        if constexpr (count) {
            return (takes<P, Given>() && ...);
        } else {
            return false;
        }
    }
    static constexpr void check() {
        if constexpr (count) {
            []<std::size_t... i>(std::index_sequence<i...>) {
                (check_argument<i + 1, P, Given>(), ...);
            }
            (std::index_sequence_for<P...>{});
        } else {
            check_count<sizeof...(P), sizeof...(Given)>();
        }
    }
};

// f called with Given, which are forwarded as they are.
template <auto f, class Parameters_, class Given>
struct CallShape {
    static constexpr auto function = f;
    using Parameters = Parameters_;
    using Result = typename Calls<f, Parameters>::Result;
    using Item = ItemResult<Result>;
    using Element = typename ElementOf<Parameters>::type;
    static constexpr bool fits =
        Match<Parameters, Given>::all() && Calls<f, Parameters>::value && Picklable<Element> && !returns_view<Result>;

    static constexpr void check() {
        Match<Parameters, Given>::check();
        if constexpr (Match<Parameters, Given>::all()) {
            static_assert(Calls<f, Parameters>::value, "mp: the function cannot be called with these arguments");
            check_result<Result>();
        }
    }
    template <class... Argument>
    static Element make(Argument&&... argument) {
        return build(static_cast<Parameters*>(nullptr), std::forward<Argument>(argument)...);
    }

private:
    template <class... P, class... Argument>
    static Element build(std::tuple<P...>*, Argument&&... argument) {
        return Element(store<P>(std::forward<Argument>(argument))...);
    }
};

template <auto f, class... Given>
using ApplyShape = CallShape<f, typename Fn<f>::template parameters_for<Given...>, Types<Given...>>;

// ---- many calls -----------------------------------------------------------------------------------------------------

template <class T>
struct IsText : std::false_type {};
template <class Char, std::size_t n>
struct IsText<const Char (&)[n]>
    : std::bool_constant<std::is_same_v<Char, char> || std::is_same_v<Char, wchar_t> || std::is_same_v<Char, char8_t> ||
                         std::is_same_v<Char, char16_t> || std::is_same_v<Char, char32_t>> {};

// The items of a range; those of a string literal are its characters, without the NUL that ends it.
template <class Items>
decltype(auto) items_of(Items&& items) {
    if constexpr (IsText<Items>::value) {
        const std::size_t length = std::size(items);
        return std::basic_string_view(items, items[length - 1] == 0 ? length - 1 : length);
    } else {
        return std::forward<Items>(items);
    }
}

// A vector has no place for a bool.
template <class T>
using Elements = std::conditional_t<std::is_same_v<T, bool>, std::deque<bool>, std::vector<T>>;

// f called with each item.
template <auto f, class Items>
struct SingleShape : CallShape<f, typename Fn<f>::template parameters_for<std::ranges::range_value_t<Items>>,
                               Types<std::ranges::range_reference_t<Items>>> {
    using Base = CallShape<f, typename Fn<f>::template parameters_for<std::ranges::range_value_t<Items>>,
                           Types<std::ranges::range_reference_t<Items>>>;
    static constexpr void check() {
        constexpr bool one = std::tuple_size_v<typename Base::Parameters> == 1;
        static_assert(one, "mp: map and imap need a function of one argument; use starmap, with tuples, for others");
        if constexpr (one) Base::check();
    }
};

// A pair, a tuple, an array.
template <class T>
concept ArgumentTuple = requires {
    std::tuple_size<std::remove_cvref_t<T>>::value;
}
&&(std::tuple_size<std::remove_cvref_t<T>>::value == 0 || requires(T && value) { std::get<0>(value); });

// f called with the parts of each item.
template <auto f, class Items>
struct SpreadShape {
    static constexpr auto function = f;
    static constexpr bool fits = false;
    using Parameters = std::tuple<>;
    using Element = std::nullptr_t;
    using Item = std::nullptr_t;
    static constexpr void check() {
        static_assert(ArgumentTuple<std::ranges::range_reference_t<Items>>,
                      "mp: starmap needs tuples of arguments (std::pair, std::tuple, std::array)");
    }
};

template <auto f, class Item, class Indices>
struct Spread;
template <auto f, class Item, std::size_t... i>
struct Spread<f, Item, std::index_sequence<i...>> {
    using type =
        CallShape<f, typename Fn<f>::template parameters_for<std::tuple_element_t<i, std::remove_cvref_t<Item>>...>,
                  Types<decltype(std::get<i>(std::declval<Item>()))...>>;
    static typename type::Element make(Item&& item) { return type::make(std::get<i>(std::forward<Item>(item))...); }
};
template <class Item>
using indices_of = std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<Item>>>;

template <auto f, class Items>
requires ArgumentTuple<std::ranges::range_reference_t<Items>>
struct SpreadShape<f, Items>
    : Spread<f, std::ranges::range_reference_t<Items>, indices_of<std::ranges::range_reference_t<Items>>>::type {
    using Reference = std::ranges::range_reference_t<Items>;
    static auto make(Reference&& item) {
        return Spread<f, Reference, indices_of<Reference>>::make(std::forward<Reference>(item));
    }
};

// All items of a range in the form in which they travel.
template <class Shape, class Items>
auto take_elements(Items&& items) {
    using Reference = std::ranges::range_reference_t<Items>;
    Elements<typename Shape::Element> out;
    if constexpr (std::ranges::sized_range<Items> && requires { out.reserve(1); })
        out.reserve(static_cast<std::size_t>(std::ranges::size(items)));
    for (auto&& item : items) out.push_back(Shape::make(std::forward<Reference>(item)));
    return out;
}

// One item of a starmap in braces: {2, 3}; or a tuple of its own.
template <class... P>
struct StarItem {
    StarItem(P... part) requires(sizeof...(P) != 0) : parts(std::move(part)...) {}
    template <ArgumentTuple T>
    requires(!std::is_same_v<T, StarItem> && std::is_convertible_v<const T&, std::tuple<P...>>) StarItem(const T& tuple)
        : parts(tuple) {}
    template <class T>
    requires(std::is_convertible_v<const T&, P>&&...) StarItem(const std::array<T, sizeof...(P)>& array)
        : parts(std::tuple_cat(array)) {}

    std::tuple<P...> parts;
};
template <class Parameters>
struct StarItemOf;
template <class... P>
struct StarItemOf<std::tuple<P...>> {
    using type = StarItem<std::decay_t<P>...>;
};
template <auto f>
using star_item = typename StarItemOf<typename StoredTuple<parameters_of<f>>::type>::type;

template <class... P>
std::vector<std::tuple<P...>> star_tuples(std::initializer_list<StarItem<P...>> items) {
    std::vector<std::tuple<P...>> out;
    out.reserve(items.size());
    for (const auto& item : items) out.push_back(item.parts);
    return out;
}

// ---- options --------------------------------------------------------------------------------------------------------

// What may stand where Options are expected: these, or the chunk size alone, as in Python.
template <class T>
concept Chunksize = std::integral<T> && !std::same_as<T, bool>;
template <class T, class Options>
concept Setting = std::same_as<T, Options> || Chunksize<T>;

template <class Options, class Given>
Options options_of(Given given) {
    if constexpr (Chunksize<Given>) {
        return {.chunksize = std::cmp_less(given, 1)         ? 0
                             : std::cmp_less(given, INT_MAX) ? static_cast<int>(given)
                                                             : INT_MAX};
    } else {
        return given;
    }
}

// ---- functions that have no name ------------------------------------------------------------------------------------

template <class F>
concept PlainFunction = !IsFn<std::remove_cvref_t<F>>::value && !IsCall<std::remove_cvref_t<F>>::value;

template <class F>
constexpr void refuse_function() {
    static_assert(!PlainFunction<F>,
                  "mp: a Pool runs functions that are named at compile time: write mp::fn<f> in the place of f "
                  "(mp::ThreadPool takes any callable)");
}

// What a Pool answers, when it is compiled, to whoever passes a function itself.
struct NeedsNames {
    template <PlainFunction F, class... Rest>
    void apply(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void apply_async(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void map(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class T, class... Rest>
    void map(F&&, std::initializer_list<T>, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void map_async(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class T, class... Rest>
    void map_async(F&&, std::initializer_list<T>, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void starmap(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class T, class... Rest>
    void starmap(F&&, std::initializer_list<T>, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void starmap_async(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void imap(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class T, class... Rest>
    void imap(F&&, std::initializer_list<T>, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class... Rest>
    void imap_unordered(F&&, Rest&&...) {
        refuse_function<F>();
    }
    template <PlainFunction F, class T, class... Rest>
    void imap_unordered(F&&, std::initializer_list<T>, Rest&&...) {
        refuse_function<F>();
    }
};

}  // namespace mp::detail

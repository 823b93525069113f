// SPDX-License-Identifier: MIT
#pragma once
// How a manager's types are told: factories and methods as functions of Objects. Included by mp/managers.h.

#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "mp/call.h"
#include "mp/detail/manager_shared.h"
#include "mp/detail/proxies.h"

namespace mp::managers {

namespace detail {

using mp::detail::SignatureOf;
using mp::detail::Stored;

// What a call came with. Function names whom an error is about.
struct Arguments {
    std::string function;
    std::vector<Object> positional;
    Keywords keywords;

    // Throws TypeError "add() takes 2 positional arguments but 1 was given" and its like; keywords have no names in
    // C++.
    void expect(std::size_t least, std::size_t most) const;
};

template <class T>
T take_argument(const Arguments& given, std::size_t index) {
    if constexpr (mp::detail::IsOptional<T>::value) {
        if (index >= given.positional.size()) return std::nullopt;
    }
    return given.positional[index].as<T>();
}

template <class... P>
constexpr std::size_t least_arguments(std::tuple<P...>*) {
    std::size_t count = 0;
    std::size_t least = 0;
    ((++count, least = mp::detail::IsOptional<Stored<P>>::value ? least : count), ...);
    return least;
}

// Calls f with what came, converted; leading: what stands before it (the object).
template <class... P, class F, class... Leading>
Shared call_with(std::tuple<P...>* types, const Arguments& given, F&& f, Leading&&... leading) {
    given.expect(least_arguments(types), sizeof...(P));
    return [&]<std::size_t... i>(std::index_sequence<i...>)->Shared {
        std::tuple<Stored<P>...> arguments{take_argument<Stored<P>>(given, i)...};
        const auto run = [&]() -> decltype(auto) {
            return std::invoke(f, std::forward<Leading>(leading)..., mp::detail::pass<P>(std::get<i>(arguments))...);
        };
        if constexpr (std::is_void_v<decltype(run())>) {
            run();
            return {};
        } else {
            return share(run());
        }
    }
    (std::index_sequence_for<P...>{});
}

template <class Tuple>
struct Rest;
template <class First, class... P>
struct Rest<std::tuple<First, P...>> {
    using type = std::tuple<P...>;
};

using Method = std::function<Shared(void* object, const Arguments& given)>;
using Factory = std::function<Shared(const Arguments& given)>;

template <class T, class F>
Method method_of(F function) {
    using All = typename SignatureOf<F>::type::Parameters;
    if constexpr (std::is_void_v<T>) {
        return [function](void*, const Arguments& given) {
            return call_with(static_cast<All*>(nullptr), given, function);
        };
    } else {
        return [function](void* object, const Arguments& given) {
            return call_with(static_cast<typename Rest<All>::type*>(nullptr), given, function,
                             *static_cast<T*>(object));
        };
    }
}

// ---- the register: the steps that made it are kept, to be gone again by a process that does not inherit it
void add_type(const std::string& type_id, Factory factory);
void add_method(const std::string& type_id, const std::string& name, Method method);
void add_exposed(const std::string& type_id, const std::vector<std::string>& names);
void add_returns(const std::string& type_id, const std::string& method, const std::string& result);
void set_create_method(const std::string& type_id, bool on);
void set_concurrent(const std::string& type_id);
void add_function(const std::string& name, Call<Bytes> (*bind)(Object arguments));
// type_id: which type a server that cannot have the step (it is spawned, the step is none of mp::call) is without.
void take_step(Target step, const std::string& type_id = {});

template <class T, class... A>
void register_type_step(const std::string& type_id) {
    add_type(type_id, [](const Arguments& given) {
        return call_with(static_cast<std::tuple<A...>*>(nullptr), given,
                         [](A... a) { return std::make_shared<T>(std::forward<A>(a)...); });
    });
}
template <auto f>
void register_function_step(const std::string& type_id) {
    using F = std::remove_cv_t<decltype(f)>;
    add_type(type_id, [](const Arguments& given) {
        return call_with(static_cast<typename SignatureOf<F>::type::Parameters*>(nullptr), given, f);
    });
}
template <class T, auto f>
void method_step(const std::string& type_id, const std::string& name) {
    add_method(type_id, name, method_of<T>(f));
}

}  // namespace detail

// What register_type() gives, to say what the type can do. Methods run one at a time for each object, in threads of the
// server, unless the type says that it is concurrent().
template <class T>
class TypeRegistration {
public:
    explicit TypeRegistration(std::string type_id) : type_id_(std::move(type_id)) {}

    // &T::name, or a function or captureless lambda whose first parameter is a T&.
    template <auto f>
    TypeRegistration& method(const std::string& name) {
        detail::take_step(mp::call<&detail::method_step<T, f>>(type_id_, name));
        return *this;
    }
    // Any callable; a server that is spawned cannot have it.
    template <class F>
    TypeRegistration& method(const std::string& name, F function) {
        detail::take_step(
            Target([id = type_id_, name, function] { detail::add_method(id, name, detail::method_of<T>(function)); }),
            type_id_);
        return *this;
    }
    // Only these may be called by clients; by default all methods.
    TypeRegistration& exposed(const std::vector<std::string>& names) {
        detail::take_step(mp::call<&detail::add_exposed>(type_id_, names));
        return *this;
    }
    // What this method gives stays in the server, as an object of that type: clients get a proxy.
    TypeRegistration& method_to_typeid(const std::string& method, const std::string& type_id) {
        detail::take_step(mp::call<&detail::add_returns>(type_id_, method, type_id));
        return *this;
    }
    // false: only method_to_typeid makes objects of this type.
    TypeRegistration& create_method(bool on) {
        detail::take_step(mp::call<&detail::set_create_method>(type_id_, on));
        return *this;
    }
    TypeRegistration& concurrent() {
        detail::take_step(mp::call<&detail::set_concurrent>(type_id_));
        return *this;
    }

private:
    std::string type_id_;
};

}  // namespace mp::managers

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
#include "mp/detail/proxies.h"
#include "mp/queues.h"

namespace mp::managers {

// What a function gives that is iterated over step by step, in the server: a range, or a function that returns
// nullopt at the end. A range that is no value (a view) has to outlive it.
//     Managers::register_callable("squares", [] { return Generator(views::iota(0, 10) | views::transform(square)); });
class Generator {
public:
    using Step = std::function<std::optional<Object>()>;
    explicit Generator(Step step) : step_(std::move(step)) {}
    template <std::ranges::input_range R>
    explicit Generator(R range) {
        struct State {
            explicit State(R of) : range(std::move(of)), at(std::ranges::begin(range)) {}
            R range;
            std::ranges::iterator_t<R> at;
        };
        step_ = [state = std::make_shared<State>(std::move(range))]() -> std::optional<Object> {
            if (state->at == std::ranges::end(state->range)) return std::nullopt;
            Object out(std::ranges::range_value_t<R>(*state->at));
            ++state->at;
            return out;
        };
    }
    const Step& step() const noexcept { return step_; }

private:
    Step step_;
};

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

// A queue of the program's own that a manager shares.
class SharedQueue {
public:
    virtual ~SharedQueue() = default;
    virtual bool put(const Object& item, std::int64_t timeout_ns) = 0;  // false: full
    virtual std::optional<Object> get(std::int64_t timeout_ns) = 0;     // nullopt: empty
    virtual void task_done() = 0;
    virtual bool unfinished() = 0;
    virtual std::int64_t qsize() = 0;
    virtual bool full() = 0;
    virtual std::string repr() = 0;
    virtual std::uint64_t identity() = 0;
};

template <class Q>
class SharedQueueOf final : public SharedQueue {
public:
    using Item = typename Q::value_type;
    explicit SharedQueueOf(Q queue) : queue_(std::move(queue)) {}
    bool put(const Object& item, std::int64_t timeout_ns) override {
        try {
            if constexpr (requires { queue_.put(item.as<Item>(), true, std::chrono::nanoseconds(0)); }) {
                queue_.put(item.as<Item>(), timeout_ns > 0, std::chrono::nanoseconds(timeout_ns));
            } else {
                queue_.put(item.as<Item>());
            }
            return true;
        } catch (const Full&) {
            return false;
        }
    }
    std::optional<Object> get(std::int64_t timeout_ns) override {
        try {
            if constexpr (requires { queue_.get(true, std::chrono::nanoseconds(0)); }) {
                return Object(queue_.get(timeout_ns > 0, std::chrono::nanoseconds(timeout_ns)));
            } else {
                if (queue_.empty()) return std::nullopt;
                return Object(queue_.get());
            }
        } catch (const Empty&) {
            return std::nullopt;
        }
    }
    void task_done() override {
        if constexpr (requires { queue_.task_done(); }) {
            queue_.task_done();
        } else {
            throw AttributeError("'Queue' object has no attribute 'task_done'");
        }
    }
    bool unfinished() override { return !queue_.empty(); }
    std::int64_t qsize() override {
        if constexpr (requires { queue_.qsize(); }) return static_cast<std::int64_t>(queue_.qsize());
        return queue_.empty() ? 0 : 1;
    }
    bool full() override {
        if constexpr (requires { queue_.full(); }) return queue_.full();
        return false;
    }
    std::string repr() override { return queue_.repr(); }
    std::uint64_t identity() override { return static_cast<const mp::detail::QueueCore&>(queue_).id(); }

private:
    Q queue_;
};

// What a factory or a method gave: a value, an object to be shared, an iteration, a queue.
struct Shared {
    Object value{};
    std::shared_ptr<void> object{};
    std::string type{};  // of the object, as C++ calls it
    std::function<std::string()> print{};
    Generator::Step generator{};
    std::shared_ptr<SharedQueue> queue{};
};

template <class T>
struct IsSharedPointer : std::false_type {};
template <class T>
struct IsSharedPointer<std::shared_ptr<T>> : std::true_type {};
template <class T>
concept QueueHandle = std::derived_from<T, mp::detail::QueueCore> && requires {
    typename T::value_type;
};
template <class T>
concept Printable = requires(std::ostream& out, const T& value) {
    out << value;
};

std::string print_to_text(const std::function<void(std::ostream&)>& print);

template <class T>
Shared share_object(std::shared_ptr<T> object) {
    Shared out;
    if (object == nullptr) return out;
    out.type = mp::detail::type_name<T>();
    if constexpr (Printable<T>) {
        // Looked at, not kept: the object's owner is whoever holds this.
        out.print = [at = object.get()] { return print_to_text([at](std::ostream& to) { to << *at; }); };
    }
    out.object = std::const_pointer_cast<std::remove_const_t<T>>(std::move(object));
    return out;
}

template <class R>
Shared share(R&& result) {
    using T = std::remove_cvref_t<R>;
    if constexpr (std::is_same_v<T, Shared>) {
        return std::forward<R>(result);
    } else if constexpr (std::is_same_v<T, Generator>) {
        Shared out;
        out.generator = result.step();
        return out;
    } else if constexpr (QueueHandle<T>) {
        Shared out;
        out.queue = std::make_shared<SharedQueueOf<T>>(std::forward<R>(result));
        return out;
    } else if constexpr (IsSharedPointer<T>::value) {
        return share_object(std::forward<R>(result));
    } else if constexpr (std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>>) {
        return share_object(std::shared_ptr<std::remove_pointer_t<T>>(std::shared_ptr<void>(), result));
    } else if constexpr (requires {
                             typename T::type;
                             result.get();
                             requires std::is_same_v<T, std::reference_wrapper<typename T::type>>;
                         }) {
        return share(&result.get());
    } else if constexpr (std::is_same_v<T, Object> || ObjectConvertible<T>) {
        Shared out;
        out.value = Object(std::forward<R>(result));
        return out;
    } else {
        return share_object(std::make_shared<T>(std::forward<R>(result)));
    }
}

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

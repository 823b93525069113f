// SPDX-License-Identifier: MIT
#pragma once
// What a manager shares of what a function returned. Included by manager_types.h.

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

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
    bool unfinished() override {
        if constexpr (requires { queue_.unfinished_tasks(); }) return queue_.unfinished_tasks() != 0;
        return !queue_.empty();
    }
    std::int64_t qsize() override {
        if constexpr (requires { queue_.qsize(); }) return static_cast<std::int64_t>(queue_.qsize());
        return queue_.empty() ? 0 : 1;
    }
    bool full() override {
        if constexpr (requires { queue_.full(); }) return queue_.full();
        return false;
    }
    std::string repr() override { return queue_.repr(); }
    std::uint64_t identity() override {
        if constexpr (std::derived_from<Q, mp::detail::QueueCore>) {
            return static_cast<const mp::detail::QueueCore&>(queue_).id();
        } else {
            return reinterpret_cast<std::uintptr_t>(queue_.identity());
        }
    }

private:
    Q queue_;
};

// What a factory or a method gave: a value, an object to be shared, an iteration, a queue, a proxy of another manager.
struct Shared {
    Object value{};
    std::shared_ptr<std::mutex> mutex{};  // of a list or dict that is the program's own: what keeps its threads apart
    bool is_namespace = false;            // that dict is the attributes of a Namespace
    BaseProxy proxy{};
    std::vector<std::string> methods{};  // of the proxy
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
// Handles whose methods are known: a queue of mp/queues.h or mp/dummy.h, a container of mp/dummy.h, a proxy.
template <class T>
concept QueueHandle = requires(const T& queue) {
    typename T::value_type;
    requires std::derived_from<T, mp::detail::QueueCore> || requires {
        queue.unfinished_tasks();
        queue.identity();
    };
};
template <class T>
concept ContainerHandle = requires(const T& container) {
    container.shared()->mutex;
    { container.shared()->object } -> std::convertible_to<const Object&>;
};
template <class T>
concept Handle = QueueHandle<T> || ContainerHandle<T> || mp::detail::ManagerProxyType<T>;
template <class T>
struct IsReference : std::false_type {};
template <class T>
struct IsReference<std::reference_wrapper<T>> : std::true_type {};
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

// What the object of a proxy can do; its manager is asked where the proxy does not say.
std::vector<std::string> methods_of_proxy(const BaseProxy& proxy);

template <Handle T>
Shared share_handle(const T& handle) {
    Shared out;
    if constexpr (QueueHandle<T>) {
        out.queue = std::make_shared<SharedQueueOf<T>>(handle);
    } else if constexpr (ContainerHandle<T>) {
        const auto& shared = handle.shared();
        out.value = shared->object;
        out.mutex = std::shared_ptr<std::mutex>(shared, &shared->mutex);
        out.is_namespace = !requires {
            handle.size();
        };
    } else {
        out.value = Object(handle);
        out.proxy = handle;
        out.methods = methods_of_proxy(handle);
    }
    return out;
}

// What a result's clients can call without being told by method(); its text alone is no method.
template <class R>
constexpr bool knows_methods() {
    using T = std::remove_cvref_t<R>;
    if constexpr (std::is_void_v<T> || std::is_same_v<T, Shared> || std::is_same_v<T, Generator> || Handle<T>) {
        return true;
    } else if constexpr (IsSharedPointer<T>::value) {
        return Handle<typename T::element_type>;
    } else if constexpr (std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>>) {
        return Handle<std::remove_cv_t<std::remove_pointer_t<T>>>;
    } else if constexpr (IsReference<T>::value) {
        return Handle<std::remove_cv_t<typename T::type>>;
    } else {
        return std::is_same_v<T, Object> || ObjectConvertible<T>;
    }
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
    } else if constexpr (Handle<T>) {
        return share_handle(result);
    } else if constexpr (IsSharedPointer<T>::value) {
        if constexpr (Handle<typename T::element_type>) {
            return result == nullptr ? Shared() : share_handle(*result);
        } else {
            return share_object(std::forward<R>(result));
        }
    } else if constexpr (std::is_pointer_v<T> && std::is_class_v<std::remove_pointer_t<T>>) {
        using Object = std::remove_pointer_t<T>;
        if constexpr (Handle<std::remove_cv_t<Object>>) {
            return result == nullptr ? Shared() : share_handle<std::remove_cv_t<Object>>(*result);
        } else {
            return share_object(std::shared_ptr<Object>(std::shared_ptr<void>(), result));
        }
    } else if constexpr (IsReference<T>::value) {
        return share(&result.get());
    } else if constexpr (std::is_same_v<T, Object> || ObjectConvertible<T>) {
        Shared out;
        out.value = Object(std::forward<R>(result));
        return out;
    } else {
        return share_object(std::make_shared<T>(std::forward<R>(result)));
    }
}

}  // namespace detail
}  // namespace mp::managers

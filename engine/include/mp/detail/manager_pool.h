// SPDX-License-Identifier: MIT
#pragma once
// A pool that lives in a manager's process. Included by mp/managers.h.

#include <initializer_list>
#include <optional>
#include <ranges>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "mp/call.h"
#include "mp/detail/manager_types.h"
#include "mp/detail/proxies.h"

namespace mp::managers {

namespace detail {

// f with its arguments as a tuple of Objects; the result as its pickle.
template <auto f>
Bytes run_on_objects(Object arguments) {
    using F = std::remove_cv_t<decltype(f)>;
    Arguments given{mp::detail::function_name<f>(), arguments.elements(), {}};
    return pickle::dumps(call_with(static_cast<typename SignatureOf<F>::type::Parameters*>(nullptr), given, f).value);
}
template <auto f>
Call<Bytes> bind_objects(Object arguments) {
    return mp::call<&run_on_objects<f>>(std::move(arguments));
}
template <auto f>
void pool_function_step(const std::string& name) {
    add_function(name, &bind_objects<f>);
}

// A call as it stands in a request: bytes that only a server of the same executable can read.
Object call_to_object(const Call<Bytes>& call);
Object runs_calls();  // the function that runs such a call

template <auto f, class... A>
Object pool_call(const A&... arguments) {
    return call_to_object(bind_objects<f>(Object::tuple({Object(arguments)...})));
}

}  // namespace detail

// The result of apply_async and its like.
class AsyncResultProxy : public BaseProxy {
public:
    template <class T = Object>
    T get(mp::detail::Timeout timeout = {}) const {  // TimeoutError; what the task threw
        return take(timeout).template as<T>();
    }
    void wait(mp::detail::Timeout timeout = {}) const;
    bool ready() const { return call<bool>("ready"); }
    bool successful() const { return call<bool>("successful"); }  // ValueError before it is ready

private:
    Object take(mp::detail::Timeout timeout) const;
};

// Functions are mp::fn of the program that the server runs: pool.map(mp::fn<f>, items). A server of CPython does not
// have them.
class PoolProxy : public BaseProxy {
public:
    template <auto f, class... A>
    result_of<f> apply(Fn<f>, const A&... arguments) const {
        return call<result_of<f>>("apply", detail::runs_calls(), Object::tuple({detail::pool_call<f>(arguments...)}));
    }
    template <auto f, class... A>
    AsyncResultProxy apply_async(Fn<f>, const A&... arguments) const {
        return call<AsyncResultProxy>("apply_async", detail::runs_calls(),
                                      Object::tuple({detail::pool_call<f>(arguments...)}));
    }
    template <auto f, std::ranges::input_range R>
    std::vector<result_of<f>> map(Fn<f>, R&& items) const {
        return call<std::vector<result_of<f>>>("map", detail::runs_calls(), calls<f>(items));
    }
    template <auto f, class T>
    std::vector<result_of<f>> map(Fn<f> function, std::initializer_list<T> items) const {
        return map(function, std::vector<T>(items));
    }
    template <auto f, std::ranges::input_range R>
    AsyncResultProxy map_async(Fn<f>, R&& items) const {
        return call<AsyncResultProxy>("map_async", detail::runs_calls(), calls<f>(items));
    }
    template <auto f, class T>
    AsyncResultProxy map_async(Fn<f> function, std::initializer_list<T> items) const {
        return map_async(function, std::vector<T>(items));
    }
    // Items are tuples or pairs of arguments.
    template <auto f, std::ranges::input_range R>
    std::vector<result_of<f>> starmap(Fn<f>, R&& items) const {
        std::vector<Object> all;
        for (const auto& item : items)
            all.push_back(std::apply([](const auto&... a) { return detail::pool_call<f>(a...); }, item));
        return call<std::vector<result_of<f>>>("map", detail::runs_calls(), Object::list(std::move(all)));
    }
    template <auto f, class T>
    std::vector<result_of<f>> starmap(Fn<f> function, std::initializer_list<T> items) const {
        return starmap(function, std::vector<T>(items));
    }
    template <auto f, std::ranges::input_range R>
    IteratorProxy imap(Fn<f>, R&& items) const {
        return call<IteratorProxy>("imap", detail::runs_calls(), calls<f>(items));
    }
    template <auto f, class T>
    IteratorProxy imap(Fn<f> function, std::initializer_list<T> items) const {
        return imap(function, std::vector<T>(items));
    }
    template <auto f, std::ranges::input_range R>
    IteratorProxy imap_unordered(Fn<f>, R&& items) const {
        return call<IteratorProxy>("imap_unordered", detail::runs_calls(), calls<f>(items));
    }
    template <auto f, class T>
    IteratorProxy imap_unordered(Fn<f> function, std::initializer_list<T> items) const {
        return imap_unordered(function, std::vector<T>(items));
    }
    void close() const { call("close"); }
    void terminate() const { call("terminate"); }
    void join() const { call("join"); }  // ValueError before close() or terminate()

private:
    template <auto f, class R>
    static Object calls(R&& items) {
        std::vector<Object> all;
        for (const auto& item : items) all.push_back(detail::pool_call<f>(item));
        return Object::list(std::move(all));
    }
};

}  // namespace mp::managers

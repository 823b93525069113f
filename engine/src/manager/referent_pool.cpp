// SPDX-License-Identifier: MIT
// Pool: an mp::Pool of the server's. Tasks are calls of this program's own functions; their results come back to the
// loop.
#include <deque>

#include "manager/core.h"
#include "mp/managers.h"
#include "mp/pool.h"
#include "serial/object_node.h"

namespace mp::manager {

using Kind = Object::Kind;

namespace {

constexpr std::string_view call_module = "lifeguard";
constexpr std::string_view call_name = "Call";
constexpr std::string_view runner_name = "run_calls";

// What has been submitted together: one call, or those of a map.
struct Batch {
    struct Result {
        bool there = false;
        bool failed = false;
        Object value;
    };
    std::vector<Result> results;
    std::deque<std::size_t> arrived;  // in the order of their arrival, for imap_unordered
    std::size_t left = 0;
    bool single = false;
    std::vector<std::function<void()>> on_change;

    bool done() const { return left == 0; }
    const Result* failure() const {
        for (const Result& one : results)
            if (one.failed) return &one;
        return nullptr;
    }
    void answer(const RequestPtr& request) const {
        if (const Result* one = failure()) {
            request->fail(one->value);
            return;
        }
        std::vector<Object> values;
        for (const Result& one : results) values.push_back(one.value);
        request->give(single ? values.front() : Object::list(std::move(values)));
    }
    void changed() {
        for (const auto& function : std::exchange(on_change, {})) function();
    }
};
using BatchPtr = std::shared_ptr<Batch>;

class AsyncResult final : public Referent {
public:
    explicit AsyncResult(BatchPtr batch) : batch_(std::move(batch)) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"get", "ready", "successful", "wait"};
        return names;
    }
    std::string repr() override {
        return std::string("<multiprocessing.pool.") + (batch_->single ? "ApplyResult" : "MapResult") + " object at " +
               place() + ">";
    }
    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "ready") {
            request->give(batch_->done());
        } else if (name == "successful") {
            if (!batch_->done()) raise("ValueError", {repr() + " not ready"});
            request->give(batch_->failure() == nullptr);
        } else {
            await(request, name == "get");
        }
    }

private:
    void await(const RequestPtr& request, bool get) {
        if (batch_->done()) {
            finish(request, get);
            return;
        }
        auto self = std::static_pointer_cast<AsyncResult>(shared_from_this());
        request->park(deadline_in(request->seconds(0, "timeout")), [request, get] {
            if (get) {
                request->fail(Object::exception("TimeoutError", {}, "multiprocessing.context"));
            } else {
                request->give({});
            }
        });
        batch_->on_change.push_back([self, request, get] {
            if (!request->done()) self->await(request, get);
        });
    }
    void finish(const RequestPtr& request, bool get) const {
        if (get) {
            batch_->answer(request);
        } else {
            request->give({});
        }
    }
    BatchPtr batch_;
};

class ResultIterator final : public Referent {
public:
    ResultIterator(BatchPtr batch, bool ordered) : batch_(std::move(batch)), ordered_(ordered) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"__next__", "send", "throw", "close"};
        return names;
    }
    std::string repr() override { return "<multiprocessing.pool.IMapIterator object at " + place() + ">"; }
    void call(const RequestPtr& request) override {
        if (request->method != "__next__")
            raise("AttributeError", {"'IMapIterator' object has no attribute '" + request->method + "'"});
        next(request);
    }

private:
    void next(const RequestPtr& request) {
        if (taken_ == batch_->results.size()) {
            request->fail(Object::exception("StopIteration"));
            return;
        }
        const bool there = ordered_ ? batch_->results[taken_].there : !batch_->arrived.empty();
        if (!there) {
            auto self = std::static_pointer_cast<ResultIterator>(shared_from_this());
            request->park(os::forever_ns, {});
            batch_->on_change.push_back([self, request] {
                if (!request->done()) self->next(request);
            });
            return;
        }
        std::size_t index = taken_++;
        if (!ordered_) {
            index = batch_->arrived.front();
            batch_->arrived.pop_front();
        }
        const auto& result = batch_->results[index];
        if (result.failed) {
            request->fail(result.value);
        } else {
            request->give(result.value);
        }
    }

    BatchPtr batch_;
    bool ordered_;
    std::size_t taken_ = 0;
};

class PoolReferent final : public Referent {
public:
    PoolReferent(std::optional<int> processes) : pool_(PoolOptions{.processes = processes}) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"apply",          "apply_async",   "close",    "imap",
                                                    "imap_unordered", "join",          "map",      "map_async",
                                                    "starmap",        "starmap_async", "terminate"};
        return names;
    }
    std::string repr() override {
        return "<multiprocessing.pool.Pool state=" + std::string(state_) +
               " pool_size=" + std::to_string(pool_.processes()) + ">";
    }

    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "close" || name == "terminate") {
            end(request);
        } else if (name == "join") {
            join(request);
        } else {
            const BatchPtr batch = submit(*request);
            if (name == "imap" || name == "imap_unordered") {
                request->give_proxy("Iterator", std::make_shared<ResultIterator>(batch, name == "imap"));
            } else if (name.ends_with("_async")) {
                request->give_proxy("AsyncResult", std::make_shared<AsyncResult>(batch));
            } else {
                await(request, batch);
            }
        }
    }

private:
    static void await(const RequestPtr& request, const BatchPtr& batch) {
        if (batch->done()) {
            batch->answer(request);
            return;
        }
        request->park(os::forever_ns, {});
        batch->on_change.push_back([request, batch] {
            if (!request->done()) await(request, batch);
        });
    }

    void end(const RequestPtr& request) {
        if (request->method == "close") {
            state_ = state_ == "RUN" ? "CLOSE" : state_;
            pool_.close();
            request->give({});
            return;
        }
        state_ = "TERMINATE";
        run_apart(request, [pool = pool_]() mutable {
            pool.terminate();
            return true;
        });
    }

    void join(const RequestPtr& request) {
        if (state_ == "RUN") raise("ValueError", {"Pool is still running"});
        run_apart(request, [pool = pool_]() mutable {
            pool.join();
            return true;
        });
    }

    template <class Work>
    static void run_apart(const RequestPtr& request, Work work) {
        request->park(os::forever_ns, {});
        request->core().run_apart(std::move(work), [request](bool, const std::exception_ptr& error) {
            if (error)
                request->fail(error);
            else
                request->give({});
        });
    }

    // One of this program's own functions, bound to its arguments.
    static Call<Bytes> bind(const Core& core, const Object& function, const std::vector<Object>& arguments) {
        if (function.kind() == Kind::instance && function.module() == call_module &&
            function.type_name() == runner_name) {
            const Object& blob = arguments.at(0);
            const auto bytes = blob.args().items().front().as<Bytes>();
            detail::Reader reader(bytes);
            return detail::decode<Call<Bytes>>(reader);
        }
        if (function.kind() == Kind::global) {
            const std::string name(detail::node_of<detail::GlobalNode>(function).name.text());
            const auto& known = core.registry().functions;
            auto found = known.find(function.module() + "." + name);
            if (found == known.end()) found = known.find(name);
            if (found != known.end()) return found->second(Object::tuple(arguments));
        }
        raise("AttributeError", {"the function " + mp::repr(function) + " is not registered with this manager"});
    }

    BatchPtr submit(Request& request) {
        if (state_ != "RUN") raise("ValueError", {"Pool not running"});
        const Object function = request.need(0, "func");
        const bool one = request.method.starts_with("apply");
        const bool spread = request.method.starts_with("starmap");
        auto batch = std::make_shared<Batch>();
        batch->single = one;
        std::vector<Call<Bytes>> calls;
        if (one) {
            const Object* arguments = request.find(1, "args");
            calls.push_back(
                bind(request.core(), function, arguments == nullptr ? std::vector<Object>() : items_of(*arguments)));
        } else {
            for (const Object& item : items_of(request.need(1, "iterable")))
                calls.push_back(bind(request.core(), function, spread ? items_of(item) : std::vector<Object>{item}));
        }
        batch->results.resize(calls.size());
        batch->left = calls.size();
        Core& core = request.core();
        for (std::size_t i = 0; i < calls.size(); ++i) {
            const auto arrived = [batch, i, own = core.weak_from_this()](bool failed, const Object& value) {
                const auto server = own.lock();
                if (!server) return;
                server->post([batch, i, failed, value] {
                    batch->results[i] = {true, failed, value};
                    batch->arrived.push_back(i);
                    --batch->left;
                    batch->changed();
                });
            };
            pool_.apply_async(
                calls[i], {.callback = [arrived](const Bytes& value) { arrived(false, pickle::loads(value)); },
                           .error_callback =
                               [arrived](const std::exception_ptr& error) { arrived(true, exception_object(error)); }});
        }
        return batch;
    }

    mp::Pool pool_;
    std::string_view state_ = "RUN";
};

}  // namespace

std::shared_ptr<Referent> make_pool(const Request& with) {
    const Object* processes = with.find(0, "processes");
    std::optional<int> count;
    if (processes != nullptr && !processes->is_none()) count = processes->as<int>();
    return std::make_shared<PoolReferent>(count);
}

}  // namespace mp::manager

namespace mp::managers {

namespace detail {

Object call_to_object(const Call<Bytes>& call) {
    mp::detail::Writer writer;
    mp::detail::encode(writer, call);
    const auto bytes = writer.bytes();
    return Object::instance(manager::call_module, manager::call_name, {Bytes(bytes.begin(), bytes.end())});
}

Object runs_calls() {
    return Object::instance(manager::call_module, manager::runner_name);
}

}  // namespace detail

Object AsyncResultProxy::take(mp::detail::Timeout timeout) const {
    if (timeout.is_forever()) return call("get");
    return call("get", static_cast<double>(timeout.ns()) / 1e9);
}

void AsyncResultProxy::wait(mp::detail::Timeout timeout) const {
    if (timeout.is_forever()) {
        call("wait");
    } else {
        call("wait", static_cast<double>(timeout.ns()) / 1e9);
    }
}

}  // namespace mp::managers

// SPDX-License-Identifier: MIT
#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>

#include "manager/core.h"
#include "manager/custom.h"

namespace mp::manager {

using managers::detail::Arguments;
using managers::detail::Shared;

namespace {

constexpr std::int64_t slice_ns = 50'000'000;  // how often a wait in a shared queue looks whether its client still is

// An object of the program's. Its calls run one after the other, unless its type is concurrent.
class Custom final : public Referent {
public:
    Custom(std::string type_id, TypeEntry entry, Shared made)
        : type_id_(std::move(type_id)), entry_(std::move(entry)), made_(std::move(made)) {
        for (const auto& [name, method] : entry_.methods) all_.push_back(name);
        if (entry_.exposed) all_ = *entry_.exposed;
    }
    const std::vector<std::string>& exposed() const override { return all_; }
    const void* identity() const override { return made_.object.get(); }

    void call(const RequestPtr& request) override {
        const auto method = entry_.methods.find(request->method);
        if (method == entry_.methods.end())
            raise("AttributeError", {"'" + type_id_ + "' object has no attribute '" + request->method + "'"});
        request->park(os::forever_ns, {});
        waiting_.push_back({request, method->second});
        start();
    }

    Object value() override { throw TypeError("cannot pickle '" + made_.type + "' object"); }
    std::string repr() override {
        // While a method runs, its object is not looked at.
        if (made_.print && running_ == 0) return made_.print();
        return "<" + made_.type + " object at " + place() + ">";
    }

private:
    struct Waiting {
        RequestPtr request;
        managers::detail::Method method;
    };

    void start() {
        while (!waiting_.empty() && (running_ == 0 || entry_.concurrent)) {
            Waiting next = std::move(waiting_.front());
            waiting_.pop_front();
            if (next.request->done()) continue;  // its client is gone
            ++running_;
            try {
                run(next);
            } catch (...) {  // no thread to be had: this call fails, and the object is free for the next
                --running_;
                next.request->fail(std::current_exception());
            }
        }
    }

    void run(const Waiting& what) {
        Arguments given{what.request->method, what.request->args, what.request->keywords};
        const auto self = std::static_pointer_cast<Custom>(shared_from_this());
        what.request->core().run_apart([self, what, given] { return what.method(self->made_.object.get(), given); },
                                       [self, what](const Shared& out, const std::exception_ptr& error) {
                                           --self->running_;
                                           self->answer(what.request, out, error);
                                           self->start();
                                       });
    }

    void answer(const RequestPtr& request, const Shared& out, const std::exception_ptr& error) {
        if (request->done()) return;
        if (error) {
            request->fail(error);
            return;
        }
        const auto type = entry_.returns.find(request->method);
        if (type != entry_.returns.end() || out.object || out.generator || out.queue) {
            give_kept(request, type == entry_.returns.end() ? std::string() : type->second, out);
        } else {
            const std::unique_lock guard = out.mutex ? std::unique_lock(*out.mutex) : std::unique_lock<std::mutex>();
            request->give(out.value);
        }
    }

    static void give_kept(const RequestPtr& request, std::string type_id, const Shared& out) {
        if (type_id.empty()) type_id = out.generator ? "Iterator" : out.queue ? "Queue" : out.type;
        const auto& types = request->core().registry().types;
        const auto found = types.find(type_id);
        if (found == types.end() && type_id == "Iterator" && !out.generator) {
            auto items = out.value.elements();
            request->give_proxy(type_id, make_iterator(
                                             [items, at = std::size_t{0}]() mutable -> std::optional<Object> {
                                                 if (at == items.size()) return std::nullopt;
                                                 return items[at++];
                                             },
                                             "list_iterator"));
            return;
        }
        request->give_proxy(type_id,
                            make_shared_referent(type_id, found == types.end() ? TypeEntry() : found->second, out));
    }

    std::string type_id_;
    TypeEntry entry_;
    Shared made_;
    std::vector<std::string> all_;
    std::deque<Waiting> waiting_;
    int running_ = 0;
};

// A queue of the program's own. Waits run in threads, in slices.
class ProgramQueue final : public Referent {
public:
    explicit ProgramQueue(std::shared_ptr<managers::detail::SharedQueue> queue)
        : queue_(std::move(queue)), identity_(static_cast<std::uintptr_t>(queue_->identity() << 4U | 1U)) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"empty", "full",       "get",   "get_nowait", "join",
                                                    "put",   "put_nowait", "qsize", "task_done"};
        return names;
    }
    const void* identity() const override { return reinterpret_cast<const void*>(identity_); }

    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "qsize") {
            request->give(queue_->qsize());
        } else if (name == "empty") {
            request->give(queue_->qsize() == 0);
        } else if (name == "full") {
            request->give(queue_->full());
        } else if (name == "task_done") {
            queue_->task_done();
            request->give({});
        } else if (name == "put" || name == "put_nowait") {
            const Object item = request->need(0, "item");
            wait(request, 1, name == "put_nowait", "Full",
                 [queue = queue_, item](std::int64_t ns) -> std::optional<Object> {
                     if (!queue->put(item, ns)) return std::nullopt;
                     return Object();
                 });
        } else if (name == "join") {
            run(request, os::forever_ns, "", [queue = queue_](std::int64_t) -> std::optional<Object> {
                if (queue->unfinished()) return std::nullopt;
                return Object();
            });
        } else {
            wait(request, 0, name == "get_nowait", "Empty",
                 [queue = queue_](std::int64_t ns) { return queue->get(ns); });
        }
    }
    std::string repr() override { return queue_->repr(); }

private:
    using Step = std::function<std::optional<Object>(std::int64_t ns)>;

    void wait(const RequestPtr& request, std::size_t first, bool nowait, std::string_view error, Step step) {
        const Object* block = nowait ? nullptr : request->find(first, "block");
        const auto seconds = nowait ? std::nullopt : request->seconds(first + 1, "timeout");
        if (seconds && *seconds < 0) raise("ValueError", {"'timeout' must be a non-negative number"});
        const bool waits = !nowait && (block == nullptr || block->truthy());
        run(request, waits ? deadline_in(seconds) : 0, error, std::move(step));
    }

    void run(const RequestPtr& request, std::int64_t deadline_ns, std::string_view error, Step step) {
        if (auto out = step(0)) {
            answer(request, *out);
            return;
        }
        if (deadline_ns == 0) raise(error, {}, "queue");
        const auto gone = std::make_shared<std::atomic<bool>>(false);
        request->park(os::forever_ns, {}, [gone] { *gone = true; });
        const auto work = [deadline_ns, step = std::move(step), gone] {
            std::optional<Object> out;
            while (!out && !*gone) {
                const std::int64_t left_ns =
                    deadline_ns == os::forever_ns ? slice_ns : deadline_ns - os::monotonic_ns();
                if (left_ns <= 0) break;
                out = step(std::min(left_ns, slice_ns));
            }
            return out;
        };
        request->core().run_apart(
            work, [self = std::static_pointer_cast<ProgramQueue>(shared_from_this()), request,
                   error = std::string(error)](const std::optional<Object>& out, const std::exception_ptr& thrown) {
                if (thrown) {
                    request->fail(thrown);
                } else if (out) {
                    self->answer(request, *out);
                } else {
                    request->fail(Object::exception(error, {}, "queue"));
                }
            });
    }

    // An item that nobody is there to take goes back, to the end: these queues have no other way.
    void answer(const RequestPtr& request, const Object& out) {
        if (request->method.starts_with("get"))
            request->give_item(out, [queue = queue_, out] { queue->put(out, slice_ns); });
        else
            request->give(out);
    }

    std::shared_ptr<managers::detail::SharedQueue> queue_;
    std::uintptr_t identity_;
};

}  // namespace

std::shared_ptr<Referent> make_shared_referent(const std::string& type_id, const TypeEntry& entry, const Shared& made) {
    if (made.object) return std::make_shared<Custom>(type_id, entry, made);
    if (made.queue) return std::make_shared<ProgramQueue>(made.queue);
    if (made.generator) return make_iterator(made.generator, "generator");
    if (made.mutex) return make_guarded(made);
    if (made.proxy) return make_relay(made);
    return make_value(made.value);
}

}  // namespace mp::manager

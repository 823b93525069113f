// SPDX-License-Identifier: MIT
// Queue and JoinableQueue: Python's queue.Queue. An item is with the queue or with one client, never with the dead.
#include <deque>

#include "manager/core.h"

namespace mp::manager {

namespace {

class Queue final : public Referent {
public:
    explicit Queue(std::int64_t maxsize) : maxsize_(maxsize) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"empty", "full",       "get",   "get_nowait", "join",
                                                    "put",   "put_nowait", "qsize", "shutdown",   "task_done"};
        return names;
    }
    std::string repr() override { return "<queue.Queue object at " + place() + ">"; }

    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "get" || name == "get_nowait") {
            get(request);
        } else if (name == "put" || name == "put_nowait") {
            put(request);
        } else if (name == "join") {
            if (unfinished_ == 0) {
                request->give({});
            } else {
                std::erase_if(joining_, [](const RequestPtr& one) { return one->done(); });
                joining_.push_back(request);
                request->park(os::forever_ns, {});
            }
        } else if (name == "task_done") {
            if (unfinished_ <= 0) raise("ValueError", {"task_done() called too many times"});
            finished(1);
            request->give({});
        } else if (name == "shutdown") {
            shutdown(request);
        } else {
            const auto size = static_cast<std::int64_t>(items_.size());
            request->give(name == "qsize" ? Object(size) : Object(name == "empty" ? items_.empty() : is_full()));
        }
    }

private:
    struct Putting {
        RequestPtr request;
        Object item;
    };

    bool is_full() const { return maxsize_ > 0 && static_cast<std::int64_t>(items_.size()) >= maxsize_; }

    // The moment until which a call may wait; 0: not at all.
    static std::int64_t deadline_of(const Request& request, std::size_t first) {
        if (request.method.ends_with("_nowait")) return 0;
        request.at_most(first + 2);
        const Object* block = request.find(first, "block");
        const auto seconds = request.seconds(first + 1, "timeout");
        if (block != nullptr && !block->truthy()) return 0;
        if (seconds && *seconds < 0) raise("ValueError", {"'timeout' must be a non-negative number"});
        return deadline_in(seconds);
    }
    static Object queue_error(std::string_view name) { return Object::exception(name, {}, "queue"); }

    void get(const RequestPtr& request) {
        const std::int64_t deadline_ns = deadline_of(*request, 0);
        if (!items_.empty()) {
            if (!request->wanted()) {  // the last words of the dead
                request->park(os::forever_ns, {});
                return;
            }
            deliver(request);
            let_in();
            return;
        }
        if (shut_) throw Raised{queue_error("ShutDown")};
        if (deadline_ns == 0) throw Raised{queue_error("Empty")};
        std::erase_if(getting_, [](const RequestPtr& one) { return one->done(); });  // whose time was over
        getting_.push_back(request);
        request->park(deadline_ns, [request] { request->fail(queue_error("Empty")); });
    }

    // The first item to that client. If it turns out that it never read it, the item is the first one again.
    void deliver(const RequestPtr& request) {
        Object item = items_.front();
        items_.pop_front();
        auto self = std::static_pointer_cast<Queue>(shared_from_this());
        request->give(item, [self, item] {
            self->items_.push_front(item);
            self->serve();
        });
    }

    void put(const RequestPtr& request) {
        const Object item = request->need(0, "item");
        const std::int64_t deadline_ns = deadline_of(*request, 1);
        if (shut_) throw Raised{queue_error("ShutDown")};
        if (is_full()) {
            if (deadline_ns == 0) throw Raised{queue_error("Full")};
            std::erase_if(putting_, [](const Putting& one) { return one.request->done(); });
            putting_.push_back({request, item});
            request->park(deadline_ns, [request] { request->fail(queue_error("Full")); });
            return;
        }
        take_in(item);
        request->give({});
        serve();
    }
    void take_in(const Object& item) {
        items_.push_back(item);
        ++unfinished_;
    }

    // Those who wait, as far as there are items; then those who could not put.
    void serve() {
        while (!items_.empty() && !getting_.empty()) {
            const RequestPtr first = getting_.front();
            getting_.pop_front();
            if (!first->done() && first->wanted()) deliver(first);
        }
        let_in();
    }
    void let_in() {
        while (!is_full() && !putting_.empty()) {
            const Putting first = putting_.front();
            putting_.pop_front();
            if (first.request->done()) continue;
            take_in(first.item);
            first.request->give({});
            if (!getting_.empty()) serve();
        }
    }
    void finished(std::int64_t count) {
        unfinished_ -= count;
        if (unfinished_ > 0) return;
        for (const RequestPtr& one : std::exchange(joining_, {})) one->give({});
    }
    void shutdown(const RequestPtr& request) {
        const Object* immediate = request->find(0, "immediate");
        shut_ = true;
        if (immediate != nullptr && immediate->truthy()) {
            const auto count = static_cast<std::int64_t>(items_.size());
            items_.clear();
            finished(std::min(count, unfinished_));
        }
        if (items_.empty())
            for (const RequestPtr& one : std::exchange(getting_, {})) one->fail(queue_error("ShutDown"));
        for (const Putting& one : std::exchange(putting_, {})) one.request->fail(queue_error("ShutDown"));
        request->give({});
    }

    std::int64_t maxsize_;
    std::int64_t unfinished_ = 0;
    bool shut_ = false;
    std::deque<Object> items_;
    std::deque<RequestPtr> getting_;
    std::deque<Putting> putting_;
    std::deque<RequestPtr> joining_;
};

}  // namespace

std::shared_ptr<Referent> make_queue(const Request& with) {
    const Object* maxsize = with.find(0, "maxsize");
    with.at_most(1);
    return std::make_shared<Queue>(maxsize == nullptr ? 0 : maxsize->as<std::int64_t>());
}

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
// Condition, Event, Barrier: those of Python's threading. Waiting is a request that is not answered yet.
#include <algorithm>
#include <deque>

#include "manager/acquirer.h"
#include "manager/core.h"
#include "serial/proxy_form.h"

namespace mp::manager {

namespace {

void forget_done(std::deque<RequestPtr>& waiters) {
    std::erase_if(waiters, [](const RequestPtr& one) { return one->done(); });
}

class Condition final : public Referent {
public:
    explicit Condition(std::shared_ptr<Acquirer> lock) : lock_(std::move(lock)) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"acquire", "release", "wait", "notify", "notify_all"};
        return names;
    }
    std::string repr() override {
        forget_done(waiters_);
        return "<Condition(" + lock_->repr() + ", " + std::to_string(waiters_.size()) + ")>";
    }

    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "acquire" || name == "release") {
            lock_->call(request);
            return;
        }
        if (!lock_->owned_by(request->guest()))
            raise("RuntimeError",
                  {name == "wait" ? "cannot wait on un-acquired lock" : "cannot notify on un-acquired lock"});
        if (name == "wait") {
            wait(request);
        } else {
            const Object* count = name == "notify" ? request->find(0, "n") : nullptr;
            notify(name == "notify_all" ? INT64_MAX : count == nullptr ? 1 : count->as<std::int64_t>());
            request->give({});
        }
    }

private:
    void wait(const RequestPtr& request) {
        const auto seconds = request->seconds(0, "timeout");
        const int depth = lock_->give_up(request->guest(), request->core());
        if (seconds && *seconds <= 0) {
            take_back(request, depth, false);
            return;
        }
        depths_.emplace_back(request, depth);
        forget_done(waiters_);
        waiters_.push_back(request);
        auto self = std::static_pointer_cast<Condition>(shared_from_this());
        request->park(deadline_in(seconds), [self, request] {
            std::erase(self->waiters_, request);
            self->take_back(request, self->depth_of(request), false);
        });
    }
    int depth_of(const RequestPtr& request) {
        int depth = 1;
        std::erase_if(depths_, [&](const auto& one) {
            if (one.first == request) depth = one.second;
            return one.first == request || one.first->done();
        });
        return depth;
    }
    // A wait ends with the lock, however long that takes.
    void take_back(const RequestPtr& request, int depth, bool notified) {
        request->park(os::forever_ns, {});
        lock_->take(request, [lock = lock_.get(), request, depth, notified] {  // (the lock itself calls it)
            lock->set_depth(depth);
            request->give(notified);
        });
    }
    void notify(std::int64_t count) {
        while (count > 0 && !waiters_.empty()) {
            const RequestPtr request = waiters_.front();
            waiters_.pop_front();
            if (request->done() || !request->wanted()) continue;  // the dead are not counted
            --count;
            take_back(request, depth_of(request), true);
        }
    }

    std::shared_ptr<Acquirer> lock_;
    std::deque<RequestPtr> waiters_;
    std::vector<std::pair<RequestPtr, int>> depths_;
};

class Event final : public Referent {
public:
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"is_set", "set", "clear", "wait"};
        return names;
    }
    std::string repr() override { return "<threading.Event at " + place() + (set_ ? ": set>" : ": unset>"); }
    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "wait") {
            const auto seconds = request->seconds(0, "timeout");
            if (set_ || (seconds && *seconds <= 0)) {
                request->give(set_);
                return;
            }
            forget_done(waiters_);
            waiters_.push_back(request);
            request->park(deadline_in(seconds), [request] { request->give(false); });
            return;
        }
        if (name == "set") {
            set_ = true;
            for (const RequestPtr& one : std::exchange(waiters_, {})) one->give(true);
        } else if (name == "clear") {
            set_ = false;
        }
        request->give(name == "is_set" ? Object(set_) : Object());
    }

private:
    bool set_ = false;
    std::deque<RequestPtr> waiters_;
};

class Barrier final : public Referent {
public:
    Barrier(std::int64_t parties, std::optional<double> timeout) : parties_(parties), timeout_(timeout) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"__getattribute__", "wait", "abort", "reset"};
        return names;
    }
    std::string repr() override {
        const std::string inside =
            broken_ ? "broken" : "waiters=" + std::to_string(waiters_.size()) + "/" + std::to_string(parties_);
        return "<threading.Barrier at " + place() + ": " + inside + ">";
    }
    void call(const RequestPtr& request) override {
        const std::string& name = request->method;
        if (name == "wait") {
            wait(request);
            return;
        }
        if (name == "__getattribute__") {
            const auto what = request->need(0, "name").as<std::string>();
            if (what == "parties") {
                request->give(parties_);
            } else if (what == "n_waiting") {
                request->give(waiters_.size());
            } else if (what == "broken") {
                request->give(broken_);
            } else {
                raise("AttributeError", {"'Barrier' object has no attribute '" + what + "'"});
            }
            return;
        }
        fail_all();
        broken_ = name == "abort";
        request->give({});
    }

private:
    void wait(const RequestPtr& request) {
        if (broken_) raise("BrokenBarrierError", {}, "threading");
        auto seconds = request->seconds(0, "timeout");
        if (!seconds) seconds = timeout_;
        waiters_.push_back(request);
        if (static_cast<std::int64_t>(waiters_.size()) >= parties_) {
            const auto all = std::exchange(waiters_, {});
            std::int64_t number = 0;
            for (const RequestPtr& one : all) one->give(number++);
            return;
        }
        auto self = std::static_pointer_cast<Barrier>(shared_from_this());
        const auto breaks = [self] {
            self->broken_ = true;
            self->fail_all();
        };
        // A party that is gone will never be with the others, who need not wait for it.
        request->park(deadline_in(seconds), breaks, breaks);
    }
    void fail_all() {
        for (const RequestPtr& one : std::exchange(waiters_, {}))
            one->fail(Object::exception("BrokenBarrierError", {}, "threading"));
    }

    std::int64_t parties_;
    std::optional<double> timeout_;
    bool broken_ = false;
    std::deque<RequestPtr> waiters_;
};

}  // namespace

std::shared_ptr<Referent> make_condition(const Request& with) {
    std::shared_ptr<Acquirer> lock;
    if (const Object* given = with.find(0, "lock"); given != nullptr && !given->is_none()) {
        const auto form = serial::read_proxy(*given);
        if (!form) raise("TypeError", {"a Condition's lock has to be a proxy of this manager's"});
        lock = std::dynamic_pointer_cast<Acquirer>(with.core().stored_object(*form));
        if (!lock) raise("ValueError", {"a Condition's lock has to be a Lock or RLock of the same manager"});
    } else {
        lock = std::dynamic_pointer_cast<Acquirer>(make_acquirer("RLock", with));
    }
    return std::make_shared<Condition>(std::move(lock));
}

std::shared_ptr<Referent> make_waiting(const std::string& type_id, const Request& with) {
    if (type_id == "Event") return std::make_shared<Event>();
    if (type_id != "Barrier") return nullptr;
    const auto parties = with.need(0, "parties").as<std::int64_t>();
    if (parties < 1) raise("ValueError", {"parties must be > 0"});
    if (const Object* action = with.find(1, "action"); action != nullptr && !action->is_none())
        raise("TypeError", {"a barrier's action cannot run in this manager"});
    return std::make_shared<Barrier>(parties, with.seconds(2, "timeout"));
}

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
// Lock, RLock, Semaphore, BoundedSemaphore: those of Python's threading, held by connections.
#include <map>

#include "manager/acquirer.h"
#include "manager/core.h"

namespace mp::manager {

namespace {

constexpr std::string_view never = "timeout value must be a non-negative number";

std::string at_address(const Referent& referent) {
    char text[32];
    std::snprintf(text, sizeof text, " at %p>", referent.identity());
    return text;
}

}  // namespace

const std::vector<std::string>& Acquirer::exposed() const {
    static const std::vector<std::string> names{"acquire", "release"};
    return names;
}

void Acquirer::call(const RequestPtr& request) {
    if (request->method == "release") {
        release_as_asked(*request);
        request->give({});
    } else {
        acquire(request);
    }
}

void Acquirer::release_as_asked(Request& request) {
    request.at_most(0);
    release(request.guest(), request.core());
}

void Acquirer::acquire(const RequestPtr& request) {
    request->at_most(2);
    const Object* blocking = request->find(0, "blocking");
    const bool blocks = blocking == nullptr || blocking->truthy();
    auto seconds = request->seconds(1, "timeout");
    const bool semaphore = std::string_view(repr()).find("emaphore") != std::string_view::npos;
    if (semaphore) {
        if (!blocks && seconds) raise("ValueError", {"can't specify timeout for non-blocking acquire"});
    } else if (seconds) {
        if (!blocks && *seconds != -1) raise("ValueError", {"can't specify a timeout for a non-blocking call"});
        if (*seconds < 0 && *seconds != -1) raise("ValueError", {never});
        if (*seconds == -1) seconds.reset();
    }
    const std::uint64_t guest = request->guest();
    if (free_for(guest) && waiters_.empty()) {
        got(guest);
        now_has(request);
        request->give(true);
        return;
    }
    if (free_for(guest) && owned_by(guest)) {  // a level more of its own
        got(guest);
        request->give(true);
        return;
    }
    const std::int64_t deadline_ns = blocks ? deadline_in(seconds) : 0;
    if (!blocks || (seconds && *seconds <= 0)) {
        request->give(false);
        return;
    }
    std::erase_if(waiters_, [](const Waiter& one) { return one.request->done(); });
    request->park(deadline_ns, [request] { request->give(false); });
    waiters_.push_back({request, [request] { request->give(true); }});
}

void Acquirer::now_has(const RequestPtr& request) {
    request->core().holds(*request, shared_from_this());
    request->core().got_from_dead(request->guest(), std::exchange(from_dead_, false));
}

void Acquirer::take(const RequestPtr& request, std::function<void()> on_got) {
    waiters_.push_back({request, std::move(on_got)});
    hand_over();
}

void Acquirer::hand_over() {
    while (!waiters_.empty()) {
        const Waiter first = waiters_.front();
        if (first.request->done() || !first.request->wanted()) {
            waiters_.pop_front();
            continue;
        }
        if (!free_for(first.request->guest())) return;
        waiters_.pop_front();
        got(first.request->guest());
        now_has(first.request);
        first.on_got();
    }
}

void Acquirer::guest_gone(std::uint64_t guest) {
    if (!lost(guest)) return;
    from_dead_ = true;
    hand_over();
}

namespace {

class Lock final : public Acquirer {
public:
    bool outlives_thread() const override { return true; }
    std::string repr() override {
        return (owner_ != 0 ? "<locked" : "<unlocked") + std::string(" _thread.lock object") + at_address(*this);
    }
    void release(std::uint64_t, Core& core) override {
        if (owner_ == 0) raise("RuntimeError", {"release unlocked lock"});
        core.holds_no_more(std::exchange(owner_, 0), shared_from_this());
        hand_over();
    }
    bool owned_by(std::uint64_t) const override { return owner_ != 0; }  // as Python's, which cannot know
    int give_up(std::uint64_t guest, Core& core) override {
        release(guest, core);
        return 1;
    }
    void set_depth(int) override {}

protected:
    bool free_for(std::uint64_t) const override { return owner_ == 0; }
    void got(std::uint64_t guest) override { owner_ = guest; }
    bool lost(std::uint64_t guest) override {
        if (owner_ != guest) return false;
        owner_ = 0;
        return true;
    }

private:
    std::uint64_t owner_ = 0;
};

class RLock final : public Acquirer {
public:
    std::string repr() override {
        return (owner_ != 0 ? "<locked" : "<unlocked") + std::string(" _thread.RLock object owner=") +
               std::to_string(owner_) + " count=" + std::to_string(depth_) + at_address(*this);
    }
    void release(std::uint64_t guest, Core& core) override {
        if (owner_ != guest || owner_ == 0) raise("RuntimeError", {"cannot release un-acquired lock"});
        if (--depth_ > 0) return;
        core.holds_no_more(std::exchange(owner_, 0), shared_from_this());
        hand_over();
    }
    bool owned_by(std::uint64_t guest) const override { return owner_ == guest; }
    int give_up(std::uint64_t guest, Core& core) override {
        const int depth = std::exchange(depth_, 1);
        release(guest, core);
        return depth;
    }
    void set_depth(int depth) override { depth_ = depth; }

protected:
    bool free_for(std::uint64_t guest) const override { return owner_ == 0 || owner_ == guest; }
    void got(std::uint64_t guest) override {
        owner_ = guest;
        ++depth_;
    }
    bool lost(std::uint64_t guest) override {
        if (owner_ != guest) return false;
        owner_ = 0;
        depth_ = 0;
        return true;
    }

private:
    std::uint64_t owner_ = 0;
    int depth_ = 0;
};

class Semaphore final : public Acquirer {
public:
    Semaphore(std::int64_t value, bool bounded) : value_(value), initial_(value), bounded_(bounded) {}
    bool outlives_thread() const override { return true; }
    std::string repr() override {
        char text[96];
        std::snprintf(text, sizeof text, "<threading.%s at %p: value=%lld", bounded_ ? "BoundedSemaphore" : "Semaphore",
                      identity(), static_cast<long long>(value_));
        return text + (bounded_ ? "/" + std::to_string(initial_) : std::string()) + ">";
    }
    void release(std::uint64_t guest, Core& core) override { release_some(guest, core, 1); }
    void release_as_asked(Request& request) override {
        request.at_most(1);
        const Object* times = request.find(0, "n");
        const auto count = times == nullptr ? 1 : times->as<std::int64_t>();
        if (count < 1) raise("ValueError", {"n must be one or more"});
        release_some(request.guest(), request.core(), count);
    }
    void release_some(std::uint64_t guest, Core& core, std::int64_t count) {
        if (count > (bounded_ ? initial_ : INT64_MAX) - value_)
            raise("ValueError", {"Semaphore released too many times"});
        value_ += count;
        if (const auto mine = taken_.find(guest); mine != taken_.end() && (mine->second -= count) <= 0) {
            taken_.erase(mine);
            core.holds_no_more(guest, shared_from_this());
        }
        hand_over();
    }
    bool owned_by(std::uint64_t) const override { return false; }
    int give_up(std::uint64_t guest, Core& core) override {
        release(guest, core);
        return 1;
    }
    void set_depth(int) override {}

protected:
    bool free_for(std::uint64_t) const override { return value_ > 0; }
    void got(std::uint64_t guest) override {
        --value_;
        ++taken_[guest];
    }
    bool lost(std::uint64_t guest) override {
        const auto mine = taken_.find(guest);
        if (mine == taken_.end()) return false;
        const std::int64_t most = bounded_ ? initial_ : INT64_MAX;
        value_ = mine->second > most - value_ ? most : value_ + mine->second;
        taken_.erase(mine);
        return true;
    }

private:
    std::int64_t value_;
    std::int64_t initial_;
    bool bounded_;
    std::map<std::uint64_t, std::int64_t> taken_;  // by guests that live
};

}  // namespace

std::shared_ptr<Referent> make_acquirer(const std::string& type_id, const Request& with) {
    if (type_id == "Lock") return std::make_shared<Lock>();
    if (type_id == "RLock") return std::make_shared<RLock>();
    if (type_id != "Semaphore" && type_id != "BoundedSemaphore") return nullptr;
    const Object* given = with.find(0, "value");
    const auto value = given == nullptr ? 1 : given->as<std::int64_t>();
    if (value < 0) raise("ValueError", {"semaphore initial value must be >= 0"});
    return std::make_shared<Semaphore>(value, type_id == "BoundedSemaphore");
}

}  // namespace mp::manager

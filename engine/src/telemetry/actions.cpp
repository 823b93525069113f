// SPDX-License-Identifier: MIT
#include "telemetry/actions.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>

#include "os/self.h"

namespace mp::telemetry {

namespace {

struct Offer {
    std::mutex running;
    ActionHandler handler;
};

struct Offers {
    std::mutex mutex;
    std::map<ObjectId, std::shared_ptr<Offer>> by_object;
};

Offers& offers() {
    static auto* all = [] {
        // A child of fork() has the parent's offers but not its objects' threads: it starts with none.
        os::at_fork([] { offers().mutex.lock(); }, [] { offers().mutex.unlock(); },
                    [] {
                        offers().by_object.clear();
                        offers().mutex.unlock();
                    });
        return new Offers;
    }();
    return *all;
}

std::atomic<void (*)()> endpoint_starter{nullptr};

}  // namespace

void set_endpoint_starter(void (*start)()) noexcept {
    endpoint_starter = start;
}

void offer_actions(ObjectId object, ActionHandler handler) {
    auto offer = std::make_shared<Offer>();
    offer->handler = std::move(handler);
    {
        const std::lock_guard guard(offers().mutex);
        offers().by_object[object] = std::move(offer);
    }
    if (void (*start)() = endpoint_starter.load()) start();
}

void withdraw_actions(ObjectId object) noexcept {
    std::shared_ptr<Offer> offer;
    {
        const std::lock_guard guard(offers().mutex);
        const auto found = offers().by_object.find(object);
        if (found == offers().by_object.end()) return;
        offer = std::move(found->second);
        offers().by_object.erase(found);
    }
    const std::lock_guard wait(offer->running);
    offer->handler = nullptr;
}

ActionResult act(ObjectId object, std::string_view verb, std::span<const std::uint64_t> arguments) {
    std::shared_ptr<Offer> offer;
    {
        const std::lock_guard guard(offers().mutex);
        const auto found = offers().by_object.find(object);
        if (found != offers().by_object.end()) offer = found->second;
    }
    if (!offer) return {false, "there is no such pool any more"};
    const std::lock_guard guard(offer->running);
    if (!offer->handler) return {false, "the pool has just been closed"};
    return offer->handler(verb, arguments);
}

}  // namespace mp::telemetry

// SPDX-License-Identifier: MIT
// What the program shares of its own: its dicts, lists and namespaces, and proxies of other managers.
#include <algorithm>
#include <mutex>

#include "manager/core.h"
#include "manager/custom.h"
#include "manager/reference.h"

namespace mp::manager {

using managers::detail::Shared;

namespace {

// A container that threads of the program use as well: looked at and changed while none of them does.
class Guarded final : public Referent {
public:
    explicit Guarded(const Shared& made)
        : object_(made.value),
          mutex_(made.mutex),
          is_namespace_(made.is_namespace),
          inner_(made.is_namespace ? make_namespace(made.value) : make_value(made.value)) {}
    const std::vector<std::string>& exposed() const override { return inner_->exposed(); }
    const void* identity() const override { return mutex_.get(); }
    std::string repr() override {
        const std::lock_guard guard(*mutex_);
        return inner_->repr();
    }
    std::string beginning() override {
        const std::lock_guard guard(*mutex_);
        return inner_->beginning();
    }
    Object value() override {  // a copy: it is sent when nobody is kept away any more
        const std::lock_guard guard(*mutex_);
        if (object_.kind() == Object::Kind::list) return Object::list(object_.elements());
        Object dict = Object::dict(object_.entries());
        if (!is_namespace_) return dict;
        return Object::instance("multiprocessing.managers", "Namespace", {}, dict);
    }
    void call(const RequestPtr& request) override {
        std::unique_lock guard(*mutex_);
        if (request->method != "__iter__") {
            inner_->call(request);
            return;
        }
        auto keys = object_.elements();  // as they are now: steps come when threads change it
        guard.unlock();
        request->give_proxy("Iterator", make_iterator(
                                            [keys = std::move(keys), at = std::size_t{0}]() mutable {
                                                return at == keys.size() ? std::nullopt : std::optional(keys[at++]);
                                            },
                                            "dict_keyiterator"));
    }

private:
    Object object_;
    std::shared_ptr<std::mutex> mutex_;
    bool is_namespace_;
    std::shared_ptr<Referent> inner_;
};

// A proxy of another manager: each call is made there, in a thread, and answered when it is.
class Relay final : public Referent {
public:
    explicit Relay(const Shared& made) : to_(made.proxy), names_(made.methods) {
        puts_back_ = std::find(names_.begin(), names_.end(), "put") != names_.end();
    }
    const std::vector<std::string>& exposed() const override { return names_; }
    const void* identity() const override { return managers::detail::ProxyAccess::reference(to_).get(); }
    std::string repr() override { return to_.repr(); }
    Object value() override { return to_; }

    void call(const RequestPtr& request) override {
        request->park(os::forever_ns, {});
        const auto self = std::static_pointer_cast<Relay>(shared_from_this());
        request->core().run_apart(
            [self, method = request->method, args = request->args, keywords = request->keywords] {
                return self->to_.call_method(method, args, keywords);
            },
            [self, request](const Object& out, const std::exception_ptr& error) {
                if (error)
                    request->fail(error);
                else
                    self->answer(request, out);
            });
    }

private:
    // An item of a queue that nobody is there to take goes back to it.
    void answer(const RequestPtr& request, const Object& out) {
        if (!puts_back_ || (request->method != "get" && request->method != "get_nowait")) {
            request->give(out);
            return;
        }
        request->give_item(out, [to = to_, out, own = request->core().weak_from_this()] {
            const auto server = own.lock();
            if (!server) return;
            server->workers().run([to, out] {
                try {
                    to.call("put", out);
                } catch (const std::exception&) {
                    // That manager is gone, and its queue with it.
                }
            });
        });
    }

    managers::BaseProxy to_;
    std::vector<std::string> names_;
    bool puts_back_ = false;
};

}  // namespace

std::shared_ptr<Referent> make_guarded(const Shared& made) {
    return std::make_shared<Guarded>(made);
}
std::shared_ptr<Referent> make_relay(const Shared& made) {
    return std::make_shared<Relay>(made);
}

}  // namespace mp::manager

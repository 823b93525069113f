// SPDX-License-Identifier: MIT
#include "manager/referent.h"

#include <algorithm>
#include <cmath>
#include <sstream>

#include "manager/core.h"
#include "os/stream_socket.h"

namespace mp::manager {

void raise(std::string_view name, std::vector<Object> args, std::string_view module) {
    throw Raised{Object::exception(name, std::move(args), module)};
}

std::int64_t deadline_in(const std::optional<double>& seconds) {
    if (!seconds || *seconds > 9e9) return os::forever_ns;
    return os::deadline_after(static_cast<std::int64_t>(std::max(*seconds, 0.0) * 1e9));
}

// ---- Request
Request::Request(Core& of, std::shared_ptr<Guest> by)
    : core_(of), guest_(std::move(by)), guest_number_(guest_->number) {}

bool Request::wanted() const noexcept {
    if (done_ || guest_->gone) return false;
    // Of one that looks at its lane it will be seen whether it took what it was given.
    return (guest_->lane && guest_->lane->answers().is_awake()) || !os::is_hung_up(guest_->socket.get());
}

// What was to be done later refers to this request itself, and its guest to what it waited for: whatever still has this
// request in a list of those who wait has no more than that.
std::shared_ptr<Guest> Request::forget() {
    done_ = true;
    on_time_ = nullptr;
    on_gone_ = nullptr;
    core_.not_at(*this);
    return std::exchange(guest_, nullptr);
}

void Request::answer(std::string_view kind, const Object& value, std::function<void()> undo) {
    if (done_) return;
    const GuestPtr guest = forget();
    guest->undo = std::move(undo);
    core_.answer(*guest, kind, value);
    // The answer is on its way: what comes next may be looked at, once whoever answers is done.
    guest->current = nullptr;
    if (!guest->in.empty()) core_.post([core = &core_, guest] { core->go_on(guest); });
}

void Request::give(const Object& value, std::function<void()> undo) {
    answer(kind::returned, value, std::move(undo));
}

void Request::give_item(const Object& item, std::function<void()> put_back) {
    if (wanted())
        give(item, std::move(put_back));
    else
        put_back();
}

void Request::fail(const Object& exception) {
    answer(kind::error, exception);
}

void Request::fail(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const Raised& raised) {
        fail(raised.exception);
    } catch (...) {
        fail(exception_object(std::current_exception()));
    }
}

void Request::traceback(const Object& exception) {
    if (done_) return;
    answer(kind::traceback, traceback_text("the manager, " + method, exception));
}

void Request::give_proxy(const std::string& type_id, const std::shared_ptr<Referent>& referent) {
    if (done_) return;
    const std::string ident = core_.keep(type_id, referent, *guest_);
    const std::vector<std::string> names = core_.exposed_of(type_id, *referent);
    std::vector<Object> exposed(names.begin(), names.end());
    answer(kind::proxy, Object::tuple({Object::tuple(std::move(exposed)),
                                       serial::token_object(type_id, address_object(core_.address()), ident)}));
}

void Request::park(std::int64_t deadline_ns, std::function<void()> on_time, std::function<void()> on_gone) {
    on_time_ = std::move(on_time);
    on_gone_ = std::move(on_gone);
    core_.at(deadline_ns, shared_from_this());
}

void Request::time_is_over() {
    if (done_) return;
    const auto self = shared_from_this();
    if (const auto function = std::exchange(on_time_, nullptr)) function();
}

void Request::cancel() {
    if (done_) return;
    const auto self = shared_from_this();
    const auto function = std::exchange(on_gone_, nullptr);
    forget();
    if (function) function();
}

const Object* Request::find(std::size_t position, std::string_view name) const {
    if (position < args.size()) return &args[position];
    for (const auto& [key, value] : keywords)
        if (key == name) return &value;
    return nullptr;
}

Object Request::need(std::size_t position, std::string_view name) const {
    if (const Object* found = find(position, name)) return *found;
    throw TypeError(method + "() missing 1 required positional argument: '" + std::string(name) + "'");
}

void Request::at_most(std::size_t most) const {
    if (args.size() + keywords.size() <= most) return;
    throw TypeError(method + "() takes at most " + std::to_string(most) + " argument" + (most == 1 ? "" : "s") + " (" +
                    std::to_string(args.size() + keywords.size()) + " given)");
}

std::optional<double> Request::seconds(std::size_t position, std::string_view name) const {
    const Object* found = find(position, name);
    if (found == nullptr || found->is_none()) return std::nullopt;
    const auto out = found->as<double>();
    if (std::isnan(out)) raise("ValueError", {"Invalid value NaN (not a number)"});
    return out;
}

// ---- Referent
Object Referent::value() {
    const std::string text = repr();
    throw TypeError("cannot pickle '" + text + "'");
}

std::string Referent::place() const {
    std::ostringstream out;
    out << identity();
    return out.str();
}

namespace {

class Iterator final : public Referent {
public:
    Iterator(std::function<std::optional<Object>()> step, std::string text)
        : step_(std::move(step)), text_(std::move(text)) {}
    const std::vector<std::string>& exposed() const override {
        static const std::vector<std::string> names{"__next__", "send", "throw", "close"};
        return names;
    }
    void call(const RequestPtr& request) override {
        if (request->method == "__next__" || request->method == "send") {
            if (request->method == "send" && !request->need(0, "value").is_none() && !begun_)
                raise("TypeError", {"can't send non-None value to a just-started generator"});
            begun_ = true;
            auto next = step_ ? step_() : std::nullopt;
            if (!next) {
                step_ = nullptr;
                raise("StopIteration");
            }
            request->give(*next);
        } else if (request->method == "throw") {
            step_ = nullptr;
            const Object what = request->need(0, "type");
            if (what.kind() == Object::Kind::exception) throw Raised{what};
            raise("RuntimeError", {"an iteration of the manager's was told to throw"});
        } else {
            step_ = nullptr;
            request->give({});
        }
    }
    std::string repr() override { return "<" + text_ + " object at " + place() + ">"; }

private:
    std::function<std::optional<Object>()> step_;
    std::string text_;
    bool begun_ = false;
};

}  // namespace

std::shared_ptr<Referent> make_iterator(std::function<std::optional<Object>()> step, std::string text) {
    return std::make_shared<Iterator>(std::move(step), std::move(text));
}

std::shared_ptr<Referent> make_sync_type(const std::string& type_id, const Request& with) {
    if (auto out = make_container(type_id, with)) return out;
    if (auto out = make_acquirer(type_id, with)) return out;
    if (auto out = make_waiting(type_id, with)) return out;
    if (type_id == "Condition") return make_condition(with);
    if (type_id == "Queue" || type_id == "JoinableQueue") return make_queue(with);
    if (type_id == "Pool") return make_pool(with);
    if (type_id == "Iterator") {
        auto items = with.need(0, "iterable").elements();
        return make_iterator(
            [items, at = std::size_t{0}]() mutable -> std::optional<Object> {
                if (at == items.size()) return std::nullopt;
                return items[at++];
            },
            "list_iterator");
    }
    return nullptr;
}

}  // namespace mp::manager

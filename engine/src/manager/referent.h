// SPDX-License-Identifier: MIT
#pragma once
// What a server holds under an ident, and a call to it on its way. All of it belongs to the server's thread.

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "manager/words.h"
#include "mp/object.h"
#include "os/clock.h"

namespace mp::manager {

// What is to be done when.
using Times = std::multimap<std::int64_t, std::function<void()>>;

class Core;
class Referent;
struct Guest;

// Thrown by a referent: the answer is #ERROR with exactly this exception.
struct Raised {
    Object exception;
};
[[noreturn]] void raise(std::string_view name, std::vector<Object> args = {}, std::string_view module = "builtins");

class Request : public std::enable_shared_from_this<Request> {
public:
    Request(Core& of, std::shared_ptr<Guest> by);

    std::string method;
    std::vector<Object> args;
    Keywords keywords;

    Core& core() const noexcept { return core_; }
    std::uint64_t guest() const noexcept { return guest_number_; }  // who owns what
    bool done() const noexcept { return done_; }

    // The answer. undo: what is to be done when it turns out that the client never read it.
    void give(const Object& value, std::function<void()> undo = {});
    // An item of a queue: put_back where nobody is there to take it, now or when that turns out.
    void give_item(const Object& item, std::function<void()> put_back);
    void fail(const Object& exception);
    void fail(std::exception_ptr error);
    void traceback(const Object& exception);
    void give_proxy(const std::string& type_id, const std::shared_ptr<Referent>& referent);
    // Not yet: on_time is called when the deadline has passed, on_gone when the client has. Neither after an answer.
    void park(std::int64_t deadline_ns, std::function<void()> on_time, std::function<void()> on_gone = {});
    // The client is there to take an answer. (A look at its socket.)
    bool wanted() const noexcept;

    // The n-th positional argument or the keyword of that name; nullptr where there is none. A name of "" has none.
    const Object* find(std::size_t position, std::string_view name) const;
    // Throws TypeError as Python's for a missing one, and for more than `most` or unknown names.
    Object need(std::size_t position, std::string_view name) const;
    void at_most(std::size_t most) const;
    // An optional time limit in seconds: None, or absent, is for ever.
    std::optional<double> seconds(std::size_t position, std::string_view name) const;

private:
    friend class Core;
    void answer(std::string_view kind, const Object& value, std::function<void()> undo = {});  // the first one only
    std::shared_ptr<Guest> forget();  // neither an answer nor a call any more; whose request it was
    void cancel();
    void time_is_over();

    Core& core_;
    std::shared_ptr<Guest> guest_;  // until it is done
    std::uint64_t guest_number_;
    bool done_ = false;
    std::function<void()> on_time_;
    std::function<void()> on_gone_;
    std::optional<Times::iterator> timer_;  // among the server's times
};
using RequestPtr = std::shared_ptr<Request>;

class Referent : public std::enable_shared_from_this<Referent> {
public:
    Referent() = default;
    virtual ~Referent() = default;
    Referent(const Referent&) = delete;
    Referent& operator=(const Referent&) = delete;

    // The names that clients may call, as CPython sends them.
    virtual const std::vector<std::string>& exposed() const = 0;
    // Answers now or later. Throws Raised, or any exception: #ERROR.
    virtual void call(const RequestPtr& request) = 0;
    // What #GETVALUE sends; TypeError "cannot pickle …" for what has no value.
    virtual Object value();
    virtual std::string repr() = 0;
    virtual std::string str() { return repr(); }
    // How that begins, at a small price: for lists of everything there is.
    virtual std::string beginning() { return str(); }
    // A connection that acquired something of this, or waits here, has ended.
    virtual void guest_gone(std::uint64_t guest) { (void)guest; }
    // What a thread took is its process's once the thread has ended: Python's locks know no owner.
    virtual bool outlives_thread() const { return false; }
    // Two of the same one are one object with one ident.
    virtual const void* identity() const { return this; }
    // The typeid that a method's result is kept under; empty: the result travels.
    virtual std::string returns(const std::string& method) const {
        (void)method;
        return {};
    }

protected:
    static constexpr std::size_t shown_bytes = 400;
    static constexpr std::size_t most_text = std::size_t{8} << 20U;
    // repr(), of what a client may have made: MemoryError as soon as it is too long. A few bytes that refer to each
    // other would be gigabytes of text.
    static std::string text_of(const Object& object) { return mp::repr(object, most_text); }
    std::string place() const;  // "0x7f…"
};

// The items of whatever can be gone through. Throws Raised TypeError.
std::vector<Object> items_of(const Object& object);

// Those of Python's types. nullptr: no such type. Throws Raised, TypeError.
std::shared_ptr<Referent> make_sync_type(const std::string& type_id, const Request& with);
std::shared_ptr<Referent> make_iterator(std::function<std::optional<Object>()> step, std::string text);
// A value of a registered callable's: lists and dicts with their methods, others with #GETVALUE alone.
std::shared_ptr<Referent> make_value(Object value);
std::shared_ptr<Referent> make_namespace(Object attributes);  // a dict
std::shared_ptr<Referent> make_array(const Request& with);
std::shared_ptr<Referent> make_dict(const Request& with);
std::shared_ptr<Referent> make_dict(Object dict);
std::shared_ptr<Referent> make_container(const std::string& type_id, const Request& with);
std::shared_ptr<Referent> make_acquirer(const std::string& type_id, const Request& with);
std::shared_ptr<Referent> make_condition(const Request& with);
std::shared_ptr<Referent> make_waiting(const std::string& type_id, const Request& with);  // Event, Barrier
std::shared_ptr<Referent> make_queue(const Request& with);
std::shared_ptr<Referent> make_pool(const Request& with);

// The moment at which a wait of so many seconds is over.
std::int64_t deadline_in(const std::optional<double>& seconds);

}  // namespace mp::manager

// SPDX-License-Identifier: MIT
#pragma once
// Managers: objects that live in a process of their own and are used from any other, on any machine, by C++ and by
// Python alike.
//
//     auto m = mp::Manager();                               // a started SyncManager
//     auto d = m.dict();  d["x"] = 1;                       // a proxy: the dict is in the manager's process
//     auto l = m.list(mp::range(10));  l.reverse();
//     std::cout << d << l << d["x"];                        // {'x': 1}[9, 8, 7, 6, 5, 4, 3, 2, 1, 0]1
//     mp::Process p({.target = mp::call<worker>(d)});       // proxies travel to processes, over pipes and queues
//
//     struct Maths { int add(int x, int y) { return x + y; } };
//     struct MyManager : mp::managers::BaseManager { using BaseManager::BaseManager; };
//     MyManager::register_type<Maths>("Maths").method<&Maths::add>("add");
//     MyManager manager;  manager.start();
//     auto maths = manager.create("Maths");  maths.call<int>("add", 4, 3);
//
//     BaseManager server({.address = Address{"", 50000}, .authkey = "abracadabra"});
//     server.register_callable("get_queue", [&] { return queue; });
//     server.get_server().serve_forever();                  // here; Python programs may be its clients
//     BaseManager remote({.address = Address{"far", 50000}, .authkey = "abracadabra"});
//     remote.connect();                                     // the server may be Python's
//     remote.create("get_queue").call("put", "hello");
//
// The wire is CPython's, 3.6 to 3.13. What a peer sends is data: no name in it is looked up but in the register.
//
// A death hurts nobody else: what a client holds is released when it dies and its references are given back (but for
// those of a Python client over TCP, of which nothing tells whose they are); an item that a client's system never
// handed to it goes back to its queue; a server that was started ends with the process that started it.
//
// The register of types belongs to the program, not to one manager. A SyncManager has Python's types besides.
// Threads: managers and proxies may be used from any thread. Processes: a manager is shut down by its starter.
// Mirrors "Managers" of Python's multiprocessing page.

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mp/context.h"
#include "mp/detail/manager_pool.h"
#include "mp/detail/manager_types.h"
#include "mp/detail/proxies.h"
#include "mp/process.h"
#include "mp/shared_memory.h"

namespace mp {

// The numbers from 0, or first, up to stop without it, as Python's range().
template <std::integral Int>
auto range(Int stop) {
    return std::views::iota(Int{0}, std::max(Int{0}, stop));
}
template <std::integral Int>
auto range(Int first, Int stop) {
    return std::views::iota(first, std::max(first, stop));
}

namespace managers {

using connection::Address;
using connection::AuthKey;
using mp::RemoteError;

struct ManagerOptions {
    Address address{};                 // by default a free abstract one, which leaves no file
    std::optional<AuthKey> authkey{};  // by default current_process().authkey()
    std::string serializer{"pickle"};  // the only one: "xmlrpclib" is a NotImplementedError, others KeyErrors
    std::optional<Context> context{};  // whose start method start() uses
    std::chrono::nanoseconds shutdown_timeout{std::chrono::seconds(1)};  // then SIGTERM, as long again, then SIGKILL
    bool owner_only = false;            // the path that the server listens at has mode 0600
    bool clients_may_shut_down = true;  // false: get_server()'s server ends by stop() alone
};

// A manager's server, in this process.
class Server {
public:
    const Address& address() const noexcept;
    // Serves until a client asks it to shut down, or stop(). In the thread that calls it; methods of registered types
    // run in threads of its own; those under way at the end run on, so what they refer to must outlive them.
    void serve_forever();
    void stop() const noexcept;  // from any thread

    struct State;

private:
    friend class BaseManager;
    explicit Server(std::shared_ptr<State> state) : state_(std::move(state)) {}
    std::shared_ptr<State> state_;
};

// One object of a manager as its server tells it to anyone with the key. Typeids are not told.
struct ObjectInfo {
    std::string id;
    std::int64_t refcount = 0;
    std::string text;  // the first 75 characters of what it is printed as
    std::string kind;  // by the text: "dict", "list", "Queue", "Lock" …; "object" for anybody's own
};
// What a server's debug_info() tells, taken apart: for those who ask it by means of their own.
std::vector<ObjectInfo> objects_in(const std::string& debug_info);

class BaseManager {
public:
    // Throws NotImplementedError, KeyError (serializer).
    BaseManager(ManagerOptions options = {}) : BaseManager(std::move(options), "BaseManager", false) {}
    BaseManager(Address address, std::optional<AuthKey> authkey = {})
        : BaseManager(ManagerOptions{.address = std::move(address), .authkey = std::move(authkey)}) {}
    BaseManager(const BaseManager&) = default;
    BaseManager(BaseManager&&) = default;
    BaseManager& operator=(const BaseManager&) = default;
    BaseManager& operator=(BaseManager&&) = default;
    virtual ~BaseManager() = default;  // the last copy shuts down what start() started

    // Starts the server in a process of its own, which runs initializer first. Throws ProcessError ("Already started
    // server", "Manager has shut down"), and what went wrong there: OSError (the address is in use), what initializer
    // threw. Under spawn and forkserver the server
    // has those types whose callables are mp::fn or made by register_type; asking for others is a RemoteError.
    void start(Target initializer = {});
    // A server to run in this process. Throws as start().
    Server get_server();
    // To a server that runs somewhere. Throws ConnectionRefusedError, FileNotFoundError, AuthenticationError,
    // ValueError "address type of None unrecognized".
    void connect();
    // Ends the server that start() started. Twice is fine. AttributeError on a manager that only connected.
    void shutdown();
    void join(mp::detail::Timeout timeout = {});  // waits for the server's process
    // Of a started server the real one; empty before where none was given.
    Address address() const;
    int pid() const;  // of the server's process that start() started; 0 otherwise
    std::optional<int> exitcode() const;

    // Makes an object (or asks a registered callable for one): create<QueueProxy>("get_queue"). Keyword arguments are
    // Keywords. BaseProxy does for what is only iterated over.
    // Throws AssertionError "server not yet started", RemoteError.
    template <class P = BaseProxy, class... A>
    P create(std::string_view type_id, const A&... arguments) const {
        auto words = detail::call_words(arguments...);
        return as_proxy<P>(create_object(type_id, std::move(words.positional), std::move(words.keywords)));
    }
    template <class P = BaseProxy>
    P create_with(std::string_view type_id, std::vector<Object> arguments, Keywords keywords = {}) const {
        return as_proxy<P>(create_object(type_id, std::move(arguments), std::move(keywords)));
    }
    // A proxy for an object that is there already, by its name.
    template <class P = BaseProxy>
    P attach(const std::string& id, const std::string& type_id = "object") const {
        return as_proxy<P>(attach_object(id, type_id));
    }
    std::string debug_info() const;                                    // Python's _debug_info()
    std::int64_t number_of_objects() const;                            // Python's _number_of_objects()
    std::vector<ObjectInfo> objects() const;                           // debug_info(), taken apart
    std::vector<std::string> methods_of(const std::string& id) const;  // what clients may call
    // A method of any object, without a reference of its own: for those who look.
    Object call(const std::string& id, std::string_view method, std::vector<Object> arguments = {},
                Keywords keywords = {}) const;

    // A type whose objects are made by T's constructor from A...: see TypeRegistration.
    template <class T, class... A>
    static TypeRegistration<T> register_type(const std::string& type_id) {
        static_assert(std::is_constructible_v<T, A...>,
                      "mp: the class has no constructor of these parameters; name those of the one that clients call: "
                      "register_type<T, int, std::string>(\"T\")");
        if constexpr (std::is_constructible_v<T, A...>)
            detail::take_step(mp::call<&detail::register_type_step<T, A...>>(type_id));
        return TypeRegistration<T>(type_id);
    }
    // A function whose result is shared: a value (a vector becomes a list), a shared_ptr, pointer or reference_wrapper
    // (the object itself, always the same one), a queue of mp/queues.h or mp/dummy.h, a dict, list or Namespace of
    // mp/dummy.h, a proxy of another manager (whose methods are called through this one), a Generator. Other objects
    // need their methods told: register_callable<Maths>(…).method<&Maths::add>("add").
    template <class T = void, class F>
    static TypeRegistration<T> register_callable(const std::string& type_id, F callable) {
        check_result<T, typename detail::SignatureOf<F>::type::Result>();
        detail::take_step(Target([type_id, callable] {
                              using P = typename detail::SignatureOf<F>::type::Parameters;
                              detail::add_type(type_id, [callable](const detail::Arguments& given) {
                                  return detail::call_with(static_cast<P*>(nullptr), given, callable);
                              });
                          }),
                          type_id);
        return TypeRegistration<T>(type_id);
    }
    template <class T = void, auto f>
    static TypeRegistration<T> register_callable(const std::string& type_id, Fn<f>) {
        check_result<T, result_of<f>>();
        detail::take_step(mp::call<&detail::register_function_step<f>>(type_id));
        return TypeRegistration<T>(type_id);
    }
    // A name that this program uses as a client only.
    static void register_name(const std::string& type_id);
    // A whole set of functions as one object: register_functions("operator").method<&add>("add").method<&mul>("mul").
    static TypeRegistration<void> register_functions(const std::string& type_id);
    // A function that clients may name to a managed Pool; Python's by "module.name" or name.
    template <auto f>
    static void register_function(const std::string& name) {
        detail::take_step(mp::call<&detail::pool_function_step<f>>(name));
    }

protected:
    BaseManager(ManagerOptions options, const char* class_name, bool sync_types);
    struct State;
    std::shared_ptr<State> state_;

private:
    Object create_object(std::string_view type_id, std::vector<Object> arguments, Keywords keywords) const;
    Object attach_object(const std::string& id, const std::string& type_id) const;
    template <class T, class Result>
    static void check_result() {
        static_assert(!std::is_void_v<T> || detail::knows_methods<Result>(),
                      "mp: clients could call nothing of what this callable returns: say its type and its methods, "
                      "register_callable<T>(id, callable).method<&T::f>(\"f\")");
    }
    template <class P>
    static P as_proxy(const Object& proxy) {
        return proxy.as<P>();
    }
};

// A manager of the thirteen types that Python's has, and of pools. The objects are those of Python's threading and
// queue modules (in behaviour), so their errors are those: a Lock that is free gives RuntimeError "release unlocked
// lock".
class SyncManager : public BaseManager {
public:
    SyncManager(ManagerOptions options = {}) : BaseManager(std::move(options), "SyncManager", true) {}
    SyncManager(Address address, std::optional<AuthKey> authkey = {})
        : SyncManager(ManagerOptions{.address = std::move(address), .authkey = std::move(authkey)}) {}

    EventProxy Event() const { return create<EventProxy>("Event"); }
    AcquirerProxy Lock() const { return create<AcquirerProxy>("Lock"); }
    AcquirerProxy RLock() const { return create<AcquirerProxy>("RLock"); }
    AcquirerProxy Semaphore(std::int64_t value = 1) const { return create<AcquirerProxy>("Semaphore", value); }
    AcquirerProxy BoundedSemaphore(std::int64_t value = 1) const {
        return create<AcquirerProxy>("BoundedSemaphore", value);
    }
    ConditionProxy Condition() const { return create<ConditionProxy>("Condition"); }
    ConditionProxy Condition(const AcquirerProxy& lock) const { return create<ConditionProxy>("Condition", lock); }
    BarrierProxy Barrier(std::int64_t parties, mp::detail::Timeout timeout = {}) const;
    QueueProxy Queue(std::int64_t maxsize = 0) const { return create<QueueProxy>("Queue", maxsize); }
    QueueProxy JoinableQueue(std::int64_t maxsize = 0) const { return create<QueueProxy>("JoinableQueue", maxsize); }
    ListProxy list() const { return create<ListProxy>("list"); }
    ListProxy list(const Object& items) const { return create<ListProxy>("list", items); }
    ListProxy list(std::initializer_list<Object> items) const {
        return create<ListProxy>("list", Object::list(std::vector<Object>(items)));
    }
    template <std::ranges::input_range R>
    requires(!std::convertible_to<const R&, Object>) ListProxy list(R&& items)
    const {
        std::vector<Object> all;
        for (auto&& item : items) all.emplace_back(item);
        return create<ListProxy>("list", Object::list(std::move(all)));
    }
    DictProxy dict() const { return create<DictProxy>("dict"); }
    DictProxy dict(const Object& items) const { return create<DictProxy>("dict", items); }
    DictProxy dict(std::initializer_list<std::pair<Object, Object>> items) const {
        return create<DictProxy>("dict", Object::dict(std::vector<std::pair<Object, Object>>(items)));
    }
    NamespaceProxy Namespace(Keywords attributes = {}) const {
        return create_with<NamespaceProxy>("Namespace", {}, std::move(attributes));
    }
    // The type code is only printed, as in Python; the value may be any.
    ValueProxy Value(char typecode, const Object& value) const { return create<ValueProxy>("Value", typecode, value); }
    // A type code of Python's array module, and a sequence.
    ArrayProxy Array(char typecode, const Object& items) const { return create<ArrayProxy>("Array", typecode, items); }
    template <class T>
    ArrayProxy Array(char typecode, std::initializer_list<T> items) const {
        return Array(typecode, Object(std::vector<T>(items)));
    }
    ArrayProxy Array(char typecode, std::initializer_list<Object> items) const {
        return Array(typecode, Object(std::vector<Object>(items)));
    }
    PoolProxy Pool(std::optional<int> processes = {}) const { return create<PoolProxy>("Pool", processes); }
};

// Shared memory that ends with its manager: segments and lists are made here, and unlinked by shutdown().
class SharedMemoryManager : public BaseManager {
public:
    SharedMemoryManager(ManagerOptions options = {});
    shared_memory::SharedMemory SharedMemory(std::size_t size) const;
    shared_memory::ShareableList ShareableList(std::vector<shared_memory::Item> items) const;
    template <std::ranges::input_range Items>
    requires(std::convertible_to<std::ranges::range_reference_t<Items>, shared_memory::Item> &&
             !std::convertible_to<Items, std::string_view> &&
             !std::same_as<std::remove_cvref_t<Items>, std::vector<shared_memory::Item>>) shared_memory::ShareableList
        ShareableList(Items&& items)
    const {
        std::vector<shared_memory::Item> all;
        for (auto&& item : items) all.emplace_back(item);
        return ShareableList(std::move(all));
    }
};

}  // namespace managers

// A started SyncManager.
managers::SyncManager Manager();

inline managers::SyncManager Context::Manager() const {
    managers::SyncManager manager(managers::ManagerOptions{.context = *this});
    manager.start();
    return manager;
}

}  // namespace mp

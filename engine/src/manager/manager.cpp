// SPDX-License-Identifier: MIT
// BaseManager: a server's process from its start to its end, and a client's view of it.
#include "mp/managers.h"

#include <future>
#include <sstream>

#include "manager/core.h"
#include "manager/link.h"
#include "manager/reference.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/stream_socket.h"
#include "os/thread.h"
#include "process/finalize.h"

namespace mp::managers {

using manager::Core;
using manager::CoreOptions;
using manager::Link;

struct Server::State {
    std::shared_ptr<Core> core;
    Address address;
};

const Address& Server::address() const noexcept {
    return state_->address;
}
void Server::serve_forever() {
    state_->core->run();
}
void Server::stop() const noexcept {
    state_->core->stop();
}

namespace {

constexpr std::chrono::milliseconds exitcode_patience(500);

}  // namespace

// What the server's process is given. The register's steps go along where it does not inherit them.
struct ServerSetup {
    Address address;
    std::string key;
    bool sync_types = false;
    bool shared_memory = false;
    bool owner_only = false;
    Target initializer;
    std::vector<Target> steps;
    template <class Ar>
    void serialize(Ar& archive) {
        std::string host = address.host();
        int port = address.port();
        std::string path = address.path();
        bool tcp = address.is_tcp();
        bool none = address.empty();
        archive(host, port, path, tcp, none, key, sync_types, shared_memory, owner_only, initializer, steps);
        address = none ? Address() : tcp ? Address(host, port) : Address(path);
    }
};

namespace {

CoreOptions core_options(const ServerSetup& setup) {
    CoreOptions out;
    out.address = setup.address;
    out.key = setup.key;
    out.sync_types = setup.sync_types;
    out.shared_memory = setup.shared_memory;
    out.owner_only = setup.owner_only;
    return out;
}

// The server's process. Its first message is its address, or what went wrong.
void serve(const ServerSetup& setup, const Connection& ready) {
    os::ignore_signal(os::signal_interrupt);
    std::shared_ptr<Core> core;
    try {
        for (const Target& step : setup.steps) step();
        setup.initializer();
        CoreOptions options = core_options(setup);
        if (const auto parent = parent_process()) options.parent_sentinel = parent->sentinel();
        core = std::make_shared<Core>(std::move(options));
        ready.send(Object::tuple({true, manager::address_object(core->address())}));
    } catch (...) {
        ready.send(Object::tuple({false, exception_object(std::current_exception())}));
        throw;
    }
    ready.close();
    core->run();
}

}  // namespace

struct BaseManager::State {
    enum class Stage { initial, started, connected, ended };

    ManagerOptions options;
    std::string class_name;
    bool sync_types = false;
    bool shared_memory = false;
    std::mutex mutex;
    Stage stage = Stage::initial;
    Address address;
    AuthKey key = "";
    std::optional<Process> process;
    std::shared_ptr<Link> link;
    process::FinalizerId finalizer = 0;
    int owner = os::process_id();

    ~State() {
        if (stage != Stage::started || owner != os::process_id()) return;
        process::cancel_finalizer(finalizer);
        end();
    }

    void check_initial() const {
        if (stage == Stage::started || stage == Stage::connected)
            throw ProcessError(shared_memory ? "Already started SharedMemoryServer" : "Already started server");
        if (stage == Stage::ended) throw ProcessError("Manager has shut down");
    }
    ServerSetup setup() const {
        return {options.address, key.bytes(), sync_types, shared_memory, options.owner_only, {}, {}};
    }

    // Asks the server to end. One that has stopped, or is busy with something endless, does not answer.
    class Question {
    public:
        explicit Question(std::shared_ptr<Link> link)
            : over_(done_->get_future()), thread_("mp-manager-end", [link = std::move(link), done = done_] {
                  try {
                      link->control("shutdown");
                  } catch (const std::exception& error) {
                      get_logger().info(std::string("the manager does not answer: ") + error.what());
                  }
                  done->set_value();
              }) {}
        // Once it is over its thread has ended, too: a process that is forked while that logs, or frees memory, would
        // have its locks as they were then, for ever.
        void wait(std::chrono::nanoseconds patience) {
            if (over_.wait_for(patience) == std::future_status::ready) thread_.join();
        }

    private:
        std::shared_ptr<std::promise<void>> done_ = std::make_shared<std::promise<void>>();
        std::future<void> over_;
        os::EngineThread thread_;
    };

    // Asks, then insists.
    void end() noexcept {
        try {
            stage = Stage::ended;
            if (process->is_alive()) {
                get_logger().info("sending shutdown message to manager");
                Question question(link);
                question.wait(options.shutdown_timeout);
                process->join(options.shutdown_timeout);
                if (process->is_alive()) process->terminate();
                process->join(options.shutdown_timeout);
                if (process->is_alive()) process->kill();
                process->join();
                question.wait(exitcode_patience);
            }
            process->join();
            // One that was killed could not remove it.
            if (!address.is_tcp() && !address.is_abstract()) os::remove_name(address.path());
        } catch (const std::exception& error) {
            get_logger().warning(std::string("shutting a manager down: ") + error.what());
        }
    }
};

BaseManager::BaseManager(ManagerOptions options, const char* class_name, bool sync_types)
    : state_(std::make_shared<State>()) {
    if (options.serializer == "xmlrpclib") throw NotImplementedError("managers speak pickle alone here, not xmlrpclib");
    if (options.serializer != "pickle") throw KeyError("'" + options.serializer + "'");
    state_->key = options.authkey ? *options.authkey : AuthKey(current_process().authkey());
    state_->address = options.address;
    state_->class_name = class_name;
    state_->sync_types = sync_types;
    state_->options = std::move(options);
}

void BaseManager::start(Target initializer) {
    State& state = *state_;
    const std::lock_guard guard(state.mutex);
    state.check_initial();
    const Context context = state.options.context ? *state.options.context : get_context();
    ServerSetup setup = state.setup();
    setup.initializer = std::move(initializer);
    if (context.get_start_method() != "fork") setup.steps = manager::Registry::copy().portable_steps();
    auto [here, there] = Pipe(false);
    Process process =
        context.Process({.target = context.get_start_method() == "fork" ? Target([setup, there = there, here = here] {
                             here.close();
                             serve(setup, there);
                         })
                                                                        : Target(mp::call<&serve>(setup, there)),
                         .daemon = false});
    const std::string name = process.name();
    process.name(state.class_name + name.substr(name.rfind('-')));
    process.start();
    there.close();
    Object answer;
    try {
        answer = here.recv();
    } catch (const EOFError&) {
        process.join();
        throw ProcessError("the manager's process (pid " + std::to_string(process.pid()) + ") ended with " +
                           std::to_string(process.exitcode().value_or(0)) + " before it served");
    }
    if (!answer[0].truthy()) {
        process.join();
        answer[1].raise();
    }
    state.address = manager::address_from(answer[1]);
    state.process = process;
    state.link = Link::to(state.address, state.key);
    // A forked child may use the same link, and cannot join what is not its own.
    state.link->belongs_to({process.pid(), [process, starter = os::process_id()]() mutable -> std::optional<int> {
                                if (os::process_id() != starter) return std::nullopt;
                                process.join(exitcode_patience);
                                return process.exitcode();
                            }});
    state.stage = State::Stage::started;
    state.owner = os::process_id();
    state.finalizer = process::add_finalizer(0, [weak = std::weak_ptr<State>(state_)] {
        if (const auto one = weak.lock(); one && one->stage == State::Stage::started) one->end();
    });
}

Server BaseManager::get_server() {
    State& state = *state_;
    const std::lock_guard guard(state.mutex);
    state.check_initial();
    auto out = std::make_shared<Server::State>();
    CoreOptions options = core_options(state.setup());
    options.clients_may_shut_down = state.options.clients_may_shut_down;
    out->core = std::make_shared<Core>(std::move(options));
    out->address = out->core->address();
    return Server(std::move(out));
}

void BaseManager::connect() {
    State& state = *state_;
    const std::lock_guard guard(state.mutex);
    auto link = Link::to(state.address, state.key);
    link->prove();
    state.link = std::move(link);
    if (state.stage == State::Stage::initial) state.stage = State::Stage::connected;
}

void BaseManager::shutdown() {
    State& state = *state_;
    const std::lock_guard guard(state.mutex);
    if (state.stage == State::Stage::ended) return;
    if (state.stage != State::Stage::started)
        throw AttributeError("'" + state.class_name + "' object has no attribute 'shutdown': it started no server");
    process::cancel_finalizer(state.finalizer);
    state.end();
}

void BaseManager::join(mp::detail::Timeout timeout) {
    std::optional<Process> process;
    {
        const std::lock_guard guard(state_->mutex);
        process = state_->process;
    }
    if (process && process->is_alive()) process->join(timeout);
}

Address BaseManager::address() const {
    const std::lock_guard guard(state_->mutex);
    return state_->address;
}

int BaseManager::pid() const {
    const std::lock_guard guard(state_->mutex);
    return state_->process ? state_->process->pid() : 0;
}

std::optional<int> BaseManager::exitcode() const {
    const std::lock_guard guard(state_->mutex);
    return state_->process ? state_->process->exitcode() : std::nullopt;
}

// ---- asking
namespace {

std::shared_ptr<Link> need_link(std::mutex& mutex, const std::shared_ptr<Link>& link) {
    const std::lock_guard guard(mutex);
    if (!link) throw AssertionError("server not yet started");
    return link;
}

}  // namespace

Object BaseManager::create_object(std::string_view type_id, std::vector<Object> arguments, Keywords keywords) const {
    const auto link = need_link(state_->mutex, state_->link);
    const std::string type(type_id);
    const auto known = manager::Registry::copy().types;
    if (const auto found = known.find(type); found != known.end() && !found->second.create_method)
        throw AttributeError("'" + state_->class_name + "' object has no attribute '" + type + "'");
    arguments.insert(arguments.begin(), Object(type));
    const Object made = link->control("create", std::move(arguments), keywords);
    serial::ProxyForm form;
    form.func = detail::proxy_class_of(type);
    form.type = type;
    form.address = manager::address_object(link->address());
    form.id = made[0].as<std::string>();
    for (const Object& name : made[1].elements()) form.exposed.push_back(name.as<std::string>());
    auto reference = std::make_shared<detail::ProxyReference>(link, form, true);
    return serial::proxy_object(form, std::move(reference));
}

Object BaseManager::attach_object(const std::string& id, const std::string& type_id) const {
    const auto link = need_link(state_->mutex, state_->link);
    serial::ProxyForm form;
    form.func = detail::proxy_class_of(type_id);
    form.type = type_id;
    form.address = manager::address_object(link->address());
    form.id = id;
    auto reference = std::make_shared<detail::ProxyReference>(link, form, false);
    return serial::proxy_object(form, std::move(reference));
}

std::string BaseManager::debug_info() const {
    return need_link(state_->mutex, state_->link)->control("debug_info").as<std::string>();
}

std::int64_t BaseManager::number_of_objects() const {
    return need_link(state_->mutex, state_->link)->control("number_of_objects").as<std::int64_t>();
}

std::vector<std::string> BaseManager::methods_of(const std::string& id) const {
    const auto link = need_link(state_->mutex, state_->link);
    const Object names = link->control("get_methods", {serial::token_object("", {}, id)});
    std::vector<std::string> out;
    for (const Object& name : names.elements()) out.push_back(name.as<std::string>());
    return out;
}

Object BaseManager::call(const std::string& id, std::string_view method, std::vector<Object> arguments,
                         Keywords keywords) const {
    return need_link(state_->mutex, state_->link)->call(id, method, std::move(arguments), keywords);
}

BarrierProxy SyncManager::Barrier(std::int64_t parties, mp::detail::Timeout timeout) const {
    Object seconds;
    if (!timeout.is_forever()) seconds = static_cast<double>(timeout.ns()) / 1e9;
    return create<BarrierProxy>("Barrier", parties, Object(), seconds);
}

// ---- shared memory
namespace {

// Python looks for the address first, here.
std::shared_ptr<Link> need_segments_link(std::mutex& mutex, const std::shared_ptr<Link>& link) {
    try {
        return need_link(mutex, link);
    } catch (const AssertionError&) {
        throw ValueError("address type of None unrecognized");
    }
}

}  // namespace

SharedMemoryManager::SharedMemoryManager(ManagerOptions options)
    : BaseManager(std::move(options), "SharedMemoryManager", false) {
    state_->shared_memory = true;
}

shared_memory::SharedMemory SharedMemoryManager::SharedMemory(std::size_t size) const {
    const auto link = need_segments_link(state_->mutex, state_->link);
    shared_memory::SharedMemory out({.create = true, .size = static_cast<std::int64_t>(size)});
    link->control("track_segment", {out.name()});
    return out;
}

shared_memory::ShareableList SharedMemoryManager::ShareableList(std::vector<shared_memory::Item> items) const {
    const auto link = need_segments_link(state_->mutex, state_->link);
    shared_memory::ShareableList out(items);
    link->control("track_segment", {out.shm().name()});
    return out;
}

}  // namespace mp::managers

namespace mp {

managers::SyncManager Manager() {
    managers::SyncManager out;
    out.start();
    return out;
}

}  // namespace mp

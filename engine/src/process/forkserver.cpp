// SPDX-License-Identifier: MIT
#include "process/forkserver.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <mutex>

#include "mp/context.h"
#include "mp/detail/codec_std.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/error.h"
#include "os/poll.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/signal.h"
#include "os/socket.h"
#include "os/thread.h"
#include "process/child.h"
#include "process/forkserver_process.h"
#include "process/logging_state.h"
#include "process/preparation.h"
#include "process/spawn.h"

namespace mp::process {

namespace {

constexpr std::int64_t greeting_patience_ns = 30'000'000'000;
constexpr std::int64_t answer_patience_ns = 30'000'000'000;
constexpr std::int64_t end_patience_ns = 1'000'000'000;

// The server was there and is not any more: another one may do.
struct ServerGone {};

class ForkServer {
public:
    static ForkServer& instance();
    static ForkServer* existing() { return the_server.load(std::memory_order_acquire); }

    struct Born {
        os::ForkResult child;
        Token server = telemetry::nobody;
    };
    // Starts a child in the slot. Throws ServerGone when the server died and nobody was started, what start() throws
    // otherwise.
    Born start(Token token, const detail::Writer& parcel);
    int pid();

private:
    ForkServer() = default;
    void ensure_running();
    void start_server();
    [[noreturn]] void explain_missing_greeting();
    bool running() const { return server_ && !server_->exit() && !gone_; }
    void send(const ForkServerRequest& request, std::span<const std::byte> bytes, std::span<const int> descriptors);
    ForkServerAnswer receive(std::int64_t deadline_ns, os::Pidfd& reserved);
    os::ForkResult claim(Token token);

    static void close_in_child();
    static const bool fork_handlers_registered_;
    static inline std::atomic<ForkServer*> the_server{nullptr};

    std::mutex mutex_;  // one request at a time
    os::Fd requests_;
    os::Fd end_;  // readable once the server has ended
    std::shared_ptr<Child> server_;
    bool gone_ = false;  // its socket says so, even if nobody has reaped it yet
};

std::mutex& server_creation_mutex() {
    static auto* mutex = new std::mutex;  // never destroyed: children may be started during static destruction
    return *mutex;
}

// The forked child's copy is the parent's server: it forgets it, and closes what the parent speaks through. What a
// thread of the parent was doing with it at the moment is left as it is.
const bool ForkServer::fork_handlers_registered_ = [] {
    os::at_fork([] { server_creation_mutex().lock(); }, [] { server_creation_mutex().unlock(); },
                [] {
                    close_in_child();
                    server_creation_mutex().unlock();
                });
    return true;
}();

void ForkServer::close_in_child() {
    ForkServer* server = the_server.exchange(nullptr);
    if (server == nullptr) return;
    server->requests_.reset();
    server->end_.reset();
}

ForkServer& ForkServer::instance() {
    if (ForkServer* server = existing()) return *server;
    const std::lock_guard guard(server_creation_mutex());
    if (ForkServer* server = existing()) return *server;
    (void)fork_handlers_registered_;
    auto* server = new ForkServer;  // as long as the process
    the_server.store(server, std::memory_order_release);
    return *server;
}

int ForkServer::pid() {
    const std::lock_guard guard(mutex_);
    return running() ? server_->pid() : 0;
}

// ---- the server

void ForkServer::ensure_running() {
    if (server_ && os::wait_readable(end_.get(), 0)) gone_ = true;
    if (!running()) start_server();
}

void ForkServer::start_server() {
    requests_.reset();
    end_.reset();
    server_ = nullptr;
    gone_ = false;
    auto [own, other] = os::socket_pair(os::SocketKind::stream);
    Reservation slot({.name = "forkserver", .role = telemetry::Role::helper, .daemon = true});
    os::SpawnRequest request;
    request.program = executable_or_own();
    request.unblock_signals = os::in_engine_thread();
    request.arguments = {os::executable_path(), "--multiprocessing-fork"};
    request.environment = {std::string(telemetry::registry_variable) + "=" + std::to_string(registry_descriptor) + ":" +
                               std::to_string(slot.token()),
                           std::string(bootstrap_variable) + "=" + forkserver_bootstrap,
                           std::string(bind_variable) + "=1"};
    request.descriptors = {telemetry::Registry::instance().descriptor(), other.get()};
    auto server = slot.watch(os::spawn_process(request));
    end_ = server->sentinel();
    requests_ = std::move(own);
    server_ = std::move(server);
    other.reset();

    os::Pidfd none;
    try {
        receive(os::deadline_after(greeting_patience_ns), none);
    } catch (const ServerGone&) {
        explain_missing_greeting();
    }
    ForkServerOpening opening{.program_pid = os::process_id(),
                              .by_main_thread = os::thread_id() == os::process_id(),
                              .log_level = get_logger().level(),
                              .log_to_stderr = logs_to_stderr(),
                              .preload = {}};
    {
        const Table table;
        opening.preload = table->preload;
    }
    detail::Writer writer;
    detail::encode(writer, opening);
    send({.token = telemetry::nobody, .bytes = writer.size()}, writer.bytes(), {});
    receive(os::forever_ns, none);  // the preloaded functions may take their time
}

void ForkServer::explain_missing_greeting() {
    gone_ = true;
    server_->wait_until(os::deadline_after(end_patience_ns));
    const auto exit = server_->exit();
    throw ProcessError("start a process: the fork server ended before it was ready" +
                       (exit ? " (exit code " + exitcode_name(exit->exitcode) + ")" : std::string()) +
                       "; does the program's main() begin with mp::freeze_support(argc, argv)?");
}

// ---- requests

void ForkServer::send(const ForkServerRequest& request, std::span<const std::byte> bytes,
                      std::span<const int> descriptors) {
    detail::Writer whole;  // in one piece: one wake-up of the server
    whole.write_value(request);
    whole.write(bytes.data(), bytes.size());
    std::span<const std::byte> rest = whole.bytes();
    try {
        while (!rest.empty()) {
            const auto sent = os::send_some(requests_, rest, descriptors, false);
            if (sent) {
                rest = rest.subspan(*sent);
                descriptors = {};
                continue;
            }
            std::array<os::Polled, 2> wait{{{end_.get()}, {requests_.get(), true}}};
            os::wait_any(wait, os::forever_ns);
            if (wait[0].ready) throw ServerGone();
        }
    } catch (const ConnectionError&) {
        throw ServerGone();
    }
}

// The answer may bring a pidfd; the reserved descriptor keeps its place until that moment.
ForkServerAnswer ForkServer::receive(std::int64_t deadline_ns, os::Pidfd& reserved) {
    bool lost = false;
    ForkServerAnswer answer;
    auto rest = std::as_writable_bytes(std::span(&answer, 1));
    try {
        while (!rest.empty()) {
            std::array<os::Polled, 2> wait{{{end_.get()}, {requests_.get()}}};
            if (os::wait_any(wait, deadline_ns) == 0) {
                get_logger().warning("the fork server (pid " + std::to_string(server_->pid()) +
                                     ") did not answer for 30 s and is killed");
                server_->send_signal(os::signal_kill, Cause::by_lifeguard);
                server_->wait_until(os::deadline_after(end_patience_ns));
                throw ServerGone();
            }
            if (!wait[1].ready) throw ServerGone();
            reserved.reset();
            auto received = os::receive_some(requests_, rest, false, &lost);
            if (!received) continue;
            if (received->size == 0) throw ServerGone();
            for (auto& file : received->descriptors) reserved = os::Pidfd(std::move(file));
            rest = rest.subspan(received->size);
        }
    } catch (const ConnectionError&) {
        throw ServerGone();
    }
    return answer;
}

// The server is gone, or its answer's descriptor is: was the child started? Whoever is first decides, the child that
// enters its slot or we who give it up.
os::ForkResult ForkServer::claim(Token token) {
    auto& registry = telemetry::Registry::instance();
    if (registry.refuse(token)) throw ServerGone();
    const telemetry::ProcessSlot& slot = registry.slot(token);
    const int pid = slot.pid.load(std::memory_order_acquire);
    try {
        os::Pidfd pidfd = os::Pidfd::open(pid);
        if (os::read_start_ticks(pid) == slot.start_ticks.load(std::memory_order_relaxed))
            return {pid, std::move(pidfd)};
    } catch (const ProcessLookupError&) {
        // It has run and is gone.
    }
    throw ProcessError("start a process: the fork server was killed while it started process " + std::to_string(pid) +
                       ", which has run and ended");
}

ForkServer::Born ForkServer::start(Token token, const detail::Writer& parcel) {
    const auto& descriptors = parcel.parcel()->descriptors();
    if (descriptors.size() > os::max_passed_descriptors)
        throw ResourceExhausted("start a process: its arguments hold " + std::to_string(descriptors.size()) +
                                    " descriptors, and a fork server can be handed 250 at most",
                                EMFILE);
    const std::lock_guard one_at_a_time(mutex_);
    try {
        ensure_running();
        // Room for the pidfd: without it the child must not be started at all.
        os::Pidfd reserved = os::Pidfd::open(os::process_id());
        send({.token = token, .descriptors = static_cast<std::uint32_t>(descriptors.size()), .bytes = parcel.size()},
             parcel.bytes(), descriptors);
        const ForkServerAnswer answer = receive(os::deadline_after(answer_patience_ns), reserved);
        if (answer.pid == 0) os::throw_error(answer.error, "start a process");
        if (!reserved) {
            // Another thread took the room in this very moment: the child is there, but cannot be kept.
            os::send_signal_to(answer.pid, os::signal_kill);
            os::throw_error(EMFILE, "start a process");
        }
        return {{answer.pid, std::move(reserved)}, server_->token()};
    } catch (const ServerGone&) {
        gone_ = true;
        return {claim(token), server_->token()};
    }
}

detail::Writer& write_for_server(detail::Writer& writer, const ProcessState& state, const Target& target) {
    Preparation preparation = prepare(state, describe_self(), StartMethod::forkserver);
    std::error_code gone;
    preparation.directory = std::filesystem::current_path(gone).string();
    write_parcel(writer, preparation, target);
    return writer;
}

constexpr const char* killed_again =
    "start a process: the fork server was killed while it was asked, and so was the next";

}  // namespace

std::shared_ptr<Child> start_by_forkserver(const Process& process, const StatePointer& state) {
    const Target target = ProcessAccess::portable_target(process);
    check_portable(target);
    detail::ParcelContext context(detail::ParcelContext::Journey::start_of_process);
    detail::Writer writer(&context);
    write_for_server(writer, *state, target);
    for (const bool last : {false, true}) {
        Reservation slot({.name = state->name, .daemon = state->daemon});
        try {
            ForkServer::Born born = ForkServer::instance().start(slot.token(), writer);
            return slot.watch(std::move(born.child), nullptr, born.server);
        } catch (const ServerGone&) {
            slot.commit();  // a child that comes too late is to find it used up
            if (last) throw ProcessError(killed_again);
        }
    }
    return nullptr;
}

std::shared_ptr<Child> forkserver_worker(Token token, const std::string& name, const Target& target, OnExit on_exit) {
    check_not_bootstrapping();
    const StatePointer state = make_state({.name = name, .daemon = true}, "ForkServerProcess", StartMethod::forkserver);
    detail::ParcelContext context(detail::ParcelContext::Journey::start_of_process);
    detail::Writer writer(&context);
    write_for_server(writer, *state, target);
    ForkServer::Born born;
    try {
        born = ForkServer::instance().start(token, writer);
    } catch (const ServerGone&) {
        throw ProcessError("start a process: the fork server was killed while it was asked");
    }
    telemetry::Registry::instance().note_born(token, born.child.pid);
    const os::Pidfd& pidfd = born.child.pidfd;
    try {
        return Reaper::instance().watch(os::Pidfd(pidfd.file().duplicate()), born.child.pid, token, std::move(on_exit),
                                        born.server);
    } catch (...) {
        pidfd.send_signal(os::signal_kill);
        throw;
    }
}

int forkserver_pid() {
    ForkServer* server = ForkServer::existing();
    return server != nullptr ? server->pid() : 0;
}

}  // namespace mp::process

namespace mp {

void set_forkserver_preload(std::vector<Target> functions) {
    for (const Target& function : functions) {
        if (!function || !function.portable())
            throw TypeError("set_forkserver_preload: functions must be mp::fn or mp::call, not " +
                            (function ? function.name() : std::string("an empty target")));
    }
    const process::Table table;
    table->preload = std::move(functions);
}

}  // namespace mp

// SPDX-License-Identifier: MIT
// The endpoint of the watched program: one engine thread that takes requests of this user's and hands each to the
// object that offered to be asked (telemetry/actions). Started with the first offer, for the process that made the
// registry; its name stands in the registry. An abstract socket: nothing in the file system, nothing left by a crash.
#include <atomic>
#include <exception>
#include <memory>
#include <string>

#include "mp/exceptions.h"
#include "observe/request.h"
#include "os/clock.h"
#include "os/local_socket.h"
#include "os/self.h"
#include "os/thread.h"
#include "telemetry/actions.h"
#include "telemetry/announce.h"
#include "telemetry/writer.h"

namespace mp::observe {

using serial::Plain;
using serial::PlainTuple;
using telemetry::Registry;

namespace {

// A request takes some µs; who does not send it at once is not waited for, since others wait behind.
constexpr std::int64_t patience_ns = 300'000'000;

Plain carry_out(const Plain& request) {
    const auto& parts = request.as<PlainTuple>("the request").items;
    const std::string& verb = parts.at(1).as<std::string>("the verb");
    const auto& words = parts.at(2).as<PlainTuple>("the arguments").items;
    const auto object = static_cast<std::uint64_t>(words.at(0).as<std::int64_t>("the object"));
    std::vector<std::uint64_t> arguments;
    for (std::size_t i = 1; i < words.size(); ++i)
        arguments.push_back(static_cast<std::uint64_t>(words[i].as<std::int64_t>("an argument")));
    const telemetry::ActionResult result = telemetry::act(object, verb, arguments);
    return PlainTuple{{Plain("#RETURN"), Plain(PlainTuple{{Plain(result.accepted), Plain(result.reason),
                                                           Plain(static_cast<std::int64_t>(result.count))}})}};
}

void serve(const os::Fd& connection) {
    Plain reply;
    try {
        const auto request = receive_message(connection, os::monotonic_ns() + patience_ns);
        if (!request) return;
        reply = carry_out(*request);
    } catch (const std::exception& e) {
        reply = PlainTuple{{Plain("#ERROR"), Plain(std::string(e.what()))}};
    }
    try {
        send_message(connection, reply);
    } catch (const OSError&) {
        // It has gone without waiting for the answer.
    }
}

void start_endpoint() {
    Registry& registry = Registry::instance();
    if (registry.self() != registry.header().main || !telemetry::announcing_allowed()) return;
    static std::atomic<int> started_in{0};
    int before = started_in.load();
    if (before == os::process_id() || !started_in.compare_exchange_strong(before, os::process_id())) return;
    const std::string name = "lifeguard/" + std::to_string(os::user_id()) + "/" + std::to_string(os::process_id()) +
                             "-" + std::to_string(registry.self_slot().start_ticks.load(std::memory_order_relaxed));
    try {
        auto listener = std::make_shared<os::Fd>(os::listen_locally(name, 16));
        os::start_engine_thread("mp-endpoint", [listener] {
            for (;;) {
                if (const auto connection = os::accept_own(*listener, os::forever_ns)) serve(*connection);
            }
        });
        telemetry::write_text(registry.header().endpoint, sizeof registry.header().endpoint, name);
    } catch (const OSError& e) {
        telemetry::write_log_event(registry, 30, std::string("does not listen to commands: ") + e.what());
    }
}

[[maybe_unused]] const bool registered = (telemetry::set_endpoint_starter(start_endpoint), true);

}  // namespace

}  // namespace mp::observe

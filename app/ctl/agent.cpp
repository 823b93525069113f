// SPDX-License-Identifier: MIT
// agent: serves this user's programs to windows and lifeguardctls elsewhere, until it is told to end.
#include "mp/agent.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <system_error>

#include "address.h"
#include "exit_codes.h"
#include "mp/managers.h"
#include "verb.h"

namespace ctl {

namespace {

using mp::connection::Address;
using mp::managers::BaseManager;
using mp::observe::AgentView;

struct AgentWords {
    std::string listen;
    std::string key_file;
    bool new_key = false;
    bool read_only = false;
    bool allow_control = false;
};

std::atomic<const mp::managers::Server*> running{nullptr};

void stop_running(int) {
    if (const auto* server = running.exchange(nullptr)) server->stop();
}

// What an agent that was killed left behind; one that lives is an error.
void clear_path(const Address& address) {
    if (address.is_tcp() || address.is_abstract() || !std::filesystem::is_socket(address.path())) return;
    try {
        mp::connection::Client({.address = address});
    } catch (const mp::ConnectionRefusedError&) {
        std::filesystem::remove(address.path());
        return;
    }
    throw mp::RuntimeError("somebody listens at " + shown(address) + " already");
}

mp::connection::AuthKey key_of(const AgentWords& options) {
    if (options.key_file.empty()) return {""};
    if (!options.new_key || std::filesystem::exists(options.key_file))
        return mp::observe::read_key_file(options.key_file);
    try {
        return mp::observe::make_key_file(options.key_file);
    } catch (const mp::OSError& e) {
        throw CannotCreate("the key's file " + options.key_file +
                           " cannot be made: " + std::generic_category().message(e.code()));
    }
}

mp::managers::Server listen(BaseManager& manager, const Address& address) {
    try {
        return manager.get_server();
    } catch (const mp::FileNotFoundError&) {
        throw CannotCreate("the socket " + shown(address) + " cannot be made: there is no such directory");
    } catch (const mp::OSError& e) {
        // Another machine's address, or somebody else's port.
        if (e.code() != EADDRNOTAVAIL && e.code() != EADDRINUSE) throw;
        throw mp::RuntimeError("nobody can listen at " + shown(address) + ": " + e.what());
    }
}

int serve(const AgentWords& options) {
    const Address address = parse_listening(options.listen.empty() ? "unix:" : options.listen);
    const bool anybody_reaches_it = address.is_tcp() || address.is_abstract();
    if (anybody_reaches_it && options.key_file.empty())
        return fail(usage, "at " + shown(address) + " anybody could ask: give a key with --authkey-file");
    const bool control = options.allow_control || (!address.is_tcp() && !options.read_only);
    mp::observe::disable();  // it is no program that anybody wants to watch
    const mp::observe::Agent agent({.control = control});
    BaseManager::register_callable<AgentView>("lifeguard", [&agent] { return agent.open(); })
        .method<&AgentView::sessions>("sessions")
        .method<&AgentView::find>("find")
        .method<&AgentView::snapshot>("snapshot")
        .method<&AgentView::command>("command")
        .method<&AgentView::tree>("tree");
    const auto key = key_of(options);
    clear_path(address);
    BaseManager manager({.address = address, .authkey = key, .owner_only = true, .clients_may_shut_down = false});
    auto server = listen(manager, address);
    running = &server;
    std::signal(SIGINT, stop_running);
    std::signal(SIGTERM, stop_running);
    std::cout << "serving this user's programs at " << shown(server.address())
              << (control ? "" : ", for watching alone") << std::endl;
    server.serve_forever();
    return ok;
}

}  // namespace

void add_agent(CLI::App& app, Action& action) {
    auto options = std::make_shared<AgentWords>();
    CLI::App* verb = app.add_subcommand("agent", "Serve this user's programs to windows on other machines");
    verb->add_option("--listen", options->listen,
                     "tcp://HOST:PORT, or unix:PATH (default: a socket of your own runtime directory)");
    CLI::Option* file = verb->add_option("--authkey-file", options->key_file,
                                         "A file with the key, readable by you alone; on TCP there has to be one");
    verb->add_flag("--new-key", options->new_key, "Make that file, with a new key, where there is none")->needs(file);
    CLI::Option* watching = verb->add_flag("--read-only", options->read_only,
                                           "Let programs be watched, not controlled (on TCP the default)");
    verb->add_flag("--allow-control", options->allow_control, "Let them be controlled over TCP, too")
        ->excludes(watching);
    verb->callback([options, &action] { action = [options] { return serve(*options); }; });
}

}  // namespace ctl

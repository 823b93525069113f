// SPDX-License-Identifier: MIT
#include "target.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <thread>

#include "address.h"
#include "mp/agent.h"
#include "mp/exceptions.h"
#include "verb.h"

namespace ctl {

int parse_pid(const std::string& text) {
    int pid = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), pid);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size() || pid <= 0)
        throw UsageError("'" + text + "' is no process id");
    return pid;
}

namespace {

mp::observe::ConnectOptions far_options(const Place& place) {
    mp::observe::ConnectOptions out{.address = parse_address(place.agent)};
    if (!place.key_file.empty()) out.authkey = mp::observe::read_key_file(place.key_file);
    if (!out.authkey && (out.address.is_tcp() || out.address.is_abstract()))
        throw UsageError("an agent at " + shown(out.address) +
                         " is reached with its key alone; give it with --authkey-file");
    return out;
}

// What happens on the way to an agent, in the words and with the exit statuses of this program.
template <class Ask>
auto reached(const std::string& agent, Ask ask) {
    return reaching("no agent at " + agent, [&] {
        try {
            return ask();
        } catch (const mp::AuthenticationError&) {
            throw mp::PermissionError("the agent at " + agent + " refused the key");
        } catch (const mp::FileNotFoundError&) {
            throw mp::RuntimeError("no agent listens at " + agent + "; 'lifeguardctl agent' starts one");
        } catch (const mp::TimeoutError& e) {
            throw mp::RuntimeError(e.what());
        }
    });
}

}  // namespace

void add_place(CLI::App& verb, Place& place) {
    CLI::Option* agent =
        verb.add_option("--agent", place.agent, "Look at another machine's programs: the address of its agent");
    verb.add_option("--authkey-file", place.key_file, "A file with the agent's key, readable by you alone")
        ->needs(agent);
}

std::vector<mp::observe::SessionInfo> find_sessions(const Place& place) {
    if (place.agent.empty()) return mp::observe::sessions();
    const auto options = far_options(place);
    return reached(place.agent, [&] { return mp::observe::far_sessions(options); });
}

mp::observe::Session find_session(const std::string& pid, const Place& place) {
    if (!place.agent.empty()) {
        auto options = far_options(place);
        if (!pid.empty()) options.pid = parse_pid(pid);
        return reached(place.agent, [&] { return mp::observe::connect(options); });
    }
    if (!pid.empty()) return mp::observe::attach(parse_pid(pid));
    const auto sessions = mp::observe::sessions();
    if (sessions.empty()) throw mp::ProcessLookupError("no program runs on Lifeguard's engine just now");
    if (sessions.size() > 1)
        throw UsageError(std::to_string(sessions.size()) +
                         " programs run on the engine; say which one by its pid ('lifeguardctl ps' lists them)");
    return mp::observe::attach(sessions.front().identity.pid);
}

const mp::observe::Pool& find_pool(const mp::observe::Snapshot& snap, const std::string& pool) {
    if (pool.empty()) {
        if (snap.pools.size() == 1) return snap.pools.front();
        if (snap.pools.empty()) throw mp::KeyError(snap.name + " has no pool");
        throw mp::KeyError(snap.name + " has " + std::to_string(snap.pools.size()) + " pools; name one with --pool");
    }
    for (const auto& candidate : snap.pools) {
        if (candidate.name == pool || std::to_string(candidate.id) == pool) return candidate;
    }
    throw mp::KeyError(snap.name + " has no pool '" + pool + "'");
}

std::int64_t find_number(const std::string& run) {
    std::int64_t id = 0;
    const auto end = std::from_chars(run.data(), run.data() + run.size(), id);
    if (end.ec != std::errc() || end.ptr != run.data() + run.size())
        throw UsageError("'" + run + "' is no run; give its number or 'last' ('lifeguardctl runs' lists them)");
    return id;
}

mp::history::RunInfo find_run(mp::history::Database& db, const std::string& run) {
    if (run == "last") {
        const auto runs = db.runs({.limit = 1});
        if (runs.empty()) throw mp::KeyError("nothing has been recorded in " + db.path());
        return runs.front();
    }
    return db.run(find_number(run));
}

mp::history::Database open_history(const std::string& named) {
    auto history = mp::history::Database::open_readonly(database_path(named));
    const auto living = mp::observe::sessions();
    const auto is_being_finished = [&](const mp::history::RunInfo& run) {
        return std::none_of(living.begin(), living.end(), [&](const auto& s) { return s.identity == run.program; }) &&
               mp::history::recorded_by(run.program);
    };
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(2);
    while (std::chrono::steady_clock::now() < end) {
        const auto runs = history.runs({.state = mp::history::RunState::running});
        if (std::none_of(runs.begin(), runs.end(), is_being_finished)) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return history;
}

mp::history::Database writable_history(const std::string& named, Missing missing) {
    const std::string path = database_path(named);
    std::error_code unknown;
    if (missing == Missing::is_an_error && !std::filesystem::exists(path, unknown))
        throw mp::FileNotFoundError("there is no history at " + path);
    try {
        return mp::history::Database(path);
    } catch (const mp::OSError& e) {
        if (missing == Missing::is_an_error) throw;
        throw CannotCreate(e.what(), e.code());
    }
}

std::string database_path(const std::string& named) {
    return named.empty() ? mp::history::default_path() : named;
}

}  // namespace ctl

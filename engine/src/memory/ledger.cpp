// SPDX-License-Identifier: MIT
#include "memory/ledger.h"

#include <charconv>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <sstream>

#include "mp/exceptions.h"
#include "mp/logging.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/pidfd.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/shared_file.h"
#include "os/signal.h"
#include "os/spawn.h"
#include "telemetry/registry.h"

namespace mp::memory {

namespace {

namespace fs = std::filesystem;

constexpr const char* caretaker_variable = "LIFEGUARD_CARETAKER";  // the ledger's path
constexpr std::string_view prefix = "shm-";

struct Program {
    int pid = 0;
    std::uint64_t start_ticks = 0;
};

std::optional<Program> program_of(const fs::path& ledger) {
    const std::string name = ledger.filename().string();
    const auto dash = name.rfind('-');
    if (!name.starts_with(prefix) || dash < prefix.size()) return std::nullopt;
    Program program;
    const char* end = name.data() + name.size();
    const auto pid = std::from_chars(name.data() + prefix.size(), name.data() + dash, program.pid);
    const auto ticks = std::from_chars(name.data() + dash + 1, end, program.start_ticks);
    if (pid.ptr != name.data() + dash || ticks.ptr != end || ticks.ec != std::errc()) return std::nullopt;
    return program;
}

// ---- cleaning up

// For whoever holds the exclusive lock. Returns how many there were to remove.
int remove_all(const os::Fd& file, const std::string& path) {
    std::map<std::string, std::uint64_t> left;
    std::istringstream lines(os::read_file(file, std::size_t{1} << 24, path));
    for (std::string line; std::getline(lines, line);) {
        const auto space = line.find(' ');
        if (space == std::string::npos || space < 2) continue;  // torn by a death in the middle
        const std::string name = line.substr(space + 1);
        std::uint64_t inode = 0;
        std::from_chars(line.data() + 1, line.data() + space, inode);
        if (line[0] == '+') {
            left[name] = inode;
        } else if (const auto found = left.find(name); found != left.end() && found->second == inode) {
            left.erase(found);
        }
    }
    int removed = 0;
    for (const auto& [name, inode] : left) removed += os::remove_shared_file_if(name, inode) ? 1 : 0;
    std::error_code gone;
    fs::remove(path, gone);
    return removed;
}

void wait_for_end(const Program& program) {
    try {
        const os::Pidfd pidfd = os::Pidfd::open(program.pid);
        if (os::read_start_ticks(program.pid) == program.start_ticks) pidfd.wait_until(os::forever_ns);
    } catch (const ProcessLookupError&) {
        // It has ended.
    }
}

[[noreturn]] void take_care(const std::string& path) {
    try {
        os::leave_terminal();
        if (os::fork_process().pid != 0) os::exit_now(0);  // nobody's child: nobody is to wait for it
        const auto program = program_of(path);
        const os::Fd file = os::open_for_reading(path);
        if (!program || !file) os::exit_now(0);
        wait_for_end(*program);
        os::lock_file(file, path);
        const int removed = remove_all(file, path);
        if (removed != 0) {
            const std::string text = "resource_tracker: There appear to be " + std::to_string(removed) +
                                     " leaked shared_memory objects to clean up at shutdown\n";
            os::write_to_stderr(text.data(), text.size());
        }
    } catch (const std::exception& error) {
        const std::string text = std::string("resource_tracker: ") + error.what() + "\n";
        os::write_to_stderr(text.data(), text.size());
    }
    os::exit_now(0);
}

// Before main(), in an executable that was run to be the caretaker: nothing of the program's runs in it.
const bool caretaker_noted = [] {
    const std::string path = os::environment(caretaker_variable);
    if (path.empty()) return false;
    os::remove_environment(caretaker_variable);
    take_care(path);
}();

// ---- this process's hold

struct Hold {
    std::mutex mutex;
    std::string path;
    os::Fd file;  // with a shared lock
};

Hold& hold() {
    static auto* all = new Hold;  // never destroyed: memory is let go of during static destruction too
    return *all;
}

const bool fork_handlers_registered = [] {
    os::at_fork([] { hold().mutex.lock(); }, [] { hold().mutex.unlock(); }, [] { hold().mutex.unlock(); });
    return true;
}();

fs::path ledger_path() {
    auto& registry = telemetry::Registry::instance();
    const telemetry::ProcessSlot& main = registry.slot(registry.header().main);
    return os::runtime_directory() /
           (std::string(prefix) + std::to_string(main.pid.load()) + "-" + std::to_string(main.start_ticks.load()));
}

void start_caretaker(const std::string& path) {
    os::SpawnRequest request;
    request.program = "/proc/self/exe";
    request.arguments = {os::executable_path(), "--shared-memory-caretaker"};
    request.environment = {std::string(caretaker_variable) + "=" + path};
    request.unblock_signals = true;
    const os::ForkResult child = os::spawn_process(request);
    child.pidfd.wait_until(os::forever_ns);  // it forks itself away
    (void)child.pidfd.reap();
}

// Takes part in the session's ledger; makes it, with its caretaker, where make says so.
bool join(Hold& own, bool make) {
    if (own.file) return true;
    own.path = ledger_path().string();
    for (;;) {
        bool made = false;
        os::Fd file = os::open_ledger(own.path, make, made);
        if (!file) return false;
        os::lock_file_shared(file, own.path);
        // The caretaker may have removed it between the two: the last user was gone then, and we are a new one.
        if (!os::is_linked(file)) continue;
        own.file = std::move(file);
        if (made) start_caretaker(own.path);
        return true;
    }
}

void write_line(char sign, const std::string& name, std::uint64_t inode) {
    Hold& own = hold();
    const std::string line = sign + std::to_string(inode) + " " + name + "\n";
    os::write_all(own.file.get(), std::as_bytes(std::span(line)));
}

template <class Action>
void guarded(const char* what, Action action) noexcept {
    try {
        (void)fork_handlers_registered;
        (void)caretaker_noted;
        (void)telemetry::Registry::instance();  // made before our mutex is taken: it registers fork handlers itself
        const std::lock_guard guard(hold().mutex);
        action(hold());
    } catch (const std::exception& error) {
        get_logger().warning(std::string("shared memory: ") + what + ": " + error.what());
    }
}

}  // namespace

void note_made(const std::string& name, std::uint64_t inode) noexcept {
    guarded("it may stay after a crash", [&](Hold& own) {
        if (!own.file) sweep();
        if (join(own, true)) write_line('+', name, inode);
    });
}

void note_attached() noexcept {
    guarded("it may be removed while it is in use", [](Hold& own) { join(own, false); });
}

void note_removed(const std::string& name, std::uint64_t inode) noexcept {
    guarded("its removal is not noted", [&](Hold& own) {
        if (join(own, false)) write_line('-', name, inode);
    });
}

void sweep() noexcept {
    try {
        std::error_code gone;
        for (const auto& entry : fs::directory_iterator(os::runtime_directory(), gone)) {
            const auto program = program_of(entry.path());
            if (!program || os::read_start_ticks(program->pid) == program->start_ticks) continue;
            const os::Fd file = os::open_for_reading(entry.path().string());
            if (file && os::try_lock_file(file, entry.path().string())) remove_all(file, entry.path().string());
        }
    } catch (const std::exception& error) {
        get_logger().warning(std::string("shared memory: cleaning up after the dead: ") + error.what());
    }
}

}  // namespace mp::memory

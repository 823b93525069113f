// SPDX-License-Identifier: MIT
#include "telemetry/registry.h"

#include <charconv>
#include <filesystem>
#include <mutex>
#include <string>

#include "mp/exceptions.h"
#include "os/clock.h"
#include "os/futex.h"
#include "os/procfs.h"
#include "os/self.h"
#include "telemetry/announce.h"

namespace mp::telemetry {

namespace {

// Our own fork is under way in this thread: the child enters a slot that is ready for it.
[[gnu::tls_model("initial-exec")]] constinit thread_local bool entering = false;
std::mutex& creation_mutex() {
    static auto* mutex = new std::mutex;  // never destroyed: engine objects may outlive static destruction
    return *mutex;
}

// For a registry that is not made yet; under the mutex above.
std::string& wanted_name() {
    static auto* name = new std::string;
    return *name;
}

// How long a child of the user's own fork may take until it has its slot.
constexpr std::int64_t stranger_entry_ns = 1'000'000'000;

}  // namespace

void Registry::set_entering(bool on) noexcept {
    entering = on;
}

Registry& Registry::instance() {
    if (Registry* registry = existing()) return *registry;
    const std::lock_guard guard(creation_mutex());
    if (Registry* registry = existing()) return *registry;
    Registry* registry = nullptr;
    int descriptor = -1;
    Token self = nobody;
    const std::string handed = os::environment(registry_variable);
    if (const auto colon = handed.find(':'); colon != std::string::npos) {
        std::from_chars(handed.data(), handed.data() + colon, descriptor);
        std::from_chars(handed.data() + colon + 1, handed.data() + handed.size(), self);
        registry = take_over(descriptor, self);
    }
    if (registry == nullptr) registry = create();
    os::at_fork(&Registry::before_fork, nullptr, &Registry::after_fork_in_child);
    current_.store(registry, std::memory_order_release);
    if (registry->self() == registry->header().main) announce(*registry);
    return *registry;
}

void Registry::name_program(std::string_view name) {
    const std::lock_guard guard(creation_mutex());
    wanted_name() = name;
    if (Registry* registry = existing()) write_text(registry->header().name, sizeof(Header::name), name);
}

Registry* Registry::create() {
    auto* registry = new Registry;
    registry->file_ = os::create_memory_file("lifeguard-registry", registry_bytes);
    registry->mapping_ = os::Mapping(registry->file_, registry_bytes);
    registry->region_ = Region(registry->mapping_.data());
    Header& header = registry->header();
    header.version = layout_version;
    header.header_bytes = sizeof(Header);
    header.file_bytes = registry_bytes;
    header.processes_offset = processes_offset;
    header.objects_offset = objects_offset;
    header.names_offset = names_offset;
    header.events_offset = events_offset;
    header.outputs_offset = outputs_offset;
    header.created_ns = os::monotonic_ns();
    header.wall_offset_ns = os::wall_ns() - header.created_ns;
    const std::string command = os::read_command_line(os::process_id());
    write_text(
        header.name, sizeof header.name,
        !wanted_name().empty() ? wanted_name() : std::filesystem::path(os::executable_path()).filename().string());
    write_text(header.command, sizeof header.command, command);
    header.process_window.store(1024, std::memory_order_relaxed);
    registry->intern("");  // index 0 reads as ""
    registry->register_self(Role::main, "MainProcess");
    header.main = registry->self_;
    std::atomic_thread_fence(std::memory_order_release);
    header.magic = registry_magic;
    return registry;
}

// The environment may be stale (a program of the user's that was exec'ed by a member): then a new registry is made.
Registry* Registry::take_over(int descriptor, Token self) {
    if (descriptor < 0 || self == nobody) return nullptr;
    os::Fd file(descriptor);
    try {
        if (os::file_size(file) != registry_bytes) {
            (void)file.release();
            return nullptr;
        }
        os::Mapping mapping(file, registry_bytes);
        Region region(mapping.data());
        const ProcessSlot& slot = region.process(token_index(self));
        if (!why_invalid(region.header(), registry_bytes).empty() ||
            slot.generation.load(std::memory_order_relaxed) != token_generation(self) ||
            slot.phase.load(std::memory_order_acquire) != ProcessPhase::starting) {
            (void)file.release();
            return nullptr;
        }
        os::set_close_on_exec(descriptor, true);
        auto* registry = new Registry;
        registry->file_ = std::move(file);
        registry->mapping_ = std::move(mapping);
        registry->region_ = region;
        registry->enter(self);
        return registry;
    } catch (const OSError&) {
        (void)file.release();  // not a memory file at all: somebody else's descriptor
        return nullptr;
    }
}

// A fork that is not ours (the user's own fork()): the child is a process like any other, so it takes a slot of its
// own. Its number is given out before, so that what the parent drops from now on counts as known to it. Until it has
// its slot nothing dropped is used again, for a moment at most: the parent cannot see whether the fork succeeds.
void Registry::before_fork() noexcept {
    Registry* registry = existing();
    if (registry == nullptr || entering) return;
    const std::uint64_t number = registry->take_start_number();
    const std::int64_t now = os::monotonic_ns();
    registry->stranger_number_.store(number, std::memory_order_relaxed);
    Stranger* place = &registry->strangers_[0];
    for (Stranger& stranger : registry->strangers_) {
        if (stranger.number.load(std::memory_order_relaxed) < place->number.load(std::memory_order_relaxed))
            place = &stranger;
    }
    place->forked_ns.store(now, std::memory_order_relaxed);
    place->number.store(number, std::memory_order_release);
}

bool Registry::strangers_expected() const noexcept {
    for (Stranger& stranger : strangers_) {
        std::uint64_t number = stranger.number.load(std::memory_order_acquire);
        if (number == 0) continue;
        bool over = os::monotonic_ns() - stranger.forked_ns.load(std::memory_order_relaxed) >= stranger_entry_ns;
        const std::uint32_t high = header().process_high.load(std::memory_order_acquire);
        for (std::uint32_t index = 0; index < high && !over; ++index) {
            const ProcessSlot& s = region_.process(index);
            over = s.start_number == number && s.phase.load(std::memory_order_acquire) != ProcessPhase::reserved;
        }
        if (!over) return true;
        stranger.number.compare_exchange_strong(number, 0, std::memory_order_relaxed);
    }
    return false;
}

void Registry::after_fork_in_child() noexcept {
    Registry* registry = existing();
    if (registry != nullptr && !entering) registry->register_self(Role::other, "");
}

void Registry::register_self(Role role, std::string_view name) noexcept {
    const Token parent = self_;
    Token token = nobody;
    if (!claim_process_slot(token)) {
        self_ = nobody;  // unobserved and without identity; acquiring a lock then says so
        return;
    }
    self_ = parent;
    slot(token).pid.store(os::process_id(), std::memory_order_release);
    const std::uint64_t given = stranger_number_.exchange(0, std::memory_order_relaxed);
    for (Stranger& stranger : strangers_) stranger.number.store(0, std::memory_order_relaxed);
    describe(token, {.name = name, .role = role}, given != 0 ? given : take_start_number());
    slot(token).phase.store(ProcessPhase::starting, std::memory_order_release);
    enter(token);
}

// ---- processes

// Slots are used in turn inside a window that grows only when all of it lives: so an ended process stays to be seen for
// a thousand starts, and a program that starts a million processes touches no more memory than one that starts a
// thousand.
bool Registry::claim_process_slot(Token& out) noexcept {
    std::uint32_t window = header().process_window.load(std::memory_order_relaxed);
    for (;;) {
        const auto turn = static_cast<std::uint32_t>(header().next_start_number.load(std::memory_order_relaxed));
        for (std::uint32_t i = 0; i < window; ++i) {
            const std::uint32_t index = (turn + i) % window;
            ProcessSlot& slot = region_.process(index);
            ProcessPhase phase = slot.phase.load(std::memory_order_relaxed);
            if (phase != ProcessPhase::free && phase != ProcessPhase::ended) continue;
            if (!slot.phase.compare_exchange_strong(phase, ProcessPhase::reserved, std::memory_order_acq_rel)) continue;
            out = occupy(index);
            return true;
        }
        // Those who died unnoticed (nobody of ours reaps a child of the user's own fork) make room first.
        const std::uint32_t deaths_before = deaths();
        look_for_deaths();
        if (deaths() != deaths_before) continue;
        if (window >= process_slot_count) return false;
        std::uint32_t wider = window * 2;
        if (header().process_window.compare_exchange_strong(window, wider)) window = wider;
    }
}

Token Registry::occupy(std::uint32_t index) noexcept {
    ProcessSlot& slot = region_.process(index);
    std::uint32_t generation = (slot.generation.load(std::memory_order_relaxed) + 1) & (token_mask >> token_index_bits);
    if (generation == 0) generation = 1;
    slot.generation.store(generation, std::memory_order_release);
    slot.life.prepare();
    slot.pid.store(0, std::memory_order_relaxed);
    slot.start_ticks.store(0, std::memory_order_relaxed);
    std::uint32_t high = header().process_high.load(std::memory_order_relaxed);
    while (high < index + 1 && !header().process_high.compare_exchange_weak(high, index + 1)) {
    }
    return make_token(index, generation);
}

std::uint64_t Registry::take_start_number() noexcept {
    return header().next_start_number.fetch_add(1, std::memory_order_relaxed) + 1;
}

void Registry::describe(Token token, const ProcessDescription& description, std::uint64_t start_number) noexcept {
    ProcessSlot& s = slot(token);
    begin_write(s.description_sequence);
    s.parent.store(self_, std::memory_order_relaxed);
    s.start_number = start_number;
    const bool below_main = self_ == nobody || self_ == header().main;
    s.lineage_number = below_main ? s.start_number : self_slot().lineage_number;
    s.pool.store(description.pool, std::memory_order_relaxed);
    s.started_ns = os::monotonic_ns();
    s.role = description.role;
    s.daemon = description.daemon;
    write_text(s.name, sizeof s.name, description.name);
    s.ended_ns.store(0, std::memory_order_relaxed);
    s.exitcode.store(0, std::memory_order_relaxed);
    s.cause.store(Cause::unknown, std::memory_order_relaxed);
    s.task_at_exit.store(0, std::memory_order_relaxed);
    s.signalled_by.store(nobody, std::memory_order_relaxed);
    s.replaces_pid = description.replaces_pid;
    s.replaces_start_ticks = description.replaces_start_ticks;
    s.declared_exit.store(0, std::memory_order_relaxed);
    end_write(s.description_sequence);
    s.activity.store(Activity::starting, std::memory_order_relaxed);
    s.wait_kind.store(WaitFor::none, std::memory_order_relaxed);
    s.heartbeat_ns.store(s.started_ns, std::memory_order_relaxed);
    s.image_ns.store(0, std::memory_order_relaxed);
    s.done_count.store(0, std::memory_order_relaxed);
    s.failed_count.store(0, std::memory_order_relaxed);
    s.lock_waited_ns.store(0, std::memory_order_relaxed);
    s.queue_waited_ns.store(0, std::memory_order_relaxed);
    s.task.id = 0;
    for (auto& bucket : s.durations) bucket.store(0, std::memory_order_relaxed);
}

Token Registry::reserve(const ProcessDescription& description) {
    Token token = nobody;
    if (!claim_process_slot(token))
        throw ResourceExhausted("start a process: this program has " + std::to_string(process_slot_count) +
                                " processes already, which is the most that Lifeguard keeps track of");
    describe(token, description, take_start_number());
    slot(token).phase.store(ProcessPhase::starting, std::memory_order_release);
    return token;
}

void Registry::abandon(Token token) noexcept {
    slot(token).phase.store(ProcessPhase::free, std::memory_order_release);
}

bool Registry::enter(Token token) noexcept {
    self_ = token;
    entering = false;
    ProcessSlot& s = slot(token);
    s.start_ticks.store(os::read_start_ticks(os::process_id()), std::memory_order_relaxed);
    s.pid.store(os::process_id(), std::memory_order_release);  // from here on an observer has the whole identity
    // A process that looks whether we live holds the word for some ns; it never keeps it.
    while (!s.life.hold()) os::pause_cpu();
    s.life_thread.store(os::thread_id(), std::memory_order_relaxed);
    // A pool's worker is ready when it says so.
    if (s.role != Role::pool_worker) s.activity.store(Activity::running, std::memory_order_relaxed);
    s.image_ns.store(os::monotonic_ns(), std::memory_order_relaxed);
    ProcessPhase expected = ProcessPhase::starting;
    return s.phase.compare_exchange_strong(expected, ProcessPhase::alive, std::memory_order_acq_rel);
}

bool Registry::refuse(Token token) noexcept {
    ProcessSlot& s = slot(token);
    s.ended_ns.store(os::monotonic_ns(), std::memory_order_relaxed);
    ProcessPhase expected = ProcessPhase::starting;
    return s.phase.compare_exchange_strong(expected, ProcessPhase::ended, std::memory_order_acq_rel);
}

void Registry::declare_exit(Token token, int pid, int exitcode) noexcept {
    if (token == nobody || pid_of(token) != pid) return;
    std::atomic<std::uint32_t>& word = slot(token).declared_exit;
    std::uint32_t none = 0;
    if (!word.compare_exchange_strong(none, exit_declared | static_cast<std::uint32_t>(exitcode + 256))) return;
    os::futex_wake(word, INT32_MAX);
}

std::optional<int> Registry::declared_exit(Token token) const noexcept {
    const std::uint32_t word = slot(token).declared_exit.load(std::memory_order_acquire);
    if ((word & exit_declared) == 0) return std::nullopt;
    return static_cast<int>(word & ~exit_declared) - 256;
}

void Registry::note_born(Token token, int pid) noexcept {
    ProcessSlot& s = slot(token);
    s.pid.store(pid, std::memory_order_relaxed);
    std::int64_t unknown = 0;
    s.image_ns.compare_exchange_strong(unknown, os::monotonic_ns(), std::memory_order_relaxed);
}

int Registry::pid_of(Token token) const noexcept {
    const ProcessSlot& s = slot(token);
    const int pid = s.pid.load(std::memory_order_relaxed);
    return s.generation.load(std::memory_order_acquire) == token_generation(token) ? pid : 0;
}

bool Registry::alive(Token token) const noexcept {
    if (token == nobody) return false;
    if (token == self_) return true;
    ProcessSlot& s = slot(token);
    if (s.generation.load(std::memory_order_acquire) != token_generation(token)) return false;
    switch (s.phase.load(std::memory_order_acquire)) {
        case ProcessPhase::free:
        case ProcessPhase::ended:
            return false;
        case ProcessPhase::reserved:
        case ProcessPhase::starting: {
            // Not entered yet. A parent says when a start fails, but nobody does for a fork of the user's own that is
            // killed on its way in, or for a parent that is killed before it knows the child.
            const int pid = s.pid.load(std::memory_order_acquire);
            if (pid == 0) return true;
            const auto stat = os::read_process_stat(pid);
            return stat && stat->state != 'Z' && stat->state != 'X';
        }
        case ProcessPhase::alive:
            break;
    }
    if (s.life.look() == os::LifeWord::State::held) return true;
    // The word dies with its thread. Where that was not the main thread, the process may have outlived it.
    const int pid = s.pid.load(std::memory_order_relaxed);
    if (s.life_thread.load(std::memory_order_relaxed) == pid) return false;
    const auto stat = os::read_process_stat(pid);
    return stat && stat->start_ticks == s.start_ticks.load(std::memory_order_relaxed) && stat->state != 'Z' &&
           stat->state != 'X';
}

void Registry::finish(Token token, int exitcode, Cause cause) noexcept {
    ProcessSlot& s = slot(token);
    if (s.generation.load(std::memory_order_acquire) != token_generation(token)) return;
    s.exitcode.store(exitcode, std::memory_order_relaxed);
    s.cause.store(cause, std::memory_order_relaxed);
    s.task_at_exit.store(s.task.id, std::memory_order_relaxed);
    s.ended_ns.store(os::monotonic_ns(), std::memory_order_relaxed);
    s.activity.store(Activity::ended, std::memory_order_relaxed);
    count_death(token);
}

// From alive (or starting) to ended exactly once, whoever notices first; then everybody who sleeps looks again.
void Registry::count_death(Token token) noexcept {
    ProcessSlot& s = slot(token);
    ProcessPhase expected = ProcessPhase::alive;
    if (!s.phase.compare_exchange_strong(expected, ProcessPhase::ended, std::memory_order_acq_rel)) {
        expected = ProcessPhase::starting;
        if (!s.phase.compare_exchange_strong(expected, ProcessPhase::ended, std::memory_order_acq_rel)) return;
    }
    header().deaths.fetch_add(1, std::memory_order_acq_rel);
    for (auto& sweeper : sweepers_) {
        if (const Sweeper run = sweeper.load(std::memory_order_acquire)) run(*this, token);
    }
}

void Registry::look_for_deaths() noexcept {
    const std::uint32_t high = header().process_high.load(std::memory_order_acquire);
    for (std::uint32_t index = 0; index < high; ++index) {
        ProcessSlot& s = region_.process(index);
        const ProcessPhase phase = s.phase.load(std::memory_order_acquire);
        if (phase != ProcessPhase::alive && phase != ProcessPhase::starting) continue;
        const Token token = make_token(index, s.generation.load(std::memory_order_acquire));
        if (token == self_ || alive(token)) continue;
        // Nobody has reaped it yet: its exit code stays unknown until its parent's reaper writes it down.
        std::int64_t none = 0;
        s.ended_ns.compare_exchange_strong(none, os::monotonic_ns(), std::memory_order_relaxed);
        count_death(token);
    }
}

void Registry::add_sweeper(Sweeper sweeper) noexcept {
    for (auto& place : sweepers_) {
        Sweeper expected = nullptr;
        if (place.load(std::memory_order_acquire) == sweeper || place.compare_exchange_strong(expected, sweeper))
            return;
    }
}

}  // namespace mp::telemetry

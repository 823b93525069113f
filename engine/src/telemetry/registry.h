// SPDX-License-Identifier: MIT
#pragma once
// This process's registry: the one memory file that the main process creates with its first engine object and that all
// its descendants share (inherited over fork, handed over exec). It says who is who and who lives, and hands out the
// slots that locks, queues and pools live in.
// Threads: everything is safe from any thread. Processes: everything is safe against the death of any of them.

#include <optional>
#include <string_view>

#include "os/mapping.h"
#include "telemetry/region.h"

namespace mp::telemetry {

struct ProcessDescription {
    std::string_view name;
    Role role = Role::process;
    bool daemon = false;
    ObjectId pool = 0;
    std::int32_t replaces_pid = 0;  // the ended process whose place it takes
    std::uint64_t replaces_start_ticks = 0;
};

class Registry {
public:
    // The registry of this process; made, or taken over from the parent's environment, at the first call.
    // Throws OutOfSharedMemory, ResourceExhausted.
    static Registry& instance();
    // The same without making one; nullptr when this process has not used the engine yet.
    static Registry* existing() noexcept { return current_.load(std::memory_order_acquire); }

    // What observers call the program; by default its executable's name.
    static void name_program(std::string_view name);

    const Region& region() const noexcept { return region_; }
    Header& header() const noexcept { return region_.header(); }
    int descriptor() const noexcept { return file_.get(); }

    // ---- processes
    Token self() const noexcept { return self_; }
    ProcessSlot& self_slot() const noexcept { return region_.process(token_index(self_)); }
    ProcessSlot& slot(Token token) const noexcept { return region_.process(token_index(token)); }
    // The token's process has not ended. A look at memory; never blocks. nobody is not alive.
    bool alive(Token token) const noexcept;
    int pid_of(Token token) const noexcept;  // 0 when the slot is somebody else's by now

    // For the parent, before it starts a child. Throws ResourceExhausted when all slots are in use.
    Token reserve(const ProcessDescription& description);
    // The start failed: the slot is free again.
    void abandon(Token token) noexcept;
    // For a forked child, first thing: becomes the process of that slot. False when the parent has given it up
    // meanwhile. Async-signal-safe.
    bool enter(Token token) noexcept;
    // For a parent that does not know whether the child was started: true when it has not entered its slot, and then
    // its enter() will say false. The slot is used up.
    bool refuse(Token token) noexcept;
    // Says how a process ends before its parent can know: by itself, or by whoever reaps it for its parent.
    void declare_exit(Token token, int pid, int exitcode) noexcept;
    std::optional<int> declared_exit(Token token) const noexcept;
    // For the parent, once the process is there with all that it was given: its pid, and that it knows nothing of what
    // is made from here on. The child does the same for itself in enter(), which may be long after.
    void note_born(Token token, int pid) noexcept;
    // For whoever reaped the process: writes down its end, sweeps what it held, counts the death.
    void finish(Token token, int exitcode, Cause cause) noexcept;
    // Looks for processes that died without anybody reaping them yet (all slots; some ns each); counts new deaths.
    void look_for_deaths() noexcept;
    std::uint32_t deaths() const noexcept { return header().deaths.load(std::memory_order_acquire); }
    // finish() and look_for_deaths() call every sweeper for a dead process: sync frees locks and semaphore units there,
    // channel wakes sleepers. Registered once per room; must be quick, may run in any thread.
    using Sweeper = void (*)(Registry&, Token dead) noexcept;
    void add_sweeper(Sweeper sweeper) noexcept;

    // ---- objects
    // A zeroed slot in phase building; publish() makes it visible. Throws OutOfSharedMemory when all are in use.
    ObjectSlot& allocate(ObjectKind kind, std::string_view name = {});
    void publish(ObjectSlot& slot) noexcept { slot.header.phase.store(ObjectPhase::live, std::memory_order_release); }
    // Its id is written where a process that is older than it may read it. What travels to processes that are being
    // started alone, as most does, needs no word.
    void pass_on(ObjectId id) noexcept;
    // The creator's last handle is gone. The slot is used again only when no process that could know it lives.
    void drop(ObjectSlot& slot) noexcept;
    // The same, where the creator knows that nobody else who had it lives: the slot is free at once.
    void release(ObjectSlot& slot) noexcept;
    ObjectSlot& object(ObjectId id) const noexcept { return region_.object(object_index(id)); }
    ObjectId id_of(const ObjectSlot& slot) const noexcept { return region_.id_of(slot); }
    // For what has no slot of its own (blocks of shared memory): does a process besides its creator live that may know
    // what the creator had until it dropped it, when that many processes had been started? made_ns: it was made then,
    // and never sent to anybody.
    bool anybody_knows(Token creator, std::uint64_t dropped_at, std::int64_t made_ns = INT64_MIN) const noexcept;
    // This process has forked by itself, and the child has not entered yet: for a second at most.
    bool strangers_expected() const noexcept;
    std::uint64_t started_count() const noexcept { return header().next_start_number.load(std::memory_order_relaxed); }
    // True when the slot still holds that object, whether its creator has let go of it or not.
    bool valid(ObjectId id) const noexcept;
    // Calls visit(slot) for every object of a kind that is wanted(kind) and that somebody may still use. Meanwhile the
    // slot is not used for another; one whose visitor is killed never is again.
    template <class Wanted, class Visit>
    void each_object(Wanted wanted, Visit visit) const {
        const std::uint32_t high = header().object_high.load(std::memory_order_acquire);
        for (std::uint32_t index = 0; index < high; ++index) {
            ObjectSlot& slot = region_.object(index);
            if (!in_use(slot) || !wanted(slot.header.kind.load(std::memory_order_relaxed))) continue;
            slot.header.visitors.fetch_add(1, std::memory_order_seq_cst);
            if (in_use(slot) && wanted(slot.header.kind.load(std::memory_order_relaxed))) visit(slot);
            slot.header.visitors.fetch_sub(1, std::memory_order_release);
        }
    }

    // ---- names
    // The index of a text (cut to 119 bytes); 0 when the table is full, which reads as "".
    std::uint32_t intern(std::string_view text) noexcept;

    std::uint64_t next_task_id() noexcept { return header().next_task_id.fetch_add(1, std::memory_order_relaxed) + 1; }

private:
    static bool in_use(const ObjectSlot& slot) noexcept {
        const ObjectPhase phase = slot.header.phase.load(std::memory_order_seq_cst);
        return phase == ObjectPhase::live || phase == ObjectPhase::dropped;
    }

    Registry() = default;
    static Registry* create();
    static Registry* take_over(int descriptor, Token self);
    static void before_fork() noexcept;
    static void after_fork_in_child() noexcept;
    void register_self(Role role, std::string_view name) noexcept;
    bool claim_process_slot(Token& out) noexcept;
    Token occupy(std::uint32_t index) noexcept;
    bool reusable(const ObjectSlot& slot) const noexcept;
    ObjectSlot& build(std::uint32_t index, ObjectKind kind, std::string_view name, bool go_on_here = true) noexcept;
    void count_death(Token token) noexcept;
    void describe(Token token, const ProcessDescription& description, std::uint64_t start_number) noexcept;
    std::uint64_t take_start_number() noexcept;

    os::Fd file_;
    os::Mapping mapping_;
    Region region_;
    Token self_ = nobody;
    // A child of the user's own fork() that has not been seen in a slot yet.
    struct Stranger {
        std::atomic<std::uint64_t> number{0};  // its start number; 0: none
        std::atomic<std::int64_t> forked_ns{0};
    };
    mutable Stranger strangers_[16];
    std::atomic<std::uint64_t> stranger_number_{0};  // for the child to take over
    std::atomic<std::uint32_t> object_hint_{0};
    std::atomic<Sweeper> sweepers_[4]{};
    static inline std::atomic<Registry*> current_{nullptr};

public:
    // Around our own fork(), in the forking thread: the child will call enter() itself. Of this thread only: another
    // one may be in a fork() of the user's at the same time.
    void set_entering(bool on) noexcept;
};

// The environment variable that hands the registry over exec: "<descriptor>:<token>".
inline constexpr const char* registry_variable = "LIFEGUARD_REGISTRY";

}  // namespace mp::telemetry

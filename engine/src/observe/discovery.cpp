// SPDX-License-Identifier: MIT
#include "observe/discovery.h"

#include <algorithm>
#include <filesystem>
#include <string>

#include "mp/exceptions.h"
#include "mp/observe.h"
#include "observe/local_session.h"
#include "observe/recording_lock.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/procfs.h"
#include "os/self.h"

namespace mp::observe {

namespace fs = std::filesystem;

namespace {

bool lives(const telemetry::Announcement& a) {
    const auto stat = os::read_process_stat(a.pid);
    return stat && stat->start_ticks == a.start_ticks && stat->state != 'Z' && stat->state != 'X';
}

void remove_stale(const fs::path& path) {
    std::error_code ignored;  // another observer swept it at the same moment
    fs::remove(path, ignored);
}

SessionInfo describe(const OpenRegistry& registry) {
    const telemetry::Header& header = registry.region().header();
    SessionInfo info;
    info.identity = {registry.announcement.pid, registry.announcement.start_ticks};
    info.name = telemetry::read_text(header.name, sizeof header.name);
    info.command = telemetry::read_text(header.command, sizeof header.command);
    info.started_ns = header.created_ns + header.wall_offset_ns;
    info.recorded = recorder_of(info.identity).has_value();
    return info;
}

}  // namespace

Identity identity_in(const telemetry::ProcessSlot& slot) {
    Identity out{slot.pid.load(std::memory_order_acquire), slot.start_ticks.load(std::memory_order_relaxed)};
    if (out.pid != 0 && out.start_ticks == 0) out.start_ticks = os::read_start_ticks(out.pid);
    return out;
}

const telemetry::ProcessSlot* find_member(const telemetry::Region& region, const Identity& process) {
    const std::uint32_t high =
        std::min(region.header().process_high.load(std::memory_order_acquire), telemetry::process_slot_count);
    for (std::uint32_t i = 0; i < high; ++i) {
        const telemetry::ProcessSlot& slot = region.process(i);
        if (slot.pid.load(std::memory_order_relaxed) == process.pid && identity_in(slot) == process) return &slot;
    }
    return nullptr;
}

std::vector<telemetry::Announcement> living_announcements() {
    std::vector<telemetry::Announcement> out;
    for (const auto& entry : fs::directory_iterator(os::runtime_directory())) {
        const auto text = os::read_small_file(entry.path(), 64);
        if (!text) continue;
        const auto announcement = telemetry::parse_announcement(entry.path().filename().string(), *text);
        if (!announcement) continue;
        if (lives(*announcement)) {
            out.push_back(*announcement);
        } else {
            remove_stale(entry.path());
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.start_ticks < b.start_ticks; });
    return out;
}

std::optional<OpenRegistry> open_registry(const telemetry::Announcement& announcement) {
    const std::string path =
        "/proc/" + std::to_string(announcement.pid) + "/fd/" + std::to_string(announcement.descriptor);
    const os::Fd file = os::open_for_reading(path);
    if (!file || !lives(announcement)) return std::nullopt;
    const std::string process = "process " + std::to_string(announcement.pid);
    if (os::file_size(file) != telemetry::registry_bytes)
        throw ValueError(process + " announces a registry of another size; it runs another version of Lifeguard");
    OpenRegistry out{announcement, os::Mapping(file, telemetry::registry_bytes, os::Access::read)};
    if (const std::string why = telemetry::why_invalid(out.region().header(), out.mapping.size()); !why.empty())
        throw ValueError("cannot watch " + process + ": " + why);
    return out;
}

std::vector<SessionInfo> sessions() {
    std::vector<SessionInfo> out;
    for (const auto& announcement : living_announcements()) {
        try {
            if (const auto registry = open_registry(announcement)) out.push_back(describe(*registry));
        } catch (const ValueError&) {
            // Another version's program: listed by nobody; attach() says why.
        } catch (const OSError&) {
            // It ended, or became another user's, while we looked.
        }
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.started_ns < b.started_ns; });
    return out;
}

Session attach(int pid) {
    const auto stat = pid > 0 ? os::read_process_stat(pid) : std::nullopt;
    if (!stat) throw ProcessLookupError("there is no process " + std::to_string(pid));
    const std::string process = "process " + std::to_string(pid) + " (" + stat->name + ")";
    if (const auto user = os::read_user_id(pid); user && *user != os::user_id())
        throw PermissionError(process + " belongs to another user; attach as that user");
    const auto announcements = living_announcements();
    for (const bool as_member : {false, true}) {
        for (const auto& announcement : announcements) {
            if (!as_member && announcement.pid != pid) continue;
            auto registry = open_registry(announcement);
            if (registry && find_member(registry->region(), {pid, stat->start_ticks}) != nullptr)
                return Session(std::make_unique<LocalSession>(std::move(*registry)));
        }
    }
    throw ValueError(process + " does not run on Lifeguard's engine, or hides with LIFEGUARD_OBSERVE=0");
}

void disable() {
    telemetry::withdraw();
}

bool enabled() {
    return telemetry::announcing_allowed();
}

}  // namespace mp::observe

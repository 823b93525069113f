// SPDX-License-Identifier: MIT
#include "telemetry/announce.h"

#include <atomic>
#include <charconv>
#include <cstdlib>
#include <mutex>
#include <string>

#include "mp/exceptions.h"
#include "os/paths.h"
#include "os/procfs.h"
#include "os/self.h"
#include "telemetry/writer.h"

namespace mp::telemetry {

namespace {

std::atomic<bool> is_announced{false};
std::atomic<bool> is_withdrawn{false};
std::string& entry_path() {
    static auto* path = new std::string;  // read at exit, after static destruction may have begun
    return *path;
}
int announcing_pid = 0;

// Only the process that wrote the file takes it away: forked children run exit handlers too.
void remove_entry() noexcept {
    if (announcing_pid != os::process_id() || entry_path().empty()) return;
    std::error_code ignored;  // already swept by an observer: as good
    std::filesystem::remove(entry_path(), ignored);
    is_announced = false;
}

template <class Number>
bool parse_number(std::string_view text, Number& out) {
    const auto result = std::from_chars(text.data(), text.data() + text.size(), out);
    return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

}  // namespace

bool announcing_allowed() noexcept {
    return !is_withdrawn && os::environment("LIFEGUARD_OBSERVE") != "0";
}

bool announced() noexcept {
    return is_announced;
}

void announce(Registry& registry) noexcept {
    if (!announcing_allowed()) return;
    try {
        const int pid = os::process_id();
        const std::uint64_t ticks = registry.self_slot().start_ticks.load(std::memory_order_relaxed);
        entry_path() = (os::runtime_directory() / (std::to_string(pid) + "-" + std::to_string(ticks))).string();
        announcing_pid = pid;
        os::write_private_file(entry_path(), std::to_string(registry.descriptor()) + "\n");
        is_announced = true;
        static std::once_flag once;
        std::call_once(once, [] { std::atexit(remove_entry); });
    } catch (const std::exception& e) {
        entry_path().clear();
        write_log_event(registry, 30, std::string("not published to observers: ") + e.what());
    }
}

void withdraw() noexcept {
    is_withdrawn = true;
    remove_entry();
}

std::optional<Announcement> parse_announcement(std::string_view file_name, std::string_view text) {
    Announcement out;
    const auto dash = file_name.find('-');
    if (dash == std::string_view::npos || !parse_number(file_name.substr(0, dash), out.pid) ||
        !parse_number(file_name.substr(dash + 1), out.start_ticks))
        return std::nullopt;
    if (!text.empty() && text.back() == '\n') text.remove_suffix(1);
    if (!parse_number(text, out.descriptor) || out.pid <= 0 || out.descriptor < 0) return std::nullopt;
    return out;
}

}  // namespace mp::telemetry

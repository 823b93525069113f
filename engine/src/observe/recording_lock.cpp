// SPDX-License-Identifier: MIT
#include "observe/recording_lock.h"

#include <chrono>
#include <filesystem>
#include <sstream>
#include <thread>

#include "mp/exceptions.h"
#include "os/file.h"
#include "os/paths.h"
#include "os/procfs.h"
#include "os/self.h"

namespace mp::observe {
namespace {

std::string lock_path(const Identity& program) {
    return os::runtime_directory().string() + '/' + std::to_string(program.pid) + '-' +
           std::to_string(program.start_ticks) + ".recorder";
}

std::optional<Identity> content(const os::Fd& file, const std::string& path) {
    std::istringstream text(os::read_file(file, 64, path));
    Identity id;
    if (text >> id.pid >> id.start_ticks) return id;
    return {};
}

}  // namespace

RecordingLock::RecordingLock(const Identity& program, const std::string& name) : path_(lock_path(program)) {
    // Whoever looks (recorder_of) holds the lock for a moment, so one refusal is not believed.
    int refused = 0;
    // The last holder removes the file; a lock on a file that is gone by then protects nothing, so look again.
    for (;;) {
        file_ = os::open_private_file(path_);
        if (!os::try_lock_file(file_, path_)) {
            if (++refused < 10) {
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
                continue;
            }
            const auto by = content(file_, path_);
            throw RuntimeError(name + " (pid " + std::to_string(program.pid) + ") is being recorded already" +
                               (by ? ", by process " + std::to_string(by->pid) : std::string()));
        }
        const os::Fd again = os::open_for_reading(path_);
        if (again && os::is_file_locked(again)) break;
    }
    const int pid = os::process_id();
    os::replace_content(file_, std::to_string(pid) + ' ' + std::to_string(os::read_start_ticks(pid)) + '\n', path_);
}

RecordingLock::~RecordingLock() {
    std::error_code ignored;  // somebody may have cleaned the runtime directory; the lock ends with the descriptor
    std::filesystem::remove(path_, ignored);
}

std::optional<Identity> recorder_of(const Identity& program) {
    const std::string path = lock_path(program);
    const os::Fd file = os::open_for_reading(path);
    if (!file || !os::is_file_locked(file)) return {};
    return content(file, path).value_or(Identity{});
}

}  // namespace mp::observe

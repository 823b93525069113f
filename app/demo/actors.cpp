// SPDX-License-Identifier: MIT
#include "actors.h"

#include <chrono>
#include <filesystem>
#include <mutex>

namespace demo {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

void scan(const std::string& directory, mp::Queue<std::string> paths, mp::Event stop) {
    const auto options = fs::directory_options::skip_permission_denied;
    while (!stop.is_set()) {
        std::error_code gone;  // a file or folder may vanish under our feet
        for (fs::recursive_directory_iterator it(directory, options, gone), end; it != end; it.increment(gone)) {
            if (gone || !it->is_regular_file(gone) || gone) continue;
            const std::string path = it->path().string();
            for (;;) {
                if (stop.is_set()) return;
                try {
                    paths.put(path, 200ms);
                    break;
                } catch (const mp::Full&) {
                    // The workers are behind: wait, and look whether the demo goes on.
                }
            }
        }
        if (gone) stop.wait(1s);
    }
}

void book(mp::Queue<Digest> results, mp::Lock catalogue, mp::Array<std::int64_t> totals, mp::Event stop) {
    while (!stop.is_set()) {
        try {
            const Digest done = results.get(200ms);
            const std::scoped_lock guard(catalogue);
            totals[0] += 1;
            totals[1] += static_cast<std::int64_t>(done.size_bytes);
            totals[2] += static_cast<std::int64_t>(done.packed_bytes);
        } catch (const mp::Empty&) {
            // Nothing was finished lately.
        }
    }
}

void report(mp::Lock catalogue, mp::Array<std::int64_t> totals, mp::Event stop) {
    std::int64_t seen = 0;
    while (!stop.is_set()) {
        {
            const std::scoped_lock guard(catalogue);
            seen = totals[0];
            stop.wait(30ms);
        }
        stop.wait(std::chrono::milliseconds(20 + seen % 30));
    }
}

void quarrel(mp::Lock first, mp::Lock second, mp::Event stop) {
    stop.wait(12s);
    while (!stop.is_set()) {
        {
            const std::scoped_lock guard(first);
            stop.wait(300ms);
            if (second.acquire(true, 10s)) second.release();
        }
        stop.wait(25s);
    }
}

}  // namespace demo

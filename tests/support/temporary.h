// SPDX-License-Identifier: MIT
#pragma once
// Directories of a test's own: TemporaryDirectory for files, and private XDG directories so that no test reads or
// writes the user's sessions, history or settings. main() makes the latter once per test process.

#include <filesystem>

namespace mp::test {

// A fresh directory (mode 0700), removed with its contents by the process that made it.
class TemporaryDirectory {
public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

private:
    std::filesystem::path path_;
    int owner_;  // a forked child unwinds a copy of this object; the directory is not its to remove
};

// Points XDG_RUNTIME_DIR, XDG_DATA_HOME, XDG_CONFIG_HOME, XDG_STATE_HOME and XDG_CACHE_HOME into one
// TemporaryDirectory for the lifetime of the object. Children inherit them.
class PrivateDirectories {
public:
    PrivateDirectories();

private:
    TemporaryDirectory root_;
};

}  // namespace mp::test

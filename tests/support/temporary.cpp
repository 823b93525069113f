// SPDX-License-Identifier: MIT
#include "support/temporary.h"

#include <stdlib.h>
#include <unistd.h>

#include <string>
#include <system_error>
#include <utility>

namespace mp::test {

TemporaryDirectory::TemporaryDirectory() : owner_(::getpid()) {
    auto name = (std::filesystem::temp_directory_path() / "lifeguard-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    if (::getpid() != owner_) return;
    std::error_code ignored;  // a read-only leftover of a failed test must not hide that failure
    std::filesystem::remove_all(path_, ignored);
}

PrivateDirectories::PrivateDirectories() {
    for (const auto& [variable, name] : {std::pair{"XDG_RUNTIME_DIR", "runtime"}, std::pair{"XDG_DATA_HOME", "data"},
                                         std::pair{"XDG_CONFIG_HOME", "config"}, std::pair{"XDG_STATE_HOME", "state"},
                                         std::pair{"XDG_CACHE_HOME", "cache"}}) {
        const auto directory = root_ / name;
        std::filesystem::create_directory(directory);
        std::filesystem::permissions(directory, std::filesystem::perms::owner_all);
        ::setenv(variable, directory.c_str(), 1);
    }
}

}  // namespace mp::test

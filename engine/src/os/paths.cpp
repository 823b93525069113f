// SPDX-License-Identifier: MIT
#include "os/paths.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "mp/exceptions.h"
#include "os/error.h"
#include "os/fd.h"
#include "os/self.h"

namespace mp::os {

namespace {

std::filesystem::path home_directory() {
    if (const std::string home = environment("HOME"); !home.empty()) return home;
    std::vector<char> buffer(4096);
    passwd entry{};
    passwd* found = nullptr;
    if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
        return found->pw_dir;
    return "/";
}

std::filesystem::path from_environment(const char* variable, const char* below_home) {
    const std::filesystem::path named = environment(variable);
    return (named.is_absolute() ? named : home_directory() / below_home) / "lifeguard";
}

void require_private(const std::filesystem::path& path) {
    struct stat status {};
    if (::lstat(path.c_str(), &status) < 0) throw_errno("look at the runtime directory", path.string());
    if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid())
        throw PermissionError("the runtime directory " + path.string() +
                              " is not yours; remove it or set XDG_RUNTIME_DIR");
    if ((status.st_mode & 077) != 0 && ::chmod(path.c_str(), 0700) < 0)
        throw_errno("make the runtime directory private", path.string());
}

}  // namespace

std::filesystem::path runtime_directory() {
    const std::filesystem::path named = environment("XDG_RUNTIME_DIR");
    const std::filesystem::path path = named.is_absolute() && ::access(named.c_str(), W_OK) == 0
                                           ? named / "lifeguard"
                                           : std::filesystem::path("/tmp/lifeguard-" + std::to_string(user_id()));
    if (::mkdir(path.c_str(), 0700) < 0 && errno != EEXIST) throw_errno("make the runtime directory", path.string());
    require_private(path);
    return path;
}

std::filesystem::path data_directory() {
    return from_environment("XDG_DATA_HOME", ".local/share");
}
std::filesystem::path config_directory() {
    return from_environment("XDG_CONFIG_HOME", ".config");
}

void write_private_file(const std::filesystem::path& path, std::string_view text) {
    const std::string temporary = path.string() + "." + std::to_string(process_id()) + ".new";
    Fd file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) throw_errno("write file", temporary);
    std::size_t done = 0;
    while (done < text.size()) {
        const ssize_t wrote = ::write(file.get(), text.data() + done, text.size() - done);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote < 0) {
            const int code = errno;
            ::unlink(temporary.c_str());
            throw_error(code, "write file", temporary);
        }
        done += static_cast<std::size_t>(wrote);
    }
    if (::rename(temporary.c_str(), path.c_str()) < 0) {
        const int code = errno;
        ::unlink(temporary.c_str());
        throw_error(code, "put file in place", path.string());
    }
}

std::optional<std::string> read_small_file(const std::filesystem::path& path, std::size_t limit_bytes) {
    const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file) return std::nullopt;
    std::string text(limit_bytes, '\0');
    std::size_t used = 0;
    while (used < limit_bytes) {
        const ssize_t got = ::read(file.get(), text.data() + used, limit_bytes - used);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        used += static_cast<std::size_t>(got);
    }
    text.resize(used);
    return text;
}

}  // namespace mp::os

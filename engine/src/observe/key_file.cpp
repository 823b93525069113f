// SPDX-License-Identifier: MIT
// Keys in files that nobody else may read.
#include <cerrno>
#include <filesystem>

#include "mp/agent.h"
#include "os/file.h"
#include "os/spawn.h"

namespace mp::observe {

namespace {

constexpr std::size_t most_key_bytes = 4096;

}  // namespace

connection::AuthKey read_key_file(const std::string& path) {
    const os::Fd file = os::open_for_reading(path);
    if (!file) throw FileNotFoundError("there is no key's file " + path, ENOENT);
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown))
        throw FileNotFoundError("the key's file " + path + " is a directory", EISDIR);
    if (!os::is_private(file))
        throw PermissionError("the key's file " + path +
                              " is not yours alone: nobody else may read or change it (chmod 600)");
    std::string key = os::read_file(file, most_key_bytes + 1, path);
    if (key.size() > most_key_bytes) throw ValueError("the key's file is too long: " + path);
    if (!key.empty() && key.back() == '\n') key.pop_back();
    if (key.empty()) throw ValueError("the key's file is empty: " + path);
    return {key};
}

connection::AuthKey make_key_file(const std::string& path) {
    bool made = false;
    const os::Fd file = os::open_ledger(path, true, made);
    if (!made) throw FileExistsError("the key's file is there already: " + path);
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string key;
    for (const std::byte byte : os::random_bytes(32)) {
        key += digits[std::to_integer<std::size_t>(byte) >> 4U];
        key += digits[std::to_integer<std::size_t>(byte) & 15U];
    }
    os::write_all(file.get(), as_bytes(key + "\n"));
    return {key};
}

}  // namespace mp::observe

// SPDX-License-Identifier: MIT
#include "os/error.h"

#include <cerrno>
#include <cstring>
#include <string>

#include "mp/exceptions.h"
#include "os/self.h"

namespace mp::os {

const char* error_text(int code) noexcept {
    const char* text = strerrordesc_np(code);  // static storage, unlike strerror
    return text != nullptr ? text : "unknown error";
}

void throw_error(int code, std::string_view what, std::string_view on) {
    std::string message(what);
    if (!on.empty()) message.append(": ").append(on);
    message.append(": ").append(error_text(code));
    switch (code) {
        case EEXIST:
            throw FileExistsError(message, code);
        case ENOENT:
            throw FileNotFoundError(message, code);
        case EACCES:
        case EPERM:
            throw PermissionError(message, code);
        case EINTR:
            throw InterruptedError(message, code);
        case ESRCH:
            throw ProcessLookupError(message, code);
        case EPIPE:
            throw BrokenPipeError(message, code);
        case ECONNABORTED:
            throw ConnectionAbortedError(message, code);
        case ECONNREFUSED:
            throw ConnectionRefusedError(message, code);
        case ECONNRESET:
            throw ConnectionResetError(message, code);
        case EMFILE:
            message.append(" (").append(std::to_string(descriptor_limit())).append("; `ulimit -n` allows more)");
            throw ResourceExhausted(message, code);
        case ENFILE:
        case EAGAIN:
            throw ResourceExhausted(message, code);
        case ENOSPC:
        case ENOMEM:
            throw OutOfSharedMemory(message, code);
        default:
            throw OSError(message, code);
    }
}

void throw_errno(std::string_view what, std::string_view on) {
    throw_error(errno, what, on);
}

}  // namespace mp::os

// SPDX-License-Identifier: MIT
#include "serial/python_names.h"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace mp::serial {

namespace {

// Sorted, for the search.
constexpr std::string_view built_in_exceptions[] = {"ArithmeticError",
                                                    "AssertionError",
                                                    "AttributeError",
                                                    "BaseException",
                                                    "BaseExceptionGroup",
                                                    "BlockingIOError",
                                                    "BrokenPipeError",
                                                    "BufferError",
                                                    "BytesWarning",
                                                    "ChildProcessError",
                                                    "ConnectionAbortedError",
                                                    "ConnectionError",
                                                    "ConnectionRefusedError",
                                                    "ConnectionResetError",
                                                    "DeprecationWarning",
                                                    "EOFError",
                                                    "EncodingWarning",
                                                    "Exception",
                                                    "ExceptionGroup",
                                                    "FileExistsError",
                                                    "FileNotFoundError",
                                                    "FloatingPointError",
                                                    "FutureWarning",
                                                    "GeneratorExit",
                                                    "ImportError",
                                                    "ImportWarning",
                                                    "IndentationError",
                                                    "IndexError",
                                                    "InterruptedError",
                                                    "IsADirectoryError",
                                                    "KeyError",
                                                    "KeyboardInterrupt",
                                                    "LookupError",
                                                    "MemoryError",
                                                    "ModuleNotFoundError",
                                                    "NameError",
                                                    "NotADirectoryError",
                                                    "NotImplementedError",
                                                    "OSError",
                                                    "OverflowError",
                                                    "PendingDeprecationWarning",
                                                    "PermissionError",
                                                    "ProcessLookupError",
                                                    "PythonFinalizationError",
                                                    "RecursionError",
                                                    "ReferenceError",
                                                    "ResourceWarning",
                                                    "RuntimeError",
                                                    "RuntimeWarning",
                                                    "StopAsyncIteration",
                                                    "StopIteration",
                                                    "SyntaxError",
                                                    "SyntaxWarning",
                                                    "SystemError",
                                                    "SystemExit",
                                                    "TabError",
                                                    "TimeoutError",
                                                    "TypeError",
                                                    "UnboundLocalError",
                                                    "UnicodeDecodeError",
                                                    "UnicodeEncodeError",
                                                    "UnicodeError",
                                                    "UnicodeTranslateError",
                                                    "UnicodeWarning",
                                                    "UserWarning",
                                                    "ValueError",
                                                    "Warning",
                                                    "ZeroDivisionError"};

constexpr PythonName other_exceptions[] = {{"_queue", "Empty"},
                                           {"queue", "Empty"},
                                           {"queue", "Full"},
                                           {"queue", "ShutDown"},
                                           {"threading", "BrokenBarrierError"},
                                           {"multiprocessing.context", "ProcessError"},
                                           {"multiprocessing.context", "BufferTooShort"},
                                           {"multiprocessing.context", "TimeoutError"},
                                           {"multiprocessing.context", "AuthenticationError"},
                                           {"multiprocessing.managers", "RemoteError"},
                                           {"multiprocessing.pool", "MaybeEncodingError"},
                                           {"concurrent.futures._base", "CancelledError"},
                                           {"asyncio.exceptions", "CancelledError"},
                                           {"_pickle", "PickleError"},
                                           {"_pickle", "PicklingError"},
                                           {"_pickle", "UnpicklingError"}};

constexpr PythonName valued[] = {{"datetime", "date"},
                                 {"datetime", "time"},
                                 {"datetime", "datetime"},
                                 {"datetime", "timedelta"},
                                 {"datetime", "timezone"},
                                 {"decimal", "Decimal"},
                                 {"fractions", "Fraction"},
                                 {"uuid", "UUID"},
                                 {"builtins", "range"},
                                 {"pathlib", "PosixPath"},
                                 {"pathlib", "PurePosixPath"},
                                 {"pathlib._local", "PosixPath"},
                                 {"pathlib._local", "PurePosixPath"}};

constexpr PythonName unhashable[] = {
    {"collections", "OrderedDict"}, {"collections", "deque"}, {"collections", "defaultdict"},
    {"collections", "Counter"},     {"array", "array"},       {"array", "_array_reconstructor"},
    {"types", "SimpleNamespace"},   {"builtins", "slice"}};

template <std::size_t n>
bool is_in(const PythonName (&names)[n], std::string_view module, std::string_view name) noexcept {
    return std::find(std::begin(names), std::end(names), PythonName(module, name)) != std::end(names);
}

// Modules that were called otherwise in Python 2, of those that values of the wire are made with.
constexpr PythonName modules[] = {
    {"__builtin__", "builtins"},     {"copy_reg", "copyreg"},     {"Queue", "queue"},
    {"UserDict", "collections"},     {"UserList", "collections"}, {"UserString", "collections"},
    {"ConfigParser", "configparser"}};
// "builtins" has this one name of another kind.
constexpr std::string_view ranges[] = {"xrange", "range"};

struct SystemError {
    int code;
    std::string_view name;
};
constexpr SystemError system_errors[] = {{EAGAIN, "BlockingIOError"},
                                         {EALREADY, "BlockingIOError"},
                                         {EINPROGRESS, "BlockingIOError"},
                                         {EPIPE, "BrokenPipeError"},
                                         {ESHUTDOWN, "BrokenPipeError"},
                                         {ECHILD, "ChildProcessError"},
                                         {ECONNABORTED, "ConnectionAbortedError"},
                                         {ECONNREFUSED, "ConnectionRefusedError"},
                                         {ECONNRESET, "ConnectionResetError"},
                                         {EEXIST, "FileExistsError"},
                                         {ENOENT, "FileNotFoundError"},
                                         {EISDIR, "IsADirectoryError"},
                                         {ENOTDIR, "NotADirectoryError"},
                                         {EINTR, "InterruptedError"},
                                         {EACCES, "PermissionError"},
                                         {EPERM, "PermissionError"},
                                         {ESRCH, "ProcessLookupError"},
                                         {ETIMEDOUT, "TimeoutError"}};

}  // namespace

bool is_system_error(std::string_view module, std::string_view name) noexcept {
    if (module != "builtins") return false;
    return name == "OSError" || name == "ConnectionError" ||
           std::any_of(std::begin(system_errors), std::end(system_errors),
                       [name](const SystemError& error) { return error.name == name; });
}

std::string_view system_error_name(long code) noexcept {
    const auto* found = std::find_if(std::begin(system_errors), std::end(system_errors),
                                     [code](const SystemError& error) { return error.code == code; });
    return found == std::end(system_errors) ? "OSError" : found->name;
}

bool is_exception(std::string_view module, std::string_view name) noexcept {
    if (module == "builtins")
        return std::binary_search(std::begin(built_in_exceptions), std::end(built_in_exceptions), name);
    return is_in(other_exceptions, module, name);
}

bool compares_by_value(std::string_view module, std::string_view name) noexcept {
    return is_in(valued, module, name) || is_in(unhashable, module, name);
}

bool is_unhashable(std::string_view module, std::string_view name) noexcept {
    return is_in(unhashable, module, name);
}

PythonName python3_name(std::string_view module, std::string_view name) noexcept {
    if (module == "exceptions") return {"builtins", name};
    if (module == "__builtin__" && name == ranges[0]) return {"builtins", ranges[1]};
    if (module == "__builtin__" && name == "unicode") return {"builtins", "str"};
    if (module == "__builtin__" && name == "long") return {"builtins", "int"};
    for (const auto& [two, three] : modules)
        if (module == two) return {three, name};
    return {module, name};
}

PythonName python2_name(std::string_view module, std::string_view name) noexcept {
    if (is_system_error(module, name)) return {"exceptions", "OSError"};
    if (module == "builtins" && is_exception(module, name)) return {"exceptions", name};
    if (module == "builtins" && name == ranges[1]) return {"__builtin__", ranges[0]};
    if (module == "builtins" && name == "str") return {"__builtin__", "unicode"};
    if (module == "builtins" && name == "int") return {"__builtin__", "long"};
    if (module == "builtins") return {"__builtin__", name};
    if (module == "copyreg") return {"copy_reg", name};
    if (module == "queue") return {"Queue", name};
    return {module, name};
}

}  // namespace mp::serial

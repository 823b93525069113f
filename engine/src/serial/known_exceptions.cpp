// SPDX-License-Identifier: MIT
#include "serial/known_exceptions.h"

#include <any>
#include <atomic>
#include <filesystem>
#include <functional>
#include <future>
#include <ios>
#include <memory>
#include <new>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <system_error>
#include <tuple>
#include <typeinfo>
#include <variant>

namespace mp {

std::ostream& operator<<(std::ostream& out, const Exception& error) {
    return out << error.what();
}

}  // namespace mp

namespace mp::detail {

namespace {

constinit std::atomic<const ExceptionKind*> newest_kind{nullptr};

// Types whose constructor takes what() and a few fields, in this order.
template <class E, class... Field>
struct TextAndFields {
    static E make(Reader& reader, const std::string& what) {
        std::tuple<Field...> fields{Codec<Field>::decode(reader)...};
        return std::apply([&what](const Field&... field) { return E(what, field...); }, fields);
    }
};

// Errors with a code append its text to the message they were given; take it off again, or it would double.
std::string message_without(const std::string& what, const std::string& appended) {
    const std::size_t at = what.rfind(appended);
    if (at == std::string::npos || at + appended.size() != what.size()) return what;
    if (at == 0) return {};
    return at >= 2 && what.compare(at - 2, 2, ": ") == 0 ? what.substr(0, at - 2) : what;
}

void write_code(Writer& writer, const std::error_code& code) {
    encode(writer, std::string(code.category().name()));
    encode(writer, code.value());
}

std::error_code read_code(Reader& reader) {
    const auto name = Codec<std::string>::decode(reader);
    const auto value = Codec<int>::decode(reader);
    for (const std::error_category* category :
         {&std::generic_category(), &std::system_category(), &std::iostream_category(), &std::future_category()}) {
        if (name == category->name()) return {value, *category};
    }
    throw UnpicklingError("the error category \"" + name + "\" is not one of the standard library's");
}

}  // namespace

template <class E>
requires(std::is_base_of_v<OSError, E>) struct ExceptionFields<E> : TextAndFields<E, int> {
    static void write(Writer& writer, const E& error) { encode(writer, error.code()); }
};
template <>
struct ExceptionFields<PeerLost> : TextAndFields<PeerLost, int, bool> {
    static void write(Writer& writer, const PeerLost& error) { encode(writer, std::tuple(error.pid(), error.torn())); }
};
template <>
struct ExceptionFields<BrokenBarrier> : TextAndFields<BrokenBarrier, int> {
    static void write(Writer& writer, const BrokenBarrier& error) { encode(writer, error.pid()); }
};
template <>
struct ExceptionFields<ConsumerLost> : TextAndFields<ConsumerLost, int> {
    static void write(Writer& writer, const ConsumerLost& error) { encode(writer, error.pid()); }
};
template <>
struct ExceptionFields<PoolBroken> : TextAndFields<PoolBroken, int> {
    static void write(Writer& writer, const PoolBroken& error) { encode(writer, error.exitcode()); }
};
template <>
struct ExceptionFields<RemoteError> : TextAndFields<RemoteError, std::string> {
    static void write(Writer& writer, const RemoteError& error) { encode(writer, error.remote_type()); }
};
template <>
struct ExceptionFields<WorkerLost> : TextAndFields<WorkerLost, int, int, std::uint64_t, std::size_t, std::size_t> {
    static void write(Writer& writer, const WorkerLost& error) {
        encode(writer, std::tuple(error.pid(), error.exitcode(), error.task(), error.first(), error.last()));
    }
};
template <>
struct ExceptionFields<BufferTooShort> {
    static void write(Writer& writer, const BufferTooShort& error) { encode(writer, error.message()); }
    static BufferTooShort make(Reader& reader, const std::string& what) {
        auto message = Codec<Bytes>::decode(reader);
        return message.empty() ? BufferTooShort(what) : BufferTooShort(std::move(message));
    }
};

template <class E>
requires(std::is_same_v<E, std::system_error> || std::is_same_v<E, std::ios_base::failure>) struct ExceptionFields<E> {
    static void write(Writer& writer, const E& error) { write_code(writer, error.code()); }
    static E make(Reader& reader, const std::string& what) {
        const std::error_code code = read_code(reader);
        const std::string message = message_without(what, code.message());
        if constexpr (std::is_same_v<E, std::system_error>) {
            return message.empty() ? E(code) : E(code, message);
        } else {
            return E(message, code);
        }
    }
};
template <>
struct ExceptionFields<std::future_error> {
    static void write(Writer& writer, const std::future_error& error) { encode(writer, error.code().value()); }
    static std::future_error make(Reader& reader, const std::string&) {
        return std::future_error(static_cast<std::future_errc>(Codec<int>::decode(reader)));
    }
};
template <>
struct ExceptionFields<std::filesystem::filesystem_error> {
    using Error = std::filesystem::filesystem_error;
    static void write(Writer& writer, const Error& error) {
        write_code(writer, error.code());
        encode(writer, std::pair(error.path1(), error.path2()));
    }
    // what() reads "filesystem error: <message>: <text of the code> [path] [path]".
    static Error make(Reader& reader, const std::string& what) {
        const std::error_code code = read_code(reader);
        const auto [first, second] = Codec<std::pair<std::filesystem::path, std::filesystem::path>>::decode(reader);
        constexpr std::string_view prefix = "filesystem error: ";
        std::string message = what.starts_with(prefix) ? what.substr(prefix.size()) : what;
        if (const std::size_t end = message.find(": " + code.message()); end != std::string::npos) message.resize(end);
        if (first.empty()) return Error(message, code);
        return second.empty() ? Error(message, first, code) : Error(message, first, second, code);
    }
};

namespace {

template <class... E>
class Register {
    std::tuple<ExceptionRegistration<E>...> kinds_;
};

// clang-format off
using Standard = Register<
    std::exception, std::bad_exception, std::bad_alloc, std::bad_array_new_length, std::bad_cast, std::bad_typeid,
    std::bad_function_call, std::bad_weak_ptr, std::bad_optional_access, std::bad_variant_access, std::bad_any_cast,
    std::logic_error, std::invalid_argument, std::domain_error, std::length_error, std::out_of_range,
    std::runtime_error, std::range_error, std::overflow_error, std::underflow_error,
    std::system_error, std::ios_base::failure, std::future_error, std::filesystem::filesystem_error>;
using Ours = Register<
    Exception, RuntimeError, NotImplementedError, AssertionError, AttributeError, TypeError, ValueError, UnicodeError,
    LookupError, KeyError, IndexError, OverflowError, MemoryError, BufferError, EOFError, StopIteration,
    KeyboardInterrupt, CancelledError, PickleError, PicklingError, UnpicklingError, SerializationError,
    MaybeEncodingError, OSError, FileExistsError, FileNotFoundError, PermissionError, InterruptedError,
    ProcessLookupError, ConnectionError, BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError,
    ConnectionResetError, OutOfSharedMemory, ResourceExhausted, ProcessError, TimeoutError, AuthenticationError,
    ConsumerLost, BufferTooShort, Empty, Full, ShutDown, BrokenBarrierError, BrokenBarrier, PeerLost, WorkerLost,
    PoolBroken, ManagerLost, Interrupted, RemoteError>;
// clang-format on

// Made at first use and never destroyed: exceptions travel until the last moment of a process.
void register_known() {
    [[maybe_unused]] static const auto* const standard = new Standard;
    [[maybe_unused]] static const auto* const ours = new Ours;
}

}  // namespace

ExceptionKind::ExceptionKind(const std::type_info& type, Encode encode, Decode decode) noexcept
    : type_(&type), encode_(encode), decode_(decode) {
    next_ = newest_kind.load(std::memory_order_relaxed);
    while (!newest_kind.compare_exchange_weak(next_, this, std::memory_order_acq_rel)) {
    }
}

const ExceptionKind* find_exception_kind(const std::type_info& type) {
    return find_exception_kind(type.name());
}

const ExceptionKind* find_exception_kind(std::string_view mangled_name) {
    register_known();
    const ExceptionKind* kind = newest_kind.load(std::memory_order_acquire);
    while (kind != nullptr && mangled_name != kind->type().name()) kind = kind->next();
    return kind;
}

}  // namespace mp::detail

// SPDX-License-Identifier: MIT
#pragma once
// Exceptions on their way between processes. Both sides know the standard library's, mp's, and those registered with
// MP_EXCEPTION; these keep their type. Any other arrives as RemoteError with its type's name, text and traceback.
// The name that is sent is looked up in the list of known types; nothing else is ever constructed.
// Threads: any; the list takes no lock.

#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <typeinfo>

#include "mp/detail/codec.h"
#include "mp/exceptions.h"

namespace mp::detail {

// For messages and monitors: "ValueError" (mp's by Python's name), "std::out_of_range", "app::ParseError"; what() or
// the thrown text or number.
struct ExceptionText {
    std::string type;
    std::string message;
};
ExceptionText describe_exception(const std::exception_ptr& error);

// What a remote_traceback() says: where it came from, then type and message.
std::string traceback_text(const std::exception_ptr& error, std::string_view function, std::string_view process,
                           int pid);

// Never fails for the exception's sake: fields that do not encode cost the type, not the message.
void encode_exception(Writer& writer, const std::exception_ptr& error, std::string_view traceback = {});
Bytes encode_exception(const std::exception_ptr& error, std::string_view traceback = {});

// Never throws and never returns null: damaged bytes give a SerializationError, a known type that cannot be rebuilt a
// RemoteError. Rethrow with std::rethrow_exception.
std::exception_ptr decode_exception(Reader& reader) noexcept;
std::exception_ptr decode_exception(std::span<const std::byte> bytes) noexcept;

template <>
struct Codec<std::exception_ptr> {
    static void encode(Writer& writer, const std::exception_ptr& error) {
        Codec<bool>::encode(writer, error != nullptr);
        if (error) encode_exception(writer, error);
    }
    static std::exception_ptr decode(Reader& reader) {
        return Codec<bool>::decode(reader) ? decode_exception(reader) : nullptr;
    }
};

// How an E is taken apart and put together again; the text of what() travels beside it.
template <class E>
struct ExceptionFields {
    static void write(Writer& writer, const E& error) {
        if constexpr (HasSerialize<E> || HasSaveAndLoad<E>) Codec<E>::encode_members(writer, error);
    }
    static E make(Reader& reader, const std::string& what) {
        E error = construct(what);
        if constexpr (HasSerialize<E> || HasSaveAndLoad<E>) Codec<E>::decode_members(reader, error);
        return error;
    }

private:
    static E construct([[maybe_unused]] const std::string& what) {
        if constexpr (std::is_constructible_v<E, const std::string&>) {
            return E(what);
        } else if constexpr (std::is_constructible_v<E, const char*>) {
            return E(what.c_str());
        } else {
            static_assert(std::is_default_constructible_v<E>,
                          "MP_EXCEPTION: the type needs a constructor from std::string, or a default constructor "
                          "(with serialize(Ar&) for its fields)");
            return E{};
        }
    }
};

// A known type. Lives for ever; chained into a list when it is constructed.
class ExceptionKind {
public:
    using Encode = void (*)(Writer& writer);  // of the exception being handled
    using Decode = std::exception_ptr (*)(Reader& reader, const std::string& what, const std::string& traceback);

    ExceptionKind(const std::type_info& type, Encode encode, Decode decode) noexcept;
    ExceptionKind(const ExceptionKind&) = delete;
    ExceptionKind& operator=(const ExceptionKind&) = delete;

    const std::type_info& type() const noexcept { return *type_; }
    void write_handled(Writer& writer) const { encode_(writer); }
    std::exception_ptr make(Reader& reader, const std::string& what, const std::string& traceback) const {
        return decode_(reader, what, traceback);
    }
    const ExceptionKind* next() const noexcept { return next_; }

private:
    const std::type_info* type_;
    Encode encode_;
    Decode decode_;
    const ExceptionKind* next_ = nullptr;
};

template <class E>
class ExceptionRegistration : public ExceptionKind {
public:
    ExceptionRegistration() noexcept : ExceptionKind(typeid(E), &write, &rebuild) {}

private:
    static void write(Writer& writer) {
        try {
            throw;
        } catch (const E& error) {
            ExceptionFields<E>::write(writer, error);
        }
    }
    static std::exception_ptr rebuild(Reader& reader, const std::string& what, const std::string& traceback) {
        E error = ExceptionFields<E>::make(reader, what);
        if constexpr (std::is_base_of_v<Exception, E>) error.set_remote_traceback(traceback);
        return std::make_exception_ptr(std::move(error));
    }
};

}  // namespace mp::detail

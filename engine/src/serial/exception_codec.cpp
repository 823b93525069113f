// SPDX-License-Identifier: MIT
// On the wire: mangled type name (the key), readable name, text, traceback, the fields' bytes.
#include "mp/detail/exception_codec.h"

#include <cxxabi.h>

#include "mp/detail/type_name.h"
#include "serial/known_exceptions.h"

namespace mp::detail {

namespace {

// What std::throw_with_nested throws is of a type of the library's own; what was meant is its first base.
bool is_nested(const std::type_info& type) noexcept {
    const std::string_view name = type.name();
    return name.starts_with("St17_Nested_exceptionI") || name.starts_with("NSt3__18__nestedI");
}

// The type of the exception being handled. Null for those of other languages.
const std::type_info* handled_type() noexcept {
    const std::type_info* type = abi::__cxa_current_exception_type();
    if (type == nullptr || !is_nested(*type)) return type;
    const auto* derived = dynamic_cast<const abi::__vmi_class_type_info*>(type);
    return derived != nullptr && derived->__base_count != 0 ? derived->__base_info[0].__base_type : type;
}

std::string readable_name(const std::type_info* type) {
    return type != nullptr ? type_name_of(*type) : "unknown";
}

// Of what was thrown though it is no std::exception.
std::string text_of_handled() {
    try {
        throw;
    } catch (const char* text) {
        return text != nullptr ? text : "";
    } catch (const std::string& text) {
        return text;
    } catch (int number) {
        return std::to_string(number);
    } catch (...) {
        return "an exception of type " + readable_name(handled_type());
    }
}

struct Caught {
    const std::type_info* type = nullptr;
    ExceptionText text;
    std::string earlier_traceback;  // of an exception that has crossed a process before
    bool has_fields = false;
    Writer fields;
};

// Calls `look(caught)` inside the handler of `error`, with its type and text filled in.
template <class Look>
void look_at(const std::exception_ptr& error, Caught& caught, Look look) {
    try {
        std::rethrow_exception(error);
    } catch (const Exception& ours) {
        caught.type = handled_type();
        const bool declared = caught.type != nullptr && find_exception_kind(*caught.type) != nullptr;
        caught.text = {declared ? ours.type_name() : readable_name(caught.type), ours.what()};
        caught.earlier_traceback = ours.remote_traceback();
        look(caught);
    } catch (const std::exception& standard) {
        caught.type = handled_type();
        const char* what = standard.what();
        caught.text = {readable_name(caught.type), what != nullptr ? what : ""};
        look(caught);
    } catch (...) {
        caught.type = handled_type();
        caught.text = {readable_name(caught.type), text_of_handled()};
        look(caught);
    }
}

void take_known_fields(Caught& caught) {
    const ExceptionKind* kind = caught.type != nullptr ? find_exception_kind(*caught.type) : nullptr;
    if (kind == nullptr) return;
    try {
        kind->write_handled(caught.fields);
        caught.has_fields = true;
    } catch (...) {
        // A field that does not encode: the type is lost, the name and the text are not.
        caught.has_fields = false;
    }
}

std::exception_ptr remote_error(const std::string& type, const std::string& message, const std::string& traceback) {
    RemoteError error(message, type);
    error.set_remote_traceback(traceback);
    return std::make_exception_ptr(std::move(error));
}

std::exception_ptr decode_trusting_nothing(Reader& reader) {
    const auto key = decode<std::string>(reader);
    const auto type = decode<std::string>(reader);
    const auto message = decode<std::string>(reader);
    auto traceback = decode<std::string>(reader);
    const bool has_fields = decode<bool>(reader);
    const std::size_t size = reader.read_length(1);
    Reader fields({reader.take(size), size});
    const ExceptionKind* kind = has_fields ? find_exception_kind(key) : nullptr;
    if (kind == nullptr) return remote_error(type, message, traceback);
    try {
        return kind->make(fields, message, traceback);
    } catch (const std::exception& error) {
        traceback += "\n(could not be rebuilt here: " + std::string(error.what()) + ")";
    } catch (...) {
        traceback += "\n(could not be rebuilt here)";
    }
    return remote_error(type, message, traceback);
}

}  // namespace

ExceptionText describe_exception(const std::exception_ptr& error) {
    Caught caught;
    if (error) look_at(error, caught, [](Caught&) {});
    return caught.text;
}

std::string traceback_text(const std::exception_ptr& error, std::string_view function, std::string_view process,
                           int pid) {
    const ExceptionText text = describe_exception(error);
    std::string result = "Traceback (most recent call last):\n  Process " + std::string(process) + ", pid " +
                         std::to_string(pid) + ", in " + std::string(function) + "\n" + text.type;
    if (!text.message.empty()) result += ": " + text.message;
    return result + "\n";
}

void encode_exception(Writer& writer, const std::exception_ptr& error, std::string_view traceback) {
    if (!error) throw PicklingError("there is no exception to encode");
    Caught caught;
    look_at(error, caught, take_known_fields);
    encode(writer, std::string(caught.type != nullptr ? caught.type->name() : ""));
    encode(writer, caught.text.type);
    encode(writer, caught.text.message);
    encode(writer, caught.earlier_traceback + std::string(traceback));
    encode(writer, caught.has_fields);
    const auto fields = caught.fields.bytes();
    writer.write_block(fields.data(), fields.size(), 1);
}

Bytes encode_exception(const std::exception_ptr& error, std::string_view traceback) {
    Writer writer;
    encode_exception(writer, error, traceback);
    return Bytes(writer.bytes().begin(), writer.bytes().end());
}

std::exception_ptr decode_exception(Reader& reader) noexcept {
    try {
        return decode_trusting_nothing(reader);
    } catch (const std::exception& error) {
        return std::make_exception_ptr(
            SerializationError(std::string("an exception arrived damaged: ") + error.what()));
    } catch (...) {
        return std::current_exception();
    }
}

std::exception_ptr decode_exception(std::span<const std::byte> bytes) noexcept {
    Reader reader(bytes);
    return decode_exception(reader);
}

}  // namespace mp::detail

// SPDX-License-Identifier: MIT
#include "mp/call.h"

#include <ostream>

namespace mp {

namespace detail {

namespace {

// What stands for an empty call: a module begins with its header, no function lies there.
constexpr FunctionId no_function{};

}  // namespace

void throw_result_unpicklable(std::string_view raw_type) {
    throw MaybeEncodingError("Error sending result: a " + tidy_type_name(raw_type) +
                             " cannot travel to another process; see mp/pickle.h");
}

void rethrow_as_encoding_error(std::string_view raw_type) {
    const std::string prefix = "Error sending result of type " + tidy_type_name(raw_type) + ". Reason: ";
    try {
        throw;
    } catch (const std::exception& error) {
        throw MaybeEncodingError(prefix + type_name_of(typeid(error)) + ": " + error.what());
    } catch (...) {
        throw MaybeEncodingError(prefix + "something that is no std::exception");
    }
}

std::ostream& print_call(std::ostream& out, const AnyCall* call) {
    if (call == nullptr) return out << "empty call";
    return out << call->name() << '(' << call->describe_arguments() << ')';
}

void encode_call(Writer& writer, const AnyCall* call) {
    if (call == nullptr) return writer.write_value(no_function);
    Writer::Level level(writer);  // a call can hold calls
    writer.write_value(call->rebuild_id());
    call->encode_arguments(writer);
}

std::shared_ptr<const AnyCall> decode_call(Reader& reader) {
    Reader::Level level(reader);
    const auto rebuild = reader.read_value<FunctionId>();
    if (rebuild == no_function) return nullptr;
    return find_function<RebuildFunction>(rebuild)(reader);
}

std::shared_ptr<const AnyCall> decode_call(Reader& reader, const std::type_info& result_type) {
    auto call = decode_call(reader);
    if (call && call->result_type() != result_type) {
        reader.fail("a call of " + call->name() + ", which returns " + type_name_of(call->result_type()) + " and not " +
                    type_name_of(result_type) + ",");
    }
    return call;
}

void Codec<Target>::encode(Writer& writer, const Target& target) {
    if (!target.portable()) {
        throw PicklingError("Can't pickle the target " + tidy_type_name(target.callable_type_) +
                            ": only a fork can run a callable of its own; name the function at compile time with "
                            "mp::call<function>(arguments...)");
    }
    encode_call(writer, target.call_.get());
}

Target Codec<Target>::decode(Reader& reader) {
    Target target;
    target.call_ = decode_call(reader);
    return target;
}

}  // namespace detail

void Target::operator()() const {
    if (call_) {
        call_->run_and_forget();
    } else if (callable_) {
        callable_();
    }
}

std::string Target::name() const {
    if (call_) return call_->name();
    return callable_ ? detail::tidy_type_name(callable_type_) : std::string();
}

}  // namespace mp

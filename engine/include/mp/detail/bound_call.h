// SPDX-License-Identifier: MIT
#pragma once
// What stands behind mp::Call: a function with its arguments whose types only the maker knows.

#include <memory>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>

#include "mp/detail/brief.h"
#include "mp/detail/codec.h"
#include "mp/detail/function_registry.h"
#include "mp/detail/function_traits.h"

namespace mp::detail {

// Runs a function on the arguments that come next in `arguments`, and appends what it returns (nothing for void) to
// `result`. Arguments that do not decode throw a PickleError, a result that does not encode MaybeEncodingError;
// whatever else comes out is the function's own.
using TaskFunction = void(Reader& arguments, Writer& result);

class AnyCall;
// Makes a call of its own again from the arguments that come next.
using RebuildFunction = std::shared_ptr<const AnyCall>(Reader& arguments);

class AnyCall {
public:
    virtual ~AnyCall() = default;
    AnyCall(const AnyCall&) = delete;
    AnyCall& operator=(const AnyCall&) = delete;

    virtual void run_and_forget() const = 0;
    virtual void encode_arguments(Writer& writer) const = 0;
    virtual const std::type_info& result_type() const noexcept = 0;
    // The RebuildFunction and the TaskFunction that take these arguments.
    virtual FunctionId rebuild_id() const = 0;
    virtual FunctionId task_id() const = 0;
    virtual std::string name() const = 0;
    virtual std::string describe_arguments() const = 0;

protected:
    AnyCall() = default;
};

template <class R>
class AnyCallOf : public AnyCall {
public:
    virtual R run() const = 0;
    void run_and_forget() const final { static_cast<void>(run()); }
    const std::type_info& result_type() const noexcept final { return typeid(R); }
};

[[noreturn]] void throw_result_unpicklable(std::string_view raw_type);
[[noreturn]] void rethrow_as_encoding_error(std::string_view raw_type);

// Appends a function's result. Throws MaybeEncodingError when it does not encode or is of a type that cannot travel.
template <class R>
void encode_result(Writer& writer, const R& value) {
    if constexpr (Picklable<R>) {
        try {
            encode(writer, value);
        } catch (...) {
            rethrow_as_encoding_error(raw_type_name<R>());
        }
    } else {
        throw_result_unpicklable(raw_type_name<R>());
    }
}

// The TaskFunction of f with the given parameters: pool.apply's, and that of every Call.
template <auto f, class Parameters>
struct RunTask {
    using Arguments = typename StoredTuple<Parameters>::type;
    using Result = typename ResultOf<decltype(f), Parameters>::type;

    static void run(Reader& reader, Writer& writer) {
        auto arguments = decode<Arguments>(reader);
        if constexpr (std::is_void_v<Result>) {
            invoke_stored<f, Parameters>(arguments);
        } else {
            encode_result<Result>(writer, invoke_stored<f, Parameters>(arguments));
        }
    }
    static std::string name() { return function_name<f>(); }
};

template <auto f, class Parameters>
class BoundCall final : public AnyCallOf<typename ResultOf<decltype(f), Parameters>::type> {
public:
    using Arguments = typename StoredTuple<Parameters>::type;
    using Result = typename ResultOf<decltype(f), Parameters>::type;

    explicit BoundCall(Arguments arguments) : arguments_(std::move(arguments)) {}

    // A call can be run again and again, so a function that may change its arguments is given copies.
    Result run() const override {
        if constexpr (LeaveArgumentsAlone<Parameters>::value) {
            return invoke_stored<f, Parameters>(arguments_);
        } else {
            Arguments copy = arguments_;
            return invoke_stored<f, Parameters>(copy);
        }
    }
    void encode_arguments(Writer& writer) const override { encode(writer, arguments_); }
    FunctionId rebuild_id() const override { return function_id<Rebuild>(); }
    FunctionId task_id() const override { return function_id<RunTask<f, Parameters>>(); }
    std::string name() const override { return function_name<f>(); }
    std::string describe_arguments() const override {
        BriefText out;
        add_brief_items(out, arguments_);
        return out.text();
    }

private:
    struct Rebuild {
        static std::shared_ptr<const AnyCall> run(Reader& reader) {
            return std::make_shared<BoundCall>(decode<Arguments>(reader));
        }
        static std::string name() { return function_name<f>(); }
    };

    Arguments arguments_;
};

// Null, an empty call, travels as one. decode_call throws UnpicklingError for a call that this program does not have.
void encode_call(Writer& writer, const AnyCall* call);
std::shared_ptr<const AnyCall> decode_call(Reader& reader);
std::shared_ptr<const AnyCall> decode_call(Reader& reader, const std::type_info& result_type);

}  // namespace mp::detail

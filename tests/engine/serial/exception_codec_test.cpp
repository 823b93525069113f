// SPDX-License-Identifier: MIT
#include "mp/detail/exception_codec.h"

#include <gmock/gmock.h>
#include <mp/pickle.h>

#include <any>
#include <future>
#include <optional>

#include "engine/serial/round_trip.h"

namespace app {

class ParseError : public std::runtime_error {
public:
    ParseError(const std::string& text, int line) : runtime_error(text), line_(line) {}
    explicit ParseError(const std::string& text) : ParseError(text, 0) {}
    int line() const { return line_; }
    template <class Ar>
    void serialize(Ar& ar) {
        ar(line_);
    }

private:
    int line_;
};

class QuotaError : public mp::ValueError {
public:
    using ValueError::ValueError;
    const char* type_name() const noexcept override { return "QuotaError"; }
};

class Unregistered : public QuotaError {
public:
    using QuotaError::QuotaError;
};

struct NoException {
    int code = 0;
    template <class Ar>
    void serialize(Ar& ar) {
        ar(code);
    }
};

// Fails when it is put together again.
class Trap : public std::runtime_error {
public:
    explicit Trap(const std::string& text) : runtime_error(text) {
        if (armed) throw std::logic_error("sprung");
    }
    static inline bool armed = false;
};

// A field that does not encode.
struct Stubborn : std::runtime_error {
    using runtime_error::runtime_error;
    template <class Ar>
    void serialize(Ar&) {
        throw mp::PicklingError("never");
    }
};

}  // namespace app

MP_EXCEPTION(app::ParseError)
MP_EXCEPTION(app::QuotaError);  // with or without a semicolon
MP_EXCEPTION(app::NoException)
MP_EXCEPTION(app::Trap)
MP_EXCEPTION(app::Stubborn)

namespace {

using testing::HasSubstr;

template <class E>
E journey(const E& error, std::string_view traceback = "remote place") {
    const auto bytes = mp::detail::encode_exception(std::make_exception_ptr(error), traceback);
    const auto arrived = mp::detail::decode_exception(bytes);
    try {
        std::rethrow_exception(arrived);
    } catch (const E& same) {
        if constexpr (std::is_base_of_v<std::exception, E>) {
            EXPECT_EQ(typeid(same), typeid(E));
            EXPECT_STREQ(same.what(), error.what());
        }
        if constexpr (std::is_base_of_v<mp::Exception, E>) {
            EXPECT_EQ(same.remote_traceback(), traceback);
        }
        return same;
    } catch (...) {
        const auto other = mp::detail::describe_exception(arrived);
        ADD_FAILURE() << other.type << " instead of " << typeid(E).name() << ": " << other.message;
    }
    return error;
}

template <class E>
mp::RemoteError unknown_journey(const E& error) {
    try {
        std::rethrow_exception(
            mp::detail::decode_exception(mp::detail::encode_exception(std::make_exception_ptr(error), "tb")));
    } catch (const mp::RemoteError& remote) {
        EXPECT_THAT(remote.remote_traceback(), HasSubstr("tb"));
        return remote;
    } catch (...) {
        ADD_FAILURE() << "no RemoteError for " << typeid(E).name();
    }
    return mp::RemoteError("");
}

template <class... E>
void all_journey_by_text() {
    (journey(E("some text")), ...);
}
template <class... E>
void all_journey() {
    (journey(E()), ...);
}

TEST(ExceptionCodec, TheStandardLibrarys) {
    all_journey_by_text<std::runtime_error, std::logic_error, std::invalid_argument, std::out_of_range,
                        std::domain_error, std::length_error, std::range_error, std::overflow_error,
                        std::underflow_error>();
    all_journey<std::exception, std::bad_alloc, std::bad_cast, std::bad_exception, std::bad_array_new_length,
                std::bad_optional_access, std::bad_variant_access, std::bad_function_call, std::bad_any_cast>();
}

TEST(ExceptionCodec, ErrorCodesAndPaths) {
    const auto code = std::make_error_code(std::errc::no_such_file_or_directory);
    EXPECT_EQ(journey(std::system_error(code, "open")).code(), code);
    EXPECT_EQ(journey(std::system_error(code)).code(), code);
    EXPECT_EQ(journey(std::system_error(5, std::system_category(), "a: b")).code().value(), 5);
    EXPECT_EQ(journey(std::ios_base::failure("stream", code)).code(), code);
    EXPECT_EQ(journey(std::future_error(std::future_errc::broken_promise)).code(), std::future_errc::broken_promise);
    const auto copy = journey(std::filesystem::filesystem_error("copy", "/a", "/b", code));
    EXPECT_EQ(copy.path1(), "/a");
    EXPECT_EQ(copy.path2(), "/b");
    EXPECT_EQ(copy.code(), code);
}

TEST(ExceptionCodec, OursWithTheirFields) {
    all_journey_by_text<mp::Exception, mp::RuntimeError, mp::ValueError, mp::KeyError, mp::TimeoutError, mp::EOFError,
                        mp::Empty, mp::StopIteration, mp::SerializationError, mp::MaybeEncodingError, mp::Interrupted,
                        mp::AuthenticationError, mp::BrokenBarrierError, mp::CancelledError, mp::ShutDown>();
    EXPECT_EQ(journey(mp::OSError("x", 5)).code(), 5);
    EXPECT_EQ(journey(mp::BrokenPipeError("x", 32)).code(), 32);
    EXPECT_EQ(journey(mp::ManagerLost("x", 111)).code(), 111);
    EXPECT_TRUE(journey(mp::PeerLost("x", 12, true)).torn());
    EXPECT_EQ(journey(mp::BrokenBarrier("x", 12)).pid(), 12);
    EXPECT_EQ(journey(mp::ConsumerLost("x", 12)).pid(), 12);
    EXPECT_EQ(journey(mp::PoolBroken("x", 3)).exitcode(), 3);
    EXPECT_EQ(journey(mp::RemoteError("x", "T")).remote_type(), "T");
    EXPECT_EQ(journey(mp::BufferTooShort(mp::Bytes(3))).message(), mp::Bytes(3));
    const auto lost = journey(mp::WorkerLost("x", 1, -9, 3, 4, 5));
    EXPECT_EQ(std::tuple(lost.pid(), lost.exitcode(), lost.task(), lost.first(), lost.last()),
              std::tuple(1, -9, std::uint64_t{3}, std::size_t{4}, std::size_t{5}));
}

TEST(ExceptionCodec, TheRegistered) {
    EXPECT_EQ(journey(app::ParseError("bad token", 7)).line(), 7);
    EXPECT_STREQ(journey(app::QuotaError("full")).type_name(), "QuotaError");
    EXPECT_EQ(journey(app::NoException{3}).code, 3);
}

TEST(ExceptionCodec, AnyOtherIsARemoteError) {
    const auto remote = unknown_journey(app::Unregistered("why"));
    EXPECT_EQ(remote.remote_type(), "app::Unregistered");
    EXPECT_STREQ(remote.what(), "why");
    EXPECT_EQ(unknown_journey(42).remote_type(), "int");
    EXPECT_STREQ(unknown_journey(42).what(), "42");
    EXPECT_STREQ(unknown_journey("text").what(), "text");
    EXPECT_STREQ(unknown_journey(std::string("text")).what(), "text");
    EXPECT_THAT(unknown_journey(2.5).what(), HasSubstr("double"));
}

TEST(ExceptionCodec, OneThatCannotBeTakenApartKeepsNameAndText) {
    const auto remote = unknown_journey(app::Stubborn("why"));
    EXPECT_EQ(remote.remote_type(), "app::Stubborn");
    EXPECT_STREQ(remote.what(), "why");
}

TEST(ExceptionCodec, OneThatCannotBePutTogetherKeepsNameAndText) {
    const auto error = std::make_exception_ptr(app::Trap("why"));
    const auto bytes = mp::detail::encode_exception(error, "tb");
    app::Trap::armed = true;
    const auto arrived = mp::detail::decode_exception(bytes);
    app::Trap::armed = false;
    try {
        std::rethrow_exception(arrived);
    } catch (const mp::RemoteError& remote) {
        EXPECT_EQ(remote.remote_type(), "app::Trap");
        EXPECT_STREQ(remote.what(), "why");
        EXPECT_THAT(remote.remote_traceback(), HasSubstr("sprung"));
        return;
    }
    FAIL() << "no RemoteError";
}

TEST(ExceptionCodec, TracebacksAddUpOverTwoJourneys) {
    const auto first = mp::detail::decode_exception(
        mp::detail::encode_exception(std::make_exception_ptr(mp::KeyError("k")), "inner\n"));
    const auto second = mp::detail::decode_exception(mp::detail::encode_exception(first, "outer\n"));
    try {
        std::rethrow_exception(second);
    } catch (const mp::KeyError& error) {
        EXPECT_EQ(error.remote_traceback(), "inner\nouter\n");
        EXPECT_STREQ(error.what(), "k");
    }
    EXPECT_THAT(mp::detail::traceback_text(first, "resize", "Worker-1", 12),
                testing::AllOf(HasSubstr("Worker-1, pid 12, in resize"), HasSubstr("KeyError: k")));
}

TEST(ExceptionCodec, DamagedBytesAreAnErrorToo) {
    const auto whole = mp::detail::encode_exception(std::make_exception_ptr(mp::OSError("x", 5)));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto arrived = mp::detail::decode_exception(std::span(whole).first(size));
        ASSERT_NE(arrived, nullptr);
        EXPECT_THROW(std::rethrow_exception(arrived), mp::SerializationError) << size;
    }
}

TEST(ExceptionCodec, TravelsAsAValue) {
    const auto arrived = mp::test::round_trip(std::make_exception_ptr(mp::ValueError("v")));
    EXPECT_THROW(std::rethrow_exception(arrived), mp::ValueError);
    EXPECT_EQ(mp::test::round_trip(std::exception_ptr()), nullptr);
}

}  // namespace

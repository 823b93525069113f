// SPDX-License-Identifier: MIT
// Which error is caught by whose name: the bases of mp/exceptions.h are those of Python.
#include <gtest/gtest.h>

#include <type_traits>

#include "mp/exceptions.h"

namespace {

template <class Derived, class Base>
constexpr bool is_a = std::is_base_of_v<Base, Derived>;

// proves: 3.ProcessError, 3.TimeoutError, 3.BufferTooShort, 3.AuthenticationError
TEST(Exceptions, OfThePackageAreProcessErrors) {
    EXPECT_TRUE((is_a<mp::ProcessError, mp::Exception> && is_a<mp::Exception, std::runtime_error>));
    EXPECT_TRUE((is_a<mp::TimeoutError, mp::ProcessError> && !is_a<mp::TimeoutError, mp::OSError>));
    EXPECT_TRUE((is_a<mp::BufferTooShort, mp::ProcessError>));
    EXPECT_TRUE((is_a<mp::AuthenticationError, mp::ProcessError>));
    EXPECT_STREQ(mp::ProcessError("x").type_name(), "ProcessError");
    EXPECT_STREQ(mp::TimeoutError().what(), "");  // no arguments
}

// proves: 3.queue.Empty, 3.threading.BrokenBarrierError, 3.EOFError, 3.OSError, 3.BrokenPipeError
TEST(Exceptions, OfTheStandardLibraryKeepTheirFamilies) {
    EXPECT_TRUE((is_a<mp::Empty, mp::Exception> && !is_a<mp::Empty, mp::ProcessError>));
    EXPECT_TRUE((is_a<mp::Full, mp::Exception> && !is_a<mp::Full, mp::ProcessError>));
    EXPECT_TRUE((is_a<mp::BrokenBarrierError, mp::RuntimeError>));
    EXPECT_TRUE((is_a<mp::EOFError, mp::Exception> && !is_a<mp::EOFError, mp::OSError>));
    for (const bool derived :
         {is_a<mp::BrokenPipeError, mp::ConnectionError>, is_a<mp::ConnectionError, mp::OSError>,
          is_a<mp::ConnectionRefusedError, mp::ConnectionError>, is_a<mp::ConnectionResetError, mp::ConnectionError>,
          is_a<mp::FileNotFoundError, mp::OSError>, is_a<mp::FileExistsError, mp::OSError>})
        EXPECT_TRUE(derived);
    EXPECT_TRUE((is_a<mp::KeyError, mp::LookupError> && is_a<mp::IndexError, mp::LookupError>));
    EXPECT_EQ(mp::OSError("x", 5).code(), 5);
}

// Ours beyond Python's are caught as what Python code would catch there.
// proves: 3.pool.MaybeEncodingError
TEST(Exceptions, BeyondPythonsDeriveFromThem) {
    EXPECT_TRUE((is_a<mp::WorkerLost, mp::ProcessError> && is_a<mp::PoolBroken, mp::ProcessError>));
    EXPECT_TRUE((is_a<mp::ConsumerLost, mp::ProcessError> && is_a<mp::PeerLost, mp::EOFError>));
    EXPECT_TRUE((is_a<mp::ManagerLost, mp::ConnectionError> && is_a<mp::BrokenBarrier, mp::BrokenBarrierError>));
    EXPECT_TRUE((is_a<mp::OutOfSharedMemory, mp::OSError> && is_a<mp::ResourceExhausted, mp::OSError>));
    EXPECT_TRUE((is_a<mp::SerializationError, mp::PicklingError> && is_a<mp::Interrupted, mp::KeyboardInterrupt>));
    EXPECT_TRUE((is_a<mp::MaybeEncodingError, mp::SerializationError>));
}

}  // namespace

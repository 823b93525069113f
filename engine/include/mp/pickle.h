// SPDX-License-Identifier: MIT
#pragma once
// What can travel to another process of the same program, as mp::Picklable tells:
//
// - numbers, enums, std::string, mp::Bytes, nullptr, std::monostate, chrono durations, time points and dates,
//   std::filesystem::path;
// - the standard containers, pair, tuple, optional, variant, array, and unique_ptr or shared_ptr (by value) of these;
// - plain aggregates of up to 32 such fields, arrays included, without a line of code:
//
//       struct Tile { int x, y; std::string name; std::vector<float> pixels; };
//
// - classes that say what they are made of, in cereal's words (a default constructor is needed):
//
//       class Account {
//        public:
//           template <class Ar> void serialize(Ar& ar) { ar(owner_, balance_); }
//       };
//
//   also as a free serialize(Ar&, T&) beside the class, or as save(Ar&) const and load(Ar&);
// - mp::Call, and IPC handles where a process is being started (elsewhere RuntimeError).
//
// Pointers, references, views and std::function cannot travel: that is a compile-time error.
//
// Exceptions keep their type where both sides know it: the standard library's, mp's, and those named with
//
//     MP_EXCEPTION(app::ParseError)      // at namespace scope, where the type is complete
//
// The type needs a constructor from std::string (it is given what()), or a default constructor; a serialize member
// carries further fields. All others arrive as mp::RemoteError. A derived class has to be named itself.
// What std::throw_with_nested throws arrives as the exception that it was given, without the one inside.
//
// Both ends run the same executable: there is no versioning, and nothing is converted.
// Threads: a value may be encoded while other threads read it.
// Mirrors: "What can be pickled and unpickled?" of Python's pickle.

#include "mp/detail/codec.h"
#include "mp/detail/exception_codec.h"

#define MP_DETAIL_JOIN(a, b) a##b
#define MP_DETAIL_UNIQUE(name, number) MP_DETAIL_JOIN(name, number)
#define MP_EXCEPTION(...)                                                                                     \
    namespace {                                                                                               \
    const ::mp::detail::ExceptionRegistration<__VA_ARGS__> MP_DETAIL_UNIQUE(mp_exception_kind_, __COUNTER__); \
    }

// SPDX-License-Identifier: MIT
#pragma once
// What a call that must fail said.
//
//     EXPECT_EQ(mp::test::error_of<mp::ValueError>([&] { queue.task_done(); }), "task_done() called too many times");
//     EXPECT_EQ(mp::test::typed_error_of([&] { client.recv(); }), "EOFError: the other end is closed");

#include <string>

#include "mp/exceptions.h"

namespace mp::test {

// Of an Error; anything else that is thrown is the test's failure.
template <class Error>
std::string error_of(const auto& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "nothing";
}

// Of any exception of the engine, behind its Python type's name.
inline std::string typed_error_of(const auto& action) {
    try {
        action();
    } catch (const Exception& error) {
        return std::string(error.type_name()) + ": " + error.what();
    }
    return "nothing";
}

}  // namespace mp::test

// SPDX-License-Identifier: MIT
#pragma once
// What call_test.cpp and call_other_unit.cpp say to each other.

#include <mp/call.h>

namespace mp::test {

int shared_function(int x);
mp::Call<int> shared_function_from_other_unit(int x);
mp::Call<int> own_function_of_other_unit(int x);
mp::detail::FunctionId id_in_other_unit();

}  // namespace mp::test

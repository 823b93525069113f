// SPDX-License-Identifier: MIT
#include "engine/serial/call_units.h"

namespace {
// Same name and signature as one in call_test.cpp; another function.
int own_function(int x) {
    return x + 200;
}
}  // namespace

namespace mp::test {

int shared_function(int x) {
    return x * 3;
}
mp::Call<int> shared_function_from_other_unit(int x) {
    return mp::call<shared_function>(x);
}
mp::Call<int> own_function_of_other_unit(int x) {
    return mp::call<own_function>(x);
}
mp::detail::FunctionId id_in_other_unit() {
    return mp::detail::function_id<mp::detail::RunTask<shared_function, std::tuple<int>>>();
}

}  // namespace mp::test

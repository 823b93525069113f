// SPDX-License-Identifier: MIT
// A travelling function that lies in a shared library.
#include <mp/call.h>

namespace {
int in_library(int x) {
    return 1000 + x;
}
}  // namespace

mp::Call<int> call_from_library(int x) {
    return mp::call<in_library>(x);
}

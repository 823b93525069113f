// SPDX-License-Identifier: MIT
// "encode": prints where a function lies in this process, then the bytes of some calls in hexadecimal.
// "run": reads such bytes, runs the calls, prints what they return.
#include <mp/call.h>
#include <mp/pickle.h>

#include <iostream>
#include <string>
#include <vector>

mp::Call<int> call_from_library(int x);

namespace {

struct Order {
    std::string what;
    std::vector<int> amounts;
};

int total(const Order& order, int factor) {
    int sum = 0;
    for (const int amount : order.amounts) sum += amount * factor;
    return sum;
}

using Calls = std::vector<mp::Call<int>>;

void encode() {
    mp::detail::Writer writer;
    mp::detail::encode(writer, Calls{mp::call<total>(Order{"nails", {1, 2, 3}}, 7),
                                     mp::call<[](int x) { return -x; }>(5), call_from_library(1)});
    std::cout << reinterpret_cast<const void*>(&total) << '\n';
    constexpr char digits[] = "0123456789abcdef";
    for (const std::byte byte : writer.bytes()) {
        std::cout << digits[std::to_integer<unsigned>(byte) >> 4] << digits[std::to_integer<unsigned>(byte) & 15U];
    }
    std::cout << '\n';
}

int run() {
    std::string hex;
    std::cin >> hex;
    mp::Bytes bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(static_cast<std::byte>(std::stoi(hex.substr(i, 2), nullptr, 16)));
    }
    try {
        mp::detail::Reader reader(bytes);
        for (const auto& call : mp::detail::decode<Calls>(reader)) std::cout << call() << '\n';
        return 0;
    } catch (const mp::Exception& error) {
        std::cerr << error.type_name() << ": " << error.what() << '\n';
        return 1;
    }
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "encode") {
        encode();
        return 0;
    }
    return what == "run" ? run() : 2;
}

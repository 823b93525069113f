// SPDX-License-Identifier: MIT
// A program whose worker prints: three tasks at once, and one more for each line of its standard input.
#include <iostream>
#include <string>

#include "mp/multiprocessing.h"

namespace {

int say(int number) {
    std::cout << "said " << number << '\n';
    std::cerr << "complained " << number << '\n';
    return number;
}

}  // namespace

int main(int argc, char** argv) {
    mp::freeze_support(argc, argv);
    mp::Pool pool(1);
    int number = 0;
    while (number < 3) pool.apply(mp::fn<say>, ++number);
    std::cout << "ready" << std::endl;
    for (std::string line; std::getline(std::cin, line);) pool.apply(mp::fn<say>, ++number);
    return 0;
}

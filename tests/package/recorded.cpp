// SPDX-License-Identifier: MIT
// A program outside that reads the history: a new one is empty.
#include <mp/history.h>

#include <iostream>

int main() {
    mp::history::Database database;
    std::cout << database.runs().size() << " runs\n";
}

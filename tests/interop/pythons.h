// SPDX-License-Identifier: MIT
#pragma once
// The Pythons of this machine that the wire is tested against: Debian's own, those that LIFEGUARD_PYTHONS names
// (separated by colons), and what pyenv has installed, from 3.6 on.

#include <string>
#include <vector>

#include "mp/exceptions.h"

namespace mp::test {

struct Python {
    std::string path;
    int minor = 0;  // 11 for 3.11
};
const std::vector<Python>& pythons();
// Debian's.
const Python& python();
// Path of a script in tests/interop.
std::string script(const std::string& name);

std::string to_hex(const Bytes& bytes);
Bytes from_hex(const std::string& text);
std::string text_from_hex(const std::string& text);

}  // namespace mp::test

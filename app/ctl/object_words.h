// SPDX-License-Identifier: MIT
#pragma once
// Values on the command line: as JSON writes them, with Python's None, True and False; any other word is a text.

#include <nlohmann/json.hpp>
#include <string>

#include "mp/object.h"

namespace ctl {

mp::Object parse_object(const std::string& word);
// What JSON has no form for is Python's text of it.
nlohmann::json to_json(const mp::Object& value);
// A text itself, Python's text of everything else. (str() of a proxy would ask the manager that a stranger names.)
std::string text_of(const mp::Object& value);

}  // namespace ctl

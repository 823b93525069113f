// SPDX-License-Identifier: MIT
#pragma once
// Charts of the report: SVG inside the page, coloured by its style sheet, each with its numbers as a table below.

#include <string>
#include <string_view>
#include <vector>

#include "mp/history.h"

namespace mp::history {

// Text for the inside of an element or an attribute of the page; what is no text (controls, bytes that are no UTF-8)
// becomes U+FFFD.
std::string escaped(std::string_view text);

struct Curve {
    std::string name;
    std::string tone;  // a class of the style sheet: "ok", "failed", "one" … "four"
    std::vector<Point> points;
};

struct Chart {
    std::string title;  // with the unit
    columns::Unit unit = columns::Unit::count;
    std::int64_t from_ns = 0;
    std::int64_t to_ns = 0;
    std::vector<Curve> curves;
};

// "" where no curve has a value.
std::string figure(const Chart& chart);

}  // namespace mp::history

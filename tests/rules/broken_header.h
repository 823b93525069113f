// SPDX-License-Identifier: MIT
#pragma once
// Does not compile alone, on purpose: the header test must refuse it.

inline std::string nobody_included_string;

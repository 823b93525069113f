// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The formats of an export by the words that lifeguardctl has for them: "csv", "json", "html", "trace".

#include <QString>
#include <cstdint>

#include "mp/history.h"

namespace lifeguard::run_export {

inline mp::history::Format formatOf(const QString& word) {
    using mp::history::Format;
    return word == QLatin1String("html")    ? Format::html
           : word == QLatin1String("trace") ? Format::trace
           : word == QLatin1String("json")  ? Format::json
                                            : Format::csv;
}

}  // namespace lifeguard::run_export

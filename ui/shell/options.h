// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The command line of `lifeguard`. What is wrong with it is one sentence and exit code 64.

#include <QSize>
#include <QString>
#include <QStringList>
#include <optional>

#include "bridge/manager_place.h"

namespace lifeguard {

inline constexpr int exit_usage = 64;          // EX_USAGE
inline constexpr int exit_data = 65;           // EX_DATAERR: what was named is not ours
inline constexpr int exit_no_input = 66;       // EX_NOINPUT: what was named does not exist
inline constexpr int exit_unavailable = 69;    // EX_UNAVAILABLE: what was to be watched did not come
inline constexpr int exit_cannot_create = 73;  // EX_CANTCREAT
inline constexpr int exit_no_permission = 77;  // EX_NOPERM

struct Options {
    bool demo = false;
    bool help = false;
    bool version = false;
    std::optional<int> attach;            // --attach PID
    std::optional<ManagerPlace> manager;  // --attach ADDRESS, with --authkey-file
    std::optional<std::int64_t> run;      // --open NUMBER
    QString file;                         // --open FILE
    QString page;
    QString settings;
    QString theme;
    QString pictures;  // a directory
    QSize size;
};

// The options, or nullopt with a sentence in *error.
std::optional<Options> parseOptions(const QStringList& arguments, QString* error);
QString helpText();

}  // namespace lifeguard

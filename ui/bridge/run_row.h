// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A recorded run as the Runs page lists it: plain values, whatever the database looks like.

#include <QMetaType>
#include <QString>
#include <QVector>
#include <cstdint>
#include <optional>

namespace lifeguard {

struct RunRow {
    std::int64_t id = 0;
    QString name;
    QString source;  // program
    QString command;
    QString host;
    std::int32_t pid = 0;
    std::int64_t started_ns = 0;
    std::optional<std::int64_t> ended_ns;  // nullopt: still recorded, or interrupted
    bool interrupted = false;              // the recorder ended before the program
    bool recording = false;                // is being written now
    std::int64_t last_ns = 0;              // up to when there is data
    std::uint64_t tasks_count = 0;
    std::uint64_t failed_count = 0;
    std::uint64_t bad_exits_count = 0;
    std::optional<double> p95_ns;
    std::optional<std::int64_t> size_bytes;
    QString notes;
    bool starred = false;
    bool operator==(const RunRow&) const = default;
};

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::RunRow)

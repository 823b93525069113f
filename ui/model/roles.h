// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The roles every model of this folder answers, beside Qt's own: display and tool tip text come from ui/format, tests
// and sorting use the raw value. And Entity, by which selections, links and actions name what they mean: an identity,
// never a row.

#include <QList>
#include <QMetaType>
#include <QVector>
#include <Qt>
#include <functional>

#include "format/words.h"
#include "mp/snapshot.h"

namespace lifeguard {

enum Role {
    RawRole = Qt::UserRole + 1,  // the number or text itself; invalid if unknown
    SortRole,                    // what a column is sorted by
    EntityRole,                  // lifeguard::Entity of the row
    ToneRole,                    // int of Tone, for cells with a state; invalid elsewhere
    GlyphRole,                   // QString, the glyph that belongs to the tone
    SamplesRole,                 // QVector<double> for a sparkline, oldest first, NaN is a gap
    SamplesMaximumRole,          // double: the top of the sparkline's scale
    FractionRole,                // double 0 … 1 for a bar behind the text; invalid without
    EndedRole,                   // bool: the row shows something that is over (italic)
    OfferKillRole,               // bool: terminate had no effect for 5 s, the row offers Kill…
    ColumnIdRole,                // header: the column's id, as in mp/columns.h
    PageRole,                    // findings: id of the page that shows more
};

// What a row stands for.
struct Entity {
    enum class Kind : std::uint8_t {
        none,
        session,
        process,
        pool,
        queue,
        lock,
        sync,
        exit,
        run,
        finding,
        task,
        line,
        object
    };
    Kind kind = Kind::none;
    mp::observe::Identity identity;  // session, process, exit
    std::uint64_t id = 0;            // pool, queue, lock, sync, run, task, line of the log, object of a manager
    std::uint64_t pool = 0;          // task: the pool that it was given to
    std::uint32_t attempt = 0;       // task: which of its attempts
    bool operator==(const Entity&) const = default;
    explicit operator bool() const { return kind != Kind::none; }
};

inline std::size_t qHash(const Entity& e, std::size_t seed = 0) {
    return seed ^ (std::hash<mp::observe::Identity>()(e.identity) * 31 + e.id * 7 + e.pool * 3 + e.attempt +
                   static_cast<std::size_t>(e.kind));
}

}  // namespace lifeguard
Q_DECLARE_METATYPE(lifeguard::Entity)

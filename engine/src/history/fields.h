// SPDX-License-Identifier: MIT
#pragma once
// Which column holds which field: for each kind of object its table of what stays (name, kind, owner) and its table of
// samples, and the order in which both are bound and read. A new field is one word in each of the three places.

#include <string>

#include "history/sql.h"
#include "mp/snapshot.h"

namespace mp::history {

// Every object of a run has a number in it, by order of appearance; all four lists follow (run, number).
template <class T>
struct Mapping;

#define MP_HISTORY_MAPPING(Type)                                          \
    template <>                                                           \
    struct Mapping<observe::Type> {                                       \
        static const char* const table;                                   \
        static const char* const columns;                                 \
        static const char* const sample_columns;                          \
        static void bind(Binder& to, const observe::Type& from);          \
        static void read(Reader& from, observe::Type& to);                \
        static void bind_sample(Binder& to, const observe::Type& o);      \
        static void read_sample(Reader& from, observe::Type& to);         \
        /* both rows of the table are the same */                         \
        static bool same(const observe::Type& a, const observe::Type& b); \
    }
MP_HISTORY_MAPPING(Process);
MP_HISTORY_MAPPING(Pool);
MP_HISTORY_MAPPING(Queue);
MP_HISTORY_MAPPING(Lock);
MP_HISTORY_MAPPING(Sync);
#undef MP_HISTORY_MAPPING

// Tables without samples; both follow the run.
extern const char* const task_columns;
void bind(Binder& to, const observe::Task& task);
void read(Reader& from, observe::Task& task);

extern const char* const exit_columns;
void bind(Binder& to, const observe::Exit& exit);
void read(Reader& from, observe::Exit& exit);

extern const char* const log_columns;
void bind(Binder& to, const observe::LogEntry& entry);
void read(Reader& from, observe::LogEntry& entry);

// "?, ?, ?" for as many columns as the list names.
std::string placeholders(const std::string& columns);

}  // namespace mp::history

// SPDX-License-Identifier: MIT
#include "history/sql.h"

#include <sqlite3.h>

#include <cerrno>
#include <charconv>

namespace mp::history {

void throw_sql(const SQLite::Exception& error, const std::string& doing, const std::string& path) {
    const std::string start = "cannot " + doing + ": " + path + ": ";
    switch (error.getErrorCode() & 0xff) {
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            throw BusyError(start + "another process is writing to it and does not finish", EBUSY);
        case SQLITE_FULL:
            throw OSError(start + "the disk is full; what was written before is safe", ENOSPC);
        case SQLITE_READONLY:
            throw PermissionError(start + "it can only be read", EROFS);
        case SQLITE_PERM:
        case SQLITE_AUTH:
            throw PermissionError(start + "permission denied", EACCES);
        case SQLITE_CANTOPEN:
            throw OSError(start + "it cannot be opened", EIO);
        case SQLITE_IOERR:
            throw OSError(start + "the disk does not work as it should (" + error.what() + ")", EIO);
        case SQLITE_NOTADB:
            throw ValueError(path + " is not a Lifeguard history; it was not changed");
        case SQLITE_CORRUPT:
            throw ValueError(path + " is damaged (" + error.what() + ")");
        case SQLITE_NOMEM:
            throw MemoryError(start + "out of memory");
        default:
            throw RuntimeError(start + error.what());
    }
}

std::string to_text(const observe::Identity& id) {
    return std::to_string(id.pid) + '-' + std::to_string(id.start_ticks);
}
std::string to_text(const std::vector<observe::Identity>& ids) {
    std::string text;
    for (const auto& id : ids) {
        if (!text.empty()) text += ' ';
        text += to_text(id);
    }
    return text;
}
std::string to_text(const observe::Histogram& histogram) {
    std::string text;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
        if (histogram.buckets[i] == 0) continue;
        if (!text.empty()) text += ' ';
        text += std::to_string(i) + ':' + std::to_string(histogram.buckets[i]);
    }
    return text;
}

namespace {

// "a<separator>b" pairs with blanks between them; stops at the first that is none.
template <class F>
void each_pair(const std::string& text, char separator, F&& f) {
    const char* at = text.data();
    const char* const end = at + text.size();
    while (at < end) {
        std::uint64_t first = 0;
        std::uint64_t second = 0;
        auto parsed = std::from_chars(at, end, first);
        if (parsed.ec != std::errc() || parsed.ptr == end || *parsed.ptr != separator) return;
        parsed = std::from_chars(parsed.ptr + 1, end, second);
        if (parsed.ec != std::errc()) return;
        f(first, second);
        at = parsed.ptr < end ? parsed.ptr + 1 : end;
    }
}

}  // namespace

std::vector<observe::Identity> identities(const std::string& text) {
    std::vector<observe::Identity> ids;
    each_pair(text, '-', [&](std::uint64_t pid, std::uint64_t ticks) {
        ids.push_back({static_cast<std::int32_t>(pid), ticks});
    });
    return ids;
}
observe::Histogram histogram(const std::string& text) {
    observe::Histogram out;
    out.buckets.assign(64, 0);
    each_pair(text, ':', [&](std::uint64_t bucket, std::uint64_t count) {
        if (bucket < out.buckets.size()) out.buckets[bucket] = count;
    });
    return out;
}

Binder& Binder::operator<<(double value) {
    statement_.bind(++at_, value);
    bytes_ += 9;
    return *this;
}
Binder& Binder::operator<<(const std::string& value) {
    statement_.bindNoCopy(++at_, value);
    bytes_ += value.size() + 1;
    return *this;
}
Binder& Binder::operator<<(const observe::Identity& id) {
    return id ? *this << id.pid << id.start_ticks : null().null();
}
Binder& Binder::operator<<(const std::vector<observe::Identity>& ids) {
    if (ids.empty()) return null();
    const std::string text = to_text(ids);
    statement_.bind(++at_, text);
    bytes_ += text.size() + 1;
    return *this;
}
Binder& Binder::operator<<(const observe::Histogram& value) {
    const std::string text = to_text(value);
    statement_.bind(++at_, text);
    bytes_ += text.size() + 1;
    return *this;
}
Binder& Binder::blob(const std::string& value) {
    statement_.bindNoCopy(++at_, static_cast<const void*>(value.data()), static_cast<int>(value.size()));
    bytes_ += value.size() + 1;
    return *this;
}
Binder& Binder::null() {
    statement_.bind(++at_);
    ++bytes_;
    return *this;
}

Reader& Reader::operator>>(bool& value) {
    value = statement_.getColumn(at_++).getInt() != 0;
    return *this;
}
Reader& Reader::operator>>(double& value) {
    value = statement_.getColumn(at_++).getDouble();
    return *this;
}
Reader& Reader::operator>>(std::string& value) {
    value = statement_.getColumn(at_++).getString();  // with its length: a blob may hold zeros
    return *this;
}
Reader& Reader::operator>>(observe::Identity& id) {
    return *this >> id.pid >> id.start_ticks;
}
Reader& Reader::operator>>(std::vector<observe::Identity>& ids) {
    ids = identities(statement_.getColumn(at_++).getString());
    return *this;
}
Reader& Reader::operator>>(observe::Histogram& value) {
    value = histogram(statement_.getColumn(at_++).getString());
    return *this;
}

}  // namespace mp::history

// SPDX-License-Identifier: MIT
#pragma once
// SQLite for this room: values in and out of statements in order, and its errors as sentences with the file's path.

#include <SQLiteCpp/SQLiteCpp.h>

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

#include "mp/exceptions.h"
#include "mp/snapshot.h"

namespace mp::history {

// The database was locked by another process for longer than the busy time; trying again later may succeed.
class BusyError : public OSError {
public:
    using OSError::OSError;
};

// Throws what fits the code: BusyError, PermissionError, OSError (with ENOSPC for a full disk), ValueError (damaged).
[[noreturn]] void throw_sql(const SQLite::Exception& error, const std::string& doing, const std::string& path);

// Runs f; doing completes the sentence "cannot …: <path>: reason".
template <class F>
auto guarded(const std::string& doing, const std::string& path, F&& f) {
    try {
        return f();
    } catch (const SQLite::Exception& e) {
        throw_sql(e, doing, path);
    }
}

// Lists of identities and histograms are texts in the file: "4242-104242 4243-104243", "10:5 11:7".
std::string to_text(const observe::Identity& id);
std::string to_text(const std::vector<observe::Identity>& ids);
std::string to_text(const observe::Histogram& histogram);
std::vector<observe::Identity> identities(const std::string& text);
observe::Histogram histogram(const std::string& text);

// Binds values to a statement from left to right, and adds up about how many bytes they take.
class Binder {
public:
    explicit Binder(SQLite::Statement& statement) : statement_(statement) {}

    template <class T>
    requires(std::integral<T> || std::is_enum_v<T>) Binder& operator<<(T value) {
        const auto number = static_cast<std::int64_t>(value);
        statement_.bind(++at_, number);
        const std::int64_t size = number < 0 ? ~number : number;
        bytes_ += size < 0x80 ? 2 : size < 0x8000 ? 3 : size < 0x80000000 ? 5 : size < 0x800000000000 ? 7 : 9;
        return *this;
    }
    Binder& operator<<(double value);
    Binder& operator<<(const std::string& value);     // must live until the step
    Binder& operator<<(const observe::Identity& id);  // two columns; NULL for none
    Binder& operator<<(const std::vector<observe::Identity>& ids);
    Binder& operator<<(const observe::Histogram& value);
    Binder& blob(const std::string& value);
    Binder& null();
    template <class T>
    Binder& operator<<(const std::optional<T>& value) {
        return value ? *this << *value : null();
    }
    std::size_t bytes() const { return bytes_; }

private:
    SQLite::Statement& statement_;
    int at_ = 0;
    std::size_t bytes_ = 0;
};

// Reads a row's columns from left to right.
class Reader {
public:
    explicit Reader(SQLite::Statement& statement, int first = 0) : statement_(statement), at_(first) {}

    template <class T>
    requires(std::integral<T> || std::is_enum_v<T>) Reader& operator>>(T& value) {
        value = static_cast<T>(statement_.getColumn(at_++).getInt64());
        return *this;
    }
    Reader& operator>>(bool& value);
    Reader& operator>>(double& value);
    Reader& operator>>(std::string& value);
    Reader& operator>>(observe::Identity& id);
    Reader& operator>>(std::vector<observe::Identity>& ids);
    Reader& operator>>(observe::Histogram& value);
    template <class T>
    Reader& operator>>(std::optional<T>& value) {
        if (statement_.isColumnNull(at_)) {
            value.reset();
            ++at_;
            return *this;
        }
        return *this >> value.emplace();
    }
    bool null() const { return statement_.isColumnNull(at_); }
    void skip(int columns = 1) { at_ += columns; }

private:
    SQLite::Statement& statement_;
    int at_;
};

}  // namespace mp::history

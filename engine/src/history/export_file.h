// SPDX-License-Identifier: MIT
#pragma once
// A file that an export writes: beside its place, and moved there when it is whole, so that what breaks off leaves
// nothing that looks like a result. And what goes into one: JSON texts, numbers.

#include <fstream>
#include <string>
#include <string_view>

#include "mp/history.h"

namespace SQLite {
class Database;
}

namespace mp::history {

class NewFile {
public:
    // Throws the system's own reason where the place refuses. A device or a pipe ("/dev/stdout") is written to as it
    // is.
    explicit NewFile(std::string path);
    ~NewFile();  // without commit() nothing stays
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    NewFile& operator<<(std::string_view text) {
        out_.write(text.data(), static_cast<std::streamsize>(text.size()));
        if (!out_) check();
        return *this;
    }
    // On the disk, still beside its place: what can fail has failed after this.
    void finish();
    // finish(), and under its name; the name.
    std::string commit();

private:
    void check();
    std::string path_;
    std::string part_;  // "": written in place
    std::ofstream out_;
    bool finished_ = false;
    bool done_ = false;
};

// Shortest text that reads back equal; "" where the number is none.
std::string number_text(double value);
// Appends the text as a JSON string with its quotes; what is no UTF-8 becomes U+FFFD.
void append_json(std::string& to, std::string_view text);
// Valid UTF-8 without control characters but line feed and tab: others become U+FFFD.
std::string clean_utf8(std::string_view text);

// later - earlier; 0 where it would be negative or no number: a file may hold any times.
std::int64_t elapsed_ns(std::int64_t earlier, std::int64_t later);

// A run's tasks, waits, exits and depths as a trace that Perfetto and Chrome show. In export_trace.cpp.
void write_trace(NewFile& to, Database& db, const RunInfo& run);
// A run as a page of HTML that needs nothing else. In export_report.cpp.
void write_report(NewFile& to, Database& db, const RunInfo& run);

}  // namespace mp::history

// SPDX-License-Identifier: MIT
#pragma once
// The recorder beside a program: a lifeguardctl of its own, so that neither's death harms the other.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "mp/command.h"
#include "mp/history.h"

namespace ctl {

struct RecordingOptions {
    std::string name;
    std::string database;
    bool tasks = false;  // it takes task records from us
};

class Recording {
public:
    // Records the program with that pid. A recorder that cannot be started is told on stderr; the work goes on.
    Recording(int pid, const RecordingOptions& options);
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;
    // Takes a record for the next flush().
    void add(const mp::history::TaskRecord& record);
    // Hands over what has been added. The first failure is told on stderr, later ones are not even tried.
    void flush();
    // No more records come; the recorder ends with the program that it watches. Waits until the run
    // is in the history, so that whoever looks next finds it.
    void finish();

private:
    void give_up(const std::string& why);

    bool is_in_history() const;

    int pid_;
    std::string database_;
    std::optional<mp::Program> program_;
    std::optional<mp::history::TaskRecordWriter> writer_;
    std::vector<std::byte> waiting_;
};

// Looks whether the history can be written to, so that a run into a wrong one ends before it begins: throws for the
// database that the user has named. The user's own one is told on stderr and nothing more: false, do the work
// unrecorded.
bool can_record(const std::string& database);

// The path of this program's file, for starting it again.
std::string own_path();

}  // namespace ctl

// SPDX-License-Identifier: MIT
// SQLite as a log: BATCH rows a transaction, for a second; rows a second. Write-ahead log, synchronous as the recorder.
#include <SQLiteCpp/SQLiteCpp.h>

#include "peer.h"
#include "program.h"

int main(int argc, char** argv) {
    return bench::peer(argc, argv, [](const bench::Words& words) {
        const bench::TemporaryDirectory place;
        SQLite::Database db(place.path() + "/rows.db", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
        db.exec("CREATE TABLE task(id INTEGER PRIMARY KEY, name TEXT, worker INTEGER, started INTEGER, ended INTEGER)");
        SQLite::Statement insert(db, "INSERT INTO task(name, worker, started, ended) VALUES (?, ?, ?, ?)");
        const long batch = words.count(0);
        const auto start = bench::Clock::now();
        std::int64_t rows = 0;
        while (bench::seconds_since(start) < 1) {
            SQLite::Transaction transaction(db);
            for (long i = 0; i < batch; ++i, ++rows) {
                insert.bind(1, "give_back");
                insert.bind(2, 4711);
                insert.bind(3, rows);
                insert.bind(4, rows + 1);
                insert.exec();
                insert.reset();
            }
            transaction.commit();
        }
        return static_cast<double>(rows) / bench::seconds_since(start);
    });
}

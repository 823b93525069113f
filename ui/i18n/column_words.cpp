// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the words of the catalogue of columns as C++ that lupdate reads.
#include <iostream>
#include <set>
#include <string>

#include "mp/columns.h"

int main() {
    using namespace mp::columns;
    std::set<std::string> words;
    for (const Table table : {Table::processes, Table::pools, Table::tasks, Table::queues, Table::locks, Table::syncs,
                              Table::exits, Table::runs})
        for (const Column& column : of(table))
            for (const std::string_view word : {column.title, column.long_title, column.help}) words.emplace(word);
    for (const std::string& word : words) std::cout << "QT_TRANSLATE_NOOP(\"Columns\", \"" << word << "\")\n";
}

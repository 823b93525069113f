// SPDX-License-Identifier: MIT
#pragma once
// Tables on a terminal and as JSON, by the one catalogue of columns.

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "mp/columns.h"

namespace ctl {

// A watched program's text for a terminal: colours and bells are its own terminal's.
std::string harmless(std::string text);

// Rows of text under their headings, columns as wide as their widest cell; the last one is cut at the given width
// (0: never). Text that is no UTF-8 or holds control characters is made harmless.
class Table {
public:
    struct Heading {
        std::string title;
        mp::columns::Align align = mp::columns::Align::left;
    };
    explicit Table(std::vector<Heading> headings) : headings_(std::move(headings)) {}
    void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
    bool empty() const { return rows_.empty(); }
    void print(std::ostream& out, int width = 0) const;

private:
    std::vector<Heading> headings_;
    std::vector<std::vector<std::string>> rows_;
};

nlohmann::json to_json(const mp::columns::Value& value, mp::columns::Unit unit);

// The rows of one of the catalogue's tables under those columns ("" = the default ones), as a table or as JSON.
template <class Row>
class Listing {
public:
    Listing(mp::columns::Table table, const std::vector<std::string_view>& ids) {
        for (const std::string_view id : ids) columns_.push_back(mp::columns::find(table, id));
    }
    explicit Listing(mp::columns::Table table) {
        for (const auto& column : mp::columns::of(table)) {
            if (column.shown) columns_.push_back(&column);
        }
    }

    template <class Rows, class Cell>
    Table table(const Rows& rows, Cell cell) const {
        std::vector<Table::Heading> headings;
        for (const auto* column : columns_) headings.push_back({std::string(column->title), column->align});
        Table out(std::move(headings));
        for (const Row& row : rows) {
            std::vector<std::string> cells;
            for (const auto* column : columns_)
                cells.push_back(mp::columns::plain(cell(row, column->id), column->unit));
            out.add(std::move(cells));
        }
        return out;
    }
    // Every column of the catalogue, shown or not: a program picks what it needs.
    template <class Rows, class Cell>
    static nlohmann::json json(mp::columns::Table table, const Rows& rows, Cell cell) {
        nlohmann::json out = nlohmann::json::array();
        for (const Row& row : rows) {
            nlohmann::json object = nlohmann::json::object();
            for (const auto& column : mp::columns::of(table))
                object[mp::columns::export_id(column)] = to_json(cell(row, column.id), column.unit);
            out.push_back(std::move(object));
        }
        return out;
    }

private:
    std::vector<const mp::columns::Column*> columns_;
};

}  // namespace ctl

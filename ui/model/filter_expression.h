// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The filter syntax of every page: free words and terms, all of which must hold.
//
//     state:failed worker:3 fn:resize exit:!0 run>1s "two words"
//
// A term is field, operator (: = != > < >= <=) and value; a value after a colon is a part of the text, with ! in front
// its opposite. Durations carry ns, us, ms, s, min, h; sizes KiB, MiB, GiB; a bare number is seconds or bytes.

#include <QStringList>
#include <QVector>
#include <optional>

#include "model/time_view.h"

namespace lifeguard {

// What a row offers to a filter; empty fields match no term that names them.
struct FilterFields {
    QString text;  // all that free words search, any case
    QString state;
    QString worker;
    QString function;
    QString pool;
    QString queue;
    QString lock;
    QString cause;
    QString arguments;
    QString result;
    QString type;
    std::optional<double> pid;
    std::optional<double> exit;
    std::optional<double> run_s;
    std::optional<double> wait_s;
    std::optional<double> id;
    std::optional<double> tries;
    std::optional<double> level;
    std::optional<double> cpu;
    std::optional<double> memory_bytes;
    std::optional<double> depth;
    std::optional<double> done;
    std::optional<double> failed;
    std::optional<double> references;
};

class FilterExpression {
public:
    // The expression, or nullopt with a sentence in *error.
    static std::optional<FilterExpression> parse(const QString& text, QString* error = nullptr);
    static QStringList fields();  // for help and completion

    bool matches(const FilterFields& fields) const;
    bool isEmpty() const { return m_terms.isEmpty(); }
    QString text() const { return m_text; }
    QStringList states() const;  // that it asks for

private:
    enum class Operator { contains, equals, differs, greater, less, greater_equal, less_equal };
    struct Term {
        QString field;  // "" for a free word
        Operator op = Operator::contains;
        QString value;
        double number = 0;
        bool negated = false;
    };
    static std::optional<Term> parseTerm(const QString& word, QString* error);
    static bool holds(const Term& term, const FilterFields& fields);

    QString m_text;
    QVector<Term> m_terms;
};

// Models that can be filtered say what a row offers.
class FilterSource {
public:
    virtual ~FilterSource() = default;
    virtual FilterFields filterFields(int row, const class QModelIndex& parent) const = 0;
    // The states that rows can be in; empty where any text may be one.
    virtual QStringList states() const { return {}; }
    // From when to when the row lasted; nullopt: it is of no time, and every range shows it.
    virtual std::optional<TimeRange> timesOf(int, const class QModelIndex&) const { return std::nullopt; }
};

}  // namespace lifeguard

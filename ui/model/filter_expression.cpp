// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/filter_expression.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

namespace lifeguard {
namespace {

struct FilterExpressionText {
    Q_DECLARE_TR_FUNCTIONS(FilterExpression)
};

using TextField = QString FilterFields::*;
using NumberField = std::optional<double> FilterFields::*;

const QHash<QString, TextField>& textFields() {
    static const QHash<QString, TextField> fields{
        {QStringLiteral("state"), &FilterFields::state},   {QStringLiteral("worker"), &FilterFields::worker},
        {QStringLiteral("name"), &FilterFields::worker},   {QStringLiteral("fn"), &FilterFields::function},
        {QStringLiteral("task"), &FilterFields::function}, {QStringLiteral("pool"), &FilterFields::pool},
        {QStringLiteral("queue"), &FilterFields::queue},   {QStringLiteral("lock"), &FilterFields::lock},
        {QStringLiteral("cause"), &FilterFields::cause},   {QStringLiteral("args"), &FilterFields::arguments},
        {QStringLiteral("result"), &FilterFields::result}, {QStringLiteral("error"), &FilterFields::result},
        {QStringLiteral("type"), &FilterFields::type},
    };
    return fields;
}

const QHash<QString, NumberField>& numberFields() {
    static const QHash<QString, NumberField> fields{
        {QStringLiteral("pid"), &FilterFields::pid},          {QStringLiteral("exit"), &FilterFields::exit},
        {QStringLiteral("run"), &FilterFields::run_s},        {QStringLiteral("cpu"), &FilterFields::cpu},
        {QStringLiteral("mem"), &FilterFields::memory_bytes}, {QStringLiteral("depth"), &FilterFields::depth},
        {QStringLiteral("done"), &FilterFields::done},        {QStringLiteral("failed"), &FilterFields::failed},
        {QStringLiteral("wait"), &FilterFields::wait_s},      {QStringLiteral("id"), &FilterFields::id},
        {QStringLiteral("tries"), &FilterFields::tries},      {QStringLiteral("level"), &FilterFields::level},
        {QStringLiteral("refs"), &FilterFields::references},
    };
    return fields;
}

// Words parted by blanks; quotes keep blanks in a word, also after the colon: fn:"two words".
QStringList split(const QString& text, QString* error) {
    QStringList words;
    QString word;
    bool quoted = false, begun = false;
    for (const QChar c : text) {
        if (c == QLatin1Char('"')) {
            quoted = !quoted;
            begun = true;
        } else if (c.isSpace() && !quoted) {
            if (begun) words << word;
            word.clear();
            begun = false;
        } else {
            word += c;
            begun = true;
        }
    }
    if (quoted) *error = FilterExpressionText::tr("The quotation mark is not closed.");
    if (begun) words << word;
    return words;
}

// "1s" 1, "200ms" 0.2, "2GiB" 2147483648, "-9" −9.
std::optional<double> toNumber(QString text) {
    static const QRegularExpression form(QStringLiteral("^([-−]?[0-9]*\\.?[0-9]+)([a-zA-Zµ%]*)$"));
    static const QHash<QString, double> units{
        {QString(), 1},
        {QStringLiteral("%"), 1},
        {QStringLiteral("ns"), 1e-9},
        {QStringLiteral("us"), 1e-6},
        {QStringLiteral("µs"), 1e-6},
        {QStringLiteral("ms"), 1e-3},
        {QStringLiteral("s"), 1},
        {QStringLiteral("min"), 60},
        {QStringLiteral("h"), 3600},
        {QStringLiteral("b"), 1},
        {QStringLiteral("k"), 1024},
        {QStringLiteral("kib"), 1024},
        {QStringLiteral("m"), 1048576},
        {QStringLiteral("mib"), 1048576},
        {QStringLiteral("g"), 1073741824},
        {QStringLiteral("gib"), 1073741824},
    };
    const auto match = form.match(text);
    if (!match.hasMatch() || !units.contains(match.captured(2).toLower())) return std::nullopt;
    QString digits = match.captured(1);
    digits.replace(QChar(0x2212), QLatin1Char('-'));
    return digits.toDouble() * units.value(match.captured(2).toLower());
}

}  // namespace

QStringList FilterExpression::fields() {
    QStringList all = textFields().keys() + numberFields().keys();
    all.sort();
    return all;
}

QStringList FilterExpression::states() const {
    QStringList asked;
    for (const Term& term : m_terms)
        if (term.field == QStringLiteral("state")) asked << term.value;
    return asked;
}

std::optional<FilterExpression> FilterExpression::parse(const QString& text, QString* error) {
    QString problem;
    FilterExpression expression;
    expression.m_text = text.trimmed();
    for (const QString& word : split(text, &problem)) {
        if (!problem.isEmpty()) break;
        const auto term = parseTerm(word, &problem);
        if (term) expression.m_terms.append(*term);
    }
    if (error) *error = problem;
    if (!problem.isEmpty()) return std::nullopt;
    return expression;
}

std::optional<FilterExpression::Term> FilterExpression::parseTerm(const QString& word, QString* error) {
    static const QRegularExpression form(QStringLiteral("^([a-z]+)(>=|<=|!=|:|=|>|<)(.*)$"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QHash<QString, Operator> operators{
        {QStringLiteral(":"), Operator::contains},    {QStringLiteral("="), Operator::equals},
        {QStringLiteral("!="), Operator::differs},    {QStringLiteral(">"), Operator::greater},
        {QStringLiteral("<"), Operator::less},        {QStringLiteral(">="), Operator::greater_equal},
        {QStringLiteral("<="), Operator::less_equal},
    };
    Term term;
    const auto match = form.match(word);
    if (!match.hasMatch()) {
        term.negated = word.size() > 1 && word.startsWith(QLatin1Char('!'));
        term.value = (term.negated ? word.mid(1) : word).toLower();
        return term;
    }
    term.field = match.captured(1).toLower();
    term.op = operators.value(match.captured(2));
    term.value = match.captured(3).toLower();
    const bool is_text = textFields().contains(term.field);
    if (!is_text && !numberFields().contains(term.field)) {
        *error = FilterExpressionText::tr("There is no field “%1”; known are %2.")
                     .arg(term.field, fields().join(QStringLiteral(", ")));
        return std::nullopt;
    }
    if (term.value.startsWith(QLatin1Char('!'))) {
        term.negated = true;
        term.value.remove(0, 1);
    }
    if (term.value.isEmpty()) {
        *error = FilterExpressionText::tr("A value is missing after “%1”.").arg(match.captured(1) + match.captured(2));
        return std::nullopt;
    }
    if (is_text) {
        if (term.op != Operator::contains && term.op != Operator::equals && term.op != Operator::differs) {
            *error = FilterExpressionText::tr("“%1” is a text: use : or = or !=.").arg(term.field);
            return std::nullopt;
        }
        return term;
    }
    const auto number = toNumber(term.value);
    if (!number) {
        *error = FilterExpressionText::tr("“%1” is not a number: %2 takes one, as in %2>1s or %2:0.")
                     .arg(term.value, term.field);
        return std::nullopt;
    }
    term.number = *number;
    if (term.op == Operator::contains) term.op = Operator::equals;
    return term;
}

bool FilterExpression::holds(const Term& term, const FilterFields& fields) {
    if (term.field.isEmpty()) return fields.text.contains(term.value, Qt::CaseInsensitive);
    if (const auto text = textFields().value(term.field)) {
        const QString& value = fields.*text;
        if (term.op == Operator::contains) return value.contains(term.value, Qt::CaseInsensitive);
        const bool equal = value.compare(term.value, Qt::CaseInsensitive) == 0;
        return term.op == Operator::equals ? equal : !equal && !value.isEmpty();
    }
    const auto& value = fields.*numberFields().value(term.field);
    if (!value) return false;
    switch (term.op) {
        case Operator::differs:
            return *value != term.number;
        case Operator::greater:
            return *value > term.number;
        case Operator::less:
            return *value < term.number;
        case Operator::greater_equal:
            return *value >= term.number;
        case Operator::less_equal:
            return *value <= term.number;
        default:
            return *value == term.number;
    }
}

bool FilterExpression::matches(const FilterFields& fields) const {
    return std::all_of(m_terms.begin(), m_terms.end(), [&](const Term& term) {
        if (!term.negated) return holds(term, fields);
        // exit:!0 asks for an exit that is not 0: a process without one does not match.
        if (const auto number = numberFields().value(term.field); number && !(fields.*number)) return false;
        return !holds(term, fields);
    });
}

}  // namespace lifeguard

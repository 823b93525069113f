// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the user writes: Python's literals, JSON's words, and bare words as texts.
#include <QCoreApplication>
#include <QHash>

#include "bridge/manager_value.h"

namespace lifeguard {
namespace {

using mp::Object;

constexpr int most_levels = 100;

struct PythonLiteralText {
    Q_DECLARE_TR_FUNCTIONS(PythonLiteral)
};

class Reader {
public:
    explicit Reader(const QString& text) : m_text(text) {}

    bool atEnd() {
        while (m_at < m_text.size() && m_text[m_at].isSpace()) ++m_at;
        return m_at == m_text.size();
    }
    [[noreturn]] void fail(const QString& what) const {
        throw mp::ValueError(PythonLiteralText::tr("%1 at character %2").arg(what).arg(m_at + 1).toStdString());
    }
    bool take(QChar c) {
        if (atEnd() || m_text[m_at] != c) return false;
        ++m_at;
        return true;
    }
    Object value(int level = 0) {
        if (level > most_levels) fail(PythonLiteralText::tr("too many levels"));
        if (atEnd()) fail(PythonLiteralText::tr("a value is missing"));
        const QChar c = m_text[m_at];
        if (take(QLatin1Char('['))) return Object::list(items(QLatin1Char(']'), level));
        if (take(QLatin1Char('('))) return parenthesised(level);
        if (take(QLatin1Char('{'))) return braced(level);
        const bool bytes = c == QLatin1Char('b') && m_at + 1 < m_text.size() && isQuote(m_text[m_at + 1]);
        if (bytes) ++m_at;
        if (isQuote(m_text[m_at])) return quoted(bytes);
        return word();
    }
    // "name =" before a value: the name, or "".
    QString keyword() {
        atEnd();
        qsizetype end = m_at;
        while (end < m_text.size() && (m_text[end].isLetterOrNumber() || m_text[end] == QLatin1Char('_'))) ++end;
        qsizetype sign = end;
        while (sign < m_text.size() && m_text[sign].isSpace()) ++sign;
        if (end == m_at || m_text[m_at].isDigit() || sign >= m_text.size() || m_text[sign] != QLatin1Char('='))
            return {};
        const QString name = m_text.mid(m_at, end - m_at);
        m_at = sign + 1;
        return name;
    }

private:
    static bool isQuote(QChar c) { return c == QLatin1Char('\'') || c == QLatin1Char('"'); }

    std::vector<Object> items(QChar end, int level, bool* comma = nullptr) {
        std::vector<Object> out;
        while (!take(end)) {
            out.push_back(value(level + 1));
            if (take(QLatin1Char(','))) {
                if (comma) *comma = true;
            } else if (!take(end)) {
                fail(PythonLiteralText::tr("“,” or “%1” is missing").arg(end));
            } else {
                break;
            }
        }
        return out;
    }
    Object parenthesised(int level) {
        bool comma = false;
        std::vector<Object> all = items(QLatin1Char(')'), level, &comma);
        return all.size() == 1 && !comma ? all.front() : Object::tuple(std::move(all));
    }
    Object braced(int level) {
        if (take(QLatin1Char('}'))) return Object::dict();
        Object first = value(level + 1);
        if (!take(QLatin1Char(':'))) {
            std::vector<Object> all{first};
            if (take(QLatin1Char(','))) {
                for (Object& each : items(QLatin1Char('}'), level)) all.push_back(each);
            } else if (!take(QLatin1Char('}'))) {
                fail(PythonLiteralText::tr("“,”, “:” or “}” is missing"));
            }
            return Object::set(std::move(all));
        }
        std::vector<std::pair<Object, Object>> entries{{first, value(level + 1)}};
        while (!take(QLatin1Char('}'))) {
            if (!take(QLatin1Char(','))) fail(PythonLiteralText::tr("“,” or “}” is missing"));
            if (take(QLatin1Char('}'))) break;
            Object key = value(level + 1);
            if (!take(QLatin1Char(':'))) fail(PythonLiteralText::tr("“:” is missing"));
            entries.emplace_back(std::move(key), value(level + 1));
        }
        return Object::dict(std::move(entries));
    }
    char32_t digits(int count) {
        bool number = false;
        const char32_t code = m_text.mid(m_at, count).toUInt(&number, 16);
        if (!number || m_at + count > m_text.size() || code > 0x10ffff)
            fail(PythonLiteralText::tr("an escape that is none"));
        m_at += count;
        return code;
    }
    Object quoted(bool bytes) {
        static const QHash<char16_t, char16_t> plain{{'n', '\n'}, {'t', '\t'},  {'r', '\r'},  {'0', '\0'}, {'b', '\b'},
                                                     {'f', '\f'}, {'\\', '\\'}, {'\'', '\''}, {'"', '"'},  {'/', '/'}};
        const QChar quote = m_text[m_at++];
        QString out;
        for (;;) {
            if (m_at >= m_text.size()) fail(PythonLiteralText::tr("the quotation mark is not closed"));
            const QChar c = m_text[m_at++];
            if (c == quote) break;
            if (c != QLatin1Char('\\')) {
                out += c;
                continue;
            }
            if (m_at >= m_text.size()) fail(PythonLiteralText::tr("the quotation mark is not closed"));
            const char16_t escape = m_text[m_at++].unicode();
            if (plain.contains(escape))
                out += QChar(plain.value(escape));
            else if (escape == 'x' || escape == 'u' || escape == 'U')
                appendCode(out, digits(escape == 'x' ? 2 : escape == 'u' ? 4 : 8));
            else
                fail(PythonLiteralText::tr("an escape that is none"));
        }
        if (!bytes) return Object::str(out.toStdString());
        for (const QChar c : out)
            if (c.unicode() > 255) fail(PythonLiteralText::tr("bytes hold no such character"));
        return Object::bytes(out.toLatin1().toStdString());
    }
    static void appendCode(QString& out, char32_t code) { out += QString::fromUcs4(&code, 1); }

    Object word() {
        static const QString ends = QStringLiteral(",:)]}([{");
        const qsizetype start = m_at;
        while (m_at < m_text.size() && !ends.contains(m_text[m_at]) && !isQuote(m_text[m_at])) ++m_at;
        const QString text = m_text.mid(start, m_at - start).trimmed();
        if (text.isEmpty()) fail(PythonLiteralText::tr("a value is missing"));
        if (text == QLatin1String("None") || text == QLatin1String("null")) return {};
        if (text == QLatin1String("True") || text == QLatin1String("true")) return true;
        if (text == QLatin1String("False") || text == QLatin1String("false")) return false;
        bool whole = false, number = false;
        const qlonglong integer = text.toLongLong(&whole);
        if (whole) return static_cast<std::int64_t>(integer);
        const QChar first = text.startsWith(QLatin1Char('-')) && text.size() > 1 ? text[1] : text[0];
        const double real = text.toDouble(&number);
        if (number && (first.isDigit() || first == QLatin1Char('.'))) {
            const bool is_digits =
                text.indexOf(QLatin1Char('.')) < 0 && text.indexOf(QLatin1Char('e'), 0, Qt::CaseInsensitive) < 0;
            return is_digits ? Object::integer(text.toStdString()) : Object(real);
        }
        return Object::str(text.toStdString());
    }

    const QString& m_text;
    qsizetype m_at = 0;
};

}  // namespace

Object parseLiteral(const QString& text) {
    Reader reader(text);
    const Object out = reader.value();
    if (!reader.atEnd()) reader.fail(PythonLiteralText::tr("one value is expected; something follows it"));
    return out;
}

CallArguments parseArguments(const QString& text) {
    CallArguments out;
    Reader reader(text);
    while (!reader.atEnd()) {
        const QString name = reader.keyword();
        if (name.isEmpty() && !out.named.empty()) reader.fail(PythonLiteralText::tr("arguments with names come last"));
        const Object value = reader.value();
        if (name.isEmpty())
            out.positional.push_back(value);
        else
            out.named.emplace_back(name.toStdString(), value);
        if (!reader.take(QLatin1Char(',')) && !reader.atEnd()) reader.fail(PythonLiteralText::tr("“,” is missing"));
    }
    return out;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/command_line.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace lifeguard::command_line {

QStringList split(const QString& text, QString* error) {
    QStringList words;
    QString word;
    bool open = false;  // a word has begun, even if it is empty
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (c == QLatin1Char('\\') && quote != QLatin1Char('\'') && i + 1 < text.size()) {
            word += text[++i];
            open = true;
        } else if (!quote.isNull()) {
            if (c == quote) {
                quote = QChar();
            } else {
                word += c;
            }
        } else if (c == QLatin1Char('\'') || c == QLatin1Char('"')) {
            quote = c;
            open = true;
        } else if (c.isSpace()) {
            if (open) words.append(std::exchange(word, {}));
            open = false;
        } else {
            word += c;
            open = true;
        }
    }
    if (!quote.isNull() && error != nullptr)
        *error = QCoreApplication::translate("CommandLine", "A quote (%1) is not closed.").arg(quote);
    if (open) words.append(word);
    return words;
}

QString join(const QStringList& words) {
    static const QRegularExpression harmless(QStringLiteral("^[\\w@%+=:,./{}#-]+$"));
    QStringList quoted;
    for (QString word : words) {
        if (!harmless.match(word).hasMatch())
            word = QLatin1Char('\'') + word.replace(QLatin1String("'"), QLatin1String("'\\''")) + QLatin1Char('\'');
        quoted.append(word);
    }
    return quoted.join(QLatin1Char(' '));
}

}  // namespace lifeguard::command_line

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Words as a shell has them, without a shell: what the user types in the command line of the Start page.

#include <QStringList>

namespace lifeguard::command_line {

// Splits as sh does: blanks, '…', "…", backslash; nothing is expanded. A quote left open is an error sentence.
QStringList split(const QString& text, QString* error = nullptr);

// One line that a shell would take for these words.
QString join(const QStringList& words);

}  // namespace lifeguard::command_line

// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/activity_panel.h"

#include <QDateTime>

#include "format/format.h"

namespace lifeguard {

ActivityPanel::ActivityPanel(QWidget* parent) : QPlainTextEdit(parent) {
    setObjectName(QStringLiteral("activity"));
    setAccessibleName(tr("Activity"));
    setReadOnly(true);
    setLineWrapMode(QPlainTextEdit::NoWrap);
    setMaximumBlockCount(2000);
    setPlaceholderText(tr("What you do and what the program reports appears here."));
}

void ActivityPanel::append(std::int64_t time_ns, const QString& glyph, const QString& text) {
    appendPlainText(format::clock(time_ns) + QStringLiteral("  ") + glyph + QLatin1Char(' ') + text);
}

void ActivityPanel::add(const QString& sentence, bool failure) {
    append(QDateTime::currentMSecsSinceEpoch() * 1'000'000, failure ? QStringLiteral("✖") : QStringLiteral("✓"),
           sentence);
}

void ActivityPanel::addLog(const mp::observe::Snapshot& snapshot) {
    for (const auto& entry : snapshot.log) {
        if (entry.sequence <= m_last_sequence) continue;
        m_last_sequence = entry.sequence;
        if (entry.stream != mp::observe::LogStream::log) continue;  // what workers print: the Logs page has it
        append(entry.time_ns, entry.level >= 40 ? QStringLiteral("✖") : QStringLiteral("·"),
               QString::fromStdString(entry.text));
    }
}

void ActivityPanel::forgetSession() {
    m_last_sequence = 0;
}

}  // namespace lifeguard

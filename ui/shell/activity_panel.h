// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The dock at the bottom: what the user did and what came of it, and what the engine reports, newest last.

#include <QPlainTextEdit>

#include "mp/snapshot.h"

namespace lifeguard {

class ActivityPanel : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit ActivityPanel(QWidget* parent = nullptr);
    void add(const QString& sentence, bool failure);
    void addLog(const mp::observe::Snapshot& snapshot);  // entries that were not shown yet
    void forgetSession();

private:
    void append(std::int64_t time_ns, const QString& glyph, const QString& text);
    std::uint64_t m_last_sequence = 0;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Asks where to, writes there, and says what went wrong: for the pictures and numbers of charts and of the timeline.

#include <QByteArray>
#include <QString>
#include <functional>

class QWidget;

namespace lifeguard {

// what: named in the dialog's title; filter: "PNG picture (*.png)"; bytes: made when the place is chosen. The dialog
// ends with the asker.
void saveAs(QWidget* asker, const QString& what, const QString& filter, const QString& suffix,
            const std::function<QByteArray()>& bytes);

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The window in its user's language. Catalogues are part of the program; Qt's own (standard buttons, file dialogs) are
// taken from the system where they are installed. What has no catalogue is English.

#include <QCoreApplication>
#include <QLocale>

namespace lifeguard {

// Call once, before the first widget. Threads: the GUI's.
void installTranslations(QCoreApplication& application, const QLocale& locale = QLocale());

}  // namespace lifeguard

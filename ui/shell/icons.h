// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Our own icons, drawn in the text colour of whatever palette the application has when they are painted.

#include <QIcon>

namespace lifeguard::icons {

inline const QString application_id = QStringLiteral("io.github.lifeguard.Lifeguard");

QIcon get(const char* name);  // of resources/icons, without ".svg"
QIcon application();

}  // namespace lifeguard::icons

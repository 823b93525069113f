// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The alert rules in the settings; the presets where nothing was ever changed.

#include "bridge/settings.h"
#include "model/alert_rules.h"

namespace lifeguard::alert_store {

inline QVector<AlertRule> load(const Settings& settings) {
    const QVariant value = settings.value(QStringLiteral("alerts/rules"));
    return value.isValid() ? AlertRules::fromVariant(value) : AlertRules::presets();
}

inline void save(Settings& settings, const QVector<AlertRule>& rules) {
    settings.setValue(QStringLiteral("alerts/rules"), AlertRules::toVariant(rules));
}

}  // namespace lifeguard::alert_store

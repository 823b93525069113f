// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Ctrl+,: what can be set, each with a word on what it does. Every change holds at once; there is nothing to confirm.

#include <QDialog>

#include "bridge/settings.h"

class QCheckBox;
class QComboBox;
class QFormLayout;
class QSpinBox;

namespace lifeguard {

class SettingsDialog : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);

private:
    QWidget* makeView();
    QWidget* makeHistory();
    QWidget* makeNotices();
    QComboBox* choice(const char* name, const QString& label, const QList<std::pair<QString, QVariant>>& choices,
                      const QVariant& now, QFormLayout* form);
    QCheckBox* check(const char* name, const QString& text, bool on, void (Settings::*set)(bool), QFormLayout* form);
    QSpinBox* limit(const char* name, const QString& label, const QString& unit, int now, int most, QFormLayout* form);

    Settings& m_settings;
};

// Asks first: what is forgotten does not come back.
void askToResetLayout(Settings& settings, QWidget* parent);

}  // namespace lifeguard

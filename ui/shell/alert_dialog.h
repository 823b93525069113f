// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Tools → Alert rules: the rules at the left, the chosen one as a form at the right. Every change holds at once and is
// in the settings; what was deleted can be taken back.

#include <QDialog>

#include "bridge/settings.h"
#include "model/session_models.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSpinBox;

namespace lifeguard {

class UndoBar;

class AlertDialog : public QDialog {
    Q_OBJECT
public:
    AlertDialog(SessionModels& models, Settings& settings, QWidget* parent = nullptr);

private:
    QWidget* makeForm();
    void list(const QString& chosen_id);
    void showRule();
    void takeForm();
    void save(const QVector<AlertRule>& rules, const QString& chosen_id);
    void addRule();
    void removeRule();
    int current() const;

    SessionModels& m_models;
    Settings& m_settings;
    QListWidget* m_list;
    QWidget* m_form;
    QComboBox* m_metric;
    QComboBox* m_comparison;
    QDoubleSpinBox* m_bound;
    QSpinBox* m_lasting;
    QSpinBox* m_rearm;
    QComboBox* m_subject;
    QLabel* m_now;
    QPushButton* m_remove;
    UndoBar* m_undo;
    QVector<AlertRule> m_before;  // what an undo brings back
    bool m_filling = false;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One command for each of many inputs: the form, the lifeguardctl command that does the same, what it prints.

#include "page/page.h"

class QCheckBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSpinBox;

namespace lifeguard {

class InputChooser;

class StartPage : public Page {
    Q_OBJECT
public:
    StartPage(const PageContext& context, QWidget* parent = nullptr);

    void setCommand(const QString& command);
    PoolSpec spec() const;
    QString problem() const;  // "" if it can be started
    QWidget* mainWidget() const override;

private:
    QWidget* makeForm();
    QWidget* makeFoot();
    void validate();
    void start();

    QLineEdit* m_command;
    InputChooser* m_inputs;
    QSpinBox* m_workers;
    QSpinBox* m_retries;
    QDoubleSpinBox* m_timeout;
    QLineEdit* m_directory;
    QCheckBox* m_record;
    QLineEdit* m_name;
    QLineEdit* m_equivalent;
    QLabel* m_problem;
    QPushButton* m_start;
    QPlainTextEdit* m_output;
};

}  // namespace lifeguard

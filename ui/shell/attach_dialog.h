// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Attaches to a program of this machine (a process id) or to a manager server (an address and a key). A key that is
// typed goes to the feed alone: it is neither kept nor shown.

#include <QDialog>

#include "shell/hub.h"

class QCheckBox;
class QComboBox;
class QGroupBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;

namespace lifeguard {

class AttachDialog : public QDialog {
    Q_OBJECT
public:
    explicit AttachDialog(Hub& hub, QWidget* parent = nullptr);
    void setAddress(const QString& address);  // and what is remembered of it

protected:
    void done(int result) override;

private:
    QGroupBox* makeKey();
    QWidget* makeButtons();
    void fillIn(const ManagerPlace& place);
    ManagerPlace place() const;
    int pid() const;  // 0: it is an address
    QString whyNot() const;
    void refresh();
    void chooseFile();
    void test();
    void attach();
    void onProbed(bool ok, const QString& sentence);

    Hub& m_hub;
    ManagerProbe m_probe;
    QList<ManagerPlace> m_saved;
    QComboBox* m_address;
    QGroupBox* m_keyBox;
    QRadioButton *m_none, *m_file, *m_typed;
    QLineEdit *m_keyFile, *m_key, *m_name;
    QPushButton *m_browse, *m_test, *m_attach;
    QCheckBox* m_readOnly;
    QLabel *m_fileState, *m_status;
    bool m_attaching = false;  // the probe that runs is followed by the session
};

}  // namespace lifeguard

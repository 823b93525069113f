// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Asks before something is ended. Its targets are frozen when it opens; Cancel has the focus and Esc; the verb stands
// on the button. When a target ends while it is open it says so, and nothing is sent to the dead.

#include <QDialog>

#include "bridge/request.h"
#include "model/session_models.h"

class QLabel;
class QPushButton;

namespace lifeguard {

class ConfirmDialog : public QDialog {
    Q_OBJECT
public:
    // With an alternative (Drain instead of Terminate) that button is the default; else Cancel is.
    ConfirmDialog(const Request& request, SessionModels& models, std::optional<Verb> alternative, QWidget* parent);

Q_SIGNALS:
    void confirmed(const lifeguard::Request& request);  // with those targets that still live

private:
    void build(std::optional<Verb> alternative);
    bool isThere(Verb verb, const Target& target) const;
    void look();
    Request livingRequest(Verb verb) const;
    void confirm(Verb verb);

    Request m_request;
    SessionModels& m_models;
    SnapshotPtr m_opened_at;
    QLabel* m_question;
    QLabel* m_consequences;
    QLabel* m_news;
    QPushButton* m_cancel;
    QPushButton* m_verb;
    QPushButton* m_alternative = nullptr;
};

}  // namespace lifeguard

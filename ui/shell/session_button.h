// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The session selector of the toolbar: says what is watched, offers what else can be.

#include <QToolButton>

#include "shell/hub.h"

namespace lifeguard {

class SessionButton : public QToolButton {
    Q_OBJECT
public:
    explicit SessionButton(Hub& hub, QWidget* parent = nullptr);
    void setRoomy(bool roomy);  // the other buttons are icons alone

Q_SIGNALS:
    void homeRequested();

private:
    void fill();
    void name();

    Hub& m_hub;
    bool m_roomy = false;
};

}  // namespace lifeguard

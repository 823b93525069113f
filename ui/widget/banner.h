// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A sentence across the top of a page that needs the user's eye: glyph and tone, text, at most one action, a cross.

#include <QFrame>

#include "format/words.h"

class QLabel;
class QPushButton;
class QToolButton;

namespace lifeguard {

class Banner : public QFrame {
    Q_OBJECT
public:
    explicit Banner(const QString& name, QWidget* parent = nullptr);

    // Shows it, unless the user has dismissed this very text.
    void showMessage(Tone tone, const QString& glyph, const QString& text, const QString& action = {});
    void clear();  // hides it and forgets what was dismissed
    QString text() const { return m_text; }

Q_SIGNALS:
    void actionTriggered();
    void dismissed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void colour();
    QLabel* m_glyph;
    QLabel* m_label;
    QPushButton* m_action;
    QToolButton* m_close;
    Tone m_tone = Tone::waiting;
    QString m_text;
    QString m_dismissed;
};

}  // namespace lifeguard

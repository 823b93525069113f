// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A line of text that gives way: cut with "…" where there is no room, whole in its tool tip.

#include <QFrame>

namespace lifeguard {

class ElidedLabel : public QFrame {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);
    void setText(const QString& text);
    QString text() const { return m_text; }
    bool isElided() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QString m_text;
    Qt::TextElideMode m_mode;
};

}  // namespace lifeguard

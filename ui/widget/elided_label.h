// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A line of text that gives way: cut with "…" where there is no room, whole in its tool tip.

#include <QLabel>

namespace lifeguard {

class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);
    void setText(const QString& text);
    bool isElided() const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    Qt::TextElideMode m_mode;
};

}  // namespace lifeguard

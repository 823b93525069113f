// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The filter line: what is typed takes effect after a moment; what cannot be understood is outlined, with a sentence
// below it, while the last valid filter stays in force. Esc clears, a second Esc leaves.

#include <QLineEdit>
#include <QPointer>
#include <QTimer>

#include "model/filter_proxy.h"

class QLabel;

namespace lifeguard {

class FilterEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterEdit(const QString& name, QWidget* parent = nullptr);
    ~FilterEdit() override;

    // From now on it shows and sets this filter; nullptr: none, the line is disabled.
    void setProxy(FilterProxy* proxy);
    FilterProxy* proxy() const { return m_proxy; }
    QString error() const { return m_error; }

Q_SIGNALS:
    void left();  // the keyboard belongs to the list again

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;

private:
    void apply();
    void setError(const QString& sentence);
    void placeMessage();

    QPointer<FilterProxy> m_proxy;
    QPointer<QLabel> m_message;
    QTimer m_timer;
    QString m_error;
};

}  // namespace lifeguard

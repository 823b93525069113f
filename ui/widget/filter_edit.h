// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The filter line: what is typed takes effect after a moment; what cannot be understood is outlined and told, while the
// last valid filter stays in force. Esc clears, a second Esc leaves.

#include <QLineEdit>
#include <QPointer>
#include <QTimer>

#include "model/filter_proxy.h"

namespace lifeguard {

class FilterEdit : public QLineEdit {
    Q_OBJECT
public:
    explicit FilterEdit(const QString& name, QWidget* parent = nullptr);

    // From now on it shows and sets this filter; nullptr: none, the line is disabled.
    void setProxy(FilterProxy* proxy);
    FilterProxy* proxy() const { return m_proxy; }
    QString error() const { return m_error; }

Q_SIGNALS:
    void left();                                 // the keyboard belongs to the list again
    void errorChanged(const QString& sentence);  // to be told; "" when all is well again

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void apply();
    void setError(const QString& sentence);

    QPointer<FilterProxy> m_proxy;
    QTimer m_timer;
    QTimer m_error_timer;
    QString m_help;
    QString m_error;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/filter_edit.h"

#include <QKeyEvent>
#include <QPainter>

#include "format/theme.h"

namespace lifeguard {

FilterEdit::FilterEdit(const QString& name, QWidget* parent) : QLineEdit(parent) {
    setObjectName(name);
    setAccessibleName(tr("Filter"));
    setClearButtonEnabled(true);
    setPlaceholderText(tr("Filter: words, state:busy, run>1s"));
    m_help = tr("Words and terms that all must hold, such as state:failed worker:3 fn:resize exit:!0 run>1s.\n"
                "Fields: %1")
                 .arg(FilterExpression::fields().join(QLatin1String(", ")));
    setToolTip(m_help);
    setMinimumWidth(fontMetrics().averageCharWidth() * 18);
    m_timer.setSingleShot(true);
    m_timer.setInterval(120);
    connect(&m_timer, &QTimer::timeout, this, &FilterEdit::apply);
    m_error_timer.setSingleShot(true);
    m_error_timer.setInterval(600);
    connect(&m_error_timer, &QTimer::timeout, this, [this] { Q_EMIT errorChanged(m_error); });
    connect(this, &QLineEdit::textEdited, this, [this] { m_timer.start(); });
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) apply();  // the clear button
    });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        apply();
        m_error_timer.stop();
        m_error.isEmpty() ? Q_EMIT left() : Q_EMIT errorChanged(m_error);
    });
    setEnabled(false);
}

void FilterEdit::setProxy(FilterProxy* proxy) {
    if (m_proxy != nullptr) disconnect(m_proxy, nullptr, this, nullptr);
    m_timer.stop();
    m_proxy = proxy;
    setError({});
    setEnabled(proxy != nullptr);
    const QSignalBlocker quiet(this);
    setText(proxy != nullptr ? proxy->filterText() : QString());
    if (proxy == nullptr) return;
    connect(proxy, &FilterProxy::filterChanged, this, [this] {
        setError({});
        // A page cleared it; while the user types, the line is ahead of the filter and stays so.
        if (!m_timer.isActive() && m_proxy->filterText() != text().trimmed()) {
            const QSignalBlocker silent(this);
            setText(m_proxy->filterText());
        }
    });
}

void FilterEdit::apply() {
    m_timer.stop();
    if (m_proxy == nullptr) return;
    QString sentence;
    const auto caught =
        connect(m_proxy, &FilterProxy::filterError, this, [&](const QString& text) { sentence = text; });
    const bool valid = m_proxy->setFilterText(text());
    disconnect(caught);
    setError(valid ? QString() : sentence.isEmpty() ? tr("This filter cannot be understood.") : sentence);
}

// Told once the typing rests: half a term is no mistake.
void FilterEdit::setError(const QString& sentence) {
    if (m_error == sentence) return;
    m_error = sentence;
    setAccessibleDescription(sentence);
    setToolTip(sentence.isEmpty() ? m_help : QString());
    if (sentence.isEmpty()) {
        m_error_timer.stop();
        Q_EMIT errorChanged({});
    } else {
        m_error_timer.start();
    }
    update();
}

void FilterEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        text().isEmpty() ? Q_EMIT left() : clear();
        return;
    }
    if (event->key() == Qt::Key_Down) {
        Q_EMIT left();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterEdit::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    if (m_error.isEmpty()) return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::tone(Tone::failed, palette()), 2));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 3, 3);
}

}  // namespace lifeguard

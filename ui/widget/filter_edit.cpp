// SPDX-License-Identifier: GPL-3.0-or-later
#include "widget/filter_edit.h"

#include <QKeyEvent>
#include <QLabel>
#include <QPainter>

#include "format/theme.h"

namespace lifeguard {

FilterEdit::FilterEdit(const QString& name, QWidget* parent) : QLineEdit(parent) {
    setObjectName(name);
    setAccessibleName(tr("Filter"));
    setClearButtonEnabled(true);
    setPlaceholderText(tr("Filter: words, state:busy, run>1s"));
    setToolTip(tr("Words and terms that all must hold, such as state:failed worker:3 fn:resize exit:!0 run>1s.\n"
                  "Fields: %1")
                   .arg(FilterExpression::fields().join(QLatin1String(", "))));
    setMinimumWidth(fontMetrics().averageCharWidth() * 18);
    m_timer.setSingleShot(true);
    m_timer.setInterval(120);
    connect(&m_timer, &QTimer::timeout, this, &FilterEdit::apply);
    connect(this, &QLineEdit::textEdited, this, [this] { m_timer.start(); });
    connect(this, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) apply();  // the clear button
    });
    connect(this, &QLineEdit::returnPressed, this, [this] {
        apply();
        if (m_error.isEmpty()) Q_EMIT left();
    });
    setEnabled(false);
}

FilterEdit::~FilterEdit() {
    delete m_message;
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

void FilterEdit::setError(const QString& sentence) {
    if (m_error == sentence) return;
    m_error = sentence;
    setAccessibleDescription(sentence);
    if (sentence.isEmpty()) {
        delete m_message;
    } else {
        if (m_message == nullptr) {
            m_message = new QLabel(window());
            m_message->setObjectName(objectName() + QLatin1String("Error"));
            m_message->setAutoFillBackground(true);
            m_message->setFrameShape(QFrame::Box);
            m_message->setBackgroundRole(QPalette::ToolTipBase);
            m_message->setForegroundRole(QPalette::ToolTipText);
            m_message->setMargin(4);
        }
        m_message->setText(QStringLiteral("✖ ") + sentence);
        placeMessage();
    }
    update();
}

void FilterEdit::placeMessage() {
    m_message->adjustSize();
    QPoint at = mapTo(window(), QPoint(0, height() + 2));
    at.setX(std::max(4, std::min(at.x(), window()->width() - m_message->width() - 4)));
    m_message->move(at);
    m_message->raise();
    m_message->show();
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

void FilterEdit::focusOutEvent(QFocusEvent* event) {
    QLineEdit::focusOutEvent(event);
    if (m_message != nullptr) m_message->hide();
}

void FilterEdit::focusInEvent(QFocusEvent* event) {
    QLineEdit::focusInEvent(event);
    if (m_message != nullptr) placeMessage();
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

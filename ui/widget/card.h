// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// One figure at a glance: title, value, a note, the last minute as a sparkline. Pressing it leads to its page.

#include <QAbstractButton>

#include "format/words.h"

namespace lifeguard {

class Card : public QAbstractButton {
    Q_OBJECT
public:
    Card(const QString& name, const QString& title, QWidget* parent = nullptr);

    void setValue(const QString& value, const QString& note = {});
    void setTone(Tone tone, const QString& glyph);  // of the value; without a glyph it is plain text
    void setSamples(const QList<double>& samples);
    QString value() const { return m_value; }
    QString note() const { return m_note; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QFont valueFont() const;
    void describe();
    QString m_value;
    QString m_note;
    QString m_glyph;
    Tone m_tone = Tone::idle;
    QList<double> m_samples;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// A row of choices of which one holds: [All 18] [Busy 12] [Ended 2]. With bars, it is a small chart that filters:
// [SIGSEGV ███ 3] [ok ████████ 41].

#include <QAbstractButton>
#include <QButtonGroup>
#include <optional>

#include "format/words.h"

namespace lifeguard {

class Chip : public QAbstractButton {
    Q_OBJECT
public:
    explicit Chip(const QString& name, QWidget* parent = nullptr);
    void set(const QString& title, const QString& count, std::optional<Tone> tone, const QString& glyph,
             double fraction);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString m_count;
    QString m_glyph;
    std::optional<Tone> m_tone;
    double m_fraction = -1;
};

class Chips : public QWidget {
    Q_OBJECT
public:
    struct Item {
        QString id;
        QString title;
        int count = 0;
        std::optional<Tone> tone;
        QString glyph;
        double fraction = -1;  // 0..1: a bar of that length; negative: none
    };

    explicit Chips(const QString& name, QWidget* parent = nullptr);

    // The choice stays where its id stays; when it goes, the first is chosen and announced.
    void setItems(const QList<Item>& items);
    QString current() const { return m_current; }
    void choose(const QString& id);

Q_SIGNALS:
    void chosen(const QString& id);

private:
    QButtonGroup m_group;
    QList<Chip*> m_chips;
    QStringList m_ids;
    QString m_current;
};

}  // namespace lifeguard

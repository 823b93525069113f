// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Names and values in two columns, updated in place; values can be selected and copied.

#include <QScrollArea>

#include "format/words.h"

class QGridLayout;
class QLabel;

namespace lifeguard {

struct Fact {
    QString name;
    QString value;
    QString tip;
};
using Facts = QList<Fact>;

class FactList : public QScrollArea {
    Q_OBJECT
public:
    explicit FactList(const QString& name, QWidget* parent = nullptr);
    void setFacts(const Facts& facts);
    QString text() const;  // "name<tab>value" lines, for the clipboard

private:
    struct Row {
        QLabel* name;
        QLabel* value;
    };
    QGridLayout* m_grid;
    QList<Row> m_rows;
    Facts m_facts;
};

}  // namespace lifeguard

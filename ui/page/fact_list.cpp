// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/fact_list.h"

#include <QGridLayout>
#include <QLabel>

namespace lifeguard {

FactList::FactList(const QString& name, QWidget* parent) : QScrollArea(parent) {
    setObjectName(name);
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    auto* box = new QWidget;
    m_grid = new QGridLayout(box);
    m_grid->setContentsMargins(6, 6, 6, 6);
    m_grid->setHorizontalSpacing(12);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(1, 1);
    setWidget(box);
}

void FactList::setFacts(const Facts& facts) {
    m_facts = facts;
    while (m_rows.size() < facts.size()) {
        Row row{new QLabel(widget()), new QLabel(widget())};
        row.name->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        row.name->setForegroundRole(QPalette::PlaceholderText);
        row.value->setWordWrap(true);
        row.value->setAlignment(Qt::AlignLeft | Qt::AlignTop);
        row.value->setTextFormat(Qt::PlainText);
        row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        const int at = static_cast<int>(m_rows.size());
        m_grid->setRowStretch(at, 0);
        m_grid->addWidget(row.name, at, 0);
        m_grid->addWidget(row.value, at, 1);
        m_grid->setRowStretch(at + 1, 1);
        m_rows.append(row);
    }
    for (qsizetype i = 0; i < m_rows.size(); ++i) {
        const bool shown = i < facts.size();
        m_rows[i].name->setVisible(shown);
        m_rows[i].value->setVisible(shown);
        if (!shown) continue;
        // Setting an equal text would drop what the user has selected in it.
        if (m_rows[i].name->text() != facts[i].name) m_rows[i].name->setText(facts[i].name);
        if (m_rows[i].value->text() != facts[i].value) m_rows[i].value->setText(facts[i].value);
        m_rows[i].value->setToolTip(facts[i].tip);
        m_rows[i].value->setAccessibleName(facts[i].name + QLatin1String(": ") + facts[i].value);
    }
}

QString FactList::text() const {
    QString all;
    for (const Fact& fact : m_facts) all += fact.name + QLatin1Char('\t') + fact.value + QLatin1Char('\n');
    return all;
}

}  // namespace lifeguard

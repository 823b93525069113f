// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/state_chips.h"

#include <QRegularExpression>

namespace lifeguard {
namespace {

const QRegularExpression& statePattern() {
    static const QRegularExpression pattern(QStringLiteral("(^|\\s)state:(\\S+)"));
    return pattern;
}

QString stateTerm(const QString& filter) {
    const auto found = statePattern().match(filter);
    return found.hasMatch() ? found.captured(2) : QString();
}

// The filter text without its state term, and with that one ("" for none).
QString withStateTerm(const QString& filter, const QString& state) {
    QString text = filter;
    text.remove(statePattern());
    if (!state.isEmpty()) text += QLatin1String(" state:") + state;
    return text.simplified();
}

}  // namespace

const QString StateChips::all = QStringLiteral("all");

StateChips::StateChips(const QString& name, FilterProxy* proxy, QWidget* parent) : Chips(name, parent), m_proxy(proxy) {
    connect(this, &Chips::chosen, proxy, [proxy](const QString& id) {
        const QString wanted = id == all ? QString() : id;
        if (stateTerm(proxy->filterText()) != wanted) proxy->setFilterText(withStateTerm(proxy->filterText(), wanted));
    });
}

void StateChips::showItems(const QList<Item>& items) {
    const QString wanted = state();
    {
        const QSignalBlocker quiet(this);  // the filter line decides, also over a choice whose chip is gone
        setItems(items);
    }
    choose(wanted.isEmpty() ? all : wanted);
}

QString StateChips::state() const {
    return stateTerm(m_proxy->filterText());
}

}  // namespace lifeguard

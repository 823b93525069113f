// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Chips that say the same thing as the `state:` term of a page's filter line, whichever of the two the user changes.

#include "model/filter_proxy.h"
#include "widget/chips.h"

namespace lifeguard {

class StateChips : public Chips {
    Q_OBJECT
public:
    static const QString all;  // the id of the chip that restricts nothing

    StateChips(const QString& name, FilterProxy* proxy, QWidget* parent);
    // setItems, and the one that the filter line names is chosen.
    void showItems(const QList<Item>& items);
    // The state that the filter line names; empty for none.
    QString state() const;

private:
    FilterProxy* m_proxy;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The pages as data: what navigation, menus, shortcuts and --page offer, in this order. A page is made when it is first
// shown. A new page is one line in page_list.cpp.

#include <QString>
#include <QVector>
#include <functional>

#include "page/page.h"

namespace lifeguard {

struct PageEntry {
    QString id;          // "workers"
    const char* source;  // of the title
    const char* icon;
    bool in_navigation;
    bool has_time_strip;
    std::function<Page*(const PageContext&, QWidget*)> make;

    QString title() const;  // in the language of now: the list is asked before there is one
};

const QVector<PageEntry>& pageList();
// A manager server has objects, a session has everything else; recorded runs are always there.
bool inNavigation(const PageEntry& page, bool manager);
const PageEntry* findPage(const QString& id);
QStringList pageIds();

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/page_list.h"

#include <QCoreApplication>

#include "page/compare_page.h"
#include "page/exits_page.h"
#include "page/home_page.h"
#include "page/locks_page.h"
#include "page/logs_page.h"
#include "page/objects_page.h"
#include "page/overview_page.h"
#include "page/queues_page.h"
#include "page/runs_page.h"
#include "page/start_page.h"
#include "page/tasks_page.h"
#include "page/timeline_page.h"
#include "page/workers_page.h"

namespace lifeguard {
namespace {

template <class T>
Page* make(const PageContext& context, QWidget* parent) {
    return new T(context, parent);
}

}  // namespace

QString PageEntry::title() const {
    return QCoreApplication::translate("PageList", source);
}

const QVector<PageEntry>& pageList() {
    static const QVector<PageEntry> pages{
        {QStringLiteral("home"), QT_TRANSLATE_NOOP("PageList", "Home"), "home", false, false, make<HomePage>},
        {QStringLiteral("start"), QT_TRANSLATE_NOOP("PageList", "Start"), "start", false, false, make<StartPage>},
        {QStringLiteral("objects"), QT_TRANSLATE_NOOP("PageList", "Objects"), "objects", true, false,
         make<ObjectsPage>},
        {QStringLiteral("overview"), QT_TRANSLATE_NOOP("PageList", "Overview"), "overview", true, true,
         make<OverviewPage>},
        {QStringLiteral("workers"), QT_TRANSLATE_NOOP("PageList", "Workers"), "workers", true, true, make<WorkersPage>},
        {QStringLiteral("tasks"), QT_TRANSLATE_NOOP("PageList", "Tasks"), "tasks", true, true, make<TasksPage>},
        {QStringLiteral("timeline"), QT_TRANSLATE_NOOP("PageList", "Timeline"), "timeline", true, true,
         make<TimelinePage>},
        {QStringLiteral("queues"), QT_TRANSLATE_NOOP("PageList", "Queues"), "queues", true, true, make<QueuesPage>},
        {QStringLiteral("locks"), QT_TRANSLATE_NOOP("PageList", "Locks"), "locks", true, true, make<LocksPage>},
        {QStringLiteral("exits"), QT_TRANSLATE_NOOP("PageList", "Exits"), "exits", true, true, make<ExitsPage>},
        {QStringLiteral("logs"), QT_TRANSLATE_NOOP("PageList", "Logs"), "logs", true, true, make<LogsPage>},
        {QStringLiteral("runs"), QT_TRANSLATE_NOOP("PageList", "Runs"), "runs", true, false, make<RunsPage>},
        {QStringLiteral("compare"), QT_TRANSLATE_NOOP("PageList", "Compare"), "compare", false, false,
         make<ComparePage>},
    };
    return pages;
}

bool inNavigation(const PageEntry& page, bool manager) {
    if (!page.in_navigation) return false;
    if (page.id == QLatin1String("runs")) return true;
    return manager == (page.id == QLatin1String("objects"));
}

const PageEntry* findPage(const QString& id) {
    for (const PageEntry& page : pageList())
        if (page.id == id) return &page;
    return nullptr;
}

QStringList pageIds() {
    QStringList ids;
    for (const PageEntry& page : pageList()) ids << page.id;
    return ids;
}

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What every page is. A page shows the session's models and says what the user wants; it acts on nothing itself.
//
//     auto* page = new WorkersPage(context, stack);
//     connect(page, &Page::requested, actions, &Actions::ask);   // confirms, then bridge/commands
//
// The filter line stands in the toolbar: while filter() is not null it sets the filter of the page in front, and
// listens to it, because the page clears it too ("No rows match … [Clear filter]").

#include <QWidget>

#include "bridge/launcher.h"
#include "bridge/manager_feed.h"
#include "bridge/request.h"
#include "bridge/runs_bridge.h"
#include "bridge/self_test.h"
#include "bridge/session_list.h"
#include "bridge/settings.h"
#include "bridge/snapshot_feed.h"
#include "model/filter_proxy.h"
#include "model/session_models.h"
#include "widget/empty_state.h"
#include "widget/view_keeper.h"

namespace lifeguard {

// What the shell lends to its pages; all of it outlives them.
struct PageContext {
    SessionModels& models;
    SnapshotFeed& feed;
    SessionList& sessions;
    RunsBridge& runs;
    Launcher& launcher;
    Settings& settings;
    SelfTest& selfTest;
    ManagerFeed& manager;  // open instead of the feed where a manager server is attached
};

class Page : public QWidget {
    Q_OBJECT
public:
    Page(const PageContext& context, const QString& id, const QString& title, QWidget* parent);

    QString id() const { return m_id; }        // "workers": for --page, links and settings
    QString title() const { return m_title; }  // translated, for navigation and window title
    virtual FilterProxy* filter() const { return nullptr; }
    // Shows and selects it, if it is here: where a link from another page leads.
    virtual void reveal(const Entity&) {}
    // Highlights what is chosen in the window where it is listed here, and nothing else: the verbs act on what is
    // chosen. A page that has just come to the front (`fresh`) takes a process for its exit, and the other way round.
    virtual void showSelection(bool fresh);
    // Where the keyboard goes when the page comes to the front or the filter line is left.
    virtual QWidget* mainWidget() const { return nullptr; }

Q_SIGNALS:
    // Do this to these; the shell confirms where it must. A whole tree is meant where `descendants` is set.
    void requested(lifeguard::Verb verb, const QList<lifeguard::Entity>& entities, bool descendants = false);
    // That signal to these; the shell asks where it may do harm.
    void signalRequested(int signal, const QList<lifeguard::Entity>& entities);
    // The pool shall have that many workers: the number is already chosen, nothing is asked again.
    void resizeRequested(std::uint64_t pool, std::uint32_t workers);
    // Show that page, and this on it.
    void pageRequested(const QString& page, const lifeguard::Entity& entity);
    // Sessions.
    void startRequested(const QString& command = {});  // the Start page, with that in its command line
    void poolRequested(const lifeguard::PoolSpec& spec);
    void attachRequested(int pid);
    void managerRequested(const lifeguard::ManagerPlace& place);
    void attachDialogRequested(const QString& address);  // with that in its address
    void controlRequested(bool allowed);                 // of the attached manager
    void runRequested(std::int64_t run);
    void fileRequested();  // ask for a database and open its latest run
    void demoRequested();
    void homeRequested();
    // A sentence for the status line: what was done, where a file lies.
    void told(const QString& sentence);

protected:
    // The list whose highlight is what the window has chosen, and what is listed in it.
    virtual ViewKeeper* keeper() const { return nullptr; }
    virtual bool lists(const Entity&) const { return false; }
    // What the user has chosen in that list is what the window has chosen.
    void takeChosen();
    // Brings a page up to date: after each change of the models while the page is visible, and when it is shown.
    virtual void refresh() {}
    void showEvent(QShowEvent* event) override;
    // What a list says of the time that it is restricted to: " from 14:02:10 to 14:03:00", " up to …", or "".
    QString timeWords() const;
    EmptyState::Action clearTime();  // "Show all times"
    // What is shown is of a recording or of the past: it tells of a moment, not of all that the program has made.
    bool showsMoment() const;
    // What a page without a program offers: to start one, to attach to one.
    QList<EmptyState::Action> waysToAProgram();

    PageContext m_context;
    bool m_showing = false;  // the list shows the window's choice: it is no choice of the user's

private:
    QString m_id;
    QString m_title;
};

}  // namespace lifeguard

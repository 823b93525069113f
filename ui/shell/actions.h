// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the user can do to the chosen: the verbs of toolbar and menu, enabled as the selection allows, each with the
// reason where it does not; and the way every wish takes: freeze the targets, confirm where it must, run, report.

#include <QAction>
#include <QHash>
#include <QObject>

#include "shell/aftermath.h"
#include "shell/hub.h"

class QMenu;

namespace lifeguard {

class Actions : public QObject {
    Q_OBJECT
public:
    Actions(Hub& hub, QWidget* window);

    QAction* drain;
    QAction* terminate;
    QAction* kill;
    QAction* kill_tree;
    QAction* suspend;  // becomes Resume where all that is chosen is suspended
    QAction* restart;
    QAction* suspend_tree;
    QAction* resume_tree;
    QMenu* signal_menu;
    QAction* retry;
    QAction* retry_failed;  // of the chosen pools, or of all
    QAction* pause_pool;    // becomes Resume intake where the chosen pools are paused
    QList<QAction*> all() const {
        return {drain,        restart,     terminate,  kill,  suspend,     kill_tree,
                suspend_tree, resume_tree, pause_pool, retry, retry_failed};
    }

    // A wish of a page, a menu or the toolbar. Targets are who they are now, whatever is chosen later.
    void ask(Verb verb, const QList<Entity>& entities, bool descendants = false);
    void askSignal(int signal, const QList<Entity>& entities);
    void resize(std::uint64_t pool, std::uint32_t workers);
    // Says why what that key asks for cannot be done now; false if it is no verb's or can be done.
    bool explain(const QKeySequence& key);
    // Brings texts and states up to date with the selection.
    void refresh();

Q_SIGNALS:
    void told(const QString& sentence, bool failure);
    void dialogOpened(bool open);  // rows keep still meanwhile

private:
    using Identity = mp::observe::Identity;
    using TreeMember = mp::observe::TreeMember;

    QAction* make(const char* name, const char* icon, const QString& text, const QKeySequence& key, Verb verb,
                  bool descendants);
    void enable(QAction* action, Verb verb, bool descendants);
    Request requestFor(Verb verb, const QList<Entity>& entities, bool descendants) const;
    QStringList poolNames(const QList<Entity>& entities) const;
    Request cancelRequest(const QList<Entity>& entities) const;
    Request retryRequest(const QList<Entity>& entities) const;
    Request poolRequest(Verb verb, const QList<Entity>& entities) const;
    void addTrees(Request& request, const QList<Entity>& entities) const;
    void carryOut(const Request& request, const QList<Entity>& entities);
    void refreshPools();
    void lookForTrees();
    bool mustConfirm(const Request& request, const QList<Entity>& entities) const;
    std::optional<Verb> alternativeTo(const Request& request, const QList<Entity>& entities) const;
    void run(const Request& request);
    void onFinished(const Outcome& outcome);

    Hub& m_hub;
    QWidget* m_window;
    Aftermath m_aftermath;
    QHash<QAction*, QString> m_help;
    QHash<QAction*, QString> m_refused;  // why not now
    QList<Identity> m_tree_roots;        // whose trees were looked for
    QList<TreeMember> m_tree;            // and what was found
    std::int64_t m_tree_asked_ns = 0;
};

}  // namespace lifeguard

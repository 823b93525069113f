// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What the user can do to the chosen: the verbs of toolbar and menu, enabled as the selection allows, each with the
// reason where it does not; and the way every wish takes: freeze the targets, confirm where it must, run, report.

#include <QAction>
#include <QHash>
#include <QObject>

#include "shell/aftermath.h"
#include "shell/hub.h"

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
    QList<QAction*> all() const { return {drain, terminate, kill, kill_tree, suspend}; }

    // A wish of a page, a menu or the toolbar. Targets are who they are now, whatever is chosen later.
    void ask(Verb verb, const QList<Entity>& entities, bool descendants = false);
    void resize(std::uint64_t pool, std::uint32_t workers);
    // Brings texts and states up to date with the selection.
    void refresh();

Q_SIGNALS:
    void told(const QString& sentence, bool failure);
    void dialogOpened(bool open);  // rows keep still meanwhile

private:
    QAction* make(const char* name, const char* icon, const QString& text, const QKeySequence& key, Verb verb,
                  bool descendants);
    void enable(QAction* action, Verb verb, bool descendants);
    Request requestFor(Verb verb, const QList<Entity>& entities, bool descendants) const;
    Request cancelRequest(const QList<Entity>& entities) const;
    bool mustConfirm(const Request& request, const QList<Entity>& entities) const;
    std::optional<Verb> alternativeTo(const Request& request, const QList<Entity>& entities) const;
    void run(const Request& request);
    void onFinished(const Outcome& outcome);

    Hub& m_hub;
    QWidget* m_window;
    Aftermath m_aftermath;
    QHash<QAction*, QString> m_help;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// Everything that can be done or gone to, found by typing: actions of the menus with their keys, pages, workers, pools,
// queues, locks, and a task by its number. What cannot be done now is shown with the reason.

#include <QDialog>
#include <functional>

#include "model/session_models.h"

class QLineEdit;
class QListWidget;
class QLabel;

namespace lifeguard {

class CommandPalette : public QDialog {
    Q_OBJECT
public:
    // The window's actions are offered; `models` names what can be gone to.
    CommandPalette(QWidget* window, const SessionModels& models);
    int matches() const;

Q_SIGNALS:
    void pageRequested(const QString& page, const lifeguard::Entity& entity);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Entry {
        QString text;
        QString detail;  // key, or what it is
        bool enabled = true;
        QString reason;
        std::function<void()> run;
        // In that order where what was typed fits several: what does harm is never what Enter does first.
        enum class Place : std::uint8_t { page, other, verb } place = Place::other;
    };
    void collectActions();
    void collectPlaces(const SessionModels& models);
    void filter(const QString& text);
    void runCurrent();

    QWidget* m_window;
    const SessionModels& m_models;
    QLineEdit* m_line;
    QListWidget* m_list;
    QLabel* m_empty;
    std::vector<Entry> m_entries;
    std::vector<Entry> m_shown;
};

}  // namespace lifeguard

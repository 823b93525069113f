// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What was recorded: open it again, name it, note something, export it, import others, delete it (and take that back
// for ten seconds).

#include "bridge/run_import.h"
#include "page/page.h"
#include "widget/content_stack.h"
#include "widget/item_views.h"
#include "widget/undo_bar.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace lifeguard {

class RunsPage : public Page {
    Q_OBJECT
public:
    RunsPage(const PageContext& context, QWidget* parent = nullptr);
    FilterProxy* filter() const override { return m_proxy; }
    void reveal(const Entity& entity) override;
    QWidget* mainWidget() const override { return m_table; }
    void askImport();

protected:
    ViewKeeper* keeper() const override { return m_table->keeper(); }
    bool lists(const Entity& entity) const override { return entity.kind == Entity::Kind::run; }
    void refresh() override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    QWidget* makeBar();
    QList<std::int64_t> chosen() const;
    const RunRow* single() const;
    void refreshButtons();
    void open();
    void editText(const QString& title, const QString& label, const QString& text, bool lines,
                  const std::function<void(const QString&)>& done);
    void rename();
    void editNotes();
    void toggleStar();
    void exportTo(const QString& format);
    void remove();
    void showMenu(const QPoint& global);
    void showWork(bool running, const QString& text, int permille = -1);
    void showImported(const ImportSummary& summary);

    FilterProxy* m_proxy;
    TableView* m_table;
    ContentStack* m_stack;
    UndoBar* m_undo;
    QPushButton *m_open, *m_compare, *m_star, *m_rename, *m_notes, *m_delete;
    QPushButton* m_export;
    QWidget* m_exportRow;
    QProgressBar* m_exportBar;
    QLabel* m_exportText;
    QPushButton* m_stopImport;
    RunImport* m_import;
    QString m_command;  // of lifeguardctl, that does the same
    QList<std::int64_t> m_removed;
};

}  // namespace lifeguard

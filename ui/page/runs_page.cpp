// SPDX-License-Identifier: GPL-3.0-or-later
#include "page/runs_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "format/format.h"
#include "page/command_line.h"
#include "widget/flow_layout.h"

namespace lifeguard {

RunsPage::RunsPage(const PageContext& context, QWidget* parent)
    : Page(context, QStringLiteral("runs"), tr("Runs"), parent) {
    m_proxy = new FilterProxy(this);
    m_proxy->setSourceModel(&context.models.runs);
    m_table = new TableView(QStringLiteral("runTable"), RunModel::columns(), context.settings, this);
    m_table->setAccessibleName(tr("Runs"));
    m_table->columns()->setNames(
        {QStringLiteral("name"), QStringLiteral("started"), QStringLiteral("duration"), QStringLiteral("state")});
    m_table->columns()->setDefaultWidths({{QStringLiteral("name"), 13},
                                          {QStringLiteral("source"), 14},
                                          {QStringLiteral("started"), 17},
                                          {QStringLiteral("duration"), 11},
                                          {QStringLiteral("p95"), 11},
                                          {QStringLiteral("state"), 12},
                                          {QStringLiteral("size"), 12},
                                          {QStringLiteral("notes"), 8}});
    m_table->setModel(m_proxy);
    m_stack = new ContentStack(QStringLiteral("runs"), m_table, this);
    m_undo = new UndoBar(QStringLiteral("runUndo"), this);
    m_exportRow = new QWidget(this);
    m_exportRow->setObjectName(QStringLiteral("runExportRow"));
    m_exportBar = new QProgressBar(m_exportRow);
    m_exportBar->setRange(0, 0);
    m_exportBar->setMaximumWidth(fontMetrics().averageCharWidth() * 20);
    m_exportText = new QLabel(m_exportRow);
    m_exportText->setObjectName(QStringLiteral("runExportText"));
    m_exportText->setWordWrap(true);
    m_exportText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* exportLayout = new QHBoxLayout(m_exportRow);
    exportLayout->setContentsMargins(0, 0, 0, 0);
    exportLayout->addWidget(m_exportBar);
    exportLayout->addWidget(m_exportText, 1);
    m_stopImport = new QPushButton(tr("Stop"), m_exportRow);
    m_stopImport->setObjectName(QStringLiteral("runImportStop"));
    m_stopImport->setToolTip(tr("Stop the import; of the run at work nothing is kept"));
    connect(m_stopImport, &QPushButton::clicked, this, [this] { m_import->stop(); });
    exportLayout->addWidget(m_stopImport);
    m_exportRow->hide();
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(makeBar());
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_exportRow);
    layout->addWidget(m_undo);

    connect(&context.runs, &RunsBridge::changed, this, [this](const QVector<RunRow>& runs) {
        m_context.models.runs.update(runs);
        refresh();
    });
    connect(&context.runs, &RunsBridge::exported, this, [this](const QString& path) {
        showWork(false, tr("✓ Exported to %1. The same: %2").arg(path, m_command));
        Q_EMIT told(tr("✓ Exported to %1").arg(path));
    });
    m_import = new RunImport(this);
    connect(m_import, &RunImport::progressed, this,
            [this](std::int64_t run, int permille) { showWork(true, tr("Importing run %1…").arg(run), permille); });
    connect(m_import, &RunImport::finished, this, &RunsPage::showImported);
    connect(m_import, &RunImport::failed, this, [this](const QString& sentence) {
        showWork(false, QStringLiteral("✖ ") + sentence);
        Q_EMIT told(m_exportText->text());
    });
    connect(&context.runs, &RunsBridge::failed, this, [this](const QString& sentence) {
        if (!m_exportBar->isHidden()) showWork(false, QStringLiteral("✖ ") + sentence);
    });
    connect(m_undo, &UndoBar::undone, this, [this] {
        m_context.runs.restore(std::exchange(m_removed, {}));
        m_table->setFocus();
    });
    connect(m_undo, &UndoBar::committed, &context.runs, [this] {
        m_removed.clear();
        m_context.runs.commitRemoval();
    });
    connect(m_table, &TableView::chosenChanged, this, [this] {
        takeChosen();
        refreshButtons();
    });
    connect(m_table, &QAbstractItemView::activated, this, &RunsPage::open);
    connect(m_table, &TableView::menuRequested, this,
            [this](const QList<Entity>&, const QPoint& global) { showMenu(global); });
    connect(m_proxy, &FilterProxy::filterChanged, this, [this] { refresh(); });
    refresh();
}

QWidget* RunsPage::makeBar() {
    auto* bar = new QWidget(this);
    auto* layout = new FlowLayout(bar);
    const auto add = [&](const QString& name, const QString& text, const QString& tip, auto slot) {
        auto* button = new QPushButton(text, bar);
        button->setObjectName(name);
        button->setToolTip(tip);
        connect(button, &QPushButton::clicked, this, slot);
        layout->addWidget(button);
        return button;
    };
    m_open = add(QStringLiteral("runOpen"), tr("&Open"), tr("Show this run in the window (Enter)"), &RunsPage::open);
    m_compare = add(QStringLiteral("runCompare"), tr("Com&pare"), tr("Show the two chosen runs side by side (Ctrl+D)"),
                    [this] { Q_EMIT pageRequested(QStringLiteral("compare"), {}); });
    m_star = add(QStringLiteral("runStar"), tr("S&tar"), tr("Keep this run in sight"), &RunsPage::toggleStar);
    m_rename = add(QStringLiteral("runRename"), tr("&Rename…"), tr("Give this run another name"), &RunsPage::rename);
    m_notes =
        add(QStringLiteral("runNotes"), tr("&Notes…"), tr("Write something about this run"), &RunsPage::editNotes);
    m_export = new QPushButton(tr("E&xport"), bar);
    m_export->setObjectName(QStringLiteral("runExport"));
    m_export->setToolTip(tr("Write this run to files"));
    auto* menu = new QMenu(m_export);
    const auto offer = [&](const QString& text, const QString& format, const char* name) {
        menu->addAction(text, this, [this, format] { exportTo(format); })->setObjectName(QLatin1String(name));
    };
    offer(tr("&HTML report…"), QStringLiteral("html"), "runExportHtml");
    offer(tr("&Trace for Perfetto…"), QStringLiteral("trace"), "runExportTrace");
    offer(tr("&CSV files…"), QStringLiteral("csv"), "runExportCsv");
    offer(tr("&JSON file…"), QStringLiteral("json"), "runExportJson");
    m_export->setMenu(menu);
    layout->addWidget(m_export);
    m_delete = add(QStringLiteral("runDelete"), tr("&Delete"), tr("Delete the chosen runs; it can be undone for 10 s"),
                   &RunsPage::remove);
    add(QStringLiteral("runOpenFile"), tr("Open f&ile…"), tr("Look into a history database of another place"),
        [this] { Q_EMIT fileRequested(); });
    add(QStringLiteral("runImport"), tr("I&mport…"), tr("Take the runs of another machine's history over"),
        &RunsPage::askImport);
    return bar;
}

void RunsPage::showEvent(QShowEvent* event) {
    Page::showEvent(event);
    m_context.runs.setWatching(true);
    m_context.runs.refresh();
}

void RunsPage::hideEvent(QHideEvent* event) {
    Page::hideEvent(event);
    m_context.runs.setWatching(false);
}

void RunsPage::refresh() {
    const int all = m_context.models.runs.rowCount();
    if (all == 0) {
        m_stack->showEmpty(tr("No runs recorded yet. Each program that is watched is recorded and can be opened here "
                              "when it is over."),
                           {{tr("Start a pool"), [this] { Q_EMIT startRequested(); }},
                            {tr("Open file…"), [this] { Q_EMIT fileRequested(); }}});
    } else if (m_proxy->rowCount() == 0) {
        m_stack->showEmpty(tr("No rows match “%1” among %2 runs.")
                               .arg(m_proxy->filterText(), format::count(static_cast<std::uint64_t>(all))),
                           {{tr("Clear filter"), [this] { m_proxy->setFilterText({}); }}});
    } else {
        m_stack->showContent();
    }
    refreshButtons();
}

QList<std::int64_t> RunsPage::chosen() const {
    QList<std::int64_t> ids;
    for (const Entity& entity : m_table->keeper()->chosen()) {
        const auto id = static_cast<std::int64_t>(entity.id);
        if (m_context.models.runs.indexOfKey(id).isValid()) ids.append(id);
    }
    return ids;
}

const RunRow* RunsPage::single() const {
    const QList<std::int64_t> ids = chosen();
    return ids.size() == 1 ? m_context.models.runs.row(m_context.models.runs.indexOfKey(ids.first())) : nullptr;
}

void RunsPage::refreshButtons() {
    const RunRow* run = single();
    for (QWidget* button : QList<QWidget*>{m_open, m_rename, m_notes, m_export}) button->setEnabled(run != nullptr);
    m_compare->setEnabled(chosen().size() == 2);
    m_compare->setToolTip(chosen().size() == 2 ? tr("Show the two chosen runs side by side (Ctrl+D)")
                                               : tr("Choose two runs to compare them (Ctrl and a click adds one)."));
    m_star->setEnabled(!chosen().isEmpty());
    m_star->setText(run != nullptr && run->starred ? tr("Uns&tar") : tr("S&tar"));
    bool recording = false;
    for (const std::int64_t id : chosen()) {
        const RunRow* each = m_context.models.runs.row(m_context.models.runs.indexOfKey(id));
        recording = recording || (each != nullptr && each->recording);
    }
    m_delete->setEnabled(!chosen().isEmpty() && !recording);
    m_delete->setToolTip(recording ? tr("A run that is being recorded cannot be deleted.")
                                   : tr("Delete the chosen runs; it can be undone for 10 s"));
}

void RunsPage::reveal(const Entity& entity) {
    m_table->keeper()->choose({entity}, true);
}

void RunsPage::open() {
    if (const RunRow* run = single()) Q_EMIT runRequested(run->id);
}

void RunsPage::editText(const QString& title, const QString& label, const QString& text, bool lines,
                        const std::function<void(const QString&)>& done) {
    auto* dialog = new QInputDialog(window());
    dialog->setObjectName(QStringLiteral("runTextDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(label);
    dialog->setOption(QInputDialog::UsePlainTextEditForTextInput, lines);
    dialog->setTextValue(text);
    connect(dialog, &QInputDialog::textValueSelected, this, done);
    dialog->open();
}

void RunsPage::rename() {
    const RunRow* run = single();
    if (run == nullptr) return;
    const std::int64_t id = run->id;
    editText(tr("Rename run %1").arg(id), tr("Name:"), run->name, false,
             [this, id](const QString& name) { m_context.runs.rename(id, name.trimmed()); });
}

void RunsPage::editNotes() {
    const RunRow* run = single();
    if (run == nullptr) return;
    const std::int64_t id = run->id;
    editText(tr("Notes on run %1").arg(id), tr("Notes:"), run->notes, true,
             [this, id](const QString& notes) { m_context.runs.setNotes(id, notes); });
}

void RunsPage::toggleStar() {
    for (const std::int64_t id : chosen()) {
        const RunRow* run = m_context.models.runs.row(m_context.models.runs.indexOfKey(id));
        if (run != nullptr) m_context.runs.setStarred(id, !run->starred);
    }
}

void RunsPage::exportTo(const QString& format) {
    const RunRow* run = single();
    if (run == nullptr) return;
    const std::int64_t id = run->id;
    const bool folder = format == QLatin1String("csv");
    const bool page = format == QLatin1String("html");
    const QString name = RunImport::exportName(id, format);
    auto* dialog = new QFileDialog(window(), tr("Export run %1").arg(id));
    dialog->setObjectName(QStringLiteral("runExportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (folder) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    } else {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->setNameFilter(page ? tr("HTML (*.html)") : tr("JSON (*.json)"));
        dialog->setDefaultSuffix(page ? QStringLiteral("html") : QStringLiteral("json"));
        dialog->selectFile(name);
    }
    connect(dialog, &QFileDialog::fileSelected, this, [=, this](const QString& path) {
        const QString target = folder ? path + QLatin1Char('/') + name : path;
        QStringList words{QStringLiteral("lifeguardctl"),
                          QStringLiteral("export"),
                          QString::number(id),
                          QStringLiteral("--format"),
                          format,
                          QStringLiteral("-o"),
                          target};
        if (m_context.runs.database() != RunsBridge::defaultPath())
            words << QStringLiteral("--db") << m_context.runs.database();
        m_command = command_line::join(words);
        showWork(true, tr("Exporting run %1 to %2…").arg(QString::number(id), target));
        m_context.runs.exportRun(id, format, target);
    });
    dialog->open();
}

void RunsPage::askImport() {
    auto* dialog = new QFileDialog(window(), tr("Import runs"));
    dialog->setObjectName(QStringLiteral("runImportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Run databases (*.db)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        showWork(true, tr("Importing %1…").arg(path), 0);
        m_import->start(m_context.runs.database(), path);
    });
    dialog->open();
}

void RunsPage::showImported(const ImportSummary& summary) {
    QStringList parts{tr("%n run(s) imported", nullptr, summary.imported)};
    if (summary.known > 0) parts << tr("%n were here already", nullptr, summary.known);
    if (summary.recording > 0) parts << tr("%n are being recorded", nullptr, summary.recording);
    if (summary.stopped) parts << tr("then it was stopped");
    showWork(false, (summary.stopped ? QStringLiteral("❚❚ ") : QStringLiteral("✓ ")) +
                        tr("%1 from %2.").arg(parts.join(QStringLiteral(", ")), summary.path));
    Q_EMIT told(m_exportText->text());
    m_context.runs.refresh();
}

// permille -1: nobody knows how long it takes.
void RunsPage::showWork(bool running, const QString& text, int permille) {
    m_exportBar->setRange(0, permille < 0 ? 0 : 1000);
    if (permille >= 0) m_exportBar->setValue(permille);
    m_exportBar->setVisible(running);
    m_stopImport->setVisible(running && permille >= 0);
    m_exportText->setText(text);
    m_exportRow->show();
}

void RunsPage::remove() {
    const QList<std::int64_t> ids = chosen();
    if (ids.isEmpty()) return;
    m_undo->commit();
    m_removed = ids;
    m_context.runs.remove(ids);
    m_table->keeper()->choose({}, false);
    m_table->setFocus();
    m_undo->offer(ids.size() == 1 ? tr("Run %1 deleted.").arg(ids.first())
                                  : tr("%1 runs deleted.").arg(format::count(static_cast<std::uint64_t>(ids.size()))));
}

void RunsPage::showMenu(const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setObjectName(QStringLiteral("runMenu"));
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QPushButton* button, auto slot) {
        menu->addAction(button->text(), this, slot)->setEnabled(button->isEnabled());
    };
    add(m_open, &RunsPage::open);
    add(m_compare, [this] { Q_EMIT pageRequested(QStringLiteral("compare"), {}); });
    add(m_star, &RunsPage::toggleStar);
    add(m_rename, &RunsPage::rename);
    add(m_notes, &RunsPage::editNotes);
    if (m_export->isEnabled()) {
        QMenu* formats = menu->addMenu(m_export->text());
        for (QAction* action : m_export->menu()->actions()) formats->addAction(action);
    }
    menu->addAction(tr("&Copy rows"), m_table, &TableView::copyRows);
    menu->addSeparator();
    add(m_delete, &RunsPage::remove);
    menu->popup(global);
}

}  // namespace lifeguard

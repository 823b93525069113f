// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/key_list.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace lifeguard {
namespace {

QString plain(QString text) {
    return text.remove(QLatin1Char('&')).remove(QStringLiteral("…"));
}

QString keysOf(const QAction* action) {
    QStringList keys;
    for (const QKeySequence& key : action->shortcuts()) keys << key.toString(QKeySequence::NativeText);
    return keys.join(QStringLiteral(", "));
}

void collect(const QMenu* menu, const QString& group, QList<KeyEntry>& out, QList<const QAction*>& seen) {
    for (const QAction* action : menu->actions()) {
        if (action->menu())
            collect(action->menu(), group, out, seen);
        else if (!action->shortcuts().isEmpty() && !seen.contains(action)) {
            seen.append(action);
            out.append({group, keysOf(action), plain(action->text())});
        }
    }
}

void addViews(QList<KeyEntry>& out) {
    const auto add = [&out](const QString& group, const QString& keys, const QString& text) {
        out.append({group, keys, text});
    };
    const QString lists = KeyList::tr("In lists");
    add(lists, KeyList::tr("← →"), KeyList::tr("Close or open a branch"));
    add(lists, QStringLiteral("*"), KeyList::tr("Open all below"));
    add(lists, KeyList::tr("Ctrl+C"), KeyList::tr("Copy the rows, to a spreadsheet too"));
    add(lists, KeyList::tr("Enter"), KeyList::tr("Show in the inspector"));
    add(lists, QKeySequence(QKeySequence::Undo).toString(QKeySequence::NativeText),
        KeyList::tr("Bring deleted runs back, for 10 s"));
    const QString line = KeyList::tr("In the timeline");
    add(line, QStringLiteral("W S"), KeyList::tr("Zoom in, out"));
    add(line, QStringLiteral("A D"), KeyList::tr("Earlier, later"));
    add(line, QStringLiteral("F"), KeyList::tr("All of it"));
    add(line, KeyList::tr("End"), KeyList::tr("Follow what is new"));
    const QString strip = KeyList::tr("In the time strip");
    add(strip, KeyList::tr("← →"), KeyList::tr("Move the cursor; in history, step by a second (Shift: ten)"));
    add(strip, KeyList::tr("Shift+← →"), KeyList::tr("Choose a range of time"));
    add(strip, KeyList::tr("Enter"), KeyList::tr("Show that moment"));
    add(strip, KeyList::tr("Space"), KeyList::tr("Play or hold"));
    add(strip, QStringLiteral("+ −"), KeyList::tr("Less time, more time"));
    add(strip, KeyList::tr("Esc"), KeyList::tr("All times again"));
}

}  // namespace

QList<KeyEntry> keysOf(const QWidget* window) {
    QList<KeyEntry> out;
    QList<const QAction*> seen;
    const auto* main = qobject_cast<const QMainWindow*>(window);
    if (main != nullptr)
        for (const QAction* menu : main->menuBar()->actions())
            if (menu->menu()) collect(menu->menu(), plain(menu->text()), out, seen);
    for (const QAction* action : window->actions())
        if (!action->shortcuts().isEmpty() && !action->text().isEmpty() && !seen.contains(action))
            out.append({KeyList::tr("Elsewhere"), keysOf(action), plain(action->text())});
    return out;
}

KeyList::KeyList(QWidget* window) : QDialog(window) {
    setObjectName(QStringLiteral("keysDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Keyboard"));
    QList<KeyEntry> entries = keysOf(window);
    addViews(entries);
    QString html, group;
    for (const KeyEntry& entry : entries) {
        if (entry.group != group)
            html += QStringLiteral("<tr><td colspan=\"2\"><br><b>%1</b></td></tr>").arg(entry.group.toHtmlEscaped());
        group = entry.group;
        html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(entry.keys.toHtmlEscaped(), entry.text.toHtmlEscaped());
    }
    auto* text = new QTextBrowser(this);
    text->setObjectName(QStringLiteral("keysText"));
    text->setAccessibleName(tr("Keys"));
    text->setHtml(QStringLiteral("<table>") + html + QStringLiteral("</table>"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* column = new QVBoxLayout(this);
    column->addWidget(text);
    column->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 32);
}

}  // namespace lifeguard

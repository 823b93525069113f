// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// F1: the guide (docs/guide), in a window of its own, with its contents and a line to find words in all of it.

#include <QTextBrowser>
#include <QWidget>

class QLineEdit;
class QListWidget;
class QLabel;

namespace lifeguard {

// Pictures are no wider than the window.
class GuideBrowser : public QTextBrowser {
    Q_OBJECT
public:
    using QTextBrowser::QTextBrowser;
    QVariant loadResource(int type, const QUrl& name) override;
};

class HelpWindow : public QWidget {
    Q_OBJECT
public:
    explicit HelpWindow(QWidget* parent = nullptr);

    void showTopic(const QString& file);          // "waiting.md"
    static QString topicOf(const QString& page);  // the file that helps on a page
    static QStringList topics();                  // files, the contents first
    int find(const QString& words);               // goes to the first topic with them; how many have them

private:
    void listTopics(const QString& words);

    QListWidget* m_contents;
    QLineEdit* m_find;
    QLabel* m_found;
    GuideBrowser* m_browser;
};

}  // namespace lifeguard

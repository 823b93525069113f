// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// What a command is to run on: files, a list that is typed, or the lines of a file.

#include <QWidget>

class QComboBox;
class QFileDialog;
class QLineEdit;
class QListWidget;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace lifeguard {

class ContentStack;

class InputChooser : public QWidget {
    Q_OBJECT
public:
    explicit InputChooser(QWidget* parent = nullptr);

    QStringList inputs() const;   // none where they are the lines of a file
    QString inputFile() const;    // "" where they are not
    QString problem() const;      // "" if a pool can be started on these
    QWidget* firstField() const;  // for the label's shortcut
    // Where its dialogs begin.
    void setDirectory(const QString& directory) { m_directory = directory; }
    // Files, behind those that are there.
    void addFiles(const QStringList& files);

Q_SIGNALS:
    void changed();

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    QWidget* makeFiles();
    QWidget* makeList();
    QWidget* makeFile();
    void showKind(int kind);
    void removeFiles();
    void filesChanged();
    QFileDialog* openDialog(const QString& title, bool several);

    QString m_directory;
    QComboBox* m_kind;
    QPushButton* m_add;
    QPushButton* m_remove;
    QStackedWidget* m_inputs;
    QListWidget* m_files;
    ContentStack* m_filesStack;
    QPlainTextEdit* m_list;
    QLineEdit* m_file;
};

}  // namespace lifeguard

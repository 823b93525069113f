// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// `--pictures DIR`: once the session has data, each page is shown and grabbed into DIR/<page>.png; then the window
// ends.

#include <QObject>
#include <QTimer>

namespace lifeguard {

class MainWindow;

class Pictures : public QObject {
    Q_OBJECT
public:
    // settle_ms: how long the session's data may gather before the first picture.
    Pictures(MainWindow& window, const QString& directory, int settle_ms, QObject* parent = nullptr);
    void start();

Q_SIGNALS:
    void finished(const QStringList& files, const QString& error);  // "" if all were written

private:
    void next();

    MainWindow& m_window;
    QString m_directory;
    int m_settle_ms;
    QStringList m_pages;
    QStringList m_files;
};

}  // namespace lifeguard

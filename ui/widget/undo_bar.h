// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// "2 runs deleted. [Undo] 8 s": what was done can be taken back for ten seconds, then it is committed.

#include <QElapsedTimer>
#include <QFrame>
#include <QTimer>
#include <chrono>

class QLabel;
class QPushButton;

namespace lifeguard {

class UndoBar : public QFrame {
    Q_OBJECT
public:
    explicit UndoBar(const QString& name, QWidget* parent = nullptr,
                     std::chrono::milliseconds patience = std::chrono::seconds(10));
    ~UndoBar() override;

    // An earlier offer that still stands is committed first.
    void offer(const QString& sentence);
    bool isPending() const { return m_timer.isActive(); }
    void undo();
    void commit();

Q_SIGNALS:
    void undone();
    void committed();

private:
    void tick();
    QLabel* m_label;
    QLabel* m_left;
    QPushButton* m_undo;
    QTimer m_timer;
    QElapsedTimer m_since;
    std::chrono::milliseconds m_patience;
};

}  // namespace lifeguard

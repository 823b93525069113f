// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The time strip with what belongs to it: a chip for the chosen range, the history bar with replay. The window asks it
// to refresh(), it does the rest.

#include <QFrame>

#include "shell/time_travel.h"

class QComboBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace lifeguard {

class TimeStrip;

class TimeDock : public QWidget {
    Q_OBJECT
public:
    TimeDock(SessionModels& models, SnapshotFeed& feed, TimeTravel& travel, QWidget* parent = nullptr);

    void refresh();     // there are new samples
    bool clearRange();  // false: there was none
    TimeStrip* strip() const { return m_strip; }

private:
    void makeBar();
    void showState();

    SessionModels& m_models;
    SnapshotFeed& m_feed;
    TimeTravel& m_travel;
    QFrame* m_bar;
    QToolButton* m_chip;
    QLabel* m_text;
    QPushButton* m_play;
    QComboBox* m_speed;
    QPushButton* m_back;
    TimeStrip* m_strip;
    std::optional<std::int64_t> m_spanned;  // the length of the recording that the strip shows; 0: live
};

// Holds the page; in history mode a blue frame is around it.
class HistoryFrame : public QWidget {
    Q_OBJECT
public:
    using QWidget::QWidget;
    void setShown(bool shown);
    bool isShown() const { return m_shown; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    bool m_shown = false;
};

}  // namespace lifeguard

// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/time_dock.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

#include "chart/time_strip.h"
#include "format/format.h"
#include "format/theme.h"
#include "page/curves.h"

namespace lifeguard {
namespace {

constexpr int frame_px = 3;
constexpr double live_span_s = 300;  // the wheel shows more

QList<QPointF> whole(const TimeHistory& history, SeriesKind kind) {
    const Series series = history.wholeSeries({kind});
    QList<QPointF> all;
    all.reserve(series.values.size());
    for (qsizetype i = 0; i < series.values.size(); ++i)
        all.append({static_cast<double>(series.times_ns[i]) / 1e9, series.values[i]});
    return all;
}

std::int64_t toNs(double seconds) {
    return static_cast<std::int64_t>(seconds * 1e9);
}

}  // namespace

TimeDock::TimeDock(SessionModels& models, SnapshotFeed& feed, TimeTravel& travel, QWidget* parent)
    : QWidget(parent), m_models(models), m_feed(feed), m_travel(travel) {
    setObjectName(QStringLiteral("timeDock"));
    makeBar();
    m_strip = new TimeStrip(this);
    m_strip->setTimeText(&curves::clock);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_strip);
    connect(m_strip, &TimeStrip::rangeChosen, this, [this](double from, double to) {
        m_models.times.setRange({toNs(from), toNs(to)});
    });
    connect(m_strip, &TimeStrip::rangeCleared, this, &TimeDock::clearRange);
    connect(m_strip, &TimeStrip::momentChosen, this, [this](double time) { m_travel.goTo(toNs(time)); });
    connect(m_strip, &TimeStrip::liveChosen, &travel, &TimeTravel::goLive);
    connect(m_strip, &TimeStrip::stepped, &travel, &TimeTravel::step);
    connect(m_strip, &TimeStrip::playToggled, this, [this] { m_travel.setPlaying(!m_travel.isPlaying()); });
    connect(&travel, &TimeTravel::changed, this, &TimeDock::showState);
    connect(&models.times, &TimeView::changed, this, &TimeDock::showState);
    connect(&feed, &SnapshotFeed::stateChanged, this, &TimeDock::showState);
    connect(&models, &SessionModels::cleared, this, [this] { m_spanned.reset(); });
    showState();
}

void TimeDock::makeBar() {
    m_bar = new QFrame(this);
    m_bar->setObjectName(QStringLiteral("historyBar"));
    m_chip = new QToolButton(m_bar);
    m_chip->setObjectName(QStringLiteral("rangeChip"));
    m_chip->setToolTip(tr("Only what happened then is listed. Click (or Esc) shows all times again."));
    m_chip->setFocusPolicy(Qt::StrongFocus);
    m_text = new QLabel(m_bar);
    m_text->setObjectName(QStringLiteral("historyText"));
    m_text->setWordWrap(true);
    m_play = new QPushButton(m_bar);
    m_play->setObjectName(QStringLiteral("historyPlay"));
    m_speed = new QComboBox(m_bar);
    m_speed->setObjectName(QStringLiteral("historySpeed"));
    m_speed->setAccessibleName(tr("Speed of the replay"));
    for (const int times : {1, 4, 16}) m_speed->addItem(tr("%1×", "speed of a replay").arg(times), times);
    m_back = new QPushButton(m_bar);
    m_back->setObjectName(QStringLiteral("historyBack"));
    auto* row = new QHBoxLayout(m_bar);
    row->setContentsMargins(8, 2, 8, 2);
    row->addWidget(m_chip);
    row->addWidget(m_text, 1);
    row->addWidget(m_play);
    row->addWidget(m_speed);
    row->addWidget(m_back);
    connect(m_chip, &QToolButton::clicked, this, &TimeDock::clearRange);
    connect(m_play, &QPushButton::clicked, this, [this] { m_travel.setPlaying(!m_travel.isPlaying()); });
    connect(m_speed, &QComboBox::currentIndexChanged, this,
            [this](int index) { m_travel.setSpeed(m_speed->itemData(index).toInt()); });
    connect(m_back, &QPushButton::clicked, &m_travel, &TimeTravel::goLive);
}

bool TimeDock::clearRange() {
    if (m_models.times.range().isEmpty()) return false;
    m_models.times.clearRange();
    return true;
}

void TimeDock::showState() {
    const TimeRange range = m_models.times.range();
    const bool recording = m_feed.state() == SnapshotFeed::State::recording;
    const auto moment = m_travel.moment();
    m_bar->setVisible(!range.isEmpty() || moment || recording);
    m_chip->setVisible(!range.isEmpty());
    if (!range.isEmpty())
        m_chip->setText(tr("%1 – %2  ✕").arg(format::clockSeconds(range.from_ns), format::clockSeconds(range.to_ns)));
    m_chip->setAccessibleName(tr("Time range %1").arg(m_chip->text()));
    QString text;
    if (moment) {
        text = tr("HISTORY %1").arg(format::clockSeconds(*moment));
        if (m_travel.fromMemory())
            text += tr(" · not recorded: from memory, which begins at %1").arg(format::clockSeconds(m_travel.first()));
    } else if (recording) {
        text = tr("The end of the recording is shown. Drag the handle below, or play it.");
    }
    if (m_text->text() != text) m_text->setText(text);
    QFont bold = font();
    bold.setBold(moment.has_value());
    m_text->setFont(bold);
    const bool plays = m_travel.isPlaying();
    m_play->setVisible(moment || recording);
    m_play->setText(plays ? tr("❚❚ Hold") : tr("▶ Play"));
    m_play->setToolTip(tr("Play from here (Space in the time strip)"));
    m_speed->setVisible(moment || recording);
    m_back->setVisible(moment.has_value());
    m_back->setText(m_feed.state() == SnapshotFeed::State::live ? tr("Back to live (End)") : tr("To the end (End)"));
    m_strip->setMoment(moment ? std::optional(static_cast<double>(*moment) / 1e9) : std::nullopt);
    m_strip->setRange(range.isEmpty() ? std::nullopt
                                      : std::optional(std::pair(static_cast<double>(range.from_ns) / 1e9,
                                                                static_cast<double>(range.to_ns) / 1e9)));
    m_strip->setLive(m_feed.state() == SnapshotFeed::State::live);
}

void TimeDock::refresh() {
    const TimeHistory& history = m_models.history;
    const QList<QPointF> busy = whole(history, SeriesKind::workers_busy);
    QList<QPointF> total = busy;
    for (const SeriesKind kind : {SeriesKind::workers_idle, SeriesKind::workers_waiting, SeriesKind::workers_suspended,
                                  SeriesKind::workers_starting}) {
        const QList<QPointF> more = whole(history, kind);
        for (qsizetype i = 0; i < std::min(total.size(), more.size()); ++i) total[i].ry() += more[i].y();
    }
    QList<TimeStrip::Mark> marks;
    for (const Mark& mark : history.marks())
        marks.append({static_cast<double>(mark.time_ns) / 1e9,
                      mark.kind == Mark::Kind::deadlock ? TimeStrip::MarkKind::deadlock : TimeStrip::MarkKind::badExit,
                      mark.text});
    // All of a recording is in sight at first; its end is told before its past.
    const bool recording = m_feed.state() == SnapshotFeed::State::recording;
    const std::int64_t length_ns = recording ? history.newestTime() - history.firstTime() : 0;
    if (m_spanned != length_ns) {
        m_strip->setSpan(recording ? static_cast<double>(length_ns) / 1e9 : live_span_s);
        m_spanned = length_ns;
    }
    m_strip->setHistory(busy, total, marks);
}

void HistoryFrame::setShown(bool shown) {
    if (shown == m_shown) return;
    m_shown = shown;
    const int margin = shown ? frame_px : 0;
    setContentsMargins(margin, margin, margin, margin);
    update();
}

void HistoryFrame::paintEvent(QPaintEvent*) {
    if (!m_shown) return;
    QPainter painter(this);
    painter.setPen(QPen(theme::tone(Tone::active, palette()), frame_px));
    painter.drawRect(QRectF(rect()).adjusted(frame_px / 2.0, frame_px / 2.0, -frame_px / 2.0, -frame_px / 2.0));
}

}  // namespace lifeguard

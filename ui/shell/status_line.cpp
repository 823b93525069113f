// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/status_line.h"

#include <QDateTime>
#include <QLabel>
#include <algorithm>

#include "format/format.h"
#include "format/words.h"
#include "widget/elided_label.h"

namespace lifeguard {

using namespace mp::observe;
using State = SnapshotFeed::State;

namespace {

constexpr int message_stays_ms = 8000;

QLabel* makeLabel(const char* name, const QString& accessible, QWidget* parent) {
    auto* label = new QLabel(parent);
    label->setObjectName(QLatin1String(name));
    label->setAccessibleName(accessible);
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(8, 0, 8, 0);
    label->hide();
    return label;
}

void showText(QLabel* label, const QString& text) {
    if (label->text() != text) label->setText(text);
    label->setVisible(!text.isEmpty());
}

}  // namespace

StatusLine::StatusLine(QWidget* parent)
    : QStatusBar(parent),
      m_session(new ElidedLabel(this)),
      m_work(makeLabel("statusWork", tr("Work"), this)),
      m_recording(makeLabel("statusRecording", tr("Recording"), this)),
      m_self(makeLabel("statusSelf", tr("Cost of this window"), this)) {
    setObjectName(QStringLiteral("statusLine"));
    setSizeGripEnabled(false);
    m_session->setObjectName(QStringLiteral("statusSession"));
    m_session->setAccessibleName(tr("Session"));
    addWidget(m_session, 1);
    addPermanentWidget(m_work);
    addPermanentWidget(m_recording);
    addPermanentWidget(m_self);
    connect(&m_timer, &QTimer::timeout, this, &StatusLine::freshen);
    m_timer.start(500);
    m_message_timer.setSingleShot(true);
    connect(&m_message_timer, &QTimer::timeout, this, [this] {
        m_message.clear();
        freshen();
    });
    freshen();
}

void StatusLine::setSession(const SnapshotFeed& feed) {
    m_state = feed.state();
    m_source = feed.title();
    m_far = feed.kind() == mp::observe::SourceKind::remote;
    if (!feed.isOpen()) {
        m_snapshot_ns = 0;
        showText(m_work, {});
    }
    freshen();
}

void StatusLine::setFrame(const Frame& frame) {
    m_received_ms = QDateTime::currentMSecsSinceEpoch();
    m_snapshot_ns = frame.snapshot->taken_ns;
    if (!frame.sample) return;
    if (frame.self_cpu_percent && frame.self_memory_bytes) {
        showText(
            m_self,
            tr("self %1 % %2").arg(format::number(*frame.self_cpu_percent, 0), format::bytes(frame.self_memory_bytes)));
        m_self->setToolTip(tr("CPU and memory that this window itself takes"));
    }
}

void StatusLine::setPaused(bool paused) {
    m_paused = paused;
    freshen();
}

void StatusLine::setManager(const QString& text) {
    if (m_manager == text) return;
    m_manager = text;
    freshen();
}

void StatusLine::setRecording(const RecordingState& state) {
    if (!state.recording) {
        showText(m_recording, {});
        return;
    }
    QString text = tr("● REC");
    if (state.started_ns != 0) {
        const std::int64_t now_ns = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
        text += tr(" %1 %2", "elapsed time, size")
                    .arg(format::elapsed(now_ns - state.started_ns), format::bytes(state.size_bytes));
    }
    showText(m_recording, text);
    m_recording->setToolTip(
        state.run == 0
            ? tr("A recorder is writing this session down.")
            : tr("This session is recorded as run %1.").arg(format::id(static_cast<std::uint64_t>(state.run))));
}

void StatusLine::tell(const QString& sentence, bool failure) {
    m_message = (failure ? QStringLiteral("✖ ") : QStringLiteral("✓ ")) + sentence;
    m_message_timer.start(failure ? 2 * message_stays_ms : message_stays_ms);
    freshen();
}

void StatusLine::freshen() {
    if (!m_message.isEmpty()) {
        m_session->setText(m_message);
        return;
    }
    const std::int64_t age_ns = (QDateTime::currentMSecsSinceEpoch() - m_received_ms) * 1'000'000;
    QString text;
    switch (m_state) {
        case State::none:
            text = m_manager.isEmpty() ? tr("No session") : m_manager;
            break;
        case State::opening:
            text = tr("Opening…");
            break;
        case State::live:
            text = (m_far ? tr("● Far %1 · updated %2 ago") : tr("● Local %1 · updated %2 ago"))
                       .arg(m_source, format::age(age_ns));
            break;
        case State::ended:
            text = tr("■ %1 has ended").arg(m_source);
            break;
        case State::lost:
            text = tr("✖ %1: connection lost, the last state is shown").arg(m_source);
            break;
        case State::recording:
            text = tr("◷ Recording: %1").arg(m_source);
            break;
    }
    if (m_paused) text = tr("❚❚ paused · ") + text;
    m_session->setText(text);
}

void StatusLine::setWork(const Snapshot& snapshot) {
    std::uint64_t alive = 0, busy = 0, queued = 0, done = 0, failed = 0;
    double rate = 0;
    bool has_rate = false;
    for (const Pool& pool : snapshot.pools) {
        alive += pool.alive_count;
        busy += pool.busy_count;
        queued += pool.queued_count;
        done += pool.done_count;
        failed += pool.failed_count + pool.lost_count;
        if (pool.tasks_per_s) rate += *pool.tasks_per_s, has_rate = true;
    }
    if (snapshot.pools.empty()) {
        const auto living = std::count_if(snapshot.processes.begin(), snapshot.processes.end(),
                                          [](const Process& process) { return !process.ended_ns; });
        showText(m_work, living == 0 ? QString() : tr("%n process(es)", nullptr, static_cast<int>(living)));
        m_work->setToolTip({});
        return;
    }
    QString text;
    if (snapshot.alive && m_state != State::lost) {
        text = tr("%1/%2 busy · %3 · queued %4")
                   .arg(format::count(busy), format::count(alive),
                        format::rate(has_rate ? std::optional(rate) : std::nullopt), format::count(queued));
        m_work->setToolTip(
            tr("Busy of living workers · tasks finished per second · tasks queued · tasks failed or lost"));
    } else {
        text = tr("%1 done · queued %2").arg(format::count(done), format::count(queued));
        m_work->setToolTip(tr("Last seen: tasks done · tasks that were still queued · tasks failed or lost"));
    }
    if (failed > 0) text += tr(" · ✖ %1").arg(format::count(failed));
    showText(m_work, text);
}

}  // namespace lifeguard

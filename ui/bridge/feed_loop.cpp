// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/feed_loop.h"

#include <QFile>
#include <csignal>
#include <ctime>
#include <limits>

namespace lifeguard {
namespace {

using namespace mp::observe;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds poll_interval{250};
constexpr int past_steps = 300;
constexpr std::int64_t leaving_ns = 3'000'000'000;  // the time within which a program drops what it has made
constexpr std::size_t past_tasks = 500;
constexpr std::size_t tasks_kept = 20'000;  // of merged polls; the history database has them all
constexpr std::size_t log_kept = 20'000;

bool anyAlive(const Snapshot& snapshot) {
    return std::any_of(snapshot.processes.begin(), snapshot.processes.end(),
                       [](const Process& p) { return !p.ended_ns && p.state != ProcessState::ended; });
}

std::size_t objectsOf(const Snapshot& snapshot) {
    return snapshot.pools.size() + snapshot.queues.size() + snapshot.locks.size() + snapshot.syncs.size();
}

// Of a past moment the charts need the durations alone, and of very many a part that stands for all: hundreds of these
// are in memory at once.
void thin(Snapshot& snapshot) {
    const std::size_t step = snapshot.tasks.size() / past_tasks + 1;
    std::vector<Task> kept;
    for (std::size_t i = 0; i < snapshot.tasks.size(); ++i) {
        Task& task = snapshot.tasks[i];
        if (i % step != 0 && task.state == TaskState::done) continue;
        if (step > 1) {
            task.arguments.clear();
            task.result.clear();
        }
        kept.push_back(std::move(task));
    }
    snapshot.tasks = std::move(kept);
}

}  // namespace

FeedLoop::FeedLoop(std::shared_ptr<FeedShared> shared) : m_shared(std::move(shared)), m_timer(new QTimer(this)) {
    m_timer->setTimerType(Qt::CoarseTimer);
    connect(m_timer, &QTimer::timeout, this, [this] { poll(false); });
}

void FeedLoop::open(std::int64_t generation, const SessionOpener& opener, const TasksLoader& tasks) {
    close();
    m_generation = generation;
    try {
        m_session.emplace(opener());
        Q_EMIT opened(generation, m_session->kind(), QString::fromStdString(m_session->title()));
        if (m_session->kind() == SourceKind::recording) walkPast();
    } catch (const std::exception& error) {
        m_session.reset();
        Q_EMIT failed(generation, QString::fromUtf8(error.what()));
        return;
    }
    poll(true);
    if (m_session && m_session->kind() != SourceKind::recording) m_timer->start(poll_interval);
    if (!m_session || !tasks) return;
    try {
        Q_EMIT tasksReady(generation, std::make_shared<const RecordedTasks>(tasks()));
    } catch (const std::exception& error) {
        Q_EMIT lost(generation, QString::fromUtf8(error.what()));
    }
}

void FeedLoop::close() {
    m_timer->stop();
    m_session.reset();
    m_end = {};
    m_rates = {};
    m_tasks.clear();
    m_log.clear();
    m_log_sequence = 0;
    m_sample_owed = false;
    m_alive = true;
    const std::lock_guard guard(m_shared->mutex);
    m_shared->ended_by_user.clear();
}

void FeedLoop::findTrees(std::int64_t generation, const QList<Identity>& roots) {
    QList<TreeMember> members;
    try {
        for (const Identity& root : roots) {
            if (!m_session || generation != m_generation) return;
            for (const TreeMember& member : m_session->tree(root)) members.append(member);
        }
    } catch (const std::exception&) {
        // A source that is lost says so with the next frame.
    }
    Q_EMIT treesFound(generation, roots, members);
}

// A recording has no clock of its own: its past is walked through once, for the charts. The end is shown before that:
// with a million tasks the walk takes seconds.
void FeedLoop::walkPast() {
    Frame end;
    m_end = findEnd();
    end.snapshot = std::make_shared<Snapshot>(m_end);
    end.generation = m_generation;
    Q_EMIT frameReady(end);
    const auto [from, to] = m_session->extent_ns();
    if (to <= from) return;
    const std::int64_t second = 1'000'000'000;
    const std::int64_t step = std::max(second, (to - from) / past_steps);
    QList<Frame> frames;
    SampleRates rates;
    for (std::int64_t time = from;; time = std::min(to, time + step)) {
        m_session->seek(time);
        auto snapshot = std::make_shared<Snapshot>(m_session->snapshot());
        rates.sample(*snapshot);
        thin(*snapshot);
        Frame frame;
        frame.snapshot = std::move(snapshot);
        frame.sample = true;
        frame.generation = m_generation;
        frames.append(frame);
        if (time == to) break;
    }
    Q_EMIT pastReady(frames);
}

// The latest moment in which anything of the program was left; where nothing ever was, the end.
Snapshot FeedLoop::lastWithObjects(const Snapshot& end) {
    const auto at = [this](std::int64_t time) {
        m_session->seek(time);
        return m_session->glance();
    };
    const std::int64_t from = m_session->extent_ns().first;
    std::int64_t with = end.taken_ns, without = with;
    for (std::int64_t back = leaving_ns / 8; objectsOf(at(with)) == 0; back *= 2) {
        if (with <= from) return end;
        without = with;
        with = std::max(from, end.taken_ns - back);
    }
    while (without - with > leaving_ns / 300) {
        const std::int64_t middle = with + (without - with) / 2;
        (objectsOf(at(middle)) > 0 ? with : without) = middle;
    }
    return at(with);
}

// A program that ends in order drops its pools, queues and locks before: its last moments tell of nothing. What a
// recording shows at its end is the fullest of them, with all that was known of it in the end.
Snapshot FeedLoop::findEnd() {
    m_session->seek(std::numeric_limits<std::int64_t>::max());
    Snapshot end = m_session->snapshot();
    if (end.alive) return end;  // its recorder ended before it
    Snapshot fullest = objectsOf(end) > 0 ? end : lastWithObjects(end);
    const std::int64_t last = fullest.taken_ns;
    for (std::int64_t time = last - 1; time > last - leaving_ns;) {
        m_session->seek(time);
        Snapshot before = m_session->glance();
        if (before.taken_ns > time) break;  // nothing is known before it
        time = before.taken_ns - 1;
        if (objectsOf(before) > objectsOf(fullest)) fullest = std::move(before);
    }
    if (fullest.taken_ns >= end.taken_ns) return end;
    m_session->seek(fullest.taken_ns);
    fullest = m_session->snapshot();
    fullest.alive = false;
    fullest.exits = std::move(end.exits);
    fullest.log = std::move(end.log);
    return fullest;
}

void FeedLoop::poll(bool force_sample) {
    if (!m_session) return;
    const auto now = Clock::now();
    const bool sample = force_sample || now - m_sampled >= m_interval - poll_interval / 2;
    auto snapshot = std::make_shared<Snapshot>();
    try {
        // Once the program is gone its processes go too, and nobody of it writes that down.
        *snapshot = m_session->kind() == SourceKind::recording ? m_end
                    : sample || !m_alive                       ? m_session->snapshot()
                                                               : m_session->glance();
    } catch (const std::exception& error) {
        m_timer->stop();
        Q_EMIT lost(m_generation, QString::fromUtf8(error.what()));
        return;
    }
    m_alive = snapshot->alive;
    if (sample) {
        m_sampled = now;
        m_sample_owed = true;
        m_rates.sample(*snapshot);
    } else {
        m_rates.apply(*snapshot);
    }
    amend(*snapshot);
    if (!m_tasks.empty()) {
        snapshot->tasks.insert(snapshot->tasks.begin(), m_tasks.begin(), m_tasks.end());
        m_tasks.clear();
    }
    const bool over = !snapshot->alive && !anyAlive(*snapshot);
    const bool pending = m_shared->frame_pending.exchange(true) && !over;
    mergeLog(*snapshot, pending);
    if (pending) {
        for (const auto& task : snapshot->tasks)
            if (task.ended_ns && m_tasks.size() < tasks_kept) m_tasks.push_back(task);
        return;
    }
    Frame frame;
    frame.snapshot = std::move(snapshot);
    frame.sample = std::exchange(m_sample_owed, false);
    frame.generation = m_generation;
    if (frame.sample) measureSelf(frame);
    if (over && m_session->kind() != SourceKind::recording) m_timer->stop();
    Q_EMIT frameReady(frame);
}

// What was said in a look that nobody had time to show is told with the next one, as far as that has it not itself.
void FeedLoop::mergeLog(Snapshot& snapshot, bool pending) {
    std::vector<LogEntry>& log = snapshot.log;
    const auto later = [](std::uint64_t sequence, const LogEntry& entry) { return sequence < entry.sequence; };
    const std::uint64_t last = log.empty() ? m_log_sequence : log.back().sequence;
    if (pending) {
        m_log.insert(m_log.end(), std::upper_bound(log.begin(), log.end(), m_log_sequence, later), log.end());
        if (m_log.size() > log_kept) m_log.erase(m_log.begin(), m_log.end() - static_cast<std::ptrdiff_t>(log_kept));
    } else if (!m_log.empty()) {
        const auto known =
            log.empty() ? m_log.end() : std::upper_bound(m_log.begin(), m_log.end(), log.front().sequence - 1, later);
        log.insert(log.begin(), std::make_move_iterator(m_log.begin()), std::make_move_iterator(known));
        m_log.clear();
    }
    m_log_sequence = last;
}

// Whom the user ended from this window is known here better than anywhere.
void FeedLoop::amend(Snapshot& snapshot) {
    const std::lock_guard guard(m_shared->mutex);
    if (m_shared->ended_by_user.empty()) return;
    const auto by_user = [this](const Identity& who, std::optional<std::int32_t> code) {
        return (code == -SIGKILL || code == -SIGTERM) && m_shared->ended_by_user.contains(who);
    };
    for (auto& p : snapshot.processes)
        if (p.ended_ns && by_user(p.identity, p.exitcode)) p.cause = ExitCause::by_user;
    for (auto& e : snapshot.exits)
        if (by_user(e.identity, e.exitcode)) e.cause = ExitCause::by_user;
}

void FeedLoop::measureSelf(Frame& frame) {
    const double cpu_s = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - m_self_measured).count();
    if (m_self_measured != Clock::time_point{} && seconds > 0)
        frame.self_cpu_percent = (cpu_s - m_self_cpu_s) / seconds * 100;
    m_self_cpu_s = cpu_s;
    m_self_measured = now;
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly)) return;
    const QByteArray text = status.readAll();
    const auto at = text.indexOf("VmRSS:");
    if (at < 0) return;
    const auto end = text.indexOf("kB", at);
    frame.self_memory_bytes = text.mid(at + 6, end - at - 6).trimmed().toLongLong() * 1024;
}

}  // namespace lifeguard

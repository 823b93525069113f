// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/manager_loop.h"

#include <QDateTime>
#include <algorithm>

#include "bridge/manager_value.h"

namespace lifeguard {
namespace {

using mp::Object;

constexpr int watch_ms = 250;
constexpr int longest_backoff_s = 30;
constexpr qulonglong most_unasked_items = 10'000;

std::int64_t nowNs() {
    return QDateTime::currentMSecsSinceEpoch() * 1'000'000;
}

QString qstring(const std::string& text) {
    return QString::fromStdString(text);
}

}  // namespace

ManagerLoop::ManagerLoop()
    : m_look_timer(new QTimer(this)), m_watch_timer(new QTimer(this)), m_retry_timer(new QTimer(this)) {
    m_look_timer->setInterval(5000);
    m_watch_timer->setInterval(watch_ms);
    m_retry_timer->setSingleShot(true);
    connect(m_look_timer, &QTimer::timeout, this, &ManagerLoop::look);
    connect(m_watch_timer, &QTimer::timeout, this, &ManagerLoop::watch);
    connect(m_retry_timer, &QTimer::timeout, this, &ManagerLoop::connectNow);
}

void ManagerLoop::open(std::int64_t generation, const ManagerPlace& place, const StopFlag& stop) {
    close();
    m_generation = generation;
    m_place = place;
    m_stop = stop;
    connectNow();
}

void ManagerLoop::close() {
    m_look_timer->stop();
    m_watch_timer->stop();
    m_retry_timer->stop();
    m_line.reset();
    m_first_seen.clear();
    m_place = {};
    m_was_open = m_listed = false;
    m_backoff_s = 1;
}

void ManagerLoop::retry() {
    if (!m_line && m_was_open) connectNow();
}

void ManagerLoop::setInterval(std::chrono::milliseconds interval) {
    m_look_timer->setInterval(interval);
}

void ManagerLoop::connectNow() {
    m_retry_timer->stop();
    try {
        m_address = parseManagerAddress(m_place.address);
        m_line.emplace(m_address, managerKey(m_place), m_stop);
        m_line->prove();
        const ManagerLine::Kind kind = m_line->detectKind();
        m_was_open = true;
        m_backoff_s = 1;
        Q_EMIT opened(m_generation, kind);
        if (kind.kind == ServerKind::agent) return;
        list();
        m_look_timer->start();
        m_watch_timer->start();
    } catch (const std::exception& error) {
        lose(error);
    }
}

void ManagerLoop::look() {
    if (!m_line) return;
    try {
        list();
    } catch (const std::exception& error) {
        lose(error);
    }
}

// Its end is seen at once, not when it is asked the next time.
void ManagerLoop::watch() {
    if (!m_line) return;
    try {
        if (m_line->hungUp()) throw mp::EOFError("the server has ended");
    } catch (const std::exception& error) {
        lose(error);
    }
}

void ManagerLoop::lose(const std::exception& error) {
    m_look_timer->stop();
    m_watch_timer->stop();
    m_line.reset();
    if (*m_stop) return;
    const bool refused = dynamic_cast<const mp::AuthenticationError*>(&error) != nullptr;
    QString reason = ManagerLine::explain(error, m_address);
    if (m_was_open && dynamic_cast<const mp::EOFError*>(&error)) reason = tr("the server has ended");
    const bool again = m_was_open && !refused;
    const int wait_s = m_backoff_s;
    if (again) {
        m_backoff_s = std::min(longest_backoff_s, 2 * m_backoff_s);
        m_retry_timer->start(wait_s * 1000);
    }
    Q_EMIT failed(m_generation, reason, refused, !m_was_open, again ? wait_s * 1000 : 0);
}

void ManagerLoop::list() {
    auto out = std::make_shared<QVector<ManagedObject>>();
    QHash<QString, std::int64_t> seen;
    for (const auto& object : m_line->objects()) {
        ManagedObject row;
        row.id = qstring(object.id);
        row.key = row.id.toULongLong(nullptr, 16);
        row.type = qstring(object.kind);
        row.references = object.refcount;
        row.preview = qstring(object.text);
        row.first_seen_ns = m_first_seen.value(row.id, m_listed ? nowNs() : 0);
        seen.insert(row.id, row.first_seen_ns);
        out->append(row);
    }
    m_first_seen = seen;
    m_listed = true;
    Q_EMIT listed(m_generation, ManagedObjects(out));
}

// --- one object -----------------------------------------------------------------------------------------------------

void ManagerAsker::open(std::int64_t generation, const ManagerPlace& place, const StopFlag& stop) {
    m_line.reset();
    m_generation = generation;
    m_place = place;
    m_stop = stop;
}

ManagerLine& ManagerAsker::line() {
    if (!m_line) m_line.emplace(parseManagerAddress(m_place.address), managerKey(m_place), m_stop);
    return *m_line;
}

namespace {

// Runs it; the sentence of what went wrong, "" if nothing. A server's own answer leaves the line as it is.
template <class Function>
QString failureOf(const ManagerPlace& place, std::optional<ManagerLine>& line, Function&& function) {
    try {
        function();
        return {};
    } catch (const mp::RemoteError& error) {
        return QString::fromUtf8(error.what());
    } catch (const std::exception& error) {
        line.reset();
        try {
            return ManagerLine::explain(error, parseManagerAddress(place.address));
        } catch (const mp::ValueError& wrong) {
            return QString::fromUtf8(wrong.what());
        }
    }
}

}  // namespace

void ManagerAsker::ask(const QString& id, bool value) {
    ObjectDetails details;
    details.id = id;
    details.failure = failureOf(m_place, m_line, [&] { details.methods = line().methodsOf(id.toStdString()); });
    if (details.failure.isEmpty()) readSize(details);
    // What is large travels only when that was asked for.
    details.with_value = value || details.size.toULongLong() <= most_unasked_items;
    if (details.failure.isEmpty() && details.with_value) readValue(details);
    details.taken_ns = nowNs();
    if (!*m_stop) Q_EMIT answered(m_generation, details);
}

void ManagerAsker::readSize(ObjectDetails& details) {
    const bool value = details.methods.contains(QStringLiteral("get")) &&
                       details.methods.contains(QStringLiteral("set")) && details.methods.size() <= 3;
    const char* method = details.methods.contains(QStringLiteral("__len__")) ? "__len__"
                         : details.methods.contains(QStringLiteral("qsize")) ? "qsize"
                         : value                                             ? "get"
                                                                             : nullptr;
    if (method == nullptr) {
        details.size_reason = tr("It has neither a length nor a size that the server lets be asked for.");
        return;
    }
    details.size_reason = failureOf(m_place, m_line, [&] {
        details.size = qstring(mp::repr(line().call(details.id.toStdString(), method), 1U << 20U)).left(200);
    });
}

// What cannot be sent is shown as it prints.
void ManagerAsker::readValue(ObjectDetails& details) {
    const std::string id = details.id.toStdString();
    details.value_reason = failureOf(m_place, m_line, [&] { details.value = valueTree(line().call(id, "#GETVALUE")); });
    if (details.value_reason.isEmpty()) return;
    const QString no_text = failureOf(m_place, m_line, [&] {
        ValueNode text = *valueTree(line().call(id, "__repr__"));
        text.text = text.text.mid(1, text.text.size() - 2);
        text.type.clear();
        details.value = std::make_shared<const ValueNode>(std::move(text));
    });
    if (!no_text.isEmpty()) details.value_reason = no_text;
}

void ManagerAsker::call(const QString& id, const QString& type, const QString& method, const QString& arguments) {
    CallOutcome outcome;
    outcome.id = id;
    outcome.call = method + QLatin1Char('(') + arguments.trimmed() + QLatin1Char(')');
    try {
        CallArguments given = parseArguments(arguments);
        // Nobody waits for an item or a lock by accident: without arguments these look and come back.
        const bool waits = method == QLatin1String("acquire") ||
                           (method == QLatin1String("get") && type.endsWith(QLatin1String("Queue")));
        if (waits && given.positional.empty() && given.named.empty()) given.positional.emplace_back(false);
        outcome.sentence = failureOf(m_place, m_line, [&] {
            outcome.value = valueTree(line().call(id.toStdString(), method.toStdString(), given.positional, given.named,
                                                  ManagerLine::call_limit));
            outcome.ok = true;
        });
    } catch (const mp::ValueError& error) {
        outcome.sentence = tr("Not called: %1.").arg(QString::fromUtf8(error.what()));
    }
    if (!*m_stop) Q_EMIT called(m_generation, outcome);
}

}  // namespace lifeguard

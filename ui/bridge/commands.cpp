// SPDX-License-Identifier: GPL-3.0-or-later
#include "bridge/commands.h"

#include <csignal>
#include <optional>

#include "format/format.h"
#include "format/words.h"

namespace lifeguard {

using namespace mp::observe;

// Owns a session of its own, so that a program that is slow to answer does not stop the watching.
class CommandLoop : public QObject {
    Q_OBJECT
public:
    void setOpener(const SessionOpener& opener) {
        m_opener = opener;
        m_session.reset();
    }

    void run(const Request& request) {
        Outcome outcome;
        outcome.request = request;
        outcome.ok = true;
        if (!request.roots.isEmpty()) {
            runTrees(request, outcome);
            Q_EMIT finished(outcome);
            return;
        }
        for (const Target& target : request.targets) {
            const Answer answer = ask(request, target);
            outcome.count += answer.count;
            outcome.accepted.append(answer.accepted);
            outcome.reasons.append(QString::fromStdString(answer.reason));
            outcome.ok = outcome.ok && answer.accepted;
        }
        outcome.sentence = sentence(outcome);
        Q_EMIT finished(outcome);
    }

Q_SIGNALS:
    void finished(const lifeguard::Outcome& outcome);

private:
    // Each root is asked for once: who is below it by then, the engine finds out.
    void runTrees(const Request& request, Outcome& outcome) {
        QStringList refusals;
        for (const Target& root : request.roots) {
            const Answer answer = ask(request, root);
            outcome.count += answer.count;
            if (!answer) refusals << tr("%1: %2").arg(named(root), QString::fromStdString(answer.reason));
        }
        outcome.ok = refusals.isEmpty();
        for (qsizetype i = 0; i < request.targets.size(); ++i) {
            outcome.accepted.append(outcome.count > 0);
            outcome.reasons.append(refusals.value(0));
        }
        outcome.sentence = tr("%1: sent to %n process(es)", nullptr, static_cast<int>(outcome.count))
                               .arg(Commands::verbText(request.verb));
        for (const QString& refusal : refusals) outcome.sentence += QStringLiteral("; ") + refusal;
    }

    Answer ask(const Request& request, const Target& target) {
        try {
            if (!m_session) {
                if (!m_opener) return {false, tr("no session is open").toStdString()};
                m_session.emplace(m_opener());
            }
            if (!request.roots.isEmpty()) return m_session->signal_tree(target.identity, Commands::signalOf(request));
            return ask(*m_session, request, target);
        } catch (const std::exception& error) {
            return {false, error.what()};
        }
    }

    static Answer ask(Session& session, const Request& request, const Target& target) {
        switch (request.verb) {
            case Verb::terminate:
                return session.terminate(target.identity);
            case Verb::kill:
                return session.kill(target.identity);
            case Verb::suspend:
                return session.suspend(target.identity);
            case Verb::resume:
                return session.resume(target.identity);
            case Verb::restart:
                return session.restart_worker(target.identity);
            case Verb::drain:
                return session.drain_worker(target.identity);
            case Verb::resize:
                return session.resize(target.pool_id, request.size);
            case Verb::cancel_task:
                return session.cancel_task(target.pool_id, target.task_id);
            case Verb::send_signal:
                return session.send_signal(target.identity, request.signal);
            case Verb::pause_pool:
                return session.pause_pool(target.pool_id);
            case Verb::unpause_pool:
                return session.unpause_pool(target.pool_id);
            case Verb::retry_task:
                return session.retry_task(target.pool_id, target.task_id);
            case Verb::retry_failed:
                return session.retry_failed(target.pool_id);
        }
        return {false, "unknown command"};
    }

    static QString named(const Target& target) {
        if (!target.identity) return target.name;
        return tr("%1 (pid %2)").arg(target.name, format::id(static_cast<std::uint64_t>(target.identity.pid)));
    }

    static QString sentence(const Outcome& outcome) {
        const QString verb = Commands::verbText(outcome.request.verb);
        const auto count = outcome.accepted.count(true);
        if (outcome.request.targets.size() == 1) {
            const QString who = named(outcome.request.targets.front());
            if (!outcome.ok) return tr("%1 %2: %3").arg(verb, who, outcome.reasons.front());
            if (outcome.request.verb == Verb::resize)
                return tr("%1: %n worker(s) asked for", nullptr, static_cast<int>(outcome.request.size)).arg(who);
            switch (outcome.request.verb) {
                case Verb::cancel_task:
                    return tr("Task %1 was stopped").arg(who);
                case Verb::retry_task:
                    return tr("Task %1 is tried again").arg(who);
                case Verb::retry_failed:
                    return tr("%1: %n task(s) are tried again", nullptr, static_cast<int>(outcome.count)).arg(who);
                case Verb::pause_pool:
                    return tr("%1 is paused: its workers finish what they run").arg(who);
                case Verb::unpause_pool:
                    return tr("%1 goes on").arg(who);
                case Verb::send_signal:
                    return tr("%1: sent to %2").arg(words::signalName(outcome.request.signal), who);
                default:
                    break;
            }
            return tr("%1: sent to %2").arg(verb, who);
        }
        const bool tasks = outcome.request.verb == Verb::retry_task || outcome.request.verb == Verb::retry_failed;
        QString text = tasks ? tr("%1: %n task(s) are tried again", nullptr, static_cast<int>(outcome.count)).arg(verb)
                             : tr("%1: sent to %2 of %3").arg(verb).arg(count).arg(outcome.request.targets.size());
        for (qsizetype i = 0; i < outcome.accepted.size(); ++i) {
            if (outcome.accepted[i]) continue;
            text += tr("; %1: %2").arg(named(outcome.request.targets[i]), outcome.reasons[i]);
            break;  // the first refusal; the rest are in the activity list
        }
        return text;
    }

    SessionOpener m_opener;
    std::optional<Session> m_session;
};

Commands::Commands(QObject* parent) : QObject(parent), m_thread(QStringLiteral("commands")) {
    m_loop = m_thread.own(new CommandLoop);
    connect(m_loop, &CommandLoop::finished, this, &Commands::finished);
}

Commands::~Commands() = default;

void Commands::setOpener(SessionOpener opener) {
    WorkerThread::post(m_loop, [loop = m_loop, open = std::move(opener)] { loop->setOpener(open); });
}

void Commands::clear() {
    setOpener({});
}

void Commands::run(const Request& request) {
    WorkerThread::post(m_loop, [loop = m_loop, request] { loop->run(request); });
}

QString Commands::verbText(Verb verb) {
    switch (verb) {
        case Verb::terminate:
            return tr("Terminate");
        case Verb::kill:
            return tr("Kill");
        case Verb::suspend:
            return tr("Suspend");
        case Verb::resume:
            return tr("Resume");
        case Verb::restart:
            return tr("Restart");
        case Verb::drain:
            return tr("Drain");
        case Verb::resize:
            return tr("Resize");
        case Verb::cancel_task:
            return tr("Stop task");
        case Verb::send_signal:
            return tr("Send signal");
        case Verb::pause_pool:
            return tr("Pause intake");
        case Verb::unpause_pool:
            return tr("Resume intake");
        case Verb::retry_task:
            return tr("Retry");
        case Verb::retry_failed:
            return tr("Retry all failed");
    }
    return {};
}

int Commands::signalOf(const Request& request) {
    switch (request.verb) {
        case Verb::terminate:
            return SIGTERM;
        case Verb::kill:
            return SIGKILL;
        case Verb::suspend:
            return SIGSTOP;
        case Verb::resume:
            return SIGCONT;
        default:
            return request.signal;
    }
}

}  // namespace lifeguard

#include "commands.moc"

// SPDX-License-Identifier: GPL-3.0-or-later
// The inspector of an end: what the process said last is here already, or a recording has it.
#include <QLabel>
#include <QPushButton>

#include "format/format.h"
#include "format/words.h"
#include "page/inspector_facts.h"
#include "page/inspector_panel.h"

namespace lifeguard {

// A recorder has written down by then what was said until the end.
constexpr std::int64_t recorded_after_ns = 3'000'000'000;

void InspectorPanel::showExit(const mp::observe::Snapshot& snapshot) {
    const mp::observe::Exit* exit = m_context.models.exits.exitOf(m_entity.identity);
    if (exit == nullptr) return;
    m_title->setText(
        tr("%1 · pid %2")
            .arg(words::exitName(*exit, snapshot), format::id(static_cast<std::uint64_t>(exit->identity.pid))));
    const QString state = words::exitState(exit->exitcode, exit->cause).full();
    m_subtitle->setText(snapshot.alive ? tr("%1, %2 ago").arg(state, format::age(snapshot.taken_ns - exit->ended_ns))
                                       : tr("%1 at %2").arg(state, format::clock(exit->ended_ns)));
    m_summary->setFacts(facts::exit(*exit, snapshot));
    const RunPlace& place = m_context.models.place();
    const std::pair<Entity, bool> wanted{m_entity, snapshot.taken_ns - exit->ended_ns > recorded_after_ns};
    if (place && m_words_asked != wanted) {
        m_words_asked = wanted;
        m_context.runs.readWords(place, m_entity.identity);
    }
    // The recording has more where this window came later than the words.
    std::vector<mp::observe::LogEntry> heard = m_context.models.words.of(m_entity.identity);
    m_evidence->setFacts(facts::exitEvidence(*exit, snapshot, heard.size() < m_words.size() ? m_words : heard));
    if (exit->replaced_by)
        setLink(tr("Show its replacement"), QStringLiteral("workers"), {Entity::Kind::process, exit->replaced_by, 0});
}

void InspectorPanel::takeWords(const WordsOfProcess& words) {
    if (m_entity.kind != Entity::Kind::exit || words.process != m_entity.identity) return;
    m_words = words.lines;
    if (isVisible()) refresh();
}

}  // namespace lifeguard

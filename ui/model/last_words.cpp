// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/last_words.h"

#include <algorithm>
#include <unordered_set>

namespace lifeguard {

using namespace mp::observe;

void LastWords::take(const Snapshot& snapshot) {
    const auto fresh =
        std::upper_bound(snapshot.log.begin(), snapshot.log.end(), m_sequence,
                         [](std::uint64_t sequence, const LogEntry& entry) { return sequence < entry.sequence; });
    if (fresh == snapshot.log.end()) return;
    std::for_each(fresh, snapshot.log.end(), [this](const LogEntry& entry) { add(entry); });
    m_sequence = snapshot.log.back().sequence;
    if (m_tails.size() > talkers_most) forget(snapshot);
}

void LastWords::add(const LogEntry& entry) {
    if (!entry.process) return;
    Tail& tail = m_tails[entry.process];
    tail.lines.push_back(entry);
    tail.bytes += entry.text.size();
    const std::size_t most = m_tails.size() > talkers_most ? lines_of_many : lines_kept;
    while (tail.lines.size() > most || (tail.lines.size() > 1 && tail.bytes > bytes_kept)) {
        tail.bytes -= tail.lines.front().text.size();
        tail.lines.pop_front();
    }
}

// Whoever is listed nowhere any more is asked about by nobody.
void LastWords::forget(const Snapshot& snapshot) {
    std::unordered_set<Identity> listed;
    for (const Process& process : snapshot.processes) listed.insert(process.identity);
    for (const Exit& exit : snapshot.exits) listed.insert(exit.identity);
    std::erase_if(m_tails, [&](const auto& tail) { return !listed.contains(tail.first); });
}

void LastWords::clear() {
    m_tails.clear();
    m_sequence = 0;
}

std::vector<LogEntry> LastWords::of(const Identity& process) const {
    const auto found = m_tails.find(process);
    if (found == m_tails.end()) return {};
    return {found->second.lines.begin(), found->second.lines.end()};
}

}  // namespace lifeguard

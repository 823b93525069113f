// SPDX-License-Identifier: MIT
// The log: pieces of what processes write become lines, and all that was said is put in order of time.
#include <algorithm>

#include "observe/discovery.h"
#include "observe/reader.h"
#include "observe/reader_ring.h"
#include "serial/text.h"

namespace mp::observe {

using namespace telemetry;

namespace {

// A line that has not ended after so long is shown as far as it is: "working ..." is what a user looks for.
constexpr std::int64_t line_patience_ns = 1'000'000'000;
constexpr std::size_t open_lines_most = 2 * process_slot_count;
constexpr std::size_t line_bytes_most = 2 * 4096;
constexpr const char* no_character = "\xef\xbf\xbd";

// UTF-8 without control characters but tab and escape, whatever it was.
std::string printable(std::string_view bytes) {
    while (!bytes.empty() && bytes.back() == '\r') bytes.remove_suffix(1);
    std::string out;
    out.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t good = std::min(serial::find_bad_text(bytes), bytes.size());
        out.append(bytes.substr(0, good));
        bytes.remove_prefix(good);
        if (bytes.empty()) break;
        out += no_character;
        bytes.remove_prefix(1);
    }
    for (std::size_t at = 0; at < out.size(); ++at) {
        const auto c = static_cast<unsigned char>(out[at]);
        if ((c < 0x20 && c != '\t' && c != 0x1b) || c == 0x7f) out[at] = ' ';
        // Half of a surrogate pair is text to Python and none to anybody else.
        if (c == 0xed && at + 2 < out.size() && static_cast<unsigned char>(out[at + 1]) >= 0xa0)
            out.replace(at, 3, no_character);
    }
    return out;
}

}  // namespace

void Reader::read_output(std::uint32_t index, std::uint64_t most) {
    const std::uint64_t next = region_.process(index).next_output.load(std::memory_order_acquire);
    if (next == 0) return;  // takes nothing down: its ring need not even be touched
    const std::uint64_t dropped = read_ring<OutputPiece>(
        next, output_cursors_[index], most,
        [&](std::uint64_t number) -> const OutputPiece& { return region_.output(index, number); },
        [&](const OutputPiece& piece) { take_piece(piece); });
    if (dropped == 0) return;
    LogEntry entry;
    entry.time_ns = wall(now_ns_);
    entry.process = identity_in(region_.process(index));
    entry.level = 30;
    entry.text = std::to_string(dropped) + " pieces of its output came too fast and were not read";
    fresh_log_.push_back(std::move(entry));
}

void Reader::take_piece(const OutputPiece& piece) {
    const LogStream stream = piece.stream == OutputStream::err ? LogStream::err : LogStream::out;
    if (open_lines_.size() > open_lines_most) open_lines_.clear();  // no program has so many
    const std::pair key(piece.worker & token_mask, stream);
    OpenLine& line = open_lines_[key];
    if (line.entry.time_ns == 0) {
        line.entry.time_ns = wall(piece.written_ns);
        line.entry.process = identity_of(piece.worker);
        line.entry.stream = stream;
        line.entry.pool_id = piece.pool;
        line.entry.task_id = piece.task;
        line.entry.attempt = piece.attempt;
    }
    const std::size_t size = std::min<std::size_t>(piece.size, sizeof piece.text);
    const std::size_t room = line_bytes_most - std::min(line.entry.text.size(), line_bytes_most);
    line.entry.text.append(piece.text, std::min(size, room));
    line.missing_bytes = piece.missing_bytes;
    if (piece.ends_line == 0) return;
    show_line(line);
    open_lines_.erase(key);
}

void Reader::show_line(OpenLine& line) {
    line.entry.text = printable(line.entry.text);
    if (line.missing_bytes > 0) line.entry.text += "… " + std::to_string(line.missing_bytes) + " bytes more";
    if (!line.entry.text.empty()) fresh_log_.push_back(std::move(line.entry));
}

// Hundreds of workers may print more between two looks than an agent's answer, or a window, can take: the newest stay,
// and of each process its last words.
void Reader::bound_fresh_log() {
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < std::min(fresh_log_.size(), log_fresh) && bytes < log_fresh_bytes)
        bytes += fresh_log_[fresh_log_.size() - ++kept].text.size();
    const auto newest = fresh_log_.end() - static_cast<std::ptrdiff_t>(kept);
    if (newest == fresh_log_.begin()) return;
    const std::int64_t time_ns = std::prev(newest)->time_ns;
    std::unordered_map<Identity, std::size_t> said;
    for (auto it = newest; it != fresh_log_.end(); ++it) ++said[it->process];
    std::size_t room = log_fresh_bytes / 4;
    std::vector<LogEntry> words;
    for (auto it = newest; it != fresh_log_.begin();) {
        --it;
        if (++said[it->process] > last_words || it->text.size() > room) continue;
        room -= it->text.size();
        words.push_back(std::move(*it));
    }
    std::reverse(words.begin(), words.end());
    const std::size_t excess = fresh_log_.size() - kept - words.size();
    LogEntry told{.time_ns = time_ns, .process = identity_of(region_.header().main), .level = 30, .text = {}};
    told.text = std::to_string(excess) + " lines were too many at once and are left out";
    if (excess > 0) words.push_back(std::move(told));
    fresh_log_.erase(fresh_log_.begin(), newest);
    fresh_log_.insert(fresh_log_.begin(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
}

// What has come with this look, in order of time.
void Reader::show_log() {
    for (auto it = open_lines_.begin(); it != open_lines_.end();) {
        const bool waits = wall(now_ns_) - it->second.entry.time_ns < line_patience_ns;
        if (!waits) show_line(it->second);
        it = waits ? std::next(it) : open_lines_.erase(it);
    }
    std::stable_sort(fresh_log_.begin(), fresh_log_.end(),
                     [](const LogEntry& a, const LogEntry& b) { return a.time_ns < b.time_ns; });
    bound_fresh_log();
    for (LogEntry& entry : fresh_log_) {
        entry.sequence = ++log_sequence_;
        log_.push_back(std::move(entry));
    }
    while (log_.size() > std::max(log_kept, fresh_log_.size())) log_.pop_front();
    fresh_log_.clear();
}

}  // namespace mp::observe

// SPDX-License-Identifier: MIT
// A run as one page of HTML: what it was, what needs attention, how it went over time, which functions, who ended how,
// what failed. It is well-formed XML as well, carries its style, and forbids itself scripts and the network.
#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>

#include "history/duration_counts.h"
#include "history/export_file.h"
#include "history/fields.h"
#include "history/recorded_session.h"
#include "history/report_chart.h"
#include "history/report_style.h"

namespace mp::history {
namespace {

using namespace observe;
using columns::Table;
using columns::Unit;

constexpr std::size_t points_shown = 300;
constexpr std::size_t functions_known = 20'000;
constexpr std::size_t functions_shown = 100;
constexpr std::size_t failures_shown = 500;
constexpr std::size_t rows_shown = 1'000;      // of exits and processes
constexpr std::size_t output_shown = 4 << 10;  // bytes at the end of what a failed command wrote

std::string count(std::uint64_t n) {
    return columns::plain(columns::Value{n}, Unit::count);
}
std::string duration(double ns) {
    return columns::plain(static_cast<std::int64_t>(ns), Unit::duration);
}
std::string quoted_name(const std::string& name, std::uint64_t id) {
    return "“" + (name.empty() ? '#' + std::to_string(id) : name) + "”";
}
bool is_intended(ExitCause cause) {
    return cause == ExitCause::by_user || cause == ExitCause::by_lifeguard || cause == ExitCause::by_program;
}

// All about the calls of one function.
struct FunctionSum {
    std::string name;
    std::uint64_t calls = 0, failed = 0;
    double total_ns = 0, longest_ns = 0;
    DurationCounts durations;
};

class Report {
public:
    Report(NewFile& to, Database& db, const RunInfo& run)
        : to_(to),
          db_(db),
          file_(db.impl().db()),
          run_(run),
          snap_(whole_run(file_, run.id)),
          exits_(db.exits(run.id)) {}

    void write() {
        const std::string title = escaped(run_.name + " (run " + std::to_string(run_.id) + ")");
        to_ << "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
               "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
               "'unsafe-inline'\"/>"
               "<meta name=\"viewport\" content=\"width=device-width\"/><meta name=\"color-scheme\" content=\"light "
               "dark\"/>\n<title>" +
                   title + "</title>\n<style>";
        to_ << report_style;
        to_ << "</style></head>\n<body><h1>" + title + "</h1>\n";
        write_summary();
        write_findings();
        write_charts();
        write_functions();
        write_exits();
        write_failures();
        write_objects();
        to_ << "<footer>Written by Lifeguard. Times are UTC; durations of the summary are right within 1 %.</footer>"
               "</body></html>\n";
    }

private:
    // --- parts of a page -------------------------------------------------------------------------------------------

    void heading(const std::string& text) { to_ << "<h2>" + escaped(text) + "</h2>\n"; }
    void card(const std::string& name, const std::string& value) {
        to_ << "<div><dt>" + escaped(name) + "</dt><dd>" + escaped(value) + "</dd></div>";
    }
    void more(std::uint64_t all, std::size_t shown) {
        if (all > shown) to_ << "<p class=\"more\">… and " + count(all - shown) + " more.</p>\n";
    }

    // The columns of the catalogue that have a value in some row: of exits all, else those that pages show at first and
    // what explains a failure.
    static bool is_told(Table which, const columns::Column& column) {
        return column.shown || which == Table::exits || column.id == "arguments" || column.id == "exit";
    }
    template <class Row>
    void table(Table which, const Snapshot& around, const std::vector<Row>& rows, std::size_t at_most) {
        const auto all = columns::of(which);
        std::vector<std::size_t> used;
        const std::size_t shown = std::min(rows.size(), at_most);
        for (std::size_t c = 0; c < all.size(); ++c) {
            for (std::size_t r = 0; r < shown && is_told(which, all[c]); ++r) {
                if (std::holds_alternative<std::monostate>(columns::cell(around, rows[r], c))) continue;
                used.push_back(c);
                break;
            }
        }
        to_ << "<div class=\"wide\"><table><tr>";
        for (const std::size_t c : used) to_ << "<th>" + escaped(all[c].title) + "</th>";
        to_ << "</tr>\n";
        for (std::size_t r = 0; r < shown; ++r) {
            to_ << "<tr>";
            for (const std::size_t c : used) {
                const auto value = columns::cell(around, rows[r], c);
                const bool unknown = std::holds_alternative<std::monostate>(value);
                to_ << (all[c].align == columns::Align::right ? "<td class=\"n\">" : "<td>");
                to_ << (unknown ? "—" : escaped(columns::plain(value, all[c].unit))) << "</td>";
            }
            to_ << "</tr>\n";
        }
        to_ << "</table></div>\n";
        more(rows.size(), shown);
    }

    // --- summary and findings --------------------------------------------------------------------------------------

    void write_summary() {
        to_ << "<p>" + escaped(run_.source) + ", <code>" + escaped(run_.command) + "</code></p>\n<p>" +
                   columns::plain(run_.started_ns, Unit::time) + " to " + columns::plain(run_.ended_ns, Unit::time) +
                   " UTC, " + escaped(columns::plain(cell(run_, "state"), Unit::text)) + ".</p>\n";
        if (!run_.notes.empty()) to_ << "<p class=\"notes\">" + escaped(run_.notes) + "</p>\n";
        const double seconds = static_cast<double>(elapsed_ns(run_.started_ns, run_.ended_ns)) / 1e9;
        to_ << "<dl class=\"cards\">";
        card("Duration", columns::plain(run_.duration_ns, Unit::duration));
        card("Tasks", count(run_.tasks));
        card("Failed", count(run_.failed));
        if (seconds > 0) card("Throughput", columns::plain(static_cast<double>(run_.tasks) / seconds, Unit::rate));
        if (run_.p50_ns) card("Duration p50", duration(*run_.p50_ns));
        if (run_.p95_ns) card("p95", duration(*run_.p95_ns));
        if (run_.p99_ns) card("p99", duration(*run_.p99_ns));
        card("Processes ended", count(run_.exits));
        card("of these not with 0", count(run_.exits_nonzero));
        to_ << "</dl>\n";
    }

    void write_findings() {
        heading("Needs attention");
        std::vector<std::string> found;
        find_ends(found);
        find_tasks(found);
        find_objects(found);
        if (found.empty()) {
            to_ << "<p class=\"ok\">✓ Nothing.</p>\n";
            return;
        }
        to_ << "<ul class=\"findings\">\n";
        for (const std::string& sentence : found) to_ << "<li>" + escaped(sentence) + "</li>\n";
        to_ << "</ul>\n";
    }
    void find_ends(std::vector<std::string>& found) {
        for (const auto& ring : snap_.deadlocks()) {
            std::string sentence = "◆ Deadlock at the end of the record:";
            for (std::size_t i = 0; i < ring.members.size(); ++i) {
                const Process* p = snap_.process(ring.members[i]);
                const Lock* lock = snap_.lock(ring.locks[i]);
                sentence += (i == 0 ? " " : "; ") + (p != nullptr ? p->name : std::to_string(ring.members[i].pid)) +
                            " waits for " + quoted_name(lock != nullptr ? lock->name : "", ring.locks[i]);
            }
            found.push_back(sentence + '.');
        }
        std::map<std::int32_t, std::pair<std::size_t, const Exit*>> deaths;
        for (const Exit& e : exits_) {
            if (e.exitcode == 0 || is_intended(e.cause)) continue;
            auto& [number, last] = deaths[e.exitcode];
            ++number;
            last = &e;
        }
        for (const auto& [code, group] : deaths) {
            const auto& [number, last] = group;
            std::string sentence = "✖ " + count(number) + (number == 1 ? " process" : " processes") + " ended with " +
                                   columns::exit_text(code) + " (" + std::string(columns::exit_meaning(code)) + ")";
            if (last->cause == ExitCause::memory_limit) sentence += ", the memory limit was hit";
            sentence += number == 1 ? ": " : ", the last: ";
            sentence += last->name + " at " + columns::plain(last->ended_ns, Unit::time);
            if (last->task_id != 0) sentence += ", with task #" + std::to_string(last->task_id) + ' ' + last->task;
            found.push_back(sentence + '.');
        }
        if (run_.state == RunState::interrupted)
            found.push_back("⧗ The recorder died: the record ends before the program did.");
    }
    void find_tasks(std::vector<std::string>& found) {
        const TaskCounts counts = db_.task_counts(run_.id);
        const auto tell = [&](std::uint64_t number, const std::string& what) {
            if (number > 0) found.push_back("✖ " + count(number) + (number == 1 ? " task " : " tasks ") + what + '.');
        };
        tell(counts.failed, "failed");
        tell(counts.lost, "lost with their worker");
        tell(counts.timed_out, "ran out of time");
        if (run_.dropped > 0)
            found.push_back("⧗ " + count(run_.dropped) + " tasks ended faster than the recorder could read them.");
    }
    void find_objects(std::vector<std::string>& found) {
        for (const Lock& lock : snap_.locks) {
            if (lock.owner_died_count > 0)
                found.push_back("✖ The holder of lock " + quoted_name(lock.name, lock.id) + " died, " +
                                count(lock.owner_died_count) + (lock.owner_died_count == 1 ? " time." : " times."));
            if (lock.longest_wait_ns >= 1'000'000'000)
                found.push_back("⧗ Somebody waited " + duration(static_cast<double>(lock.longest_wait_ns)) +
                                " for lock " + quoted_name(lock.name, lock.id) + "; all waits together took " +
                                duration(static_cast<double>(lock.waited_ns)) + '.');
        }
        for (const Queue& queue : snap_.queues)
            if (queue.depth_count > 0)
                found.push_back("⧗ Queue " + quoted_name(queue.name, queue.id) + " still held " +
                                count(queue.depth_count) + (queue.depth_count == 1 ? " item" : " items") +
                                " when it was seen last.");
    }

    // --- charts ----------------------------------------------------------------------------------------------------

    Curve curve(const std::string& name, const std::string& tone, Metric metric, std::uint64_t object = 0) {
        return {name, tone, db_.series(run_.id, {.metric = metric, .object_id = object, .points = points_shown})};
    }
    void chart(const std::string& title, Unit unit, std::vector<Curve> curves) {
        to_ << figure({title, unit, run_.started_ns, run_.ended_ns, std::move(curves)});
    }
    void write_charts() {
        heading("Over time");
        chart("Tasks a second", Unit::rate,
              {curve("ok", "ok", Metric::tasks_ok_per_s), curve("failed", "failed", Metric::tasks_failed_per_s)});
        chart("Duration of tasks", Unit::duration,
              {curve("p50", "one", Metric::duration_p50_ns), curve("p95", "two", Metric::duration_p95_ns),
               curve("p99", "three", Metric::duration_p99_ns)});
        chart("Workers by state, processes", Unit::count,
              {curve("busy", "one", Metric::workers_busy), curve("idle", "two", Metric::workers_idle),
               curve("waiting", "three", Metric::workers_waiting)});
        std::vector<const Queue*> deepest;
        for (const Queue& queue : snap_.queues) deepest.push_back(&queue);
        std::stable_sort(deepest.begin(), deepest.end(),
                         [](const Queue* a, const Queue* b) { return a->put_count > b->put_count; });
        if (deepest.size() > 4) deepest.resize(4);
        static constexpr std::array<const char*, 4> tones = {"one", "two", "three", "four"};
        std::vector<Curve> depths;
        for (std::size_t i = 0; i < deepest.size(); ++i)
            depths.push_back(
                curve(quoted_name(deepest[i]->name, deepest[i]->id), tones[i], Metric::queue_depth, deepest[i]->id));
        chart("Depth of queues, items", Unit::count, std::move(depths));
    }

    // --- functions -------------------------------------------------------------------------------------------------

    template <class F>
    void each_task(F&& f) {
        SQLite::Statement rows(file_,
                               "SELECT function, state, items_count, started_ns, ended_ns FROM task WHERE run = ?");
        rows.bind(1, run_.id);
        while (rows.executeStep()) {
            Task task;
            Reader(rows) >> task.function >> task.state >> task.items_count >> task.started_ns >> task.ended_ns;
            f(task);
        }
    }

    // Twice over the tasks: percentiles of the functions that matter alone, for their counts take room.
    std::vector<FunctionSum> sums() {
        std::unordered_map<std::string, FunctionSum> all;
        each_task([&](const Task& task) {
            const bool room = all.size() < functions_known || all.contains(task.function);
            FunctionSum& sum = all[room ? task.function : std::string()];
            sum.name = room ? task.function : "(others)";
            sum.calls += task.items_count;
            if (is_failure(task.state)) sum.failed += task.items_count;
            if (!task.started_ns) return;
            const auto ns = static_cast<double>(elapsed_ns(*task.started_ns, task.ended_ns.value_or(0)));
            sum.total_ns += ns;
            sum.longest_ns = std::max(sum.longest_ns, ns);
        });
        std::vector<FunctionSum> out;
        for (auto& [name, sum] : all) out.push_back(std::move(sum));
        std::sort(out.begin(), out.end(), [](const FunctionSum& a, const FunctionSum& b) {
            return a.total_ns != b.total_ns ? a.total_ns > b.total_ns : a.name < b.name;
        });
        functions_ = out.size();
        if (out.size() > functions_shown) out.resize(functions_shown);
        std::unordered_map<std::string_view, FunctionSum*> shown;
        for (FunctionSum& sum : out) shown.emplace(sum.name, &sum);
        each_task([&](const Task& task) {
            const auto at = shown.find(task.function);
            if (at != shown.end() && task.started_ns)
                at->second->durations.add(elapsed_ns(*task.started_ns, task.ended_ns.value_or(0)));
        });
        return out;
    }

    void write_functions() {
        heading("Functions");
        const auto all = sums();
        if (all.empty()) {
            to_ << "<p>No tasks were recorded.</p>\n";
            return;
        }
        to_ << "<div class=\"wide\"><table id=\"functions\"><tr><th>Function</th><th>Calls</th><th>Failed</th>"
               "<th>Total</th><th>p50 of a task</th><th>p95</th><th>Longest</th></tr>\n";
        for (const FunctionSum& sum : all) {
            const auto at = [&](double q) {
                const auto ns = sum.durations.quantile(q);
                return ns ? escaped(duration(*ns)) : std::string("—");
            };
            to_ << "<tr><td>" + escaped(sum.name) + "</td><td class=\"n\">" + count(sum.calls) +
                       "</td><td class=\"n\">" + count(sum.failed) + "</td><td class=\"n\">" +
                       escaped(duration(sum.total_ns)) + "</td><td class=\"n\">" + at(0.5) + "</td><td class=\"n\">" +
                       at(0.95) + "</td><td class=\"n\">" + escaped(duration(sum.longest_ns)) + "</td></tr>\n";
        }
        to_ << "</table></div>\n";
        more(functions_, all.size());
    }

    // --- exits, failures, the rest ---------------------------------------------------------------------------------

    void write_exits() {
        heading("Ends of processes");
        if (exits_.empty()) {
            to_ << "<p>No process ended.</p>\n";
            return;
        }
        std::vector<Exit> sorted = exits_;
        std::stable_sort(sorted.begin(), sorted.end(), [](const Exit& a, const Exit& b) {
            const auto rank = [](const Exit& e) { return e.exitcode == 0 ? 2 : is_intended(e.cause) ? 1 : 0; };
            return rank(a) < rank(b);
        });
        table(Table::exits, snap_, sorted, rows_shown);
    }

    void write_failures() {
        heading("Failed tasks");
        TaskFilter filter;
        filter.states = {TaskState::failed, TaskState::lost, TaskState::timed_out};
        filter.limit = failures_shown;
        const auto failed = db_.tasks(run_.id, filter);
        if (failed.empty()) {
            to_ << "<p class=\"ok\">✓ None.</p>\n";
            return;
        }
        Snapshot around;  // the workers of these alone: each name is looked up among all
        around.taken_ns = snap_.taken_ns;
        around.pools = snap_.pools;
        for (const Process& p : snap_.processes)
            if (std::any_of(failed.begin(), failed.end(), [&](const Task& t) { return t.worker == p.identity; }))
                around.processes.push_back(p);
        table(Table::tasks, around, failed, failures_shown);
        more(db_.count_tasks(run_.id, filter), failed.size());
        for (const Task& task : failed) write_output(task);
    }
    void write_output(const Task& task) {
        const auto output = db_.task_output(run_.id, task.pool_id, task.id, task.attempt);
        if (!output || (output->error.empty() && output->output.empty())) return;
        const std::string& text = output->error.empty() ? output->output : output->error;
        const bool cut = text.size() > output_shown;
        to_ << "<details><summary>What task #" + std::to_string(task.id) + " wrote: <code>" + escaped(output->command) +
                   "</code></summary><pre>" + (cut ? "… " : "") +
                   escaped(cut ? text.substr(text.size() - output_shown) : text) + "</pre></details>\n";
    }

    void write_objects() {
        const auto each = [&](const std::string& title, Table which, const auto& rows) {
            if (rows.empty()) return;
            heading(title);
            table(which, snap_, rows, rows_shown);
        };
        each("Pools", Table::pools, snap_.pools);
        each("Queues", Table::queues, snap_.queues);
        each("Locks", Table::locks, snap_.locks);
        each("Processes", Table::processes, snap_.processes);
    }

    NewFile& to_;
    Database& db_;
    SQLite::Database& file_;
    const RunInfo& run_;
    const Snapshot snap_;
    const std::vector<Exit> exits_;
    std::size_t functions_ = 0;
};

}  // namespace

void write_report(NewFile& to, Database& db, const RunInfo& run) {
    Report(to, db, run).write();
}

}  // namespace mp::history

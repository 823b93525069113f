// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/compare_model.h"

#include <cmath>

#include "format/format.h"

namespace lifeguard {
namespace {

enum class Wish { more, less, neither };
constexpr double same_within = 0.02;  // less than that is noise, not a verdict

QString durationText(std::optional<double> ns) {
    return ns ? format::duration(static_cast<std::int64_t>(*ns)) : format::unknown();
}

CompareRow makeRow(const QString& title, std::optional<double> a, std::optional<double> b, const QString& a_text,
                   const QString& b_text, Wish wish) {
    CompareRow row{title, title, a_text, b_text, format::unknown(), 0, 0};
    if (!a || !b) return row;
    const double difference = *a - *b;
    if (*b == 0) {
        row.change = difference == 0 ? QStringLiteral("=") : CompareModel::tr("new");
    } else {
        const double share = difference / *b;
        const double percent = std::round(share * 100);
        row.change = percent == 0 ? QStringLiteral("=")
                                  : (percent > 0 ? QStringLiteral("+") : QString(QChar(0x2212))) +
                                        format::share(std::abs(share));
        if (std::abs(share) < same_within) return row;
    }
    row.sort = std::abs(difference);
    if (difference != 0 && wish != Wish::neither) row.verdict = (difference > 0) == (wish == Wish::more) ? 1 : -1;
    return row;
}

CompareRow countRow(const QString& title, std::uint64_t a, std::uint64_t b, Wish wish) {
    return makeRow(title, static_cast<double>(a), static_cast<double>(b), format::count(a), format::count(b), wish);
}

}  // namespace

const Columns& CompareModel::columns(Of of) {
    const auto column = [](const char* id, const QString& title, const QString& help, bool numeric) {
        return Column{QLatin1String(id), title, {}, help, numeric, true};
    };
    const auto table = [&](const QString& title, const QString& change) {
        return Columns{
            column("title", title, tr("What is compared."), false), column("a", tr("A"), tr("Of the first run."), true),
            column("b", tr("B"), tr("Of the second run."), true), column("change", tr("A against B"), change, false)};
    };
    static const Columns figures = table(tr("Figure"), tr("How much more or less, and whether that is better "
                                                          "(✓) or worse (✖)."));
    static const Columns functions = table(tr("Function"), tr("How much more or less time it took in all, which "
                                                              "follows the number of its tasks."));
    return of == Of::figures ? figures : functions;
}

void CompareModel::setRuns(const RunComparison& comparison) {
    const ComparedRun &a = comparison.runs[0], &b = comparison.runs[1];
    const auto spent = [](const ComparedRun& run) {
        return static_cast<double>(run.row.ended_ns.value_or(run.row.last_ns) - run.row.started_ns);
    };
    const auto times = [](const QString& title, std::optional<double> x, std::optional<double> y) {
        return makeRow(title, x, y, durationText(x), durationText(y), Wish::less);
    };
    // Judged by their share: a run of more tasks has more of everything.
    const auto part = [&](const QString& title, std::uint64_t x, std::uint64_t y) {
        const auto share = [](std::uint64_t count, const ComparedRun& run) {
            return static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(1, run.row.tasks_count));
        };
        CompareRow row = countRow(title, x, y, Wish::neither);
        row.verdict = makeRow(title, share(x, a), share(y, b), {}, {}, Wish::less).verdict;
        return row;
    };
    sync({makeRow(tr("Duration"), spent(a), spent(b), durationText(spent(a)), durationText(spent(b)), Wish::neither),
          countRow(tr("Tasks"), a.row.tasks_count, b.row.tasks_count, Wish::neither),
          makeRow(tr("Tasks per second"), a.tasks_per_s, b.tasks_per_s, format::rate(a.tasks_per_s),
                  format::rate(b.tasks_per_s), Wish::more),
          times(tr("Task duration p50"), a.p50_ns, b.p50_ns),
          times(tr("Task duration p95"), a.row.p95_ns, b.row.p95_ns),
          times(tr("Task duration p99"), a.p99_ns, b.p99_ns),
          part(tr("Failed tasks"), a.row.failed_count, b.row.failed_count),
          part(tr("Lost attempts"), a.lost_count, b.lost_count),
          countRow(tr("Bad exits"), a.row.bad_exits_count, b.row.bad_exits_count, Wish::less)});
}

void CompareModel::setFunctions(const RunComparison& comparison) {
    std::vector<CompareRow> rows;
    for (const ComparedFunction& f : comparison.functions) {
        const auto text = [&](int side) {
            if (f.count[side] == 0) return QStringLiteral("–");
            QString words = tr("%1 in %2 task(s), p95 %3", nullptr, static_cast<int>(f.count[side]))
                                .arg(format::duration(f.total_ns[side]), format::count(f.count[side]),
                                     format::duration(f.p95_ns[side]));
            if (f.failed[side] > 0) words += tr(", ✖ %1").arg(format::count(f.failed[side]));
            return words;
        };
        const auto total = [&](int side) {
            return f.count[side] == 0 ? std::nullopt : std::optional(static_cast<double>(f.total_ns[side]));
        };
        CompareRow row = makeRow(f.name, total(0), total(1), text(0), text(1), Wish::neither);
        if (!total(1)) row.change = tr("only in A");
        if (!total(0)) row.change = tr("only in B");
        rows.push_back(std::move(row));
    }
    sync(std::move(rows));
}

QVariant CompareModel::cell(const CompareRow& row, int column, int role) const {
    switch (role) {
        case Qt::DisplayRole:
            return column == TitleColumn ? row.title
                   : column == AColumn   ? row.a
                   : column == BColumn   ? row.b
                                         : row.change;
        case Qt::ToolTipRole:
            if (column != ChangeColumn) return {};
            return row.verdict > 0   ? tr("A is better")
                   : row.verdict < 0 ? tr("A is worse")
                                     : tr("Neither better nor worse, or within 2 %");
        case SortRole:
        case RawRole:
            return column == ChangeColumn ? QVariant(row.sort) : cell(row, column, Qt::DisplayRole);
        case EntityRole:
            return {};
        case ToneRole:
            if (column != ChangeColumn) return {};
            return static_cast<int>(row.verdict > 0 ? Tone::ok : row.verdict < 0 ? Tone::failed : Tone::idle);
        case GlyphRole:
            if (column != ChangeColumn) return {};
            return row.verdict > 0 ? QStringLiteral("✓") : row.verdict < 0 ? QStringLiteral("✖") : QStringLiteral("○");
        default:
            return {};
    }
}

FilterFields CompareModel::fields(const CompareRow& row) const {
    FilterFields f;
    f.function = row.title;
    f.text = row.title + QLatin1Char('\n') + row.change;
    return f;
}

}  // namespace lifeguard

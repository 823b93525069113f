// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
// The one place where a number becomes text: units, digits, locale. Pages and models format nothing themselves.
//
//     format::bytes(1'632'087'572)      "1.52 GiB"
//     format::duration(820'000)         "820 µs"
//     format::clock(snapshot.taken_ns)  "14:03:19.441"
//
// An optional without a value is unknown() ("—"), zero is "0". Threads: any; the locale is QLocale's default (the C
// locale, which groups nothing, is shown as English).

#include <QLocale>
#include <QString>
#include <cstdint>
#include <optional>

namespace lifeguard::format {

QLocale locale();

QString unknown();  // "—"

QString count(std::uint64_t value);  // "1,204"
QString count(std::optional<std::uint64_t> value);
QString id(std::uint64_t value);                 // "4711": pids, task and object ids are never grouped
QString number(double value, int decimals = 1);  // "34.1"

QString bytes(std::optional<std::int64_t> value);    // IEC, three significant digits: "1.52 GiB", "0 B"
QString rate(std::optional<double> per_second);      // "34.1/s"
QString rateIn(double per_second, double step);      // of an axis in such steps: all with the same decimals
QString byteRate(std::optional<double> per_second);  // "4.20 MiB/s"
QString percent(std::optional<double> value);        // "99.8", "1,140": the unit stands in the heading
QString share(double fraction);                      // "38 %"

QString duration(std::int64_t ns);  // "820 µs" "12.4 ms" "3.21 s" "2 min 05 s" "1 h 04 min" "3 d 4 h"
QString duration(std::optional<std::int64_t> ns);
QString age(std::int64_t ns);         // coarse, for what changes every second: "0.4 s", "35 s", "2 min 05 s"
QString roughAge(std::int64_t ns);    // from a minute on in its largest unit alone, where there is little room
QString seconds(std::int64_t whole);  // as somebody has set them: "10 s"

// How times and CPU shares are shown from here on, on all threads; repaint after a change.
void showUtc(bool on);
bool showsUtc();
int utcOffset(std::int64_t ns);              // seconds, of the zone that is shown
void showCpuOfMachine(bool on);              // per cent of all processors together, not of one
QString cpu(std::optional<double> percent);  // of one processor: as percent(), or its share of the machine
double cpuScale();                           // what a per cent of one processor is worth as shown: 1, or 1/processors

// Points in time: nanoseconds since the epoch, UTC.
QString clock(std::int64_t ns);         // local "14:03:19.441", with the date in front if it is not today
QString clockSeconds(std::int64_t ns);  // local "14:03:19"
QString dateTime(std::int64_t ns);      // local "2026-08-20 14:03"
QString isoTime(std::int64_t ns);       // tooltips: "2026-08-20T14:03:19.441+02:00"
QString utcTime(std::int64_t ns);       // exports: "2026-08-20T12:03:19.441Z"

QString elapsed(std::int64_t ns);  // recorder's clock: "00:12:31"

}  // namespace lifeguard::format

// SPDX-License-Identifier: GPL-3.0-or-later
#include "format/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QThread>
#include <array>
#include <atomic>
#include <cmath>

namespace lifeguard::format {
namespace {

std::atomic<bool> shown_utc{false};
std::atomic<bool> shown_cpu_of_machine{false};

struct FormatText {
    Q_DECLARE_TR_FUNCTIONS(Format)
};

QString withUnit(const QString& number, const QString& unit) {
    return number + QChar(0x00A0) + unit;
}

// Three significant digits, as long as there are not more of them before the point.
QString threeDigits(double value) {
    const double size = std::fabs(value);
    const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    return locale().toString(value, 'f', decimals);
}

QString twoParts(qint64 major, const QString& major_unit, qint64 minor, const QString& minor_unit, bool padded) {
    const QString small = padded ? QString::number(minor).rightJustified(2, QLatin1Char('0')) : QString::number(minor);
    return withUnit(locale().toString(major), major_unit) + QLatin1Char(' ') + withUnit(small, minor_unit);
}

// Small ones, and 0.15 between 0.1 and 0.2: an axis has such steps, and no two of its labels may be alike.
bool needsTwoDecimals(double value) {
    const double size = std::fabs(value);
    return size < 0.095 || (size < 0.95 && std::fabs(size * 10 - std::round(size * 10)) > 1e-6);
}

QDateTime toDateTime(std::int64_t ns) {
    return QDateTime::fromMSecsSinceEpoch(ns / 1'000'000, shown_utc ? Qt::UTC : Qt::LocalTime);
}

QString scaledBytes(double value) {
    static constexpr std::array units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    std::size_t unit = 0;
    while (std::fabs(value) >= 1023.5 && unit + 1 < units.size()) {
        value /= 1024;
        ++unit;
    }
    const QString number = unit == 0 ? locale().toString(value, 'f', 0) : threeDigits(value);
    return withUnit(number, QLatin1String(units[unit]));
}

}  // namespace

QLocale locale() {
    const QLocale current;
    return current.language() == QLocale::C ? QLocale(QLocale::English, QLocale::UnitedStates) : current;
}

QString unknown() {
    return QStringLiteral("—");
}

QString count(std::uint64_t value) {
    return locale().toString(static_cast<qulonglong>(value));
}
QString count(std::optional<std::uint64_t> value) {
    return value ? count(*value) : unknown();
}
QString id(std::uint64_t value) {
    return QString::number(value);
}
QString number(double value, int decimals) {
    return std::isfinite(value) ? locale().toString(value, 'f', decimals) : unknown();
}

QString bytes(std::optional<std::int64_t> value) {
    return value ? scaledBytes(static_cast<double>(*value)) : unknown();
}

QString rate(std::optional<double> per_second) {
    if (!per_second || !std::isfinite(*per_second)) return unknown();
    if (*per_second == 0) return FormatText::tr("0/s");
    const int decimals = needsTwoDecimals(*per_second) ? 2 : std::fabs(*per_second) < 999.95 ? 1 : 0;
    return FormatText::tr("%1/s", "a rate, per second").arg(locale().toString(*per_second, 'f', decimals));
}

QString rateIn(double per_second, double step) {
    if (!std::isfinite(per_second)) return unknown();
    int decimals = 0;
    for (double left = step; decimals < 3 && std::fabs(left - std::round(left)) > 1e-6; left *= 10) ++decimals;
    return FormatText::tr("%1/s", "a rate, per second").arg(locale().toString(per_second, 'f', decimals));
}

QString byteRate(std::optional<double> per_second) {
    if (!per_second || !std::isfinite(*per_second)) return unknown();
    return FormatText::tr("%1/s", "a rate, per second").arg(scaledBytes(*per_second));
}

void showUtc(bool on) {
    shown_utc = on;
}
bool showsUtc() {
    return shown_utc;
}
int utcOffset(std::int64_t ns) {
    return toDateTime(ns).offsetFromUtc();
}

void showCpuOfMachine(bool on) {
    shown_cpu_of_machine = on;
}
double cpuScale() {
    static const int processors = std::max(1, QThread::idealThreadCount());
    return shown_cpu_of_machine ? 1.0 / processors : 1.0;
}
QString cpu(std::optional<double> percent_of_one) {
    return percent(percent_of_one ? std::optional(*percent_of_one * cpuScale()) : std::nullopt);
}

QString percent(std::optional<double> value) {
    if (!value || !std::isfinite(*value)) return unknown();
    if (*value == 0) return QStringLiteral("0");
    return locale().toString(*value, 'f', needsTwoDecimals(*value) ? 2 : std::fabs(*value) < 99.95 ? 1 : 0);
}

QString share(double fraction) {
    return std::isfinite(fraction) ? withUnit(locale().toString(fraction * 100, 'f', 0), QStringLiteral("%"))
                                   : unknown();
}

QString duration(std::int64_t ns) {
    if (ns < 0) return QChar(0x2212) + duration(-ns);
    const double value = static_cast<double>(ns);
    if (ns == 0) return withUnit(QStringLiteral("0"), FormatText::tr("s", "seconds"));
    if (ns < 1000) return withUnit(locale().toString(value, 'f', 0), FormatText::tr("ns"));
    if (value < 999.5e3) return withUnit(threeDigits(value / 1e3), FormatText::tr("µs"));
    if (value < 999.5e6) return withUnit(threeDigits(value / 1e6), FormatText::tr("ms"));
    if (value < 59.95e9) return withUnit(threeDigits(value / 1e9), FormatText::tr("s", "seconds"));
    const qint64 s = std::llround(value / 1e9);
    if (s < 3600) return twoParts(s / 60, FormatText::tr("min"), s % 60, FormatText::tr("s", "seconds"), true);
    if (s < 86400) return twoParts(s / 3600, FormatText::tr("h"), s % 3600 / 60, FormatText::tr("min"), true);
    return twoParts(s / 86400, FormatText::tr("d", "days"), s % 86400 / 3600, FormatText::tr("h"), false);
}

QString duration(std::optional<std::int64_t> ns) {
    return ns ? duration(*ns) : unknown();
}

QString age(std::int64_t ns) {
    if (ns < 0) ns = 0;
    const double s = static_cast<double>(ns) / 1e9;
    if (s < 9.95) return withUnit(locale().toString(s, 'f', 1), FormatText::tr("s", "seconds"));
    if (s < 59.5) return withUnit(locale().toString(s, 'f', 0), FormatText::tr("s", "seconds"));
    return duration(std::max<std::int64_t>(ns, 60'000'000'000));
}

QString roughAge(std::int64_t ns) {
    const qint64 s = std::max<std::int64_t>(0, ns) / 1'000'000'000;
    const auto whole = [](qint64 count, const QString& unit) { return withUnit(locale().toString(count), unit); };
    if (s < 60) return age(std::min<std::int64_t>(ns, 59'000'000'000));
    if (s < 3600) return whole(s / 60, FormatText::tr("min"));
    return s < 86400 ? whole(s / 3600, FormatText::tr("h")) : whole(s / 86400, FormatText::tr("d", "days"));
}

QString seconds(std::int64_t whole) {
    return whole < 60 ? withUnit(locale().toString(static_cast<qlonglong>(whole)), FormatText::tr("s", "seconds"))
                      : duration(whole * 1'000'000'000);
}

QString clock(std::int64_t ns) {
    const QDateTime time = toDateTime(ns);
    const QString text = time.toString(QStringLiteral("HH:mm:ss.zzz"));
    if (time.date() == QDate::currentDate()) return text;
    return time.toString(QStringLiteral("yyyy-MM-dd ")) + text;
}

QString clockSeconds(std::int64_t ns) {
    return toDateTime(ns).toString(QStringLiteral("HH:mm:ss"));
}

QString dateTime(std::int64_t ns) {
    return toDateTime(ns).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

QString isoTime(std::int64_t ns) {
    QDateTime time = toDateTime(ns);
    return time.toOffsetFromUtc(time.offsetFromUtc()).toString(Qt::ISODateWithMs);
}

QString utcTime(std::int64_t ns) {
    return toDateTime(ns).toUTC().toString(Qt::ISODateWithMs);
}

QString elapsed(std::int64_t ns) {
    const qint64 s = std::max<std::int64_t>(0, ns) / 1'000'000'000;
    const auto two = [](qint64 part) { return QString::number(part).rightJustified(2, QLatin1Char('0')); };
    return two(s / 3600) + QLatin1Char(':') + two(s % 3600 / 60) + QLatin1Char(':') + two(s % 60);
}

}  // namespace lifeguard::format

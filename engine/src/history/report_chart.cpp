// SPDX-License-Identifier: MIT
#include "history/report_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>

#include "history/export_file.h"

namespace mp::history {
namespace {

constexpr double width = 760, height = 220;
constexpr double left = 78, right = 14, top = 10, bottom = 26;
constexpr double plot_width = width - left - right, plot_height = height - top - bottom;

std::string places(double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%.1f", value);
    return text.data();
}

// 1, 2 or 5 times a power of ten: at most so many steps up to the value.
double nice_step(double value, int steps) {
    const double least = value / steps;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= least) return factor * power;
    return 10 * power;
}

// Steps of time that people count in, in seconds.
double time_step(double seconds) {
    constexpr double known[] = {60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400};
    if (seconds <= 300) return std::min(nice_step(seconds, 6), 60.0);
    for (const double step : known)
        if (seconds / step <= 8) return step;
    return nice_step(seconds / 86400, 8) * 86400;
}

columns::Value value_of(double number, columns::Unit unit) {
    if (unit == columns::Unit::duration) return static_cast<std::int64_t>(std::llround(number));
    if (unit == columns::Unit::count) return static_cast<std::int64_t>(std::llround(number));
    return number;
}
std::string label(double number, columns::Unit unit) {
    if (number == 0) return "0";
    return escaped(columns::plain(value_of(number, unit), unit));
}

class Drawing {
public:
    explicit Drawing(const Chart& chart) : chart_(chart) {
        for (const Curve& curve : chart.curves)
            for (const Point& p : curve.points)
                if (p.value && std::isfinite(*p.value)) highest_ = std::max(highest_, *p.value), any_ = true;
        span_ns_ = static_cast<double>(std::max<std::int64_t>(1, elapsed_ns(chart.from_ns, chart.to_ns)));
        step_ = highest_ > 0 ? nice_step(highest_, 4) : 1;
        if (chart.unit == columns::Unit::count) step_ = std::max(1.0, step_);
        scale_ = std::max(step_, std::ceil(highest_ / step_) * step_);
    }
    bool empty() const { return !any_; }

    std::string svg() {
        std::string out = "<svg viewBox=\"0 0 " + places(width) + ' ' + places(height) + "\" role=\"img\"><title>" +
                          escaped(chart_.title) + "</title>\n";
        for (double v = 0; v <= scale_ * 1.0001; v += step_) {
            const std::string y = places(at_y(v));
            out += "<path class=\"grid\" d=\"M" + places(left) + ' ' + y + 'H' + places(width - right) + "\"/>";
            out += "<text class=\"y\" x=\"" + places(left - 6) + "\" y=\"" + places(at_y(v) + 4) + "\">" +
                   label(v, chart_.unit) + "</text>\n";
        }
        const double seconds = span_ns_ / 1e9;
        const double step = time_step(seconds);
        for (double t = 0; t <= seconds * 1.0001; t += step) {
            out += "<text class=\"x\" x=\"" + places(left + t / seconds * plot_width) + "\" y=\"" + places(height - 8) +
                   "\">" + label(t * 1e9, columns::Unit::duration) + "</text>\n";
        }
        for (const Curve& curve : chart_.curves) out += path(curve);
        return out + "</svg>";
    }

private:
    double at_x(std::int64_t time_ns) const {
        return left + static_cast<double>(elapsed_ns(chart_.from_ns, time_ns)) / span_ns_ * plot_width;
    }
    double at_y(double value) const { return top + (1 - value / scale_) * plot_height; }

    // Where nothing was sampled the line is lifted; a sample alone is a dot.
    std::string path(const Curve& curve) const {
        std::string line;
        std::size_t length = 0;
        for (const Point& p : curve.points) {
            if (!p.value || !std::isfinite(*p.value)) {
                if (length == 1) line += "h0.1";
                length = 0;
                continue;
            }
            line += (length++ == 0 ? 'M' : 'L') + places(at_x(p.time_ns)) + ' ' + places(at_y(*p.value));
        }
        if (length == 1) line += "h0.1";
        return line.empty() ? line : "<path class=\"line " + curve.tone + "\" d=\"" + line + "\"/>\n";
    }

    const Chart& chart_;
    double highest_ = 0, span_ns_ = 1, step_ = 1, scale_ = 1;
    bool any_ = false;
};

std::string legend(const Chart& chart) {
    std::string out = "<ul class=\"legend\">";
    for (const Curve& curve : chart.curves) {
        double most = 0;
        for (const Point& p : curve.points) most = std::max(most, p.value.value_or(0));
        out += "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line " + curve.tone +
               "\" d=\"M1 4H23\"/></svg>" + escaped(curve.name) + ", at most " + label(most, chart.unit) + "</li>";
    }
    return out + "</ul>";
}

std::string twin(const Chart& chart) {
    std::map<std::int64_t, std::vector<std::optional<double>>> rows;
    for (std::size_t i = 0; i < chart.curves.size(); ++i) {
        for (const Point& p : chart.curves[i].points) {
            auto& row = rows[p.time_ns];
            row.resize(chart.curves.size());
            row[i] = p.value;
        }
    }
    std::string out = "<details><summary>Show as table</summary><table><tr><th>Time (UTC)</th>";
    for (const Curve& curve : chart.curves) out += "<th>" + escaped(curve.name) + "</th>";
    out += "</tr>\n";
    for (const auto& [time, row] : rows) {
        out += "<tr><td>" + columns::plain(time, columns::Unit::time) + "</td>";
        for (const auto& value : row)
            out += "<td class=\"n\">" + (value ? label(*value, chart.unit) : std::string("—")) + "</td>";
        out += "</tr>\n";
    }
    return out + "</table></details>";
}

}  // namespace

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : clean_utf8(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&#39;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string figure(const Chart& chart) {
    Drawing drawing(chart);
    if (drawing.empty()) return {};
    return "<figure><figcaption>" + escaped(chart.title) + "</figcaption>\n" + drawing.svg() + legend(chart) +
           twin(chart) + "</figure>\n";
}

}  // namespace mp::history

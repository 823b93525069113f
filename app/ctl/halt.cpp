// SPDX-License-Identifier: MIT
#include "halt.h"

#include "mp/exceptions.h"

namespace ctl {

namespace {

[[noreturn]] void refuse_rule(const std::string& text) {
    throw mp::ValueError("'" + text +
                         "' is no rule for --halt; write never, or now or soon, then a comma, then fail=, success= or "
                         "done= with a number or a percentage, as in soon,fail=3 or now,fail=10%");
}

}  // namespace

HaltRule HaltRule::parse(const std::string& text) {
    HaltRule rule;
    if (text == "never" || text == "0") return rule;
    if (text == "1") return parse("soon,fail=1");
    if (text == "2") return parse("now,fail=1");
    const auto comma = text.find(',');
    const auto equals = text.find('=');
    if (comma == std::string::npos || equals == std::string::npos || equals < comma) refuse_rule(text);
    const std::string when = text.substr(0, comma);
    const std::string what = text.substr(comma + 1, equals - comma - 1);
    std::string amount = text.substr(equals + 1);
    if (when == "soon") {
        rule.when_ = When::soon;
    } else if (when == "now") {
        rule.when_ = When::now;
    } else {
        refuse_rule(text);
    }
    if (what == "fail") {
        rule.what_ = What::fail;
    } else if (what == "success") {
        rule.what_ = What::success;
    } else if (what == "done") {
        rule.what_ = What::done;
    } else {
        refuse_rule(text);
    }
    if (!amount.empty() && amount.back() == '%') {
        rule.percent_ = true;
        amount.pop_back();
    }
    std::size_t used = 0;
    try {
        rule.amount_ = std::stod(amount, &used);
    } catch (const std::exception&) {
        refuse_rule(text);
    }
    if (used != amount.size() || !(rule.amount_ > 0) || (rule.percent_ && rule.amount_ > 100)) refuse_rule(text);
    return rule;
}

bool HaltRule::applies(std::uint64_t succeeded, std::uint64_t failed, std::optional<std::uint64_t> total) const {
    if (when_ == When::never) return false;
    const std::uint64_t count = what_ == What::fail ? failed : what_ == What::success ? succeeded : succeeded + failed;
    if (!percent_) return static_cast<double>(count) >= amount_;
    // As GNU parallel: a percentage of failures counts from the fourth task on.
    if (!total || *total == 0 || succeeded + failed < 4) return false;
    return static_cast<double>(count) * 100 >= amount_ * static_cast<double>(*total);
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#include "verb.h"

#include <iostream>

#include "exit_codes.h"
#include "mp/command.h"
#include "mp/exceptions.h"

namespace ctl {

namespace {

std::vector<std::string>& the_command() {
    static std::vector<std::string> words;
    return words;
}

}  // namespace

const std::vector<std::string>& command_words() {
    return the_command();
}
void set_command_words(std::vector<std::string> words) {
    the_command() = std::move(words);
}

int fail(int status, const std::string& sentence) {
    std::cerr << "lifeguardctl: " << sentence << std::endl;
    return status;
}

int guarded(const Action& action) {
    try {
        return action();
    } catch (const UsageError& e) {
        return fail(usage, e.what());
    } catch (const CannotCreate& e) {
        return fail(cannot_create, e.what());
    } catch (const mp::PermissionError& e) {
        return fail(no_permission, e.what());
    } catch (const mp::ProcessLookupError& e) {
        return fail(no_input, e.what());
    } catch (const mp::FileNotFoundError& e) {
        return fail(no_input, e.what());
    } catch (const mp::KeyError& e) {
        return fail(no_input, e.what());
    } catch (const mp::EOFError& e) {
        return fail(unavailable, e.what());
    } catch (const mp::ResourceExhausted& e) {
        return fail(os_error, e.what());
    } catch (const mp::OSError& e) {
        return fail(io_error, e.what());
    } catch (const mp::ValueError& e) {
        return fail(data_error, e.what());
    } catch (const mp::RuntimeError& e) {
        return fail(unavailable, e.what());
    } catch (const std::exception& e) {
        return fail(software, e.what());
    }
}

bool is_printed() {
    return std::cout.flush() || mp::reader_is_gone(1);
}

int printing_failed() {
    return fail(io_error, "standard output cannot be written to its end; is the disk full?");
}

int printed(int status) {
    return status != ok || is_printed() ? status : printing_failed();
}

double parse_seconds(const std::string& text) {
    std::size_t used = 0;
    double value = -1;
    try {
        value = std::stod(text, &used);
    } catch (const std::exception&) {
        used = 0;
    }
    const std::string unit = text.substr(used);
    const double factor = unit.empty() || unit == "s" ? 1 : unit == "m" ? 60 : unit == "h" ? 3600 : 0;
    if (used == 0 || factor == 0 || !(value > 0) || value * factor > 1e9)  // its nanoseconds must fit 64 bits
        throw UsageError("'" + text + "' is no length of time; write seconds, or a number with s, m or h");
    return value * factor;
}

CLI::Validator whole_number() {
    return CLI::Validator(
        [](std::string& text) {
            const bool digits = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
            return digits ? std::string() : "'" + text + "' is no whole number";
        },
        "");
}

}  // namespace ctl

// SPDX-License-Identifier: MIT
#include "mp/context.h"

#include "mp/logging.h"
#include "mp/synchronize.h"
#include "process/current.h"

namespace mp {

namespace {

using detail::StartMethod;
using process::Table;

StartMethod method_named(std::string_view name) {
    if (name == "fork") return StartMethod::fork;
    if (name == "spawn") return StartMethod::spawn;
    if (name == "forkserver") return StartMethod::forkserver;
    throw ValueError("cannot find context for '" + std::string(name) + "'");
}

std::string name_of(StartMethod method) {
    switch (method) {
        case StartMethod::spawn:
            return "spawn";
        case StartMethod::forkserver:
            return "forkserver";
        default:
            return "fork";
    }
}

const char* class_name_of(StartMethod method) {
    switch (method) {
        case StartMethod::fork:
            return "ForkProcess";
        case StartMethod::spawn:
            return "SpawnProcess";
        case StartMethod::forkserver:
            return "ForkServerProcess";
        default:
            return "Process";
    }
}

}  // namespace

std::string Context::get_start_method() const {
    return method_ == StartMethod::by_default ? mp::get_start_method() : name_of(method_);
}

void Context::set_start_method(std::string_view method, bool force) const {
    if (method_ != StartMethod::by_default) throw ValueError("cannot set start method of concrete context");
    mp::set_start_method(method, force);
}

Context Context::get_context(std::string_view method) const {
    return mp::get_context(method);
}

mp::Process Context::Process(ProcessOptions options) const {
    return mp::Process(process::make_state(std::move(options), class_name_of(method_), method_));
}

Logger& Context::get_logger() const {
    return mp::get_logger();
}
Logger& Context::log_to_stderr(std::optional<int> level) const {
    return mp::log_to_stderr(level);
}

mp::Lock Context::Lock() const {
    return mp::Lock();
}
mp::RLock Context::RLock() const {
    return mp::RLock();
}
mp::Semaphore Context::Semaphore(std::int64_t value) const {
    return mp::Semaphore(value);
}
mp::BoundedSemaphore Context::BoundedSemaphore(std::int64_t value) const {
    return mp::BoundedSemaphore(value);
}
mp::Condition Context::Condition() const {
    return mp::Condition();
}
mp::Condition Context::Condition(const mp::Lock& lock) const {
    return mp::Condition(lock);
}
mp::Condition Context::Condition(const mp::RLock& lock) const {
    return mp::Condition(lock);
}
mp::Condition Context::Condition(const mp::Semaphore& lock) const {
    return mp::Condition(lock);
}
mp::Event Context::Event() const {
    return mp::Event();
}
mp::Barrier Context::Barrier(std::int64_t parties, Target action, detail::Timeout timeout) const {
    return mp::Barrier(parties, std::move(action), timeout);
}

Context get_context() {
    return Context(process::fix_start_method());
}
Context get_context(std::string_view method) {
    return Context(method_named(method));
}

std::vector<std::string> get_all_start_methods() {
    return {"fork", "spawn", "forkserver"};
}

std::string get_start_method() {
    return name_of(process::fix_start_method());
}

std::optional<std::string> get_start_method(bool allow_none) {
    {
        const Table table;
        if (allow_none && table->start_method == StartMethod::by_default) return std::nullopt;
    }
    return get_start_method();
}

void set_start_method(std::string_view method, bool force) {
    const Table table;
    if (!force && table->start_method != StartMethod::by_default) throw RuntimeError("context has already been set");
    table->start_method = method_named(method);
}

void set_start_method(std::nullopt_t, bool force) {
    const Table table;
    if (!force && table->start_method != StartMethod::by_default) throw RuntimeError("context has already been set");
    if (!force) throw ValueError("cannot find context for None");
    table->start_method = StartMethod::by_default;
}

}  // namespace mp

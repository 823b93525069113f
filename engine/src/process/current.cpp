// SPDX-License-Identifier: MIT
#include "process/current.h"

#include <algorithm>

#include "mp/detail/type_name.h"
#include "os/procfs.h"
#include "os/self.h"
#include "os/spawn.h"
#include "process/spawn.h"

namespace mp::process {

namespace {

std::mutex& table_mutex() {
    static auto* mutex = new std::mutex;  // never destroyed: processes are used during static destruction
    return *mutex;
}

Table::Content& content() {
    static auto* table = new Table::Content;
    return *table;
}

// In a forked child the parent's children are no children of its own.
const bool fork_handlers_registered = [] {
    os::at_fork([] { table_mutex().lock(); }, [] { table_mutex().unlock(); },
                [] {
                    content().children.clear();
                    table_mutex().unlock();
                });
    return true;
}();

void fill_main(Table::Content& table) {
    auto state = std::make_shared<ProcessState>();
    state->kind = ProcessState::Kind::main;
    state->class_name = "_MainProcess";
    state->name = "MainProcess";
    state->authkey = os::random_bytes(32);
    state->pid = os::process_id();
    table.state = state;
    table.own = std::make_unique<Process>(ProcessAccess::handle(state));
    table.current = table.own.get();
}

}  // namespace

Table::Table() {
    (void)fork_handlers_registered;
    table_mutex().lock();
    if (!content().state) {
        try {
            fill_main(content());
        } catch (...) {
            table_mutex().unlock();
            throw;
        }
    }
}
Table::~Table() {
    table_mutex().unlock();
}
Table::Content* Table::operator->() const {
    return &content();
}
Table::Content& Table::operator*() const {
    return content();
}

ParentIdentity describe_self() {
    auto& registry = telemetry::Registry::instance();
    ParentIdentity self;
    self.pid = os::process_id();
    self.token = registry.self();
    self.start_ticks = registry.self_slot().start_ticks.load(std::memory_order_relaxed);
    const Table table;
    self.name = table->state->name;
    return self;
}

void become_child(StatePointer state, Process* object, const ParentIdentity& parent) {
    auto parent_state = std::make_shared<ProcessState>();
    parent_state->kind = ProcessState::Kind::parent;
    parent_state->class_name = "_ParentProcess";
    parent_state->name = parent.name;
    parent_state->pid = parent.pid;
    parent_state->token = parent.token;
    parent_state->start_ticks = parent.start_ticks;
    const Table table;
    parent_state->authkey = state->authkey;
    state->pid = os::process_id();
    table->parent = std::move(parent_state);
    table->children.clear();
    table->children_count = 0;
    table->state = state;
    // As in CPython, a context's child goes on with the context's method, whatever the program's default is.
    if (state->method != StartMethod::by_default) table->start_method = state->method;
    if (object == nullptr) {
        table->own = std::make_unique<Process>(ProcessAccess::handle(std::move(state)));
        object = table->own.get();
    }
    table->current = object;
}

namespace {

std::vector<std::uint32_t> next_identity(const Table& table) {
    std::vector<std::uint32_t> identity = table->state->identity;
    identity.push_back(++table->children_count);
    return identity;
}

std::string name_ending(const std::vector<std::uint32_t>& identity) {
    std::string text;
    for (const std::uint32_t number : identity) text += (text.empty() ? '-' : ':') + std::to_string(number);
    return text;
}

}  // namespace

std::string next_child_number() {
    return name_ending(next_identity(Table()));
}

StatePointer make_state(ProcessOptions options, std::string class_name, StartMethod method) {
    auto state = std::make_shared<ProcessState>();
    const Table table;
    state->identity = next_identity(table);
    state->name = std::move(options.name);
    if (state->name.empty()) state->name = class_name + name_ending(state->identity);
    state->class_name = std::move(class_name);
    state->method = method;
    state->daemon = options.daemon.value_or(table->state->daemon);
    state->authkey = table->state->authkey;
    state->creator_pid = os::process_id();
    state->target = std::move(options.target);
    return state;
}

StartMethod fix_start_method() {
    const Table table;
    if (table->start_method == StartMethod::by_default) table->start_method = StartMethod::fork;
    return table->start_method;
}

std::vector<StatePointer> living_children() {
    std::vector<StatePointer> children;
    {
        const Table table;
        children = table->children;
    }
    const auto ended = [](const StatePointer& state) { return state->child->poll().has_value(); };
    std::erase_if(children, ended);
    const Table table;
    std::erase_if(table->children, [](const StatePointer& state) { return state->child->exit().has_value(); });
    return children;
}

// ---- bootstrapping

namespace {

constexpr const char* bootstrapping_text =
    "An attempt has been made to start a new process before the current process has finished its bootstrapping phase.\n"
    "\n"
    "This probably means that you are not using fork to start your child processes and you have forgotten to use the "
    "proper idiom in the main function:\n"
    "\n"
    "    int main(int argc, char** argv) {\n"
    "        mp::freeze_support(argc, argv);\n"
    "        ...\n"
    "    }\n";

std::atomic<bool> bootstrapping{false};

// A child of spawn whose main() ends without freeze_support has not done its work: it must not end as if it had.
const bool bootstrapping_noted = [] {
    if (os::environment(bootstrap_variable).empty()) return false;
    bootstrapping = true;
    os::on_exit([](int) {
        if (!bootstrapping) return;
        const std::string text = std::string("RuntimeError: ") + bootstrapping_text;
        os::write_to_stderr(text.data(), text.size());
        os::exit_now(1);
    });
    return true;
}();

}  // namespace

bool is_bootstrapping() noexcept {
    (void)bootstrapping_noted;
    return bootstrapping;
}

void end_bootstrapping() noexcept {
    bootstrapping = false;
}

std::string executable_or_own() {
    const Table table;
    return table->executable.empty() ? "/proc/self/exe" : table->executable;
}

void check_not_bootstrapping() {
    if (is_bootstrapping()) throw RuntimeError(bootstrapping_text);
}

std::string class_name_of(const std::type_info& type) {
    std::string name = detail::type_name_of(type);
    const auto colons = name.rfind("::");
    return colons == std::string::npos ? name : name.substr(colons + 2);
}

}  // namespace mp::process

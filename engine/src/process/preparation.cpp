// SPDX-License-Identifier: MIT
#include "process/preparation.h"

#include <filesystem>

#include "mp/detail/codec_std.h"
#include "mp/logging.h"
#include "os/fd.h"
#include "os/self.h"
#include "process/logging_state.h"

namespace mp::process {

Preparation prepare(const ProcessState& state, const ParentIdentity& parent, StartMethod method) {
    Preparation out;
    out.log_level = get_logger().level();
    out.log_to_stderr = logs_to_stderr();
    out.method = method;
    out.parent_pid = parent.pid;
    out.parent_token = parent.token;
    out.parent_start_ticks = parent.start_ticks;
    out.parent_name = parent.name;
    out.by_main_thread = os::thread_id() == parent.pid;
    const Table table;
    out.class_name = state.class_name;
    out.identity = state.identity;
    out.name = state.name;
    out.daemon = state.daemon;
    out.authkey = state.authkey;
    out.executable = table->executable;
    out.temp_dir = table->temp_dir;
    return out;
}

void check_portable(const Target& target) {
    if (target.portable()) return;
    detail::Writer refused;
    detail::encode(refused, target);  // throws, with the remedy, before anything has been reserved
}

void write_parcel(detail::Writer& writer, const Preparation& preparation, const Target& target) {
    detail::encode(writer, preparation);
    detail::encode(writer, target);
}

Arrived::Arrived(std::vector<int> numbers)
    : context_(detail::ParcelContext::Journey::start_of_process, std::move(numbers)) {}

Arrived::~Arrived() {
    for (const int number : context_.descriptors()) os::Fd(number).reset();
}

namespace {

void take_identity(const Preparation& given) {
    auto state = std::make_shared<ProcessState>();
    state->class_name = given.class_name;
    state->method = given.method;
    state->identity = given.identity;
    state->name = given.name;
    state->daemon = given.daemon;
    state->authkey = given.authkey;
    state->creator_pid = given.parent_pid;
    state->token = telemetry::Registry::instance().self();
    become_child(std::move(state), nullptr,
                 {given.parent_pid, given.parent_token, given.parent_start_ticks, given.parent_name});
    const Table table;
    table->start_method = given.method;
    table->executable = given.executable;
    table->temp_dir = given.temp_dir;
}

}  // namespace

Target open_parcel(std::span<const std::byte> bytes, Arrived& arrived,
                   const std::function<void(const Preparation&)>& prepare_self) {
    detail::Reader reader(bytes, &arrived.context());
    const auto given = detail::decode<Preparation>(reader);
    take_identity(given);
    prepare_self(given);
    if (!given.directory.empty()) {
        std::error_code gone;  // removed meanwhile: the child is where the server is, as good as any
        std::filesystem::current_path(given.directory, gone);
    }
    inherit_logging(given.log_level, given.log_to_stderr);
    // A subclass's object makes a Process of its own while it is decoded: that one is not counted.
    Target target = detail::decode<Target>(reader);
    const Table table;
    table->children_count = 0;
    return target;
}

}  // namespace mp::process

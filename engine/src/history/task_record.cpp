// SPDX-License-Identifier: MIT
// Task records on a pipe: frames of CBOR, read with every length checked before it is believed.
#include <cstring>
#include <nlohmann/json.hpp>

#include "mp/history.h"
#include "os/file.h"

namespace mp::history {
namespace {

using Json = nlohmann::json;

constexpr std::array<std::byte, 4> magic = {std::byte{'L'}, std::byte{'G'}, std::byte{'T'}, std::byte{'1'}};
constexpr std::size_t header_bytes = 8;
// both outputs at their limit, a long command line, and the rest
constexpr std::size_t payload_limit = 2 * task_output_limit_bytes + (4u << 20);

Json binary(const std::string& bytes) {
    return Json::binary({bytes.begin(), bytes.end()});
}
std::string bytes(const Json& value) {
    const auto& all = value.get_binary();
    return {all.begin(), all.end()};
}
template <class T>
void put(Json& to, const char* key, const std::optional<T>& value) {
    if (value) to[key] = *value;
}
template <class T>
void take(const Json& from, const char* key, std::optional<T>& value) {
    if (const auto at = from.find(key); at != from.end()) value = at->get<T>();
}

Json encode(const TaskRecord& record) {
    const observe::Task& t = record.task;
    Json out = {{"id", t.id},
                {"pool_id", t.pool_id},
                {"attempt", t.attempt},
                {"max_attempts", t.max_attempts},
                {"items", t.items_count},
                {"state", static_cast<int>(t.state)},
                {"function", binary(t.function)},
                {"arguments", binary(t.arguments)},
                {"result", binary(t.result)},
                {"command", binary(record.command)},
                {"output", binary(record.output)},
                {"error", binary(record.error)},
                {"output_cut", record.output_cut},
                {"error_cut", record.error_cut},
                {"worker_pid", t.worker.pid},
                {"worker_start_ticks", t.worker.start_ticks}};
    put(out, "queued_ns", t.queued_ns);
    put(out, "started_ns", t.started_ns);
    put(out, "ended_ns", t.ended_ns);
    put(out, "exitcode", t.exitcode);
    return out;
}

TaskRecord decode(const Json& in) {
    TaskRecord record;
    observe::Task& t = record.task;
    t.id = in.at("id").get<std::uint64_t>();
    t.pool_id = in.at("pool_id").get<std::uint64_t>();
    t.attempt = in.at("attempt").get<std::uint32_t>();
    t.max_attempts = in.at("max_attempts").get<std::uint32_t>();
    t.items_count = in.at("items").get<std::uint64_t>();
    const int state = in.at("state").get<int>();
    if (state < 0 || state > static_cast<int>(observe::TaskState::timed_out))
        throw ValueError("a task record of the unknown state " + std::to_string(state));
    t.state = static_cast<observe::TaskState>(state);
    t.function = bytes(in.at("function"));
    t.arguments = bytes(in.at("arguments"));
    t.result = bytes(in.at("result"));
    record.command = bytes(in.at("command"));
    record.output = bytes(in.at("output"));
    record.error = bytes(in.at("error"));
    record.output_cut = in.at("output_cut").get<bool>();
    record.error_cut = in.at("error_cut").get<bool>();
    t.worker.pid = in.at("worker_pid").get<std::int32_t>();
    t.worker.start_ticks = in.at("worker_start_ticks").get<std::uint64_t>();
    take(in, "queued_ns", t.queued_ns);
    take(in, "started_ns", t.started_ns);
    take(in, "ended_ns", t.ended_ns);
    take(in, "exitcode", t.exitcode);
    return record;
}

void cut(std::string& text, bool& flag) {
    if (text.size() <= task_output_limit_bytes) return;
    text.resize(task_output_limit_bytes);
    flag = true;
}

}  // namespace

TaskRecordWriter::TaskRecordWriter(int fd) : sink_([fd](std::span<const std::byte> all) { os::write_all(fd, all); }) {}

void TaskRecordWriter::write(const TaskRecord& record) {
    TaskRecord kept = record;
    cut(kept.output, kept.output_cut);
    cut(kept.error, kept.error_cut);
    std::vector<std::uint8_t> frame(header_bytes);
    Json::to_cbor(encode(kept), frame);  // appends
    const std::size_t size = frame.size() - header_bytes;
    if (size > payload_limit) throw ValueError("a task record of " + std::to_string(size) + " bytes is too long");
    std::memcpy(frame.data(), magic.data(), magic.size());
    for (std::size_t i = 0; i < 4; ++i) frame[4 + i] = static_cast<std::uint8_t>(size >> (8 * i));
    sink_(std::as_bytes(std::span(frame)));
}

void TaskRecordReader::feed(std::span<const std::byte> more) {
    if (offset_ > 0) {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(offset_));
        offset_ = 0;
    }
    buffer_.insert(buffer_.end(), more.begin(), more.end());
}

std::optional<TaskRecord> TaskRecordReader::next() {
    const std::size_t there = buffer_.size() - offset_;
    const std::byte* const at = buffer_.data() + offset_;
    const std::size_t compared = std::min(there, magic.size());
    if (compared > 0 && std::memcmp(at, magic.data(), compared) != 0)
        throw ValueError("the bytes on the task pipe are no task records");
    if (there < header_bytes) return {};
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size |= std::to_integer<std::size_t>(at[4 + i]) << (8 * i);
    if (size > payload_limit)
        throw ValueError("the task pipe announces a record of " + std::to_string(size) + " bytes, which is too long");
    if (there < header_bytes + size) return {};
    const auto* payload = reinterpret_cast<const std::uint8_t*>(at + header_bytes);
    offset_ += header_bytes + size;
    try {
        return decode(Json::from_cbor(payload, payload + size));
    } catch (const Json::exception& e) {
        throw ValueError(std::string("a damaged task record: ") + e.what());
    }
}

}  // namespace mp::history

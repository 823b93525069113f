// SPDX-License-Identifier: MIT
// What a manager holds, read from the text that every version of CPython's server gives.
#include <algorithm>
#include <sstream>

#include "mp/managers.h"

namespace mp::managers {

namespace {

// "  7f93d0034600:       refcount=1": only such a line begins an entry, since texts may have lines of their own.
bool read_head(const std::string& line, ObjectInfo& out) {
    static constexpr std::string_view between = ":       refcount=";
    if (!line.starts_with("  ")) return false;
    const std::size_t colon = line.find(between);
    if (colon == std::string::npos || colon <= 2) return false;
    const std::string id = line.substr(2, colon - 2);
    const std::string count = line.substr(colon + between.size());
    const auto all = [](const std::string& text, const char* of) {
        return !text.empty() && text.find_first_not_of(of) == std::string::npos;
    };
    if (!all(id, "0123456789abcdef") || !all(count, "0123456789") || count.size() > 18) return false;
    out.id = id;
    out.refcount = std::stoll(count);
    return true;
}

std::string kind_of(const std::string& text) {
    static constexpr std::pair<std::string_view, const char*> kinds[] = {
        {"[", "list"},
        {"Namespace(", "Namespace"},
        {"Value(", "Value"},
        {"array(", "Array"},
        {"<queue.", "Queue"},
        {"<Queue(", "Queue"},
        {"<unlocked _thread.lock", "Lock"},
        {"<locked _thread.lock", "Lock"},
        {"<unlocked _thread.RLock", "RLock"},
        {"<locked _thread.RLock", "RLock"},
        {"<Condition(", "Condition"},
        {"<threading.Event", "Event"},
        {"<threading.Semaphore", "Semaphore"},
        {"<threading.BoundedSemaphore", "BoundedSemaphore"},
        {"<threading.Barrier", "Barrier"},
        {"<multiprocessing.pool.Pool", "Pool"},
        {"<multiprocessing.pool.ApplyResult", "AsyncResult"},
        {"<multiprocessing.pool.MapResult", "AsyncResult"},
        {"<multiprocessing.pool.IMap", "Iterator"}};
    if (text == "{}" || (text.starts_with('{') && text.find(": ") != std::string::npos)) return "dict";
    if (text == "set()" || text.starts_with('{')) return "set";
    for (const auto& [beginning, kind] : kinds)
        if (text.starts_with(beginning)) return kind;
    if (text.starts_with('<') && text.find("iterator object at") != std::string::npos) return "Iterator";
    return "object";
}

}  // namespace

std::vector<ObjectInfo> objects_in(const std::string& debug_info) {
    std::vector<ObjectInfo> out;
    std::istringstream lines(debug_info);
    for (std::string line; std::getline(lines, line);) {
        if (ObjectInfo head; read_head(line, head)) {
            out.push_back(std::move(head));
        } else if (!out.empty()) {
            std::string& text = out.back().text;
            if (text.empty()) {
                text = line.substr(std::min<std::size_t>(4, line.size()));
            } else {
                text += '\n' + line;
            }
        }
    }
    for (ObjectInfo& one : out) one.kind = kind_of(one.text);
    return out;
}

std::vector<ObjectInfo> BaseManager::objects() const {
    return objects_in(debug_info());
}

}  // namespace mp::managers

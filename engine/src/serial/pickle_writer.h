// SPDX-License-Identifier: MIT
#pragma once
// Writes what CPython's pickler writes for the same values, byte by byte: what is remembered and when, batches of a
// thousand, frames of 64 KiB. Without recursion, so that whatever could be read can be written.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "serial/object_node.h"

namespace mp::serial {

class PickleWriter {
public:
    using Keywords = std::vector<std::pair<std::string, Object>>;

    explicit PickleWriter(int protocol);  // 2 to 5, else ValueError
    Bytes write(const Object& object);

    // A manager's messages (ident, name, args, kwds) and (kind, value): what CPython reads, not byte by byte what it
    // writes, since there are no frames and nothing remembers the words. An ident of "" is None. `room` bytes stand
    // before it for the caller. A writer writes one thing.
    Bytes write_request(std::size_t room, std::string_view ident, std::string_view name, std::span<const Object> args,
                        const Keywords& keywords);
    Bytes write_reply(std::size_t room, std::string_view kind, const Object& value);

private:
    using Node = detail::ObjectNode;

    // A container half written, or a call: each step saves one thing more, which may put further work on top.
    struct Work {
        enum class What : std::uint8_t { items, pairs, members, frozen, tuple, call };
        What what;
        Object object{};                     // whose place in the memo it is; keeps made-up parts alive
        std::vector<const Object*> parts{};  // items; keys and values by turns
        bool exact = true;                   // of a list or dict itself: CPython batches those in another way
        bool single = false;                 // the batch at hand has one item and no mark
        std::size_t next = 0;
        // of a call
        int stage = 0;
        detail::InstanceNode* instance = nullptr;
    };

    static std::vector<const Object*> pointers(std::span<const Object> items);

    void begin_message(std::size_t room);
    void word(std::string_view text);
    void save_whole(const Object& object);
    void save(const Object& object);
    void save_int(const Object& object);
    void save_text(const Object& object);
    void save_bytes(const Object& object);
    void save_global(const Object& object);
    void save_node(const Object& object);
    void step();
    void step_items(Work& work);
    void step_pairs(Work& work);
    void step_members(Work& work);
    void step_tuple(Work& work);
    void step_call(Work& work);
    // Writes the call that makes `object`, whose parts are made up here.
    void save_call(const Object& object, const char* module, const char* name, std::vector<Object> args);

    bool recall(const Object& object);
    void remember(const Object& object);
    void get(std::uint32_t index);
    // The value that CPython has only once (texts of a character, …); "" for others.
    static std::string shared_value(const Object& object);

    void put(unsigned char code);
    void put_little(unsigned char code, std::uint64_t number, int bytes);
    void put_raw(std::string_view data);
    void put_payload(std::string_view header, std::string_view data);
    void boundary();
    void close_frame();

    int protocol_;
    bool framing_ = false;
    std::size_t frame_start_ = SIZE_MAX;
    Bytes out_;
    std::vector<Work> work_;
    std::uint32_t remembered_ = 0;
    std::unordered_map<const Node*, std::uint32_t> memo_;
    std::map<std::string, std::uint32_t, std::less<>> shared_memo_;
    std::map<std::pair<std::string, std::string>, std::uint32_t> globals_;
    std::map<std::string, std::uint32_t, std::less<>> modules_;
    std::vector<Object> kept_;  // made up here, and in the memo
};

}  // namespace mp::serial

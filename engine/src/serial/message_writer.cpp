// SPDX-License-Identifier: MIT
// A manager's messages, of which a busy program writes a hundred thousand a second.
#include "serial/pickle_codes.h"
#include "serial/pickle_writer.h"

namespace mp::serial {

namespace {

constexpr std::size_t usual_bytes = 120;

}  // namespace

void PickleWriter::begin_message(std::size_t room) {
    out_.reserve(room + usual_bytes);
    out_.resize(room);
    put(code::PROTO);
    put(static_cast<unsigned char>(protocol_));
}

void PickleWriter::word(std::string_view text) {
    if (text.size() < 256) {
        put_little(code::SHORT_BINUNICODE, text.size(), 1);
    } else {
        put_little(code::BINUNICODE, text.size(), 4);
    }
    put_raw(text);
}

Bytes PickleWriter::write_request(std::size_t room, std::string_view ident, std::string_view name,
                                  std::span<const Object> args, const Keywords& keywords) {
    begin_message(room);
    put(code::MARK);
    if (ident.empty()) {
        put(code::NONE);
    } else {
        word(ident);
    }
    word(name);
    if (args.empty()) {
        put(code::EMPTY_TUPLE);
    } else {
        put(code::MARK);
        for (const Object& one : args) save_whole(one);
        put(code::TUPLE);
    }
    put(code::EMPTY_DICT);
    if (!keywords.empty()) {
        put(code::MARK);
        for (const auto& [key, value] : keywords) {
            word(key);
            save_whole(value);
        }
        put(code::SETITEMS);
    }
    put(code::TUPLE);
    put(code::STOP);
    return std::move(out_);
}

Bytes PickleWriter::write_reply(std::size_t room, std::string_view kind, const Object& value) {
    begin_message(room);
    word(kind);
    save_whole(value);
    put(code::TUPLE2);
    put(code::STOP);
    return std::move(out_);
}

}  // namespace mp::serial

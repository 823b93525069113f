// SPDX-License-Identifier: MIT
#include "serial/pickle_writer.h"

#include <bit>

#include "serial/big_int.h"
#include "serial/pickle_codes.h"
#include "serial/python_names.h"
#include "serial/text.h"

namespace mp::serial {

using detail::InstanceNode;
using detail::node_of;
using detail::ObjectAccess;
using detail::TextNode;
using Kind = Object::Kind;

namespace {

constexpr std::size_t frame_target = 64 * 1024;
constexpr std::size_t frame_header = 9;
constexpr std::size_t smallest_frame = 4;

std::string little(unsigned char code, std::uint64_t number, int bytes) {
    std::string out(1, static_cast<char>(code));
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i) & 0xffU);
    return out;
}

std::vector<const Object*> table_parts(const Object& object, bool values) {
    std::vector<const Object*> out;
    const auto& table = node_of<detail::TableNode>(object).table;
    out.reserve(table.size() * (values ? 2 : 1));
    for (const auto& entry : table.entries()) {
        if (!entry.live) continue;
        out.push_back(&entry.key);
        if (values) out.push_back(&entry.value);
    }
    return out;
}

}  // namespace

std::vector<const Object*> PickleWriter::pointers(std::span<const Object> items) {
    std::vector<const Object*> out;
    out.reserve(items.size());
    for (const Object& item : items) out.push_back(&item);
    return out;
}

PickleWriter::PickleWriter(int protocol) : protocol_(protocol) {
    if (protocol < 2 || protocol > 5) throw ValueError("pickle protocol must be 2, 3, 4 or 5");
}

Bytes PickleWriter::write(const Object& object) {
    out_.reserve(128);
    put(code::PROTO);
    put(static_cast<unsigned char>(protocol_));
    framing_ = protocol_ >= 4;
    save_whole(object);
    put(code::STOP);
    close_frame();
    return std::move(out_);
}

void PickleWriter::save_whole(const Object& object) {
    save(object);
    while (!work_.empty()) step();
}

// ---- bytes and frames -----------------------------------------------------------------------------------------------
void PickleWriter::put(unsigned char byte) {
    const char raw = static_cast<char>(byte);
    put_raw({&raw, 1});
}

void PickleWriter::put_little(unsigned char code, std::uint64_t number, int bytes) {
    put_raw(little(code, number, bytes));
}

void PickleWriter::put_raw(std::string_view data) {
    if (framing_ && frame_start_ == SIZE_MAX) {
        frame_start_ = out_.size();
        out_.resize(out_.size() + frame_header);
    }
    const auto* first = reinterpret_cast<const std::byte*>(data.data());
    out_.insert(out_.end(), first, first + data.size());
}

// Large data stands outside of the frames.
void PickleWriter::put_payload(std::string_view header, std::string_view data) {
    const bool outside = framing_ && data.size() >= frame_target;
    if (outside) {
        close_frame();
        framing_ = false;
    }
    put_raw(header);
    put_raw(data);
    if (outside) framing_ = true;
}

void PickleWriter::boundary() {
    if (frame_start_ != SIZE_MAX && out_.size() - frame_start_ - frame_header >= frame_target) close_frame();
}

void PickleWriter::close_frame() {
    if (frame_start_ == SIZE_MAX) return;
    const auto begin = out_.begin() + static_cast<std::ptrdiff_t>(frame_start_);
    const std::size_t size = out_.size() - frame_start_ - frame_header;
    if (size >= smallest_frame) {
        const std::string header = little(code::FRAME, size, 8);
        for (std::size_t i = 0; i < frame_header; ++i) out_[frame_start_ + i] = static_cast<std::byte>(header[i]);
    } else {
        out_.erase(begin, begin + frame_header);
    }
    frame_start_ = SIZE_MAX;
}

// ---- memo -----------------------------------------------------------------------------------------------------------
std::string PickleWriter::shared_value(const Object& object) {
    const Kind kind = object.kind();
    if (kind == Kind::str) {
        const std::string& text = node_of<TextNode>(object).text;
        const bool one =
            text.size() <= 1 || (text.size() == 2 && (static_cast<unsigned char>(text[0]) & 0xfcU) == 0xc0U);
        return one ? "s" + text : "";
    }
    if (kind == Kind::bytes && node_of<TextNode>(object).text.size() <= 1) return "b" + node_of<TextNode>(object).text;
    return "";
}

void PickleWriter::get(std::uint32_t index) {
    if (index < 256) {
        put_little(code::BINGET, index, 1);
    } else {
        put_little(code::LONG_BINGET, index, 4);
    }
}

bool PickleWriter::recall(const Object& object) {
    if (const auto found = memo_.find(ObjectAccess::node(object)); found != memo_.end()) {
        get(found->second);
        return true;
    }
    const std::string value = shared_value(object);
    if (value.empty()) return false;
    const auto found = shared_memo_.find(value);
    if (found != shared_memo_.end()) get(found->second);
    return found != shared_memo_.end();
}

void PickleWriter::remember(const Object& object) {
    const std::uint32_t index = remembered_++;
    if (protocol_ >= 4) {
        put(code::MEMOIZE);
    } else if (index < 256) {
        put_little(code::BINPUT, index, 1);
    } else {
        put_little(code::LONG_BINPUT, index, 4);
    }
    // What has one name only is met only once.
    const Node* node = ObjectAccess::node(object);
    if (node->knot != nullptr || node->count.load(std::memory_order_relaxed) > 1) memo_.emplace(node, index);
    if (std::string value = shared_value(object); !value.empty()) shared_memo_.emplace(std::move(value), index);
}

// ---- values ---------------------------------------------------------------------------------------------------------
void PickleWriter::save(const Object& object) {
    boundary();
    switch (object.kind()) {
        case Kind::none:
            put(code::NONE);
            return;
        case Kind::boolean:
            put(ObjectAccess::boolean_of(object) ? code::NEWTRUE : code::NEWFALSE);
            return;
        case Kind::integer:
            save_int(object);
            return;
        case Kind::floating: {
            std::string raw(1, static_cast<char>(code::BINFLOAT));
            const auto bits = std::bit_cast<std::uint64_t>(ObjectAccess::floating_of(object));
            for (int i = 7; i >= 0; --i) raw += static_cast<char>(bits >> (8 * i) & 0xffU);
            put_raw(raw);
            return;
        }
        default:
            break;
    }
    if (!recall(object)) save_node(object);
}

void PickleWriter::save_int(const Object& object) {
    std::string bytes;
    if (ObjectAccess::node(object) == nullptr) {
        const std::int64_t value = ObjectAccess::integer_of(object);
        if (value >= INT32_MIN && value <= INT32_MAX) {
            if (value < 0 || value > 0xffff) {
                put_little(code::BININT, static_cast<std::uint64_t>(value), 4);
            } else if (value > 0xff) {
                put_little(code::BININT2, static_cast<std::uint64_t>(value), 2);
            } else {
                put_little(code::BININT1, static_cast<std::uint64_t>(value), 1);
            }
            return;
        }
        bytes = int_bytes(value);
    } else {
        bytes = node_of<TextNode>(object).text;
    }
    if (bytes.size() < 256) {
        put_raw(little(code::LONG1, bytes.size(), 1) + bytes);
    } else {
        put_raw(little(code::LONG4, bytes.size(), 4));
        put_raw(bytes);
    }
}

void PickleWriter::save_text(const Object& object) {
    const std::string& text = node_of<TextNode>(object).text;
    if (text.size() < 256 && protocol_ >= 4) {
        put_payload(little(code::SHORT_BINUNICODE, text.size(), 1), text);
    } else if (text.size() <= UINT32_MAX) {
        put_payload(little(code::BINUNICODE, text.size(), 4), text);
    } else if (protocol_ >= 4) {
        put_payload(little(code::BINUNICODE8, text.size(), 8), text);
    } else {
        throw OverflowError("cannot serialize a string larger than 4GiB");
    }
    remember(object);
}

void PickleWriter::save_bytes(const Object& object) {
    const std::string& data = node_of<TextNode>(object).text;
    if (protocol_ < 3) {
        if (data.empty()) {
            save_call(object, "builtins", "bytes", {});
        } else {
            save_call(object, "_codecs", "encode", {Object::str(from_latin1(data)), Object::str("latin1")});
        }
        return;
    }
    if (data.size() < 256) {
        put_payload(little(code::SHORT_BINBYTES, data.size(), 1), data);
    } else if (data.size() <= UINT32_MAX) {
        put_payload(little(code::BINBYTES, data.size(), 4), data);
    } else if (protocol_ >= 4) {
        put_payload(little(code::BINBYTES8, data.size(), 8), data);
    } else {
        throw OverflowError("cannot serialize a bytes object larger than 4 GiB");
    }
    remember(object);
}

void PickleWriter::save_global(const Object& object) {
    const auto& node = node_of<detail::GlobalNode>(object);
    const std::pair key{std::string(node.module.text()), std::string(node.name.text())};
    if (const auto found = globals_.find(key); found != globals_.end()) {
        get(found->second);
        return;
    }
    if (protocol_ >= 4) {
        const auto module = node.read ? modules_.end() : modules_.find(key.first);
        if (module != modules_.end()) {
            get(module->second);
        } else {
            save(node.module);
            modules_.emplace(key.first, remembered_ - 1);
        }
        save(node.name);
        put(code::STACK_GLOBAL);
    } else {
        if (key.second.find('.') != std::string::npos)
            throw PicklingError("the name " + key.second + " needs pickle protocol 4");
        const auto name = protocol_ < 3 ? python2_name(key.first, key.second) : PythonName(key.first, key.second);
        put_raw("c" + std::string(name.first) + "\n" + std::string(name.second) + "\n");
    }
    globals_.emplace(key, remembered_);
    remember(object);
}

void PickleWriter::save_node(const Object& object) {
    switch (object.kind()) {
        case Kind::str:
            save_text(object);
            break;
        case Kind::bytes:
            save_bytes(object);
            break;
        case Kind::bytearray: {
            const std::string& data = node_of<TextNode>(object).text;
            if (protocol_ >= 5) {
                put_payload(little(code::BYTEARRAY8, data.size(), 8), data);
                remember(object);
            } else if (data.empty()) {
                save_call(object, "builtins", "bytearray", {});
            } else {
                save_call(object, "builtins", "bytearray", {Object::bytes(data)});
            }
            break;
        }
        case Kind::complex:
            save_call(object, "builtins", "complex",
                      {node_of<detail::ComplexNode>(object).real, node_of<detail::ComplexNode>(object).imag});
            break;
        case Kind::global:
            save_global(object);
            break;
        case Kind::tuple: {
            const auto items = object.items();
            if (items.empty()) {
                put(code::EMPTY_TUPLE);
                break;
            }
            if (items.size() > 3) put(code::MARK);
            work_.push_back({.what = Work::What::tuple, .object = object, .parts = pointers(items)});
            break;
        }
        case Kind::list:
            put(code::EMPTY_LIST);
            remember(object);
            if (object.size() != 0)
                work_.push_back({.what = Work::What::items, .object = object, .parts = pointers(object.items())});
            break;
        case Kind::dict:
            put(code::EMPTY_DICT);
            remember(object);
            if (object.size() != 0)
                work_.push_back({.what = Work::What::pairs, .object = object, .parts = table_parts(object, true)});
            break;
        case Kind::set:
        case Kind::frozenset: {
            const bool frozen = object.kind() == Kind::frozenset;
            if (protocol_ < 4) {
                save_call(object, "builtins", frozen ? "frozenset" : "set", {Object::list(object.elements())});
            } else if (frozen) {
                put(code::MARK);
                work_.push_back({.what = Work::What::frozen, .object = object, .parts = table_parts(object, false)});
            } else {
                put(code::EMPTY_SET);
                remember(object);
                if (object.size() != 0)
                    work_.push_back(
                        {.what = Work::What::members, .object = object, .parts = table_parts(object, false)});
            }
            break;
        }
        default: {
            auto& instance = node_of<InstanceNode>(object);
            if (instance.held) instance.held->told();
            work_.push_back({.what = Work::What::call, .object = object, .instance = &instance});
            break;
        }
    }
}

void PickleWriter::save_call(const Object& object, const char* module, const char* name, std::vector<Object> args) {
    const Object made = Object::instance(module, name, std::move(args));
    kept_.push_back(made);
    work_.push_back({.what = Work::What::call, .object = object, .instance = &node_of<InstanceNode>(made)});
}

}  // namespace mp::serial

namespace mp {

Bytes pickle::dumps(const Object& object, int protocol) {
    return serial::PickleWriter(protocol).write(object);
}

void detail::Codec<Object>::encode(Writer& writer, const Object& object) {
    const Bytes pickle = pickle::dumps(object);
    writer.write_block(pickle.data(), pickle.size(), 1);
}

Object detail::Codec<Object>::decode(Reader& reader) {
    const std::size_t size = reader.read_length(1);
    return pickle::loads({reader.take(size), size});
}

}  // namespace mp

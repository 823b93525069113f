// SPDX-License-Identifier: MIT
// ShareableList in CPython's layout: the number of items; their offsets in the data area, and its size; the data area;
// eight characters of struct format an item; a byte an item that says how to read it back.
#include <charconv>
#include <cstring>
#include <ostream>

#include "mp/detail/codec_std.h"
#include "mp/shared_memory.h"

namespace mp::shared_memory {

namespace {

constexpr std::size_t word = 8;
constexpr std::size_t longest_item = 9'999'991;  // its format has to fit eight characters
constexpr const char* bool_format = "xxxxxxx?";
constexpr const char* none_format = "xxxxxx?x";

enum class ReadBack : std::uint8_t { as_is, text, bytes, none };

// Text and bytes, as the bytes that they are stored as; nullopt for the rest.
std::optional<std::span<const std::byte>> stored_bytes(const Item& item) {
    if (const auto* text = std::get_if<std::string>(&item.value())) return std::as_bytes(std::span(*text));
    if (const auto* bytes = std::get_if<Bytes>(&item.value())) return std::span<const std::byte>(*bytes);
    return std::nullopt;
}

std::size_t slot_size(const Item& item) {
    const auto bytes = stored_bytes(item);
    if (!bytes) return word;
    if (bytes->size() > longest_item)
        throw ValueError("an item of " + std::to_string(bytes->size()) + " bytes: a ShareableList's are at most " +
                         std::to_string(longest_item) + " bytes long");
    return word * (bytes->size() / word + 1);
}

ReadBack read_back(const Item& item) {
    switch (item.value().index()) {
        case 0:
            return ReadBack::none;
        case 4:
            return ReadBack::text;
        case 5:
            return ReadBack::bytes;
        default:
            return ReadBack::as_is;
    }
}

std::string format_of(const Item& item, std::size_t slot) {
    switch (item.value().index()) {
        case 0:
            return none_format;
        case 1:
            return bool_format;
        case 2:
            return "q";
        case 3:
            return "d";
        default:
            return std::to_string(slot) + "s";
    }
}

template <class T>
T load(const std::byte* at) {
    T value;
    std::memcpy(&value, at, sizeof value);
    return value;
}

void store(std::byte* at, std::size_t slot, const Item& item) {
    std::memset(at, 0, slot);
    if (const auto bytes = stored_bytes(item)) {
        if (!bytes->empty()) std::memcpy(at, bytes->data(), bytes->size());
    } else if (const auto* flag = std::get_if<bool>(&item.value())) {
        at[word - 1] = *flag ? std::byte{1} : std::byte{0};
    } else if (const auto* integer = std::get_if<std::int64_t>(&item.value())) {
        std::memcpy(at, integer, sizeof *integer);
    } else if (const auto* real = std::get_if<double>(&item.value())) {
        std::memcpy(at, real, sizeof *real);
    }
}

[[noreturn]] void throw_no_list(const SharedMemory& memory) {
    throw ValueError("the shared memory " + memory.name() + " holds no ShareableList");
}

}  // namespace

// Where everything is; fixed when the list is made.
struct ShareableList::Layout {
    std::vector<std::size_t> offsets;  // in the data area; the last is its size

    std::size_t count() const { return offsets.size() - 1; }
    std::size_t data() const { return word * (count() + 2); }
    std::size_t formats() const { return data() + offsets.back(); }
    std::size_t codes() const { return formats() + word * count(); }
    std::size_t whole() const { return codes() + count(); }
    std::size_t slot(std::size_t i) const { return offsets[i + 1] - offsets[i]; }

    static std::shared_ptr<const Layout> plan(const std::vector<Item>& items) {
        auto layout = std::make_shared<Layout>();
        layout->offsets.push_back(0);
        for (const Item& item : items) layout->offsets.push_back(layout->offsets.back() + slot_size(item));
        return layout;
    }

    // Of memory that anybody may have written.
    static std::shared_ptr<const Layout> read(const SharedMemory& memory) {
        const std::span<const std::byte> buf = memory.buf();
        if (buf.size() < 2 * word) throw_no_list(memory);
        const auto count = load<std::uint64_t>(buf.data());
        if (count > buf.size() / word - 2) throw_no_list(memory);
        auto layout = std::make_shared<Layout>();
        for (std::uint64_t i = 0; i <= count; ++i) {
            const auto offset = load<std::uint64_t>(buf.data() + word * (1 + i));
            const bool ordered = i == 0 ? offset == 0 : offset >= layout->offsets.back() + word;
            if (!ordered || offset > buf.size()) throw_no_list(memory);
            layout->offsets.push_back(static_cast<std::size_t>(offset));
        }
        if (layout->whole() > buf.size()) throw_no_list(memory);
        return layout;
    }
};

namespace {

SharedMemory make_memory(const ShareableListOptions& options, std::size_t size) {
    return SharedMemory({.name = options.name, .create = true, .size = static_cast<std::int64_t>(size)});
}

void write_format(std::byte* formats, std::size_t i, const std::string& format) {
    char padded[word] = {};
    std::memcpy(padded, format.data(), format.size());
    std::memcpy(formats + word * i, padded, word);
}

}  // namespace

ShareableList::ShareableList(const std::vector<Item>& items, const ShareableListOptions& options)
    : ShareableList(items, options, Layout::plan(items)) {}

ShareableList::ShareableList(const std::vector<Item>& items, const ShareableListOptions& options,
                             std::shared_ptr<const Layout> layout)
    : memory_(make_memory(options, layout->whole())), layout_(std::move(layout)) {
    std::byte* base = memory_.buf().data();
    const auto count = static_cast<std::uint64_t>(items.size());
    std::memcpy(base, &count, word);
    for (std::size_t i = 0; i <= items.size(); ++i) {
        const auto offset = static_cast<std::uint64_t>(layout_->offsets[i]);
        std::memcpy(base + word * (1 + i), &offset, word);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
        store(base + layout_->data() + layout_->offsets[i], layout_->slot(i), items[i]);
        write_format(base + layout_->formats(), i, format_of(items[i], layout_->slot(i)));
        base[layout_->codes() + i] = static_cast<std::byte>(read_back(items[i]));
    }
}

ShareableList::ShareableList(const ShareableListOptions& options)
    : memory_({.name = options.name}), layout_(Layout::read(memory_)) {}

const ShareableList::Layout& ShareableList::layout() const {
    if (memory_.buf().empty()) throw TypeError("the ShareableList " + memory_.name() + " is closed");
    return *layout_;
}

std::size_t ShareableList::checked_index(std::int64_t index, const char* what) const {
    const auto count = static_cast<std::int64_t>(layout().count());
    const std::int64_t place = index < 0 ? index + count : index;
    if (place < 0 || place >= count) throw IndexError(what);
    return static_cast<std::size_t>(place);
}

Item ShareableList::get(std::int64_t index) const {
    const std::size_t i = checked_index(index, "index out of range");
    const std::byte* base = memory_.buf().data();
    const std::byte* at = base + layout_->data() + layout_->offsets[i];
    char padded[word + 1] = {};
    std::memcpy(padded, base + layout_->formats() + word * i, word);
    const std::string_view format(padded);
    const auto code = static_cast<ReadBack>(base[layout_->codes() + i]);
    if (code == ReadBack::none) return nullptr;
    if (format == "q") return load<std::int64_t>(at);
    if (format == "d") return load<double>(at);
    if (format == bool_format) return std::to_integer<int>(at[word - 1]) != 0;
    if (format == none_format) return false;  // what struct makes of it, where the code does not say None
    std::size_t size = 0;
    const auto number = std::from_chars(format.data(), format.data() + format.size(), size);
    const bool bytes = number.ec == std::errc() && std::string_view(number.ptr) == "s" && size <= layout_->slot(i);
    if (!bytes) throw_no_list(memory_);
    while (size > 0 && at[size - 1] == std::byte{0}) --size;
    if (code == ReadBack::text) return std::string(reinterpret_cast<const char*>(at), size);
    return Bytes(at, at + size);
}

void ShareableList::set(std::int64_t index, const Item& item) const {
    const std::size_t i = checked_index(index, "assignment index out of range");
    const auto bytes = stored_bytes(item);
    if (bytes && bytes->size() > layout_->slot(i)) throw ValueError("bytes/str item exceeds available storage");
    std::byte* base = memory_.buf().data();
    write_format(base + layout_->formats(), i, format_of(item, layout_->slot(i)));
    base[layout_->codes() + i] = static_cast<std::byte>(read_back(item));
    store(base + layout_->data() + layout_->offsets[i], layout_->slot(i), item);
}

std::size_t ShareableList::size() const noexcept {
    return layout_->count();
}

std::size_t ShareableList::count(const Item& item) const {
    return static_cast<std::size_t>(std::count(begin(), end(), item));
}

std::size_t ShareableList::index(const Item& item) const {
    for (std::size_t i = 0; i < size(); ++i) {
        if (get(static_cast<std::int64_t>(i)) == item) return i;
    }
    throw ValueError(item.repr() + " not in this container");
}

std::string ShareableList::format() const {
    std::string out;
    const std::byte* formats = memory_.buf().data() + layout().formats();
    for (std::size_t i = 0; i < size(); ++i) {
        char padded[word + 1] = {};
        std::memcpy(padded, formats + word * i, word);
        out += padded;
    }
    return out;
}

std::string ShareableList::repr() const {
    std::string out = "ShareableList([";
    const char* separator = "";
    for (const Item& item : *this) {
        out += std::exchange(separator, ", ") + item.repr();
    }
    return out + "], name='" + memory_.name() + "')";
}

std::ostream& operator<<(std::ostream& out, const ShareableList& list) {
    return out << list.repr();
}

}  // namespace mp::shared_memory

namespace mp::detail {

using shared_memory::ShareableList;

void Codec<ShareableList>::encode(Writer& writer, const ShareableList& list) {
    detail::encode(writer, list.shm().name());
}

ShareableList Codec<ShareableList>::decode(Reader& reader) {
    return ShareableList(shared_memory::ShareableListOptions{.name = detail::decode<std::string>(reader)});
}

}  // namespace mp::detail

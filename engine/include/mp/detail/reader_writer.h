// SPDX-License-Identifier: MIT
#pragma once
// Bytes on their way between two processes of one program: Writer appends, Reader takes back and trusts nothing.
//
// A Writer either owns a buffer that grows, or fills a place that it is given (a queue's cell). A given place that is
// too small is never overrun: the writer goes on counting, so size() says how much room a second attempt needs.
//
//     Writer writer(cell);                         // one pass in the usual case
//     encode(writer, value);
//     if (writer.overflowed()) block = heap.take(writer.size());
//
// Numbers are in the machine's own order and width: both ends are the same executable. Lengths are 64 bits.
// Threads: a Writer or Reader belongs to one thread at a time.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mp::detail {

// Values nested deeper than this are refused at both ends: a stack is finite, a hostile message is patient.
inline constexpr int max_depth = 200;

// What travels beside the bytes where that is possible: descriptors. Exists while a process is being started, and
// while a message goes over a Connection that can pass descriptors.
//
// The list does not own its descriptors. At the sending end they stay their handles' own, which therefore have to live
// until the parcel is on its way; at the receiving end take_descriptor() hands each over once, and whoever made the
// list closes those that are left in descriptors() (the taken ones read -1).
class ParcelContext {
public:
    enum class Journey { start_of_process, connection };

    explicit ParcelContext(Journey journey, std::vector<int> received = {})
        : journey_(journey), descriptors_(std::move(received)) {}

    Journey journey() const noexcept { return journey_; }
    const std::vector<int>& descriptors() const noexcept { return descriptors_; }
    std::uint32_t attach_descriptor(int fd);
    int take_descriptor(std::uint32_t index);

private:
    Journey journey_;
    std::vector<int> descriptors_;
};

// Fresh memory of that size costs more to touch, page by page, than to fill. Whoever has reserved some for what arrives
// says so before filling it, and the system gives it in large pages where it can.
inline constexpr std::size_t large_bytes = std::size_t{4} << 20;
void expect_large(void* memory, std::size_t size) noexcept;

class Writer {
public:
    Writer() noexcept = default;
    explicit Writer(ParcelContext* parcel) noexcept : parcel_(parcel) {}
    explicit Writer(std::span<std::byte> place) noexcept
        : begin_(place.data()), cursor_(place.data()), end_(place.data() + place.size()), fixed_(true) {}
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void write(const void* data, std::size_t size) {
        if (static_cast<std::size_t>(end_ - cursor_) < size) [[unlikely]] {
            if (!make_room(size)) return;
        }
        if (size != 0) std::memcpy(cursor_, data, size);
        cursor_ += size;
    }

    template <class T>
    void write_value(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        write(&value, sizeof(T));
    }

    void write_length(std::size_t length) { write_value(static_cast<std::uint64_t>(length)); }

    // Length and contents at once, with one check of the room: what strings and flat vectors are made of.
    void write_block(const void* data, std::size_t length, std::size_t item_size) {
        const std::uint64_t prefix = length;
        const std::size_t size = length * item_size;
        if (static_cast<std::size_t>(end_ - cursor_) < size + sizeof prefix) [[unlikely]] {
            if (!make_room(size + sizeof prefix)) return;
        }
        std::memcpy(cursor_, &prefix, sizeof prefix);
        if (size != 0) std::memcpy(cursor_ + sizeof prefix, data, size);
        cursor_ += size + sizeof prefix;
    }

    // True once a given place proved too small; its contents are then worthless.
    bool overflowed() const noexcept { return overflow_ != 0; }
    // Bytes written, or in an overflowed place the bytes that the values need.
    std::size_t size() const noexcept { return static_cast<std::size_t>(cursor_ - begin_) + overflow_; }
    std::span<const std::byte> bytes() const noexcept { return {begin_, static_cast<std::size_t>(cursor_ - begin_)}; }
    // Starts over in the same buffer.
    void clear() noexcept {
        cursor_ = begin_;
        overflow_ = 0;
        depth_ = 0;
    }

    // Takes back what was written since size() was that; only in a buffer of its own.
    void rewind(std::size_t size) noexcept { cursor_ = begin_ + size; }

    // Null where only bytes can travel.
    ParcelContext* parcel() const noexcept { return parcel_; }
    // The parcel of a process being started; elsewhere RuntimeError in Python's words:
    // "<type> objects should only be shared between processes through inheritance".
    ParcelContext& starting_parcel(std::string_view type);
    // Sends a descriptor along and writes the number under which Reader::take_descriptor finds it.
    void attach_descriptor(int fd, std::string_view type) {
        write_value<std::uint32_t>(starting_parcel(type).attach_descriptor(fd));
    }

    // One level of nesting, for types that can hold themselves. Throws PicklingError below max_depth.
    class Level {
    public:
        explicit Level(Writer& writer) : writer_(writer) {
            if (++writer_.depth_ > max_depth) [[unlikely]]
                writer_.fail_too_deep();
        }
        ~Level() { --writer_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Writer& writer_;
    };

private:
    struct Free {
        void operator()(std::byte* memory) const noexcept { std::free(memory); }
    };

    bool make_room(std::size_t size);
    [[noreturn]] void fail_too_deep() const;

    std::byte* begin_ = nullptr;
    std::byte* cursor_ = nullptr;
    std::byte* end_ = nullptr;
    std::size_t overflow_ = 0;
    ParcelContext* parcel_ = nullptr;
    int depth_ = 0;
    bool fixed_ = false;
    std::unique_ptr<std::byte[], Free> own_;
};

// Every length is held against what is left before anything is allocated; what does not fit is an UnpicklingError
// that names the offset. decode<T>() adds the type's name.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes, ParcelContext* parcel = nullptr) noexcept
        : begin_(bytes.data()), cursor_(bytes.data()), end_(bytes.data() + bytes.size()), parcel_(parcel) {}
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - cursor_); }
    std::size_t offset() const noexcept { return static_cast<std::size_t>(cursor_ - begin_); }

    // The next bytes, in place: they live as long as the buffer that is read.
    const std::byte* take(std::size_t size) {
        if (left() < size) [[unlikely]]
            fail_short(size);
        const std::byte* data = cursor_;
        cursor_ += size;
        return data;
    }

    template <class T>
    T read_value() {
        static_assert(std::is_trivially_copyable_v<T>);
        T value;
        std::memcpy(&value, take(sizeof(T)), sizeof(T));
        return value;
    }

    // A number of items of which each takes at least `item_size` bytes, all of them still to come.
    std::size_t read_length(std::size_t item_size) {
        const auto length = read_value<std::uint64_t>();
        if (length > left() / item_size) [[unlikely]]
            fail_length(length);
        return static_cast<std::size_t>(length);
    }

    // How many items to reserve for: never more memory than a small multiple of what is left justifies.
    std::size_t reservable(std::size_t length, std::size_t object_size) const noexcept {
        const std::size_t justified = (4 * left() + 1024) / object_size;
        return length < justified ? length : justified;
    }

    ParcelContext* parcel() const noexcept { return parcel_; }
    ParcelContext& starting_parcel(std::string_view type);
    // The descriptor whose number comes next; the caller owns it from here on.
    int take_descriptor(std::string_view type) {
        ParcelContext& context = starting_parcel(type);
        return context.take_descriptor(read_value<std::uint32_t>());
    }

    class Level {
    public:
        explicit Level(Reader& reader) : reader_(reader) {
            if (++reader_.depth_ > max_depth) [[unlikely]]
                reader_.fail_too_deep();
        }
        ~Level() { --reader_.depth_; }
        Level(const Level&) = delete;
        Level& operator=(const Level&) = delete;

    private:
        Reader& reader_;
    };

    // Throws UnpicklingError "<text> at offset <n> of <m>".
    [[noreturn]] void fail(std::string_view text) const;
    // From a catch block: rethrows what went wrong as an error that names the type. UnpicklingError stays one,
    // everything else (a user's constructor, no memory) becomes SerializationError.
    [[noreturn]] void rethrow(std::string_view raw_type) const;

private:
    [[noreturn]] void fail_short(std::size_t wanted) const;
    [[noreturn]] void fail_length(std::uint64_t length) const;
    [[noreturn]] void fail_too_deep() const;

    const std::byte* begin_;
    const std::byte* cursor_;
    const std::byte* end_;
    ParcelContext* parcel_;
    int depth_ = 0;
};

}  // namespace mp::detail

// SPDX-License-Identifier: MIT
#pragma once
// Shared memory with a name: what Python's multiprocessing.shared_memory makes, and reads, byte for byte.
//
//     using namespace mp::shared_memory;
//     SharedMemory shm({.create = true, .size = 4096});          // or .name = "psm_x" of one's own
//     shm.buf()[0] = std::byte{42};
//     SharedMemory same({.name = shm.name()});                   // here, in another process, or in Python:
//                                                                // SharedMemory(name=…)
//     shm.unlink();                                              // the name goes; those attached keep the memory
//
//     ShareableList list({1, "two", 3.0, nullptr});
//     list[1] = "2";                                             // fits its slot: ValueError otherwise
//     std::cout << list[0].as<int>() << list;                    // 1 ShareableList([1, '2', 3.0, None], name='psm_…')
//
// Handles: a copy names the same object; the last one in a process closes it. They travel by name, to a process that is
// being started and over queues and connections alike. All pages are allocated at creation (OutOfSharedMemory), so
// that touching them never fails.
//
// Nothing stays behind: memory that nobody has unlinked is removed, with Python's warning, when the program that made
// it and all its descendants that use it have ended, by whatever death. .track = false leaves it to others, and merely
// attaching never makes this program responsible (as in Python 3.13 with track=False). What Python attaches with
// track=True (always, before 3.13) Python itself removes at its end.
//
// Threads: SharedMemory's functions from any thread; the memory itself has no lock, nor has a ShareableList.
// Mirrors "multiprocessing.shared_memory". Differences: after close() buf() is empty (Python: None), and what was had
// from it before is invalid (Python: BufferError); text in a ShareableList keeps its slot in bytes, so that none is
// cut.

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <memory>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "mp/detail/codec.h"
#include "mp/exceptions.h"

namespace mp::shared_memory {

struct SharedMemoryOptions {
    std::optional<std::string> name = {};  // with create: a fresh one by default
    bool create = false;
    std::int64_t size = 0;  // bytes; of what is attached it is ignored
    bool track = true;
};

class SharedMemory {
public:
    // Throws ValueError (size, name missing or with a NUL), FileExistsError, FileNotFoundError, OutOfSharedMemory,
    // OSError EINVAL (a name that cannot be).
    explicit SharedMemory(const SharedMemoryOptions& options);
    explicit SharedMemory(std::string_view name) : SharedMemory(SharedMemoryOptions{.name = std::string(name)}) {}

    // The memory; empty after close().
    std::span<std::byte> buf() const noexcept;
    // Without a slash in front; stays after close().
    const std::string& name() const noexcept;
    // Bytes, as they were asked for or as the file has them; stays after close().
    std::size_t size() const noexcept;
    // Unmaps the memory here, for all handles of this object. Twice is fine.
    void close() noexcept;
    // Removes the name. Throws FileNotFoundError the second time.
    void unlink();
    std::string repr() const;  // SharedMemory('psm_…', size=10)

private:
    struct State;
    std::shared_ptr<State> state_;
};

std::ostream& operator<<(std::ostream& out, const SharedMemory& memory);

// What a ShareableList holds: None (nullptr), a bool, an int of 64 bits, a float, text, bytes.
class Item {
public:
    using Value = std::variant<std::nullptr_t, bool, std::int64_t, double, std::string, Bytes>;

    Item(std::nullptr_t = nullptr) {}
    Item(std::same_as<bool> auto value) : value_(value) {}
    template <std::integral T>
    requires(!std::same_as<T, bool>) Item(T value) : value_(checked(value)) {}
    Item(std::floating_point auto value) : value_(static_cast<double>(value)) {}
    Item(const char* text) : value_(std::string(text)) {}
    Item(std::string_view text) : value_(std::string(text)) {}
    Item(std::string text) : value_(std::move(text)) {}
    Item(Bytes bytes) : value_(std::move(bytes)) {}

    const Value& value() const noexcept { return value_; }
    bool is_none() const noexcept { return value_.index() == 0; }
    // The item as that type: bool, an integer, a floating-point type, std::string, mp::Bytes. Throws TypeError for
    // another one, OverflowError for an integer that does not fit.
    template <class T>
    T as() const {
        if constexpr (std::same_as<T, bool> || std::same_as<T, std::string> || std::same_as<T, Bytes>) {
            if (const T* found = std::get_if<T>(&value_)) return *found;
        } else if constexpr (std::integral<T>) {
            if (const auto* found = std::get_if<std::int64_t>(&value_)) {
                const auto value = static_cast<T>(*found);
                const bool fits = static_cast<std::int64_t>(value) == *found && (value < T{0}) == (*found < 0);
                if (!fits) throw OverflowError("the item " + repr() + " does not fit the type");
                return value;
            }
        } else {
            static_assert(std::floating_point<T>, "a ShareableList holds no such type");
            if (const auto* found = std::get_if<double>(&value_)) return static_cast<T>(*found);
            if (const auto* found = std::get_if<std::int64_t>(&value_)) return static_cast<T>(*found);
        }
        throw_other_type();
    }
    // As Python's ==: 1 == 1.0 == True.
    bool operator==(const Item& other) const noexcept;
    std::string repr() const;  // as Python's

private:
    template <class T>
    static std::int64_t checked(T value) {
        if (static_cast<std::int64_t>(value) < 0 && value > T{0})
            throw OverflowError("int too large for a ShareableList");
        return static_cast<std::int64_t>(value);
    }
    [[noreturn]] void throw_other_type() const;

    Value value_ = nullptr;
};

std::ostream& operator<<(std::ostream& out, const Item& item);  // str(), as print() does

struct ShareableListOptions {
    std::optional<std::string> name = {};
};

// A list of fixed length whose items may change: any number, bool or None may take the place of any item, text and
// bytes where they fit.
class ShareableList {
public:
    // Makes one; with options.name under that name.
    ShareableList(std::initializer_list<Item> items, const ShareableListOptions& options = {})
        : ShareableList(std::vector<Item>(items), options) {}
    explicit ShareableList(const std::vector<Item>& items, const ShareableListOptions& options = {});
    template <std::ranges::input_range Items>
    requires(
        std::convertible_to<std::ranges::range_reference_t<Items>, Item> &&
        !std::same_as<std::remove_cvref_t<Items>, std::vector<Item>> &&
        !std::convertible_to<Items, std::string_view>) explicit ShareableList(Items&& items,
                                                                              const ShareableListOptions& options = {})
        : ShareableList(collect(items), options) {}
    // Attaches to one, Python's or ours. Throws ValueError for a list that is none; what SharedMemory throws.
    explicit ShareableList(const ShareableListOptions& options);

    // An item's place: reads as an Item, is written by assignment.
    class Place {
    public:
        operator Item() const { return list_.get(index_); }
        template <class T>
        T as() const {
            return list_.get(index_).as<T>();
        }
        Place& operator=(const Item& item) {
            list_.set(index_, item);
            return *this;
        }
        Place& operator=(const Place& other) { return *this = Item(other); }
        Place(const Place&) = default;
        friend bool operator==(const Place& place, const Item& item) { return Item(place) == item; }
        friend std::ostream& operator<<(std::ostream& out, const Place& place) { return out << Item(place); }

    private:
        friend class ShareableList;
        Place(const ShareableList& list, std::int64_t index) : list_(list), index_(index) {}
        const ShareableList& list_;
        std::int64_t index_;
    };

    // Negative indices count from the end. Throws IndexError "index out of range"; assigning also ValueError
    // "bytes/str item exceeds available storage"; after close() TypeError.
    Place operator[](std::int64_t index) const { return Place(*this, index); }
    Item get(std::int64_t index) const;
    void set(std::int64_t index, const Item& item) const;

    std::size_t size() const noexcept;
    std::size_t count(const Item& item) const;
    std::size_t index(const Item& item) const;  // ValueError "'zz' not in this container"
    std::string format() const;                 // as Python's struct module has it
    SharedMemory& shm() noexcept { return memory_; }
    const SharedMemory& shm() const noexcept { return memory_; }
    std::string repr() const;

    class iterator {
    public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;
        iterator() = default;
        iterator(const ShareableList* list, std::int64_t index) : list_(list), index_(index) {}
        Item operator*() const { return list_->get(index_); }
        iterator& operator++() {
            ++index_;
            return *this;
        }
        iterator operator++(int) {
            iterator before = *this;
            ++index_;
            return before;
        }
        bool operator==(const iterator&) const = default;

    private:
        const ShareableList* list_ = nullptr;
        std::int64_t index_ = 0;
    };
    iterator begin() const { return {this, 0}; }
    iterator end() const { return {this, static_cast<std::int64_t>(size())}; }

private:
    template <class Items>
    static std::vector<Item> collect(Items& items) {
        std::vector<Item> all;
        for (auto&& item : items) all.emplace_back(item);
        return all;
    }

    struct Layout;
    ShareableList(const std::vector<Item>& items, const ShareableListOptions& options,
                  std::shared_ptr<const Layout> layout);
    const Layout& layout() const;
    std::size_t checked_index(std::int64_t index, const char* what) const;

    SharedMemory memory_;
    std::shared_ptr<const Layout> layout_;
};

std::ostream& operator<<(std::ostream& out, const ShareableList& list);

}  // namespace mp::shared_memory

namespace mp::detail {

// Both travel by name.
template <>
struct Codec<shared_memory::SharedMemory> {
    static void encode(Writer& writer, const shared_memory::SharedMemory& memory);
    static shared_memory::SharedMemory decode(Reader& reader);
};
template <>
struct Codec<shared_memory::ShareableList> {
    static void encode(Writer& writer, const shared_memory::ShareableList& list);
    static shared_memory::ShareableList decode(Reader& reader);
};

}  // namespace mp::detail

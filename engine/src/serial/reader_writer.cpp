// SPDX-License-Identifier: MIT
// The cold paths of Writer and Reader: growing, and saying what is wrong.
#include "mp/detail/reader_writer.h"

#include <algorithm>
#include <new>
#include <string>
#include <utility>

#include "mp/detail/type_name.h"
#include "mp/exceptions.h"
#include "os/mapping.h"

namespace mp::detail {

namespace {

constexpr std::size_t first_capacity = 256;

std::string shared_only_through_inheritance(std::string_view type) {
    return std::string(type) + " objects should only be shared between processes through inheritance";
}

}  // namespace

void expect_large(void* memory, std::size_t size) noexcept {
    os::prefer_large_pages(memory, size);
}

std::uint32_t ParcelContext::attach_descriptor(int fd) {
    descriptors_.push_back(fd);
    return static_cast<std::uint32_t>(descriptors_.size() - 1);
}

int ParcelContext::take_descriptor(std::uint32_t index) {
    if (index >= descriptors_.size() || descriptors_[index] < 0) {
        throw UnpicklingError("descriptor " + std::to_string(index) + " of " + std::to_string(descriptors_.size()) +
                              " is not in the parcel");
    }
    return std::exchange(descriptors_[index], -1);
}

// True when `size` more bytes fit; false when they have been counted instead.
bool Writer::make_room(std::size_t size) {
    const auto used = static_cast<std::size_t>(cursor_ - begin_);
    if (fixed_) {
        overflow_ += size;
        return false;
    }
    const auto capacity = static_cast<std::size_t>(end_ - begin_);
    const std::size_t wanted = std::max({first_capacity, 2 * capacity, used + size});
    // realloc: a large buffer is moved by remapping its pages
    auto* memory = static_cast<std::byte*>(std::realloc(own_.get(), wanted));
    if (memory == nullptr) throw std::bad_alloc();
    static_cast<void>(own_.release());
    own_.reset(memory);
    begin_ = memory;
    cursor_ = memory + used;
    end_ = memory + wanted;
    return true;
}

ParcelContext& Writer::starting_parcel(std::string_view type) {
    if (parcel_ == nullptr || parcel_->journey() != ParcelContext::Journey::start_of_process) {
        throw RuntimeError(shared_only_through_inheritance(type));
    }
    return *parcel_;
}

void Writer::fail_too_deep() const {
    throw PicklingError("a value nested deeper than " + std::to_string(max_depth) + " levels cannot be pickled");
}

ParcelContext& Reader::starting_parcel(std::string_view type) {
    if (parcel_ == nullptr || parcel_->journey() != ParcelContext::Journey::start_of_process) {
        throw RuntimeError(shared_only_through_inheritance(type));
    }
    return *parcel_;
}

void Reader::fail(std::string_view text) const {
    throw UnpicklingError(std::string(text) + " at offset " + std::to_string(offset()) + " of " +
                          std::to_string(end_ - begin_));
}

void Reader::fail_short(std::size_t wanted) const {
    fail("truncated: " + std::to_string(wanted) + " bytes wanted, " + std::to_string(left()) + " left,");
}

void Reader::fail_length(std::uint64_t length) const {
    fail("a length of " + std::to_string(length) + " that the " + std::to_string(left()) + " bytes left cannot hold");
}

void Reader::fail_too_deep() const {
    fail("nested deeper than " + std::to_string(max_depth) + " levels");
}

void Reader::rethrow(std::string_view raw_type) const {
    const std::string prefix = "cannot decode " + tidy_type_name(raw_type) + ": ";
    try {
        throw;
    } catch (const UnpicklingError& error) {
        throw UnpicklingError(prefix + error.what());
    } catch (const std::exception& error) {
        throw SerializationError(prefix + type_name_of(typeid(error)) + ": " + error.what() + " at offset " +
                                 std::to_string(offset()));
    } catch (...) {
        throw SerializationError(prefix + "something that is no std::exception was thrown at offset " +
                                 std::to_string(offset()));
    }
}

}  // namespace mp::detail

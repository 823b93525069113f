// SPDX-License-Identifier: MIT
#pragma once
// Functions that another process of the same program can be told to run.
//
// What is sent is where a function lies in its module (executable or shared library): the same in every process of one
// executable, wherever the loader put it. What arrives is looked up in a table of the functions that were registered
// before main (or when their library was loaded), and is run only if it is there.
//
// A registered function is described by a class, so that the table can be filled by the mere mention of it:
//
//     struct MapChunk {
//         static void run(Reader& task, Writer& result);
//         static std::string name();                         // for messages and monitors
//     };
//     writer.write_value(function_id<MapChunk>());             // here
//     find_function<void(Reader&, Writer&)>(reader)(task, out); // there; UnpicklingError if it is none of ours
//
// Threads: any. Nothing here takes a lock, so a fork at any moment leaves the child with a working table.

#include <atomic>
#include <cstdint>
#include <string>
#include <typeinfo>

#include "mp/detail/reader_writer.h"

namespace mp::detail {

struct FunctionId {
    std::uint64_t module = 0;  // a hash of the module's identity
    std::uint64_t offset = 0;  // from the module's load address
    bool operator==(const FunctionId&) const = default;
};

using AnyFunction = void (*)();

class FunctionRegistration {
public:
    FunctionRegistration(AnyFunction run, const std::type_info& kind, std::string (*namer)()) noexcept;
    FunctionRegistration(const FunctionRegistration&) = delete;
    FunctionRegistration& operator=(const FunctionRegistration&) = delete;

    FunctionId id() const {
        if (known_.load(std::memory_order_acquire)) [[likely]] {
            return {module_.load(std::memory_order_relaxed), offset_.load(std::memory_order_relaxed)};
        }
        return look_up_id();
    }
    AnyFunction function() const noexcept { return function_; }
    const std::type_info& signature() const noexcept { return *signature_; }
    std::string name() const { return name_(); }
    const FunctionRegistration* next() const noexcept { return next_; }

private:
    FunctionId look_up_id() const;

    AnyFunction function_;
    const std::type_info* signature_;
    std::string (*name_)();
    const FunctionRegistration* next_ = nullptr;
    // Computed at first use; racing threads compute the same. known_ is stored last, with release.
    mutable std::atomic<std::uint64_t> module_{0};
    mutable std::atomic<std::uint64_t> offset_{0};
    mutable std::atomic<bool> known_{false};
};

// The registered function with this id, or null.
const FunctionRegistration* find_registration(FunctionId id);
// Throws UnpicklingError "function ... is not in this program".
const FunctionRegistration& require_registration(FunctionId id, const std::type_info& signature);

template <class Described>
inline const FunctionRegistration registration{reinterpret_cast<AnyFunction>(&Described::run),
                                               typeid(decltype(Described::run)), &Described::name};

template <class Described>
FunctionId function_id() {
    return registration<Described>.id();
}

// Throws UnpicklingError for what is not registered, or registered with another signature.
template <class Signature>
Signature* find_function(FunctionId id) {
    return reinterpret_cast<Signature*>(require_registration(id, typeid(Signature)).function());
}

template <class Signature>
Signature* find_function(Reader& reader) {
    return find_function<Signature>(reader.read_value<FunctionId>());
}

}  // namespace mp::detail

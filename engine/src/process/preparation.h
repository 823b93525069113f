// SPDX-License-Identifier: MIT
#pragma once
// What a child that is no copy of its parent is told by it: who it is, and what it runs. It travels as a parcel: the
// preparation, then the target.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "mp/call.h"
#include "process/current.h"

namespace mp::process {

// What a child has to know of itself before anything of the program's runs in it.
struct Preparation {
    std::string class_name;
    std::vector<std::uint32_t> identity;
    std::string name;
    bool daemon = false;
    Bytes authkey;
    StartMethod method = StartMethod::spawn;
    std::string executable;  // what set_executable() was given; empty: this one
    std::string temp_dir;    // util::get_temp_dir(), where it has been made
    std::string directory;   // to work in; empty: where it is already
    int log_level = 0;
    bool log_to_stderr = false;
    int parent_pid = 0;
    std::uint32_t parent_token = 0;
    std::uint64_t parent_start_ticks = 0;
    std::string parent_name;
    bool by_main_thread = true;
};

Preparation prepare(const ProcessState& state, const ParentIdentity& parent, StartMethod method);

// Throws PicklingError, with the remedy, for a target that only a fork could run.
void check_portable(const Target& target);
void write_parcel(detail::Writer& writer, const Preparation& preparation, const Target& target);

// Descriptors that came along with a parcel: those that its reader has not taken are closed in the end.
class Arrived {
public:
    explicit Arrived(std::vector<int> numbers);
    ~Arrived();
    Arrived(const Arrived&) = delete;
    Arrived& operator=(const Arrived&) = delete;
    detail::ParcelContext& context() { return context_; }

private:
    detail::ParcelContext context_;
};

// In the child: becomes what the parcel says and returns what it is to run. prepare_self is called in between, once it
// is known who the child is, before anything of the program's is decoded.
Target open_parcel(std::span<const std::byte> bytes, Arrived& arrived,
                   const std::function<void(const Preparation&)>& prepare_self);

}  // namespace mp::process

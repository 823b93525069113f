// SPDX-License-Identifier: MIT
#pragma once
// Texts as Python's repr() has them; repr() of whole objects is in mp/object.h.

#include <cstddef>
#include <string>
#include <string_view>

#include "mp/object.h"

namespace mp::serial {

std::string repr_of_double(double value);               // 1.0, 1e+16, nan: the shortest that reads back
std::string repr_of_complex(double real, double imag);  // (1+2j)
void append_repr_of_str(std::string& out, std::string_view text);
void append_repr_of_bytes(std::string& out, std::string_view bytes);  // b'…'

// One object's text on its way: knows what it is inside of, and how much may still come.
class ReprWriter {
public:
    explicit ReprWriter(std::size_t limit) : limit_(limit) {}
    void write(const Object& object);
    void text(std::string_view part);  // throws MemoryError beyond the limit
    // Items between commas.
    void items(std::span<const Object> items);
    std::string take() { return std::move(out_); }

private:
    friend bool write_known_instance(ReprWriter&, const Object&);
    void write_node(const Object& object);
    void write_table(const Object& object);
    void write_instance(const Object& object);
    void check() const;

    std::string out_;
    std::size_t limit_;
    std::vector<const detail::ObjectNode*> around_;
};

// The beginning of repr(): as much as is known once about so many bytes are there. Never too much for memory.
std::string repr_beginning(const Object& object, std::size_t bytes);

// Instances of Python's own classes as they print; false for one that has no words of its own.
bool write_known_instance(ReprWriter& out, const Object& instance);
// str() of the few of those that differ from repr().
bool known_instance_as_str(const Object& instance, std::string& out);

}  // namespace mp::serial
